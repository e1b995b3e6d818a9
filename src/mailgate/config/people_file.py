"""Queues, teams and agents of a desk file."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from mailgate.config.table import Table
from mailgate.config.values import Host, Key, Mailbox, Text, is_host, is_mailbox, is_network, one_of
from mailgate.model.desk import Agent, Queue, Team

ASSIGN = ("manual", "round_robin", "least_loaded", "weighted", "sticky", "skills")

AgentReply = Annotated[str, one_of("mirror", "note")]


def _without_plus(value: str) -> str:
    # What follows the first plus sign is the token of a reply address.
    if "+" in value:
        raise ValueError(f'"{value}" holds a "+", which reply addresses need for themselves; make it an alias')
    return value


def _form(value: str) -> str:
    host = value.removeprefix("@")
    if is_mailbox(value) or (host != value and is_host(host)) or is_network(value):
        return value.lower()
    raise ValueError(f'"{value}" is no contact form; write it like "web@example.org", "@example.org" or "192.0.2.7"')


class QueueTable(Table):
    key: Key
    address: Annotated[Mailbox, AfterValidator(_without_plus)]
    name: Text = ""
    aliases: list[Mailbox] = Field(default_factory=list)
    product: Key = ""
    team: Key = ""
    category: Text = ""
    sla: Key = ""
    escalation: Key = ""
    signature: str = ""
    reply_domain: Host = ""
    acknowledge: Annotated[str, one_of("unless_failed", "verified", "never")] = "unless_failed"
    failed_senders: Annotated[str, one_of("hold", "ticket")] = "hold"
    stranger_follow_up: Annotated[str, one_of("new", "hold")] = "new"
    spam: Annotated[str, one_of("hold", "ticket")] = "hold"
    echo_subject: Annotated[str, one_of("verified", "always")] = "verified"
    contact_forms: list[Annotated[str, AfterValidator(_form)]] = Field(default_factory=list)

    def build(self, desk_name: str, default_sla: str, default_escalation: str) -> Queue:
        """The queue with the desk's defaults where it has none of its own."""
        given = self.model_dump()
        given["aliases"] = tuple(self.aliases)
        given["contact_forms"] = tuple(self.contact_forms)
        given["name"] = self.name or desk_name
        given["sla"] = self.sla or default_sla
        given["escalation"] = self.escalation or default_escalation
        return Queue(**given)


class TeamTable(Table):
    key: Key
    agents: Annotated[list[Mailbox], Field(min_length=1)]
    assign: Annotated[str, one_of(*ASSIGN)] = "manual"
    calendar: Key = ""

    def build(self) -> Team:
        agents = tuple(dict.fromkeys(self.agents))
        return Team(key=self.key, agents=agents, assign=self.assign, calendar=self.calendar)


class AgentTable(Table):
    email: Mailbox
    name: Text
    role: Annotated[str, one_of("agent", "lead", "admin")] = "agent"
    agent_reply: AgentReply = "mirror"
    signature: str = ""
    aliases: list[Mailbox] = Field(default_factory=list)

    def build(self) -> Agent:
        return Agent(
            email=self.email,
            name=self.name,
            role=self.role,
            reply_is_note=self.agent_reply == "note",
            signature=self.signature,
            aliases=tuple(self.aliases),
        )
