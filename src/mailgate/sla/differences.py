"""Where the promises that are stored differ from those that the journal tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from mailgate.model.clockwork import Clockwork
from mailgate.model.sla import Cycle, Deadline, DeadlineState, Metric, Trigger

#: Row ids are the store's; the sentence is for people.
_NOT_COMPARED = {"id", "ticket_id", "metric", "number", "reason"}
_COMPARED = tuple(field.name for field in fields(Cycle) if field.name not in _NOT_COMPARED)
#: What was once recorded is never erased, not even by a journal that does not know of it.
_FOR_EVER = ("stopped_at", "breached_at", "detected_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value of one promise."""

    metric: Metric
    number: int
    #: Empty where the whole promise is missing on one side.
    field: str = ""
    stored: object = None
    rebuilt: object = None
    #: It stays as it is stored: a verdict once given is not taken back.
    kept: bool = False


def differences(stored: Sequence[Cycle], rebuilt: Sequence[Cycle]) -> tuple[Difference, ...]:
    """Every difference, by metric and number."""
    ours = {(cycle.metric, cycle.number): cycle for cycle in stored}
    theirs = {(cycle.metric, cycle.number): cycle for cycle in rebuilt}
    found: list[Difference] = []
    for key in sorted(ours.keys() | theirs.keys()):
        one, other = ours.get(key), theirs.get(key)
        metric, number = key
        if one is None or other is None:
            state = (one or other).state  # type: ignore[union-attr]  # one of them is there
            found.append(
                Difference(
                    metric=metric,
                    number=number,
                    stored=state if one else None,
                    rebuilt=state if other else None,
                    kept=other is None,
                )
            )
            continue
        kept = _erases(one, other)
        found += [
            Difference(metric=metric, number=number, field=name, stored=before, rebuilt=after, kept=kept)
            for name in _COMPARED
            if (before := getattr(one, name)) != (after := getattr(other, name))
        ]
    return tuple(found)


def lost_alarms(stored: Clockwork, due: Clockwork) -> tuple[Difference, ...]:
    """Running promises of which nobody would notice that they break, or not when they do."""
    known = {row.cycle_id: row.due_at for row in stored.deadlines if _waits_for_breach(row)}
    names = {cycle.id: (cycle.metric, cycle.number) for cycle in due.cycles}
    return tuple(
        Difference(
            metric=names[row.cycle_id][0],
            number=names[row.cycle_id][1],
            field="alarm_at",
            stored=known.get(row.cycle_id),
            rebuilt=row.due_at,
        )
        for row in due.deadlines
        if _waits_for_breach(row) and known.get(row.cycle_id) != row.due_at
    )


def _waits_for_breach(deadline: Deadline) -> bool:
    return deadline.trigger is Trigger.BREACH and deadline.state is DeadlineState.PENDING


def repaired(stored: Sequence[Cycle], rebuilt: Sequence[Cycle], ids: Sequence[int]) -> tuple[Cycle, ...]:
    """The stored cycles as the journal has them, in their rows; what it lacks stays, what is new to them is added.

    Args:
        ids: Free row ids, as many as there are rebuilt cycles.
    """
    theirs = {(cycle.metric, cycle.number): cycle for cycle in rebuilt}
    known = tuple(_repaired(cycle, theirs.pop((cycle.metric, cycle.number), None)) for cycle in stored)
    new = tuple(replace(cycle, id=row) for row, cycle in zip(ids, theirs.values(), strict=False))
    return known + new


def _repaired(stored: Cycle, rebuilt: Cycle | None) -> Cycle:
    if rebuilt is None or _erases(stored, rebuilt):
        return stored
    return replace(rebuilt, id=stored.id)


def _erases(stored: Cycle, rebuilt: Cycle) -> bool:
    return any(getattr(stored, name) is not None and getattr(rebuilt, name) is None for name in _FOR_EVER)
