"""When a condition becomes true by itself: the clock alone moves, ticket and promises stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from mailgate.calendar.business_time import add, segments, subtract
from mailgate.model.calendar import ALWAYS, Calendar
from mailgate.model.desk import Desk
from mailgate.model.plan import RuleTimes
from mailgate.model.rule import Leaf
from mailgate.triage.compile import CompiledRule, whole_condition
from mailgate.triage.conditions import leaves
from mailgate.triage.fields import Reading
from mailgate.triage.occasion import Occasion
from mailgate.triage.spans import span

#: The shortest time there is: what holds only after an instant holds from this much later.
_MOMENT = timedelta(microseconds=1)
#: How far business hours are looked at, and how many instants in all.
_HOURS_AHEAD = timedelta(days=31)
_INSTANTS = 500
_BY_NOW = ("before", "after", "from")


@dataclass(frozen=True, slots=True)
class Outlook:
    """Whether a condition holds now, and when it will become true next; None: never, as far as anybody can see."""

    holds: bool
    becomes_true: datetime | None


def outlook(compiled: CompiledRule, occasion: Occasion) -> Outlook:
    """Look from one instant on; what holds now has to become false first."""
    holds = held = _holds(compiled, occasion, occasion.now)
    for instant in islice(_instants(compiled, occasion), _INSTANTS):
        then = _holds(compiled, occasion, instant)
        if then and not held:
            return Outlook(holds, instant)
        held = then
    return Outlook(holds, None)


def times(compiled: CompiledRule, before: Occasion | None, after: Occasion) -> RuleTimes | None:
    """What is to be awaited now that a ticket changed; None where that is what is awaited anyway.

    Args:
        before: The ticket as it was, at the same instant; None for a new one.
    """
    was = outlook(compiled, before) if before is not None else Outlook(False, None)
    now = outlook(compiled, after)
    if was == now:
        return None
    due = [now.becomes_true] if now.becomes_true is not None else []
    if now.holds and not was.holds:
        due.insert(0, after.now)
    # What is due already goes on where the condition held all the time.
    return RuleTimes(rule=compiled.rule.name, due=tuple(due), keep_until=after.now if now.holds and was.holds else None)


def _holds(compiled: CompiledRule, occasion: Occasion, instant: datetime) -> bool:
    return not compiled.asked(Reading(replace(occasion, now=instant)))


def _instants(compiled: CompiledRule, occasion: Occasion) -> Iterator[datetime]:
    """Every instant from now on at which a leaf may change its answer, ascending, each once."""
    reading = Reading(occasion)
    found = {
        instant
        for leaf in leaves(whole_condition(compiled.rule))
        for edge in _edges(leaf, reading, occasion.desk)
        for instant in (edge, edge + _MOMENT)
        if instant > occasion.now
    }
    return iter(sorted(found))


def _edges(leaf: Leaf, reading: Reading, desk: Desk) -> Iterable[datetime]:
    now = reading.occasion.now
    if leaf.field == "now":
        if leaf.op in _BY_NOW:
            return (datetime.fromisoformat(str(leaf.value)),)
        if leaf.op in ("within_hours", "outside_hours"):
            open_hours = segments(_calendar(str(leaf.value), desk), now, now + _HOURS_AHEAD)
            return (edge for part in open_hours for edge in (part.start, part.end))
        return ()
    if leaf.field.endswith(".remaining"):
        return _of_promise(leaf, reading, desk)
    value = reading.of(leaf.field).raw
    if not isinstance(value, datetime) or leaf.op not in ("older_than", "within_last", "within_next"):
        return ()
    length, calendar = span(leaf.value), _calendar(leaf.calendar, desk) if leaf.calendar else ALWAYS
    if leaf.op == "within_next":
        return (subtract(calendar, value, length), value)
    return (value, add(calendar, value, length))


def _of_promise(leaf: Leaf, reading: Reading, desk: Desk) -> Iterator[datetime]:
    """The instants at which so much is left of a promise."""
    metric = leaf.field.split(".")[1]
    cycle = next((cycle for cycle in reversed(reading.occasion.cycles) if cycle.metric == metric), None)
    if cycle is None or cycle.due_at is None:
        return
    calendar = _calendar(cycle.calendar, desk)
    for wanted in leaf.value if isinstance(leaf.value, list | tuple) else (leaf.value,):
        left = timedelta(seconds=float(str(wanted)))
        late = left < timedelta(0)
        yield add(calendar, cycle.due_at, -left) if late else subtract(calendar, cycle.due_at, left)


def _calendar(key: str, desk: Desk) -> Calendar:
    return desk.calendar(key) or ALWAYS
