"""Durations, instants and metrics in plain English, for people who ask why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mailgate.model.calendar import Window
from mailgate.model.sla import DEFAULT_WARN, Metric, Threshold
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


def hours(windows: Sequence[Window]) -> str:
    """``09:00-12:00, 13:00-24:00``; ``closed`` where there are none."""
    return ", ".join(f"{_clock(window.start)}-{_clock(window.end)}" for window in windows) or "closed"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def name(metric: Metric) -> str:
    return metric.value.replace("_", " ").capitalize()


def warned_at(thresholds: Sequence[Threshold], place: int, repeat: int) -> str:
    """What one of a policy's warnings is about: ``80% of the goal``, ``1 h after it was due, then 2 x 4 h``."""
    if tuple(thresholds) == DEFAULT_WARN:
        return " or ".join(map(_threshold, thresholds))
    threshold = thresholds[place]
    again = f", then {repeat} x {duration(threshold.every)}" if repeat and threshold.every else ""
    return _threshold(threshold) + again


def _threshold(threshold: Threshold) -> str:
    if threshold.share is not None:
        return f"{round(threshold.share * 100)}% of the goal"
    if threshold.before is not None:
        return f"{duration(threshold.before)} before it is due"
    return f"{duration(threshold.after or timedelta(0))} after it was due"


def promise(target: Target) -> str:
    """``Resolution within 48 h (policy standard, priority medium, calendar 24x7)``."""
    return (
        f"{name(target.metric)} within {duration(target.goal)} (policy {target.policy.key}, "
        f"priority {target.priority.value}, calendar {target.calendar.key})"
    )
