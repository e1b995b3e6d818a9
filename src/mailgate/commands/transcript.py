"""The one answer to a mail with commands: what was done, each with before and after, or what was wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from mailgate.commands.forms import FORMS
from mailgate.commands.nearest import shown
from mailgate.model.command import Finding, Transcript
from mailgate.model.event import Event
from mailgate.model.plan import Change

_FIELDS = {
    "assigned_to": "agent",
    "assigned_team": "team",
    "snoozed_until": "snoozed until",
    "merged_into": "merged into",
}
_NOTHING = {"assigned_to": "nobody", "assigned_team": "no team", "snoozed_until": "not snoozed"}


def done(
    events: Iterable[Event],
    asked: Iterable[Change] = (),
    *,
    said: str,
    timezone: str,
    numbers: Mapping[int, str],
    undo_until: datetime | None,
) -> Transcript:
    """What the commands did.

    Args:
        events: Those that the commands caused, in order.
        asked: What the commands asked for; of what changed nothing it is said that it was so already.
        said: What became of the words, as a sentence; empty when it goes without saying.
        numbers: Of the tickets that are named by id.
        undo_until: None when there is nothing to take back.
    """
    spans = _spans(events)
    lines = [
        f"{_FIELDS.get(name, name).replace('_', ' ')}: {_change(name, span, timezone, numbers)}" for name, span in spans
    ]
    changed = {name for name, _ in spans}
    already = [_already(each, timezone, numbers) for each in asked if each.field.partition(".")[0] not in changed]
    return Transcript(
        done=(*lines, *already, *((said,) if said else ())),
        undo_until=f"{undo_until.astimezone(ZoneInfo(timezone)):%H:%M %Z}" if undo_until and lines else "",
    )


def refused(findings: Sequence[Finding]) -> Transcript:
    """What was wrong, each with the line it is about."""
    lines = (f"{shown(found.written)}: {found.sentence}" if found.written else found.sentence for found in findings)
    return Transcript(problems=tuple(lines))


def listed() -> tuple[str, ...]:
    """Every command with what it does, for ``#help``."""
    width = max(len(form.example) for form in FORMS)
    return tuple(f"{form.example:{width}}  {form.does}" for form in FORMS)


def _already(asked: Change, timezone: str, numbers: Mapping[int, str]) -> str:
    field = asked.field.partition(".")[0]
    return f"{_FIELDS.get(field, field)}: {_value(field, asked.value, timezone, numbers)} already"


def _spans(events: Iterable[Event]) -> list[tuple[str, tuple[object, object]]]:
    """By field its first and its last value; fields that end as they began were not changed."""
    spans: dict[str, tuple[object, object]] = {}
    for event in events:
        name, details = event.details.get("field"), event.details
        if not isinstance(name, str):
            continue
        if name == "watchers":
            spans[name] = ((), [*_named(details, "active", "+"), *_named(details, "removed", "-")])
        elif "to" in details:
            spans[name] = (spans[name][0] if name in spans else details.get("from"), details["to"])
    return [(name, span) for name, span in spans.items() if span[0] != span[1]]


def _named(details: Mapping[str, object], state: str, sign: str) -> list[str]:
    emails = details.get(state)
    return [f"{sign}{email}" for email in emails] if isinstance(emails, list | tuple) else []


def _change(name: str, span: tuple[object, object], timezone: str, numbers: Mapping[int, str]) -> str:
    if name == "watchers":
        return _value(name, span[1], timezone, numbers)
    return " -> ".join(_value(name, value, timezone, numbers) for value in span)


def _value(name: str, value: object, timezone: str, numbers: Mapping[int, str]) -> str:
    if value is None or value in ("", [], ()):
        return _NOTHING.get(name, "none")
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    if name == "snoozed_until" and isinstance(value, str):
        return f"{datetime.fromisoformat(value).astimezone(ZoneInfo(timezone)):%a %d %b %Y, %H:%M %Z}"
    if name == "merged_into" and isinstance(value, int):
        return numbers.get(value, "another ticket")
    return str(value).replace("_", " ") if name == "status" else str(value)
