"""From wishes to a ticket as it will stand: changes applied, clock advanced, journal written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.lifecycle.apply import Applied, apply_changes
from mailgate.model.desk import Desk
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.plan import Change
from mailgate.model.sla import Clockwork
from mailgate.model.ticket import Ticket
from mailgate.sla.cycles import advance, start_cycles
from mailgate.sla.deadlines import reconcile, sla_due_at

#: Row ids that one settling may need: cycles and their deadlines.
IDS_NEEDED = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A ticket with its clockwork after the changes, and what to write in the journal about them."""

    ticket: Ticket
    clockwork: Clockwork
    #: Also of what the lifecycle did not allow.
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When, by whom, under which desk."""

    desk: Desk
    now: datetime
    actor: str
    #: Row ids to take from, at least ``IDS_NEEDED``.
    ids: Sequence[int]
    #: The moment carries the first public words of a person on our side.
    human_reply: bool = False


def settle(ticket: Ticket, changes: Sequence[Change], clockwork: Clockwork, moment: Moment) -> Settled:
    """Apply changes to a ticket and let its clockwork follow."""
    applied = apply_changes(ticket, changes, now=moment.now, actor=moment.actor)
    half = len(moment.ids) // 2
    advanced = advance(
        clockwork,
        ticket,
        applied.ticket,
        moment.desk,
        ids=moment.ids[:half],
        now=moment.now,
        human_reply=moment.human_reply,
    )
    deadlines = reconcile(advanced.deadlines, advanced.cycles, applied.ticket, moment.desk, ids=moment.ids[half:])
    return _settled(applied, Clockwork(cycles=advanced.cycles, deadlines=deadlines), moment)


def open_settled(ticket: Ticket, changes: Sequence[Change], moment: Moment, *, starts_clock: bool) -> Settled:
    """A new ticket with the changes that rules ask for, and its first cycles unless nobody waits for an answer."""
    applied = apply_changes(ticket, changes, now=moment.now, actor=moment.actor)
    half = len(moment.ids) // 2
    cycles = start_cycles(applied.ticket, moment.desk, ids=moment.ids[:half], now=moment.now) if starts_clock else ()
    deadlines = reconcile((), cycles, applied.ticket, moment.desk, ids=moment.ids[half:])
    return _settled(applied, Clockwork(cycles=cycles, deadlines=deadlines), moment)


def _settled(applied: Applied, clockwork: Clockwork, moment: Moment) -> Settled:
    ticket = replace(
        applied.ticket,
        sla_due_at=sla_due_at(clockwork.cycles),
        sla_policy=clockwork.cycles[0].policy if clockwork.cycles else applied.ticket.sla_policy,
        updated_at=moment.now,
    )
    refused = tuple(_refusal(refusal.change, refusal.code, moment) for refusal in applied.refused)
    return Settled(ticket=ticket, clockwork=clockwork, events=(*applied.events, *refused))


def _refusal(change: Change, code: str, moment: Moment) -> Event:
    return Event(
        kind=EventKind.RULE_FAILED,
        at=moment.now,
        actor=moment.actor,
        cause=change.cause,
        details={"field": change.field, "value": str(change.value), "code": code},
    )


def mail_cause(inbox_id: int) -> Cause:
    """The cause of everything that one mail brings about."""
    return Cause(kind="mail", ref=str(inbox_id))
