"""Runs of escalation steps: begun by a warning or breach, frozen by pauses, ended by an answer or by the breach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from mailgate.calendar.business_time import add
from mailgate.lifecycle.statuses import is_open, is_paused
from mailgate.model.desk import Desk
from mailgate.model.event import EventKind
from mailgate.model.sla import (
    UNTIL_ACK_CAP,
    Deadline,
    DeadlineState,
    EscalationPolicy,
    EscalationStep,
    Trigger,
)
from mailgate.model.ticket import Ticket

#: A frozen step is due so long after this as it was away from its due when it froze: never, until it is thawed.
FROZEN = datetime(9000, 1, 1, tzinfo=UTC)

#: Steps and repeats that one run has at most, the earliest ones; so many row ids are always enough for ``start_run``.
IDS_NEEDED = 64

_EVENTS = {Trigger.WARNING: EventKind.SLA_WARNING, Trigger.BREACH: EventKind.SLA_BREACHED}


def policy_of(ticket: Ticket, desk: Desk) -> EscalationPolicy | None:
    """The ticket's own escalation policy, else its queue's, else the desk's."""
    queue = desk.queue(ticket.queue)
    return desk.escalation(ticket.escalation_policy or (queue.escalation if queue else "") or desk.default_escalation)


def start_run(
    deadline: Deadline,
    ticket: Ticket,
    desk: Desk,
    *,
    now: datetime,
    ids: Sequence[int],
    existing: Sequence[Deadline] = (),
) -> tuple[Deadline, ...]:
    """The steps to come after a warning or breach fired, earliest first; empty when the policy is not about it.

    A step is due ``after`` the start of the run, in wall time or in open time of its calendar, and its repeats an
    ``ack_timeout`` after each other; without one it is not repeated. One that is repeated until somebody takes it gets
    each repeat as the one before it fires. On a paused ticket the steps are frozen from the start.

    Args:
        existing: The ticket's deadlines. A step that a former run had for the same cycle and trigger (its warning
            was re-armed for a later due) begins anew in its row, for there is one row a key.

    Raises:
        ValueError: fewer ``ids`` than steps; ``IDS_NEEDED`` are always enough.
    """
    run = run_begun(deadline, ticket, desk, now=now)
    return steps_of(run, ticket, ids=ids, existing=existing) if run else ()


def run_begun(deadline: Deadline, ticket: Ticket, desk: Desk, *, now: datetime) -> Run | None:
    """The run that a warning or breach begins; None where the ticket's policy is not about it."""
    policy = policy_of(ticket, desk)
    if policy is None or deadline.trigger not in _EVENTS or _EVENTS[deadline.trigger].value not in policy.on:
        return None
    return Run(of=deadline, name=deadline.trigger.value, policy=policy, desk=desk, started_at=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a policy's steps on one ticket, as it begins."""

    #: What began it; its cycle, or its own number, keeps the run's rows apart from those of others.
    of: Deadline
    #: ``warning``, ``breach``, ``rule``, ``manual`` or ``urgent``.
    name: str
    policy: EscalationPolicy
    desk: Desk
    started_at: datetime
    #: Key of the calendar of the promise that it is about; empty: 24x7.
    sla_calendar: str = ""


def steps_of(
    run: Run, ticket: Ticket, *, ids: Sequence[int], existing: Sequence[Deadline] = ()
) -> tuple[Deadline, ...]:
    """The steps of a run, earliest first; see ``start_run``."""
    steps = [_step(run, place, repeat) for place, step in enumerate(run.policy.steps) for repeat in range(_times(step))]
    steps = sorted(steps, key=lambda step: step.due_at)[:IDS_NEEDED]
    if is_paused(ticket.status):
        steps = [step if run.policy.steps[step.step].ignore_pause else _frozen(step, run.started_at) for step in steps]
    rows = {_key(row): row.id for row in existing}
    fresh = [step for step in steps if _key(step) not in rows]
    if len(fresh) > len(ids):
        raise ValueError(f"{len(fresh)} row ids are needed for steps, {len(ids)} were handed in")
    rows |= {_key(step): row for step, row in zip(fresh, ids, strict=False)}
    return tuple(replace(step, id=rows[_key(step)]) for step in steps)


def should_fire(deadline: Deadline, step: EscalationStep, ticket: Ticket, *, acked: bool = False) -> str:
    """Empty when the step may fire, else the reason why not.

    ``escalation.stopped`` (nothing is left to do on the ticket), ``escalation.paused`` (frozen, see ``follow_status``),
    ``escalation.acked``, ``escalation.replied`` (a public agent reply since the run began), ``escalation.status`` (one
    that the step names). A repeat asks for an acknowledgement again and so is always subject to ``acked``; where an
    acknowledgement is required a reply is none.
    """
    if not is_open(ticket.status):
        return "escalation.stopped"
    if is_paused(ticket.status) and not step.ignore_pause:
        return "escalation.paused"
    if acked and ("acked" in step.unless or deadline.repeat):
        return "escalation.acked"
    if "replied" in step.unless and not step.require_ack and _replied(deadline, ticket):
        return "escalation.replied"
    return "escalation.status" if f"status:{ticket.status.value}" in step.unless else ""


def next_repeat(deadline: Deadline, step: EscalationStep, *, now: datetime, row: int) -> tuple[Deadline, ...]:
    """What follows a step that is repeated until somebody takes it; nothing after the last repeat."""
    if not step.until_ack or step.ack_timeout is None or deadline.repeat >= UNTIL_ACK_CAP:
        return ()
    due = now + step.ack_timeout
    return (replace(deadline, id=row, repeat=deadline.repeat + 1, due_at=due, state=DeadlineState.PENDING),)


def is_running(deadlines: Sequence[Deadline], policy: str) -> bool:
    """Whether a run of that policy that nobody's promise began has steps to come: it is not begun twice."""
    promised = {trigger.value for trigger in _EVENTS}
    return any(row.policy == policy and row.run not in promised for row in _pending(deadlines))


def is_asked_for(deadlines: Sequence[Deadline], policy: str) -> bool:
    """Whether a run of that policy is to begin with the next tick of the clock."""
    begins = [row for row in deadlines if row.trigger is Trigger.BEGIN and row.state is DeadlineState.PENDING]
    return any(row.policy == policy for row in begins)


def cancelled_by_breach(open_deadlines: Sequence[Deadline], cycle_id: int) -> tuple[Deadline, ...]:
    """The pending steps of that cycle's warning, cancelled: the breach has a run of its own."""
    return _cancelled(
        step for step in _pending(open_deadlines) if step.cycle_id == cycle_id and step.run == Trigger.WARNING.value
    )


def acknowledged(deadlines: Sequence[Deadline], page: Deadline, desk: Desk) -> tuple[Deadline, ...]:
    """The pending steps that an acknowledgement of one page spares: of the same run, ``unless`` acked, or repeats."""
    policy = desk.escalation(page.policy)
    steps = policy.steps if policy else ()
    return _cancelled(
        row
        for row in _pending(deadlines)
        if (row.cycle_id, row.run, row.policy) == (page.cycle_id, page.run, page.policy)
        and (row.repeat or (row.step < len(steps) and "acked" in steps[row.step].unless))
    )


def stop_runs(deadlines: Sequence[Deadline], ticket: Ticket) -> tuple[Deadline, ...]:
    """All pending steps, cancelled, once the ticket is resolved, closed or void; empty while it is open."""
    return () if is_open(ticket.status) else _cancelled(_pending(deadlines))


def follow_status(
    deadlines: Sequence[Deadline], before: Ticket, after: Ticket, *, now: datetime, desk: Desk | None = None
) -> tuple[Deadline, ...]:
    """The pending steps that a change of status moves: stopped at the end, frozen in a pause, thawed after it.

    A thawed step is as far away as it was when it froze; one that was overdue then is due at once.
    """
    if not is_open(after.status):
        return stop_runs(deadlines, after)
    if is_paused(after.status) and not is_paused(before.status):
        return tuple(_frozen(step, now) for step in _pending(deadlines) if not _ignores_pause(step, desk))
    if is_paused(before.status) and not is_paused(after.status):
        return tuple(
            replace(step, due_at=now + (step.due_at - FROZEN)) for step in _pending(deadlines) if step.due_at >= FROZEN
        )
    return ()


def _step(run: Run, place: int, repeat: int) -> Deadline:
    step = run.policy.steps[place]
    return Deadline(
        id=0,
        tenant=run.of.tenant,
        ticket_id=run.of.ticket_id,
        cycle_id=run.of.cycle_id,
        trigger=Trigger.STEP,
        due_at=_after(run, step) + repeat * (step.ack_timeout or timedelta(0)),
        run=run.name,
        policy=run.policy.key,
        step=place,
        repeat=repeat,
        run_started_at=run.started_at,
    )


def _after(run: Run, step: EscalationStep) -> datetime:
    key = run.sla_calendar if step.calendar == "sla" else step.calendar
    calendar = run.desk.calendar(key) if key else None
    return run.started_at + step.after if calendar is None else add(calendar, run.started_at, step.after)


def _times(step: EscalationStep) -> int:
    return 1 + step.repeat if step.ack_timeout and not step.until_ack else 1


def _replied(deadline: Deadline, ticket: Ticket) -> bool:
    replied_at, began = ticket.last_agent_message_at, deadline.run_started_at
    return replied_at is not None and began is not None and replied_at >= began


def _ignores_pause(row: Deadline, desk: Desk | None) -> bool:
    policy = desk.escalation(row.policy) if desk else None
    return policy is not None and row.step < len(policy.steps) and policy.steps[row.step].ignore_pause


def _frozen(step: Deadline, now: datetime) -> Deadline:
    if step.due_at >= FROZEN:
        return step
    return replace(step, due_at=FROZEN + max(step.due_at - now, timedelta(0)))


def _pending(deadlines: Sequence[Deadline]) -> list[Deadline]:
    return [row for row in deadlines if row.trigger is Trigger.STEP and row.state is DeadlineState.PENDING]


def _cancelled(steps: Iterable[Deadline]) -> tuple[Deadline, ...]:
    return tuple(replace(step, state=DeadlineState.CANCELLED) for step in steps)


def _key(row: Deadline) -> tuple[int, Trigger, str, str, int, int]:
    return row.cycle_id, row.trigger, row.run, row.policy, row.step, row.repeat
