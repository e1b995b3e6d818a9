"""What an operator asks of a value; each is made ready once for the operand of its rule (spec B.3.2).

Texts are compared without case. Of a value that is several texts (tags, recipients, a header that is there twice) one
is enough. A missing value is nothing: no comparison holds of it, and every negation does.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from mailgate.calendar.business_time import add, between, subtract
from mailgate.model.calendar import Calendar
from mailgate.triage.patterns import compiled
from mailgate.triage.value import Value

Test = Callable[[Value], bool]
#: A test that also wants the instant at hand.
Aged = Callable[[Value, datetime], bool]


def is_test(wanted: object) -> Test:
    """Equal to one; to nothing at all, when the empty text is asked for."""
    operand = Value(wanted)
    if not operand.texts:
        return lambda value: not value.texts
    if isinstance(wanted, int | float) and not isinstance(wanted, bool):
        number = float(wanted)
        return lambda value: number in value.numbers
    (text,) = operand.texts
    return lambda value: text in value.texts


def _in(wanted: object) -> Test:
    texts = frozenset(Value(wanted).texts)
    return lambda value: not texts.isdisjoint(value.texts)


def _contains_any(wanted: object) -> Test:
    parts = Value(wanted).texts
    return lambda value: any(part in text for text in value.texts for part in parts)


def _contains_all(wanted: object) -> Test:
    parts = Value(wanted).texts
    return lambda value: all(any(part in text for text in value.texts) for part in parts)


def _starts(wanted: object) -> Test:
    parts = Value(wanted).texts
    return lambda value: any(text.startswith(parts) for text in value.texts)


def _ends(wanted: object) -> Test:
    parts = Value(wanted).texts
    return lambda value: any(text.endswith(parts) for text in value.texts)


def _glob(wanted: object) -> Test:
    # What fnmatch writes never backtracks into an asterisk, so a match takes the time of one walk for each.
    patterns = [re.compile(fnmatch.translate(pattern)) for pattern in Value(wanted).texts]
    return lambda value: any(pattern.match(text) for text in value.texts for pattern in patterns)


def _exists(_: object) -> Test:
    return lambda value: bool(value.texts)


def _domain_is(wanted: object) -> Test:
    """The domain of an address, or a domain, is a wanted one or below it."""
    names = {name.lstrip("@") for name in Value(wanted).texts}
    below = tuple(f".{name}" for name in names)

    def test(value: Value) -> bool:
        domains = (text.rpartition("@")[2] for text in value.texts)
        return any(domain in names or domain.endswith(below) for domain in domains)

    return test


def _compared(holds: Callable[[float, float], bool]) -> Callable[[object], Test]:
    def made(wanted: object) -> Test:
        limit = float(str(wanted))
        return lambda value: any(holds(number, limit) for number in value.numbers)

    return made


def _between(wanted: object) -> Test:
    """Both ends belong to it."""
    low, high = Value(wanted).numbers
    return lambda value: any(low <= number <= high for number in value.numbers)


def _timed(holds: Callable[[datetime, datetime], bool]) -> Callable[[object], Test]:
    def made(wanted: object) -> Test:
        limit = wanted if isinstance(wanted, datetime) else datetime.fromisoformat(str(wanted))
        limit = limit if limit.tzinfo else limit.replace(tzinfo=UTC)
        return lambda value: isinstance(value.raw, datetime) and holds(value.raw, limit)

    return made


def _matches(pattern: object) -> Test:
    search = compiled(str(pattern))
    return lambda value: any(search(text) is not None for text in value.encoded)


def _not(made: Callable[[object], Test]) -> Callable[[object], Test]:
    def negated(wanted: object) -> Test:
        test = made(wanted)
        return lambda value: not test(value)

    return negated


#: Operators that look at one value.
TESTS: dict[str, Callable[[object], Test]] = {
    "is": is_test,
    "is_not": _not(is_test),
    "in": _in,
    "not_in": _not(_in),
    "in_list": _in,
    "address_in": _in,
    "contains": _contains_any,
    "contains_any": _contains_any,
    "contains_all": _contains_all,
    "not_contains": _not(_contains_any),
    "starts": _starts,
    "ends": _ends,
    "matches": _matches,
    "not_matches": _not(_matches),
    "glob": _glob,
    "exists": _exists,
    "empty": _not(_exists),
    "domain_is": _domain_is,
    "gt": _compared(lambda value, limit: value > limit),
    "ge": _compared(lambda value, limit: value >= limit),
    "lt": _compared(lambda value, limit: value < limit),
    "le": _compared(lambda value, limit: value <= limit),
    "between": _between,
    "before": _timed(lambda value, limit: value < limit),
    "after": _timed(lambda value, limit: value > limit),
    #: Of ``valid_from``; no rule writes it.
    "from": _timed(lambda value, limit: value >= limit),
}


def _aged(holds: Callable[[datetime, datetime], bool]) -> Aged:
    return lambda value, now: isinstance(value.raw, datetime) and holds(value.raw, now)


def _within_last(span: timedelta, calendar: Calendar | None = None) -> Aged:
    return _aged(lambda value, now: _back(now, span, calendar) < value <= now)


def _within_next(span: timedelta, calendar: Calendar | None = None) -> Aged:
    return _aged(lambda value, now: now <= value <= _ahead(now, span, calendar))


def _older_than(span: timedelta, calendar: Calendar | None = None) -> Aged:
    return _aged(lambda value, now: _ahead(value, span, calendar) <= now)


#: Of what has no value they say no, and that is worth a word (spec B.3.2).
COMPARISONS = frozenset(
    (
        "gt", "ge", "lt", "le", "between", "before", "after", "within_last", "within_next", "older_than",
        "within_hours", "outside_hours",
    )
)  # fmt: skip

#: Operators that compare an instant with the one at hand: what is exactly four hours ago is older than ``4h``, and not
#: within the last ``4h`` any more. Without a calendar it is wall time.
AGES: dict[str, Callable[..., Aged]] = {
    "within_last": _within_last,
    "within_next": _within_next,
    "older_than": _older_than,
}

#: Operators that ask whether an instant is within business hours.
HOURS: dict[str, Callable[[Calendar], Aged]] = {
    "within_hours": lambda calendar: _aged(lambda value, now: is_open(calendar, value)),
    "outside_hours": lambda calendar: _aged(lambda value, now: not is_open(calendar, value)),
}


def is_open(calendar: Calendar, instant: datetime) -> bool:
    """Whether the instant lies in business hours; their end does not."""
    return between(calendar, instant, instant + _MOMENT) > timedelta(0)


#: The shortest time there is.
_MOMENT = timedelta(microseconds=1)


def _back(now: datetime, span: timedelta, calendar: Calendar | None) -> datetime:
    return now - span if calendar is None else subtract(calendar, now, span)


def _ahead(instant: datetime, span: timedelta, calendar: Calendar | None) -> datetime:
    return instant + span if calendar is None else add(calendar, instant, span)
