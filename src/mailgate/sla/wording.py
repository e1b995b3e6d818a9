"""Durations, instants and metrics in plain English, for people who ask why."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mailgate.model.sla import Metric
from mailgate.sla.policies import Target

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def duration(length: timedelta) -> str:
    """``4 h``, ``1 h 30 min``, ``45 s``; whole hours are not turned into days, for business days are shorter."""
    seconds = round(length.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    parts = [
        f"{count} {unit}" for count, unit in zip((hours, *divmod(rest, 60)), ("h", "min", "s"), strict=True) if count
    ]
    return ("-" if seconds < 0 else "") + (" ".join(parts) or "0 s")


def instant(moment: datetime, timezone: str) -> str:
    """``Tue 2026-11-24 11:00`` on the wall clock of that zone; seconds only where there are any."""
    local = moment.astimezone(ZoneInfo(timezone))
    seconds = f":{local.second:02}" if local.second else ""
    return f"{_DAYS[local.weekday()]} {local:%Y-%m-%d %H:%M}{seconds}"


def name(metric: Metric) -> str:
    return metric.value.replace("_", " ").capitalize()


def promise(target: Target) -> str:
    """``Resolution within 48 h (policy standard, priority medium, calendar 24x7)``."""
    return (
        f"{name(target.metric)} within {duration(target.goal)} (policy {target.policy.key}, "
        f"priority {target.priority.value}, calendar {target.calendar.key})"
    )
