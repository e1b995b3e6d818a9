"""A business calendar: when work is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of local wall time; minutes since midnight, ``end`` up to 1440 (``24:00``) and after ``start``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Weekly windows with exceptions, all in ``timezone``; a window over midnight is stored split at the day."""

    key: str
    #: IANA name.
    timezone: str
    #: Seven tuples, Monday first, windows ascending and disjoint. All empty and ``always``: 24x7.
    week: tuple[tuple[Window, ...], ...] = ((),) * 7
    #: 24x7, which is not the same as 00:00-23:59.
    always: bool = False
    #: Closed all day; country lists and iCal files are expanded before they come here.
    holidays: frozenset[date] = frozenset()
    #: Month and day of every year.
    yearly_holidays: frozenset[tuple[int, int]] = frozenset()
    #: Other hours on single days; they win over holidays.
    special: dict[date, tuple[Window, ...]] = field(default_factory=dict)


ALWAYS = Calendar(key="24x7", timezone="UTC", always=True)
