"""From wishes to a ticket as it will stand: changes applied, clock advanced, journal written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.escalation.runs import follow_status
from mailgate.lifecycle.apply import Applied, apply_changes
from mailgate.lifecycle.rating import survey_due
from mailgate.lifecycle.terms import Terms, terms_of
from mailgate.model.assignment import Taken
from mailgate.model.clockwork import Clockwork
from mailgate.model.desk import Desk
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.plan import Change
from mailgate.model.sla import Cycle, Deadline, Trigger
from mailgate.model.ticket import Priority, Ticket
from mailgate.pipeline.tickets.assigning import Giving, Handed, hand_out, unmarked
from mailgate.sla.cycles import advance, ids_needed, start_cycles
from mailgate.sla.deadlines import deadlines, sla_due_at
from mailgate.sla.rebuild import CLOCK
from mailgate.sla.verdicts import verdict_events
from mailgate.store.people.team_work import TeamWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A ticket with its clockwork after the changes, and what to write in the journal about them."""

    ticket: Ticket
    clockwork: Clockwork
    #: Also of what the lifecycle did not allow.
    events: tuple[Event, ...]
    #: Of the agent that a strategy chose.
    turns: tuple[Taken, ...] = ()
    #: The ticket's team has nobody who could be given it, which its lead is to be told.
    unstaffed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When, by whom, under which desk."""

    desk: Desk
    now: datetime
    actor: str
    #: Row ids to take from, at least ``rows_for_clock``.
    ids: Sequence[int]
    cause: Cause
    #: The moment carries the first public words of a person on our side.
    human_reply: bool = False
    #: What the teams have to do; None: no ticket is given to anybody.
    work: TeamWork | None = None
    #: A rule's wish how to give the ticket out; empty: as its team has it.
    strategy: str = ""

    def terms(self, ticket: Ticket) -> Terms:
        """On what terms the ticket is changed."""
        return terms_of(self.desk, ticket.queue, self.actor)


def settle(ticket: Ticket, changes: Sequence[Change], clockwork: Clockwork, moment: Moment) -> Settled:
    """Apply changes to a ticket; its cycles, their deadlines and the escalation steps that wait follow."""
    applied, handed = _applied(ticket, ticket, changes, moment)
    return carried(ticket, applied, clockwork, moment, handed)


def carried(
    ticket: Ticket, applied: Applied, clockwork: Clockwork, moment: Moment, handed: Handed | None = None
) -> Settled:
    """What follows from changes that were applied already."""
    advanced = advance(
        clockwork,
        ticket,
        applied.ticket,
        moment.desk,
        ids=moment.ids,
        now=moment.now,
        human_reply=moment.human_reply,
    )
    steps = follow_status(advanced.deadlines, ticket, applied.ticket, now=moment.now, desk=moment.desk)
    followed = Clockwork(cycles=advanced.cycles, deadlines=merged(advanced.deadlines, steps))
    verdicts = verdict_events(clockwork.cycles, followed.cycles, now=moment.now, actor=moment.actor, cause=moment.cause)
    settled = _settled(applied, followed, moment, verdicts, handed)
    asks = survey_due(ticket, settled.ticket, moment.desk.csat)
    return replace(settled, ticket=replace(settled.ticket, survey_due_at=asks))


def open_settled(
    ticket: Ticket,
    changes: Sequence[Change],
    moment: Moment,
    *,
    starts_clock: bool,
    asked: datetime | None = None,
) -> Settled:
    """A new ticket with the changes that rules ask for, and its first cycles unless nobody waits for an answer.

    Args:
        asked: When the customer did, before the ticket was made; the event that makes it tells so (``told_since``).
    """
    applied, handed = _applied(None, ticket, changes, moment)
    if not starts_clock:
        return _settled(applied, Clockwork(), moment, (_no_promise(applied.ticket, moment),), handed)
    cycles = start_cycles(applied.ticket, moment.desk, ids=moment.ids, now=moment.now, asked=asked)
    due = deadlines(cycles, applied.ticket, moment.desk, ids=moment.ids[len(cycles) :])
    urgent = _urgent_run(applied.ticket, cycles, moment)
    return _settled(applied, Clockwork(cycles=cycles, deadlines=(*due, *urgent)), moment, (), handed)


def _no_promise(ticket: Ticket, moment: Moment) -> Event:
    """The journal says why nothing is promised: without it the promises could not be made again from it."""
    why = "off" if ticket.first_response_at is None else "answered"
    return Event(kind=EventKind.UPDATED, at=moment.now, actor=moment.actor, cause=moment.cause, details={CLOCK: why})


def _applied(
    before: Ticket | None, ticket: Ticket, changes: Sequence[Change], moment: Moment
) -> tuple[Applied, Handed | None]:
    """The changes, and that a team's ticket which is nobody's is given out."""
    terms = moment.terms(ticket)
    applied = apply_changes(ticket, changes, now=moment.now, actor=moment.actor, terms=terms)
    if moment.work is None:
        return applied, None
    if applied.ticket.assigned_to and (found := unmarked(applied.ticket, moment.cause)):
        cleared = apply_changes(applied.ticket, found, now=moment.now, actor=moment.actor, terms=terms)
        applied = replace(cleared, events=(*applied.events, *cleared.events), refused=applied.refused)
    giving = Giving(desk=moment.desk, work=moment.work, now=moment.now, actor=moment.actor, strategy=moment.strategy)
    handed = hand_out(before, applied.ticket, giving)
    if handed is None:
        return applied, None
    given = apply_changes(applied.ticket, handed.changes, now=moment.now, actor=moment.actor, terms=terms)
    events = (*applied.events, *handed.events, *given.events)
    return Applied(ticket=given.ticket, events=events, refused=applied.refused), handed


def _urgent_run(ticket: Ticket, cycles: Sequence[Cycle], moment: Moment) -> tuple[Deadline, ...]:
    """Under the preset ``simple`` a new urgent ticket is paged about at once (spec/features.md S1 1.14)."""
    promised = any(cycle.policy == "simple" for cycle in cycles)
    if ticket.priority is not Priority.URGENT or not promised:
        return ()
    row = moment.ids[-1]
    begin = Deadline(
        id=row,
        tenant=ticket.tenant,
        ticket_id=ticket.id,
        cycle_id=row,
        trigger=Trigger.BEGIN,
        due_at=moment.now,
        run="urgent",
        policy="urgent",
        run_started_at=moment.now,
    )
    return (begin,)


def rows_for_clock(desk: Desk) -> int:
    """How many row ids a moment needs at most: every metric may begin a cycle and arm its deadlines, and
    an urgent page is one more."""
    return ids_needed(desk) + 1


def merged(known: Sequence[Deadline], changed: Sequence[Deadline]) -> tuple[Deadline, ...]:
    """The known deadlines, those that changed in their places, new ones at the end."""
    by_id = {value.id: value for value in (*known, *changed)}
    return tuple(by_id.values())


def _settled(
    applied: Applied, clockwork: Clockwork, moment: Moment, verdicts: tuple[Event, ...], handed: Handed | None
) -> Settled:
    breached = any(cycle.breached_at is not None for cycle in clockwork.cycles)
    ticket = replace(
        applied.ticket,
        sla_due_at=sla_due_at(clockwork.cycles),
        sla_breach=applied.ticket.sla_breach or breached,
        updated_at=moment.now,
    )
    refused = tuple(_refusal(refusal.change, refusal.code, moment) for refusal in applied.refused)
    return Settled(
        ticket=ticket,
        clockwork=clockwork,
        events=(*applied.events, *refused, *verdicts),
        turns=handed.turns if handed else (),
        unstaffed=handed is not None and handed.newly_failed,
    )


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
