from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from mailgate.config.closed_days import country_days, ical_days
from mailgate.config.load import Configuration
from mailgate.config.windows import parse_window
from mailgate.errors import ConfigurationError
from mailgate.model.calendar import Calendar, Window


@pytest.fixture
def calendar(loaded: Callable[..., Configuration]) -> Callable[[str], Calendar]:
    return lambda text: loaded(desk=f'[[calendar]]\nkey = "office"\n{text}\n').desks[0].desk.calendars[0]


@pytest.mark.parametrize(
    ("written", "bounds"),
    [("09:00-17:00", (540, 1020)), ("0:00-24:00", (0, 1440)), ("22:00-06:00", (1320, 360)), ("23:59-00:00", (1439, 0))],
)
def test_a_window_is_minutes_of_the_day(written: str, bounds: tuple[int, int]) -> None:
    assert parse_window(written) == bounds


@pytest.mark.parametrize("written", ["9-17", "09:00-09:00", "24:00-01:00", "09:60-10:00", "09:00-24:01", "", 9, None])
def test_what_is_no_window_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match=str(written) if written else "window"):
        parse_window(written)


def test_windows_stand_in_order_of_the_day(calendar: Callable[[str], Calendar]) -> None:
    week = calendar('hours = { tue = ["13:00-17:00", "09:00-12:00"] }').week
    assert week[1] == (Window(start=540, end=720), Window(start=780, end=1020))
    assert [day for day in week if day] == [week[1]]


def test_a_window_over_midnight_is_split_at_the_day(calendar: Callable[[str], Calendar]) -> None:
    week = calendar('hours = { sun = ["22:00-06:00"], mon = ["09:00-24:00"] }').week
    assert week[6] == (Window(start=1320, end=1440),)
    assert week[0] == (Window(start=0, end=360), Window(start=540, end=1440))


def test_windows_may_touch(calendar: Callable[[str], Calendar]) -> None:
    assert len(calendar('hours = { mon = ["09:00-12:00", "12:00-17:00"] }').week[0]) == 2


def test_24x7_is_a_flag_and_no_window(calendar: Callable[[str], Calendar]) -> None:
    always = calendar('hours = "24x7"')
    assert always.always
    assert always.week == ((),) * 7


def test_holidays_have_many_forms(calendar: Callable[[str], Calendar]) -> None:
    closed = calendar('hours = "24x7"\nholidays = ["2026-05-01", 2026-05-02, "02-29", "2026-12-24..2026-12-26"]')
    assert closed.holidays == {
        date(2026, 5, 1),
        date(2026, 5, 2),
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 12, 26),
    }
    assert closed.yearly_holidays == {(2, 29)}


def test_holidays_of_a_country_reach_from_last_year_to_three_ahead(calendar: Callable[[str], Calendar]) -> None:
    days = calendar('hours = "24x7"\nholidays = ["country:DE-BE"]').holidays
    assert {day.year for day in days} == {2025, 2026, 2027, 2028, 2029}
    # International Women's Day is a holiday of Berlin, not of all Germany.
    assert date(2027, 3, 8) in days
    assert date(2027, 3, 8) not in country_days("DE", date(2026, 11, 21))


def test_special_days_have_windows_of_their_own(calendar: Callable[[str], Calendar]) -> None:
    special = calendar('hours = "24x7"\nspecial = { "2026-12-24" = ["09:00-12:00"], "2026-12-31" = [] }').special
    assert special == {date(2026, 12, 24): (Window(start=540, end=720),), date(2026, 12, 31): ()}


def test_a_calendar_that_opens_on_a_special_day_only_is_enough(calendar: Callable[[str], Calendar]) -> None:
    special = 'special = { "2027-11-20" = ["09:00-12:00"] }'
    assert calendar(f"hours = {{}}\n{special}").special


def test_a_calendar_that_opens_after_366_days_is_a_finding(calendar: Callable[[str], Calendar]) -> None:
    with pytest.raises(ConfigurationError, match="no open time in the next 366 days"):
        calendar('hours = {}\nspecial = { "2027-11-22" = ["09:00-12:00"] }')


def test_a_calendar_closed_by_its_holidays_is_a_finding(calendar: Callable[[str], Calendar]) -> None:
    with pytest.raises(ConfigurationError, match="no open time"):
        calendar('hours = { sat = ["09:00-12:00"] }\nholidays = ["2026-11-21..2027-11-20", "2027-11-21..2027-12-31"]')


ICAL = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
BEGIN:VEVENT
UID:1
SUMMARY:{summary}
{lines}
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def days_of(tmp_path: Path, today: date) -> Callable[..., frozenset[date]]:
    def read(*lines: str, summary: str = "Holiday") -> frozenset[date]:
        path = tmp_path / "days.ics"
        path.write_text(ICAL.format(summary=summary, lines="\n".join(lines)).replace("\n", "\r\n"))
        return ical_days(path, "days.ics", today)

    return read


def test_an_all_day_event_ends_before_its_end(days_of: Callable[..., frozenset[date]]) -> None:
    days = days_of("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227")
    assert days == {date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26)}


def test_an_event_without_end_lasts_a_day(days_of: Callable[..., frozenset[date]]) -> None:
    assert days_of("DTSTART;VALUE=DATE:20261224") == {date(2026, 12, 24)}


def test_an_event_may_have_a_duration(days_of: Callable[..., frozenset[date]]) -> None:
    assert len(days_of("DTSTART;VALUE=DATE:20261224", "DURATION:P3D")) == 3


def test_an_event_with_a_time_is_no_holiday(days_of: Callable[..., frozenset[date]]) -> None:
    assert days_of("DTSTART:20261224T100000Z", "DTEND:20261224T120000Z") == frozenset()


def test_a_yearly_event_repeats_within_the_years_at_hand(days_of: Callable[..., frozenset[date]]) -> None:
    days = days_of("DTSTART;VALUE=DATE:19990501", "RRULE:FREQ=YEARLY")
    assert days == {date(year, 5, 1) for year in range(2025, 2030)}


def test_exceptions_and_additions_of_a_repetition_count(days_of: Callable[..., frozenset[date]]) -> None:
    days = days_of(
        "DTSTART;VALUE=DATE:20260501",
        "RRULE:FREQ=YEARLY;COUNT=3",
        "EXDATE;VALUE=DATE:20270501",
        "RDATE;VALUE=DATE:20270502,20270503",
        "RDATE;VALUE=DATE:20270504",
    )
    assert days == {date(2026, 5, 1), date(2028, 5, 1), *(date(2027, 5, day) for day in (2, 3, 4))}


def test_days_on_which_clocks_change_are_no_holidays(days_of: Callable[..., frozenset[date]]) -> None:
    assert days_of("DTSTART;VALUE=DATE:20270328", summary="Daylight Saving Time starts") == frozenset()


@pytest.mark.parametrize(
    "lines",
    [
        ["DTSTART;VALUE=DATE:2026xx24"],
        ["DTSTART;VALUE=DATE:20261224", "RRULE:FREQ=SECONDLY"],
        ["DTSTART;VALUE=DATE:20261224", "RRULE:FREQ=DAILY;INTERVAL=0"],
        ["DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261224"],
        ["DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20291224"],
    ],
)
def test_an_event_that_makes_no_sense_is_refused(days_of: Callable[..., frozenset[date]], lines: list[str]) -> None:
    with pytest.raises(ValueError, match=r'^"days\.ics" is not a usable iCal file'):
        days_of(*lines)


def test_a_file_that_is_no_ical_is_refused(tmp_path: Path, today: date) -> None:
    (tmp_path / "x.ics").write_bytes(b"\x00hello")
    with pytest.raises(ValueError, match="usable iCal"):
        ical_days(tmp_path / "x.ics", "x.ics", today)
