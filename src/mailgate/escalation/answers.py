"""How on-call's answer to a page moves the steps of its run: put off, ended, or the next one at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mailgate.escalation.runs import FROZEN
from mailgate.model.sla import Deadline, DeadlineState, Trigger


def ended(deadlines: Sequence[Deadline], page: Deadline) -> tuple[Deadline, ...]:
    """The steps that were still to come, cancelled: the problem is dealt with, this escalation is over."""
    return tuple(replace(step, state=DeadlineState.CANCELLED) for step in _to_come(deadlines, page))


def put_off(deadlines: Sequence[Deadline], page: Deadline, *, until: datetime, row: int) -> tuple[Deadline, ...]:
    """The page again at ``until``, and the steps to come later by so much that none is earlier than that.

    Frozen steps stay frozen.

    Args:
        row: The id of the new page, which is one more repeat of its step.
    """
    to_come = [step for step in _to_come(deadlines, page) if step.due_at < FROZEN]
    moved: list[Deadline] = []
    if to_come:
        later = until - min(step.due_at for step in to_come)
        moved = [replace(step, due_at=step.due_at + later) for step in to_come] if later > timedelta(0) else []
    repeats = [step.repeat for step in deadlines if _of_run(step, page) and step.step == page.step]
    again = replace(page, id=row, repeat=max(repeats) + 1, due_at=until, state=DeadlineState.PENDING)
    return (*moved, again)


def hurried(deadlines: Sequence[Deadline], page: Deadline, *, now: datetime) -> tuple[Deadline, ...]:
    """The next step, due now: nobody reads this page (spec/mail.md F7); empty when none is to come or it is due.

    A repeat would go to the same people, so it comes only where no other step is left. The repeats of what comes early
    come as much earlier.
    """
    waiting = [step for step in _to_come(deadlines, page) if now < step.due_at < FROZEN]
    others = [step for step in waiting if step.step != page.step]
    if not waiting:
        return ()
    first = min(others or waiting, key=_order)
    repeats = [step for step in waiting if step.step == first.step and step.repeat >= first.repeat]
    return tuple(replace(step, due_at=step.due_at - (first.due_at - now)) for step in repeats)


def _order(step: Deadline) -> tuple[datetime, int, int]:
    return step.due_at, step.step, step.repeat


def _to_come(deadlines: Sequence[Deadline], page: Deadline) -> list[Deadline]:
    return [step for step in deadlines if _of_run(step, page) and step.state is DeadlineState.PENDING]


def _of_run(step: Deadline, page: Deadline) -> bool:
    run = (page.cycle_id, page.run, page.policy)
    return step.trigger is Trigger.STEP and (step.cycle_id, step.run, step.policy) == run
