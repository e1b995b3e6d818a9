"""Queues, teams and agents of a desk file."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, Field, PlainValidator, ValidationInfo, model_validator

from mailgate.config.operands import moment_of
from mailgate.config.table import Table, several, surroundings
from mailgate.config.values import (
    Duration,
    Host,
    Key,
    Mailbox,
    PositiveDuration,
    Text,
    TimeZone,
    bounded,
    is_host,
    is_mailbox,
    is_network,
    one_of,
)
from mailgate.config.windows import FreeHours
from mailgate.model.calendar import Calendar
from mailgate.model.desk import Absence, Agent, Queue, Team, TicketsOfAbsent

ASSIGN = ("manual", "round_robin", "least_loaded", "weighted", "sticky", "skills")

AgentReply = Annotated[str, one_of("mirror", "note")]


def _local_instant(value: object, info: ValidationInfo) -> datetime:
    return moment_of(value, surroundings(info))


LocalInstant = Annotated[datetime, PlainValidator(_local_instant)]


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
    closed_follow_up: Annotated[str, one_of("reopen", "always", "new", "hold")] = "reopen"
    reopen_window: Annotated[Duration, bounded(0, 3_660 * 86_400)] | None = None
    changed_subject: Annotated[str, one_of("new", "append")] = "new"
    changed_subject_after: PositiveDuration = timedelta(days=30)
    spam: Annotated[str, one_of("hold", "ticket")] = "hold"
    echo_subject: Annotated[str, one_of("verified", "always")] = "verified"
    contact_forms: list[Annotated[str, AfterValidator(_form)]] = Field(default_factory=list)
    lifecycle: Key = "default"
    assigning_begins: bool = True
    routing_triages: bool = True
    close_children: Annotated[str, one_of("ask", "close", "keep")] = "ask"
    ask_when_resolved: bool = True

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
    lead: Mailbox | None = None
    sticky_for: PositiveDuration = timedelta(days=90)
    skills_needed: Annotated[str, one_of("all", "any")] = "all"
    within_hours: bool = True

    def build(self) -> Team:
        given = self.model_dump() | {"agents": tuple(dict.fromkeys(self.agents)), "lead": self.lead or ""}
        return Team(**given)


class AbsenceTable(Table):
    """One time in which an agent does not work."""

    # "from" is a word of Python's own.
    since: Annotated[LocalInstant, Field(alias="from")]
    until: LocalInstant
    delegate: Mailbox | None = None
    tickets: Annotated[str, one_of(*(policy.value for policy in TicketsOfAbsent))] = TicketsOfAbsent.KEEP.value

    @model_validator(mode="after")
    def _makes_sense(self) -> AbsenceTable:
        if self.until <= self.since:
            raise several([(("until",), "until: it must be later than from")])
        if self.tickets == TicketsOfAbsent.DELEGATE.value and self.delegate is None:
            raise several([(("tickets",), 'tickets: "delegate" needs to know to whom; write delegate beside it')])
        return self

    def build(self) -> Absence:
        return Absence(
            since=self.since,
            until=self.until,
            delegate=self.delegate or "",
            tickets=TicketsOfAbsent(self.tickets),
        )


class AgentTable(Table):
    email: Mailbox
    name: Text
    role: Annotated[str, one_of("agent", "lead", "admin")] = "agent"
    agent_reply: AgentReply = "mirror"
    signature: str = ""
    aliases: list[Mailbox] = Field(default_factory=list)
    availability: Annotated[str, one_of("active", "away", "out")] = "active"
    out_of_office: list[AbsenceTable] = Field(default_factory=list)
    calendar: Key = ""
    capacity: Annotated[float | int, bounded(0, 10_000)] | None = None
    weight: Annotated[float | int, bounded(0, 1_000)] = 1
    skills: dict[Text, Annotated[float | int, bounded(0, 1_000)]] = Field(default_factory=dict)
    categories: list[Text] = Field(default_factory=list)
    quiet_hours: FreeHours | None = None
    timezone: TimeZone | None = None

    @model_validator(mode="after")
    def _needs_its_zone(self) -> AgentTable:
        if self.timezone is not None and self.quiet_hours is None:
            raise several([(("timezone",), "timezone: it is that of quiet_hours, which are not given")])
        if any(absence.delegate == self.email for absence in self.out_of_office):
            raise several(
                [(("out_of_office",), "delegate: whoever is away cannot stand in for themselves; name another")]
            )
        return self

    def build(self, desk_timezone: str) -> Agent:
        return Agent(
            email=self.email,
            name=self.name,
            role=self.role,
            reply_is_note=self.agent_reply == "note",
            signature=self.signature,
            aliases=tuple(self.aliases),
            availability=self.availability,
            absences=tuple(each.build() for each in self.out_of_office),
            calendar=self.calendar,
            capacity=None if self.capacity is None else float(self.capacity),
            weight=float(self.weight),
            skills={name.casefold(): float(value) for name, value in self.skills.items()},
            categories=tuple(self.categories),
            quiet=self._quiet(desk_timezone),
        )

    def _quiet(self, desk_timezone: str) -> Calendar | None:
        if self.quiet_hours is None:
            return None
        return Calendar(key="", timezone=self.timezone or desk_timezone, week=self.quiet_hours.week)
