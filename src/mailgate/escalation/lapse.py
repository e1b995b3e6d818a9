"""Who took a page and then forgot it: a reminder, and after it the run goes on at the same step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mailgate.escalation.runs import acknowledged
from mailgate.lifecycle.statuses import is_open, is_paused
from mailgate.model.desk import Desk
from mailgate.model.sla import Deadline, DeadlineState, EscalationStep, Trigger
from mailgate.model.ticket import Ticket

_LAPSES = (Trigger.REMIND, Trigger.RESUME)


def holder(deadlines: Sequence[Deadline], page: Deadline) -> str:
    """Who has taken the run that a page belongs to; empty: nobody."""
    return next((row.acked_by for row in deadlines if _is_step(row, page) and row.acked_by), "")


def taken(
    deadlines: Sequence[Deadline], page: Deadline, desk: Desk, *, by: str, now: datetime, row: int
) -> tuple[Deadline, ...]:
    """The deadlines that change when somebody takes a page, or says once more that it goes on.

    What the acknowledgement spares is cancelled. Where the step has an ``ack_timeout``, whoever took it is reminded
    after so long, unless the customer was answered.

    Args:
        row: The id for the reminder.
    """
    spared = acknowledged(deadlines, page, desk)
    lapsing = [
        replace(known, state=DeadlineState.CANCELLED)
        for known in deadlines
        if known.trigger in _LAPSES and same_run(known, page) and known.state is DeadlineState.PENDING
    ]
    # Of the pages of a run one is marked: an older mark is taken off, so that there is one holder.
    unmarked = [
        replace(known, acked_at=None, acked_by="")
        for known in deadlines
        if _is_step(known, page) and known.acked_by and known.id != page.id
    ]
    marked = replace(page, acked_at=now, acked_by=by)
    step = _step(page, desk)
    if step is None or step.ack_timeout is None:
        return (*spared, *lapsing, *unmarked, marked)
    remind = replace(
        page,
        id=row,
        trigger=Trigger.REMIND,
        due_at=now + step.ack_timeout,
        repeat=_next_repeat(deadlines, page, Trigger.REMIND),
        state=DeadlineState.PENDING,
        acked_at=now,
        acked_by=by,
    )
    return (*spared, *lapsing, *unmarked, marked, remind)


def forgotten(lapse: Deadline, ticket: Ticket, deadlines: Sequence[Deadline]) -> bool:
    """Whether nothing has happened since the acknowledgement that a reminder or resumption is about.

    An answer to the customer, a ticket that ended or waits for somebody, another acknowledgement: all of them happened.
    """
    if not is_open(ticket.status) or is_paused(ticket.status) or lapse.acked_at is None:
        return False
    answered = ticket.last_agent_message_at is not None and ticket.last_agent_message_at >= lapse.acked_at
    stands = any(
        row.acked_at == lapse.acked_at for row in deadlines if same_run(row, lapse) and row.trigger is Trigger.STEP
    )
    return stands and not answered


def dropped(deadlines: Sequence[Deadline], cycle_id: int) -> tuple[Deadline, ...]:
    """What was still to come of taken runs about a promise's warning, cancelled: its breach begins a run of its own."""
    return tuple(
        replace(row, state=DeadlineState.CANCELLED)
        for row in deadlines
        if row.trigger in _LAPSES
        and (row.cycle_id, row.run) == (cycle_id, Trigger.WARNING.value)
        and row.state is DeadlineState.PENDING
    )


def told_already(reminder: Deadline, deadlines: Sequence[Deadline]) -> bool:
    """Whether the same acknowledgement, which took several runs, was reminded of at the same instant."""
    return any(
        row.trigger is Trigger.REMIND
        and row.state is DeadlineState.FIRED
        and row.id != reminder.id
        and (row.acked_at, row.due_at) == (reminder.acked_at, reminder.due_at)
        for row in deadlines
    )


def resuming(reminder: Deadline, desk: Desk, deadlines: Sequence[Deadline], *, now: datetime, row: int) -> Deadline:
    """When the run goes on, should the reminder be forgotten as well: after the same time again."""
    step = _step(reminder, desk)
    wait = step.ack_timeout if step and step.ack_timeout else reminder.due_at - (reminder.acked_at or reminder.due_at)
    repeat = _next_repeat(deadlines, reminder, Trigger.RESUME)
    return replace(
        reminder, id=row, trigger=Trigger.RESUME, due_at=now + wait, repeat=repeat, state=DeadlineState.PENDING
    )


def resumed(
    lapse: Deadline, desk: Desk, deadlines: Sequence[Deadline], *, now: datetime, ids: Sequence[int]
) -> tuple[Deadline, ...]:
    """The run goes on at the step that was taken: it is due now, and what the acknowledgement spared comes after it.

    Args:
        ids: For one more repeat of the step; one is enough.
    """
    policy = desk.escalation(lapse.policy)
    step = _step(lapse, desk)
    if policy is None or step is None:
        return ()
    released = [replace(row, acked_at=None, acked_by="") for row in deadlines if _is_step(row, lapse) and row.acked_by]
    repeats = [row.repeat for row in deadlines if _is_step(row, lapse) and row.step == lapse.step]
    again = replace(
        lapse,
        id=ids[0],
        trigger=Trigger.STEP,
        repeat=max(repeats, default=-1) + 1,
        due_at=now,
        state=DeadlineState.PENDING,
        acked_at=None,
        acked_by="",
    )
    later = [
        replace(row, state=DeadlineState.PENDING, due_at=now + (row.due_at - _base(deadlines, lapse)))
        for row in deadlines
        if _is_step(row, lapse) and row.state is DeadlineState.CANCELLED and row.step > lapse.step
    ]
    return (*released, again, *later)


def same_run(row: Deadline, other: Deadline) -> bool:
    """Whether two rows belong to one run of one policy."""
    return (row.cycle_id, row.run, row.policy) == (other.cycle_id, other.run, other.policy)


def _is_step(row: Deadline, other: Deadline) -> bool:
    return row.trigger is Trigger.STEP and same_run(row, other)


def _base(deadlines: Sequence[Deadline], lapse: Deadline) -> datetime:
    """When the step that was taken was due the first time."""
    return min(
        (row.due_at for row in deadlines if _is_step(row, lapse) and row.step == lapse.step), default=lapse.due_at
    )


def _next_repeat(deadlines: Sequence[Deadline], page: Deadline, trigger: Trigger) -> int:
    its = [row.repeat for row in deadlines if row.trigger is trigger and same_run(row, page) and row.step == page.step]
    return max(its, default=-1) + 1


def _step(row: Deadline, desk: Desk) -> EscalationStep | None:
    policy = desk.escalation(row.policy)
    return policy.steps[row.step] if policy and row.step < len(policy.steps) else None
