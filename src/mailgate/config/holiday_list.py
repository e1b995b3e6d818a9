"""The ``holidays`` of a calendar: single days, days of every year, spans and lists to expand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import PlainValidator, ValidationInfo

from mailgate.config.closed_days import country_days, ical_days
from mailgate.config.table import Surroundings, several, surroundings
from mailgate.config.toml_lines import Place

_YEARLY = re.compile(r"(\d{2})-(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """The days on which nobody works."""

    dates: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()


def parse_holiday(value: object, around: Surroundings) -> Closed:
    """A date, ``MM-DD``, ``DATE..DATE``, ``country:DE-BE`` or ``ical:PATH``.

    Raises:
        ValueError: none of them, or a list that cannot be expanded.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return Closed(dates=frozenset({value}))
    text = value if isinstance(value, str) else ""
    kind, _, rest = text.partition(":")
    if kind == "country" and rest:
        return Closed(dates=country_days(rest, around.today))
    if kind == "ical" and rest:
        return Closed(dates=ical_days(around.folder / rest, rest, around.today))
    try:
        if match := _YEARLY.fullmatch(text):
            # Any leap year: the 29th of February is a day to be closed on.
            day = date(2024, int(match[1]), int(match[2]))
            return Closed(yearly=frozenset({(day.month, day.day)}))
        first, _, last = text.partition("..")
        return Closed(dates=_span(date.fromisoformat(first), date.fromisoformat(last or first)))
    except ValueError:
        raise ValueError(
            f'"{value}" is not a holiday; write "2026-12-24", "12-24", "2026-12-24..2026-12-26",'
            ' "country:DE-BE" or "ical:holidays.ics"'
        ) from None


def _span(first: date, last: date) -> frozenset[date]:
    days = (last - first).days + 1
    if not 1 <= days <= 366:
        raise ValueError(days)
    return frozenset(first + timedelta(days=offset) for offset in range(days))


def _holidays(value: object, info: ValidationInfo) -> Closed:
    if not isinstance(value, list):
        raise ValueError('it must be a list like ["2026-12-25", "12-26", "country:DE-BE"]')
    found: list[tuple[Place, str]] = []
    dates: set[date] = set()
    yearly: set[tuple[int, int]] = set()
    for index, each in enumerate(value):
        try:
            closed = parse_holiday(each, surroundings(info))
        except ValueError as error:
            found.append(((index,), str(error)))
        else:
            dates |= closed.dates
            yearly |= closed.yearly
    if found:
        raise several(found)
    return Closed(dates=frozenset(dates), yearly=frozenset(yearly))


Holidays = Annotated[Closed, PlainValidator(_holidays)]
