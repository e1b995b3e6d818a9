"""The ``[[oncall]]`` tables of a desk file."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, Field, PlainValidator, ValidationInfo, model_validator

from mailgate.config.table import Table, several, surroundings
from mailgate.config.values import Key, Mailbox, PositiveDuration, TimeZone
from mailgate.config.windows import Hours, WeeklyHours
from mailgate.model.oncall import Layer, OnCall, Override

_HANDOFF = re.compile(r"(?:(?:mon|tue|wed|thu|fri|sat|sun) )?(?:[01]\d|2[0-3]):[0-5]\d")
_HOUR = timedelta(hours=1)


def _handoff(value: str) -> str:
    if not _HANDOFF.fullmatch(value):
        raise ValueError(f'"{value}" is not a time of the week; write it like "mon 09:00", or "09:00" for short shifts')
    return value


def _whole_hours(value: timedelta) -> timedelta:
    if value % _HOUR:
        raise ValueError('a shift lasts whole hours; write it like "8h", "1d" or "1w"')
    return value


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)  # type: ignore[arg-type]  # it refuses what is no text
    except (TypeError, ValueError):
        raise ValueError(f'"{value}" is not a date; write it like 2026-11-23') from None


def _instant(value: object, info: ValidationInfo) -> datetime:
    """Of TOML, or text in ISO 8601; without an offset it is a local time of the desk."""
    try:
        read = value if isinstance(value, datetime) else datetime.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise ValueError(f'"{value}" is not a time; write it like 2026-12-24T18:00:00') from None
    return read if read.tzinfo else read.replace(tzinfo=surroundings(info).timezone)


_Members = Annotated[list[Mailbox], Field(min_length=1)]
_Shift = Annotated[PositiveDuration, AfterValidator(_whole_hours)]
_Handoff = Annotated[str, AfterValidator(_handoff)]
_Day = Annotated[date, PlainValidator(_day)]
_Instant = Annotated[datetime, PlainValidator(_instant)]


class LayerTable(Table):
    members: _Members
    shift: _Shift = timedelta(weeks=1)
    handoff: _Handoff = "mon 09:00"
    start: _Day | None = None
    hours: WeeklyHours | None = None

    def build(self) -> Layer:
        return Layer(
            members=tuple(self.members),
            shift=self.shift,
            handoff=self.handoff,
            start=self.start,
            hours=restricted(self.hours),
        )


class OverrideTable(Table):
    since: _Instant
    until: _Instant
    person: Mailbox | None = None
    instead_of: Mailbox = ""

    @model_validator(mode="after")
    def _lasts(self) -> OverrideTable:
        if self.until <= self.since:
            raise several([(("until",), "until: it must be later than since")])
        return self

    def build(self) -> Override:
        return Override(since=self.since, until=self.until, person=self.person or "", instead_of=self.instead_of)


class OnCallTable(LayerTable):
    key: Key
    timezone: TimeZone | None = None
    layers: list[LayerTable] = Field(default_factory=list)
    overrides: list[OverrideTable] = Field(default_factory=list)

    def build_in(self, desk_timezone: str) -> OnCall:
        own = self.build()
        return OnCall(
            key=self.key,
            members=own.members,
            timezone=self.timezone or desk_timezone,
            shift=own.shift,
            handoff=own.handoff,
            start=own.start,
            hours=own.hours,
            layers=tuple(each.build() for each in self.layers),
            overrides=tuple(sorted((each.build() for each in self.overrides), key=lambda each: each.since)),
        )

    def people(self) -> list[str]:
        """Everybody it names."""
        named = [*self.members, *(email for layer in self.layers for email in layer.members)]
        return [*named, *(each.person for each in self.overrides if each.person)]


def restricted(hours: Hours | None) -> Any:
    """The windows of a restriction; None where there is none, for 24x7 restricts nothing."""
    return None if hours is None or hours.always else hours.week
