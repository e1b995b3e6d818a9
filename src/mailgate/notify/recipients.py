"""Who is told: pure decisions, each with a reason that the journal can show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mailgate.model.desk import Agent, Desk, Queue
from mailgate.model.envelope import Channel, Envelope
from mailgate.model.identity import Sender, Tier
from mailgate.model.mark import Verdict
from mailgate.model.ticket import Ticket

#: Mailboxes that nobody reads (RFC 3834 section 2; the names are those in use).
_MACHINES = re.compile(
    r"(?:mailer-daemon|postmaster|no-?_?reply|do-?_?not-?_?reply|bounces?|abuse|root|daemon)(?:[+=._-].*)?",
    re.IGNORECASE,
)


#: By key of a rotation the address of whoever is on call now; empty: nobody.
OnDuty = Mapping[str, str]


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


def is_machine(address: str) -> bool:
    """Whether nobody reads what is sent there, by its name."""
    return _MACHINES.fullmatch(address.partition("@")[0]) is not None


def leads_to_tell(ticket: Ticket, desk: Desk) -> tuple[Agent, ...]:
    """The lead of the ticket's team, else its members who are leads, else all leads of the desk, else its admins."""
    team = desk.team(ticket.assigned_team or "")
    named = desk.agent(team.lead) if team else None
    members = [agent for email in team.agents if (agent := desk.agent(email))] if team else []
    circles = (
        [named] if named else [],
        [agent for agent in members if agent.role == "lead"],
        [agent for agent in desk.agents if agent.role == "lead"],
        [agent for agent in desk.agents if agent.role == "admin"],
    )
    return tuple(next((circle for circle in circles if circle), []))


def operators(configured: str, desk: Desk) -> tuple[Agent | str, ...]:
    """Whoever looks after the house: the configured address, else the desk's admins, else all of its agents."""
    if configured:
        return (configured,)
    return tuple(agent for agent in desk.agents if agent.role == "admin") or desk.agents


def agents_to_tell(ticket: Ticket, desk: Desk, *, wrote: str = "") -> tuple[Agent, ...]:
    """The assignee, else the agents of the ticket's team, else of its queue's, else of the whole desk.

    Args:
        wrote: Address of the agent who caused it and needs no telling.
    """
    told = _assignee(ticket, desk) or _team(ticket, desk) or desk.agents
    return tuple(agent for agent in told if agent.email != wrote.lower())


def given_to(before: Ticket, after: Ticket, desk: Desk, *, by: str) -> tuple[Agent, ...]:
    """Who has a ticket now and did not before: its new assignee, or its team when it became that team's, or nobody's.

    Args:
        by: Address of the agent who gave it and needs no telling.
    """
    if after.assigned_to:
        told = _assignee(after, desk) if after.assigned_to != before.assigned_to else ()
    else:
        told = _team(after, desk) if before.assigned_to or after.assigned_team != before.assigned_team else ()
    return tuple(agent for agent in told if agent.email != by.lower())


def step_recipients(notify: Iterable[str], ticket: Ticket, desk: Desk, on_duty: OnDuty) -> tuple[Agent | str, ...]:
    """Everybody who is named, once each, in that order; empty when nobody is there to be told.

    Args:
        notify: ``assignee``, ``team``, ``team:lead``, ``team:KEY``, ``oncall`` (whoever is on call in the desk's first
            rotation that has somebody, else the team), ``oncall:KEY``, or addresses.
    """
    named = [found for target in notify for found in _named(target, ticket, desk, on_duty)]
    by_address = {found if isinstance(found, str) else found.email: found for found in reversed(named)}
    return tuple(reversed(by_address.values()))


def _named(target: str, ticket: Ticket, desk: Desk, on_duty: OnDuty) -> Iterable[Agent | str]:
    if target == "oncall":
        person = next((on_duty[each.key] for each in desk.oncalls if on_duty.get(each.key)), "")
        return _known((person,), desk) if person else _team(ticket, desk)
    if target == "assignee":
        return _assignee(ticket, desk)
    if target == "team":
        return _team(ticket, desk)
    if target == "team:lead":
        return (agent for agent in _team(ticket, desk) if agent.role == "lead")
    if target.startswith("team:"):
        team = desk.team(target.removeprefix("team:"))
        return (agent for email in team.agents if (agent := desk.agent(email))) if team else ()
    if target.startswith("oncall:"):
        person = on_duty.get(target.removeprefix("oncall:"), "")
        return _known((person,) if person else (), desk)
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
