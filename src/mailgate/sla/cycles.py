"""The promises on one ticket: begun when it opens, and moved along with every change of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from mailgate.model.clockwork import Clockwork
from mailgate.model.desk import Desk
from mailgate.model.sla import Cycle, Metric
from mailgate.model.ticket import Ticket
from mailgate.sla import deadlines
from mailgate.sla.courses import FROM_CREATION, VOID, in_status
from mailgate.sla.effects import Moment, advanced, begun, waits_for_an_agent
from mailgate.sla.opening import numbered, opened
from mailgate.sla.policies import targets_of
from mailgate.sla.turns import breach

__all__ = ["CYCLE_IDS", "advance", "breach", "cycles_after", "ids_needed", "measured_anew", "start_cycles"]

#: Row ids for cycles that ``start_cycles`` or one ``advance`` can take at most: one of each metric.
CYCLE_IDS = len(Metric)


def ids_needed(desk: Desk) -> int:
    """How many row ids ``start_cycles`` with ``deadlines.deadlines``, or one ``advance``, can take at most.

    At most one cycle of each metric begins, and at most one of each still goes on; the deadlines of either may be new.
    """
    promised = {metric for policy in desk.slas for goals in policy.targets.values() for metric in goals}
    return len(promised) + deadlines.ids_needed(len(promised) + CYCLE_IDS, desk)


def start_cycles(
    ticket: Ticket, desk: Desk, *, ids: Sequence[int], now: datetime, asked: datetime | None = None
) -> tuple[Cycle, ...]:
    """What is owed from the creation of a ticket on, as far as its policy names it.

    A ticket created in a paused status starts with its resolution paused, one created done with all ended; spam
    and the like has none.

    Args:
        asked: When the customer asked, where that was before the creation: the first response runs from there.

    Raises:
        ValueError: fewer ``ids`` than cycles; ``CYCLE_IDS`` are always enough.
    """
    if ticket.status in VOID:
        return ()
    targets = targets_of(ticket, desk)
    created_at = min(ticket.created_at, now)
    starts = {Metric.FIRST_RESPONSE: min(created_at, asked or created_at)}
    cycles = [
        in_status(
            opened(targets[metric], ticket_id=ticket.id, number=1, started_at=starts.get(metric, created_at)),
            ticket.status,
            targets[metric].policy,
            targets[metric].calendar,
            created_at,
        )
        for metric in _at_creation(ticket)
        if metric in targets
    ]
    return numbered(cycles, ids)


def _at_creation(ticket: Ticket) -> Iterator[Metric]:
    yield Metric.FIRST_RESPONSE
    yield from FROM_CREATION
    if waits_for_an_agent(ticket):
        yield Metric.OLA_ASSIGN
    if ticket.assigned_team:
        yield Metric.OLA_TEAM


def advance(
    clockwork: Clockwork,
    before: Ticket,
    after: Ticket,
    desk: Desk,
    *,
    ids: Sequence[int],
    now: datetime,
    human_reply: bool,
) -> Clockwork:
    """What a change of the ticket does to its cycles, with their deadlines reconciled.

    A verdict once given stays: what is met, breached or cancelled never changes again, and a reopening begins a new
    cycle. Deadlines follow as by ``deadlines.reconcile``, so ``clockwork`` holds all of the ticket's in any state.

    Args:
        ids: Free row ids, from the front for new cycles, then for their deadlines.
        human_reply: True when the change brings a public reply of a human agent; not for automatic mail or notes.

    Raises:
        ValueError: too few ``ids``; ``ids_needed`` are always enough.
    """
    moment = Moment(before=before, after=after, desk=desk, now=now, human_reply=human_reply, past=clockwork.past)
    return _moved(clockwork, moment, ids)


def measured_anew(clockwork: Clockwork, ticket: Ticket, desk: Desk, *, ids: Sequence[int], now: datetime) -> Clockwork:
    """What runs, measured by the policies and calendars of the desk in force instead of those that it began under.

    How is each policy's ``retarget`` mode; verdicts stay, and nothing new begins.

    Raises:
        ValueError: too few ``ids``; ``ids_needed`` are always enough.
    """
    moment = Moment(before=ticket, after=ticket, desk=desk, now=now, human_reply=False, past=clockwork.past, anew=True)
    return _moved(clockwork, moment, ids)


def cycles_after(cycles: Sequence[Cycle], moment: Moment, ids: Sequence[int]) -> tuple[Cycle, ...]:
    """The cycles after one change of the ticket: the known ones in their order, then those that it begins.

    Raises:
        ValueError: fewer ``ids`` than new cycles; ``CYCLE_IDS`` are always enough.
    """
    known = tuple(advanced(cycle, moment) for cycle in cycles)
    return known + numbered(list(begun(known, moment)), ids)


def _moved(clockwork: Clockwork, moment: Moment, ids: Sequence[int]) -> Clockwork:
    cycles = cycles_after(clockwork.cycles, moment, ids)
    rest = ids[len(cycles) - len(clockwork.cycles) :]
    moved = replace(clockwork, cycles=cycles)
    return replace(moved, deadlines=deadlines.reconcile(moved, moment.after, moment.desk, ids=rest, now=moment.now))
