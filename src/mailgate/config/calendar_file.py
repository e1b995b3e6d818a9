"""The ``[[calendar]]`` tables of a desk file."""

from __future__ import annotations

from datetime import date, timedelta

from pydantic import Field, ValidationInfo, model_validator

from mailgate.config.holiday_list import Closed, Holidays
from mailgate.config.table import Table, several, surroundings
from mailgate.config.values import Key, TimeZone
from mailgate.config.windows import SpecialDays, WeeklyHours
from mailgate.model.calendar import Calendar


def opens_within(calendar: Calendar, first: date, days: int) -> bool:
    """Whether any of ``days`` days from ``first`` has an open window."""
    return calendar.always or any(_is_open(calendar, first + timedelta(days=offset)) for offset in range(days))


def _is_open(calendar: Calendar, day: date) -> bool:
    if day in calendar.special:
        return calendar.special[day] != ()
    closed = day in calendar.holidays or (day.month, day.day) in calendar.yearly_holidays
    return not closed and calendar.week[day.weekday()] != ()


class CalendarTable(Table):
    key: Key
    timezone: TimeZone | None = None
    hours: WeeklyHours
    holidays: Holidays = Field(default_factory=Closed)
    special: SpecialDays = Field(default_factory=dict)

    @model_validator(mode="after")
    def _opens(self, info: ValidationInfo) -> CalendarTable:
        if not opens_within(self.build("UTC"), surroundings(info).today, 366):
            raise several([(("hours",), "the calendar has no open time in the next 366 days; give it a window")])
        return self

    def build(self, desk_timezone: str) -> Calendar:
        return Calendar(
            key=self.key,
            timezone=self.timezone or desk_timezone,
            week=self.hours.week,
            always=self.hours.always,
            holidays=self.holidays.dates,
            yearly_holidays=self.holidays.yearly,
            special=self.special,
        )
