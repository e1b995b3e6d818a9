"""Who is told: pure decisions, each with a reason that the journal can show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mailgate.model.desk import Agent, Desk, Queue
from mailgate.model.envelope import Channel, Envelope
from mailgate.model.identity import Sender, Tier
from mailgate.model.mark import Verdict
from mailgate.model.sla import EscalationStep
from mailgate.model.ticket import Ticket

#: Mailboxes that nobody reads (RFC 3834 section 2; the names are those in use).
_MACHINES = re.compile(
    r"(?:mailer-daemon|postmaster|no-?_?reply|do-?_?not-?_?reply|bounces?|abuse|root|daemon)(?:[+=._-].*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Whether an acknowledgement goes out, and the stable code of why."""

    goes: bool
    reason: str


def acknowledgement(
    queue: Queue, sender: Sender, verdict: Verdict, envelope: Envelope, own_addresses: frozenset[str]
) -> Answer:
    """Whether a new ticket's customer is told so (DESIGN section 4; RFC 3834 section 2); rates are not looked at.

    Args:
        own_addresses: Every address of this installation, lower-case: queues and their aliases.
    """
    local = sender.address.partition("@")[0]
    objections = (
        (queue.acknowledge == "never", "ack.never"),
        (not sender.address, "ack.no_address"),
        (sender.tier is Tier.FAILED, "ack.failed_sender"),
        (queue.acknowledge == "verified" and sender.tier is not Tier.VERIFIED, "ack.not_verified"),
        (not envelope.mail_from, "ack.null_sender"),
        (envelope.channel is Channel.IMPORT, "ack.imported"),
        (verdict.silent, "ack.automatic_mail"),
        (_MACHINES.fullmatch(local) is not None, "ack.machine"),
        (_without_detail(sender.address) in own_addresses, "ack.own_address"),
    )
    reason = next((reason for objects, reason in objections if objects), "")
    return Answer(goes=not reason, reason=reason or "ack.sent")


def agents_to_tell(ticket: Ticket, desk: Desk, *, wrote: str = "") -> tuple[Agent, ...]:
    """The assignee, else the agents of the ticket's team, else of its queue's, else of the whole desk.

    Args:
        wrote: Address of the agent who caused it and needs no telling.
    """
    told = _assignee(ticket, desk) or _team(ticket, desk) or desk.agents
    return tuple(agent for agent in told if agent.email != wrote.lower())


def step_recipients(step: EscalationStep, ticket: Ticket, desk: Desk) -> tuple[Agent | str, ...]:
    """Everybody a step names, once each, in its order; empty when nobody is there to be told.

    ``assignee``, ``team``, ``team:lead``, ``oncall:KEY`` (its first member), or an address.
    """
    named = [found for target in step.notify for found in _named(target, ticket, desk)]
    by_address = {found if isinstance(found, str) else found.email: found for found in reversed(named)}
    return tuple(reversed(by_address.values()))


def _named(target: str, ticket: Ticket, desk: Desk) -> Iterable[Agent | str]:
    if target == "assignee":
        return _assignee(ticket, desk)
    if target == "team":
        return _team(ticket, desk)
    if target == "team:lead":
        return (agent for agent in _team(ticket, desk) if agent.role == "lead")
    if target.startswith("oncall:"):
        oncall = desk.oncall(target.removeprefix("oncall:"))
        return _known(oncall.members[:1] if oncall else (), desk)
    return _known((target,), desk)


def _assignee(ticket: Ticket, desk: Desk) -> tuple[Agent, ...]:
    """Nobody for a ticket of somebody who is no agent any more."""
    agent = desk.agent(ticket.assigned_to) if ticket.assigned_to else None
    return (agent,) if agent else ()


def _team(ticket: Ticket, desk: Desk) -> tuple[Agent, ...]:
    queue = desk.queue(ticket.queue)
    team = desk.team(ticket.assigned_team or (queue.team if queue else ""))
    found = (desk.agent(email) for email in team.agents) if team else ()
    return tuple(agent for agent in found if agent)


def _known(addresses: Iterable[str], desk: Desk) -> Iterable[Agent | str]:
    return (desk.agent(address) or address.lower() for address in addresses)


def _without_detail(address: str) -> str:
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
