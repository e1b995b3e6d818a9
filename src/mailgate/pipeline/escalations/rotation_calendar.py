"""Rotations as iCalendar (RFC 5545): turns written as events, and events read as overrides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import icalendar

from mailgate.errors import Refused
from mailgate.model.oncall import Override, Turn

_ADDRESS = re.compile(r"[^\s<>@:;,()]+@[^\s<>@:;,()]+")


def written(key: str, turns: Iterable[Turn], *, host: str, now: datetime) -> bytes:
    """A calendar with an event for each turn in which somebody is on call; the same turn keeps its UID."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//mailgate//on call//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"On call: {key}")
    for turn in turns:
        if turn.person:
            calendar.add_component(_event(key, turn, host, now))
    return bytes(calendar.to_ical())


def _event(key: str, turn: Turn, host: str, now: datetime) -> Any:
    event = icalendar.Event()
    event.add("uid", f"oncall-{key}-{int(turn.start.timestamp())}@{host}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", turn.start.astimezone(UTC))
    event.add("dtend", turn.end.astimezone(UTC))
    event.add("summary", f"On call ({key}): {turn.person}")
    event.add("attendee", icalendar.vCalAddress(f"mailto:{turn.person}"))
    return event


def read(content: bytes, timezone: str) -> tuple[tuple[Override, ...], tuple[str, ...]]:
    """The overrides that a calendar's events make, and a sentence for each event that makes none.

    Who is on call is the first attendee, else the first address in the summary.

    Args:
        timezone: Of times that name none.

    Raises:
        Refused: ``oncall.not_a_calendar``.
    """
    try:
        events: list[Any] = list(icalendar.Calendar.from_ical(content).walk("VEVENT"))
    except ValueError as error:
        raise Refused("oncall.not_a_calendar", f"this is no iCalendar file: {error}") from error
    found, left = [], []
    for event in events:
        override = _override(event, ZoneInfo(timezone))
        if isinstance(override, str):
            left.append(f"{event.get('summary', 'an event')}: {override}")
        else:
            found.append(override)
    return tuple(found), tuple(left)


def _override(event: Any, zone: ZoneInfo) -> Override | str:
    if event.get("rrule") is not None:
        return "it is repeated; write it as single events"
    if event.get("dtstart") is None or event.get("dtend") is None:
        return "it has no beginning or no end"
    since, until = (_instant(event[name].dt, zone) for name in ("dtstart", "dtend"))
    person = _person(event)
    if not person:
        return "it names nobody's address, neither as attendee nor in its summary"
    if until <= since:
        return "it ends before it begins"
    return Override(since=since, until=until, person=person)


def _instant(value: date | datetime, zone: ZoneInfo) -> datetime:
    whole = value if isinstance(value, datetime) else datetime.combine(value, time())
    return (whole if whole.tzinfo else whole.replace(tzinfo=zone)).astimezone(UTC)


def _person(event: Any) -> str:
    attendees = event.get("attendee", [])
    named = attendees if isinstance(attendees, list) else [attendees]
    for text in (*named, event.get("summary", "")):
        address = re.sub(r"(?i)^mailto:", "", str(text))
        if match := _ADDRESS.search(address):
            return match[0].lower()
    return ""
