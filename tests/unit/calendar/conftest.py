from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mailgate.model.calendar import Calendar, Window


@pytest.fixture
def office() -> Callable[..., Calendar]:
    """The same windows (``"08:00-18:00"``) on some weekdays, Monday is 0."""

    def minutes(clock: str) -> int:
        hour, minute = clock.split(":")
        return int(hour) * 60 + int(minute)

    def build(*hours: str, days: Iterable[int] = range(5), zone: str = "UTC", **more: Any) -> Calendar:
        windows = tuple(Window(start=minutes(text[:5]), end=minutes(text[6:])) for text in hours)
        open_days = set(days)
        week = tuple(windows if day in open_days else () for day in range(7))
        return Calendar(key="office", timezone=zone, week=week, **more)

    return build


@pytest.fixture
def at() -> Callable[..., datetime]:
    """``at("2026-11-23 17:00")`` in UTC, or on the wall clock of a zone."""

    def build(text: str, zone: str = "UTC") -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)

    return build


@pytest.fixture
def day() -> Callable[[str], date]:
    return date.fromisoformat
