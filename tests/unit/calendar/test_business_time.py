from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from mailgate.calendar.business_time import CAP, add, between, has_open_time, segments, subtract
from mailgate.model.calendar import ALWAYS, Calendar, Window

At = Callable[..., datetime]
Office = Callable[..., Calendar]

HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)


def test_goal_that_crosses_the_night_goes_on_in_the_morning(office: Office, at: At) -> None:
    # glpi#22678
    assert add(office("08:00-18:00"), at("2026-11-23 17:00"), 4 * HOUR) == at("2026-11-24 11:00")


def test_an_hour_before_due_is_counted_back_in_business_time(office: Office, at: At) -> None:
    # glpi#22678 fired at midnight
    due = add(office("08:00-18:00"), at("2026-11-23 17:00"), 4 * HOUR)
    assert subtract(office("08:00-18:00"), due, HOUR) == at("2026-11-24 10:00")
    assert subtract(office("08:00-18:00"), due, 4 * HOUR) == at("2026-11-23 17:00")


def test_goal_from_two_hours_before_closing(office: Office, at: At) -> None:
    assert add(office("08:00-18:00"), at("2026-11-24 16:00"), 4 * HOUR) == at("2026-11-25 10:00")


def test_long_goal_skips_holidays(office: Office, at: At) -> None:
    # zammad#390: 48 hours from Wednesday night, open all week, two holidays
    holidays = frozenset({date(2016, 11, 11), date(2016, 11, 13)})
    calendar = office("09:00-21:00", days=range(7), holidays=holidays)
    assert add(calendar, at("2016-11-09 23:00"), 48 * HOUR) == at("2016-11-15 21:00")


def test_goal_before_opening_and_on_a_free_day_begins_at_the_next_opening(office: Office, at: At) -> None:
    calendar = office("08:00-18:00")
    assert add(calendar, at("2026-11-23 03:00"), HOUR) == at("2026-11-23 09:00")
    assert add(calendar, at("2026-11-21 12:00"), HOUR) == at("2026-11-23 09:00")


def test_goal_that_ends_at_closing_is_due_at_closing(office: Office, at: At) -> None:
    assert add(office("08:00-18:00"), at("2026-11-23 17:00"), HOUR) == at("2026-11-23 18:00")


def test_counting_back_a_whole_day_ends_at_opening(office: Office, at: At) -> None:
    assert subtract(office("08:00-18:00"), at("2026-11-24 18:00"), 10 * HOUR) == at("2026-11-24 08:00")


def test_nothing_to_add_stays_even_outside_hours(office: Office, at: At) -> None:
    night = at("2026-11-23 03:00")
    assert add(office("08:00-18:00"), night, timedelta(0)) == night
    assert subtract(office("08:00-18:00"), night, timedelta(0)) == night


def test_always_counts_through_every_midnight(at: At) -> None:
    # zammad#3180 lost a minute at each
    start = at("2026-11-22 22:00")
    assert add(ALWAYS, start, 30 * HOUR) == start + 30 * HOUR
    assert between(ALWAYS, start, start + 30 * HOUR) == 30 * HOUR
    assert subtract(ALWAYS, start, 30 * HOUR) == start - 30 * HOUR


def test_all_day_windows_lose_nothing_at_midnight(office: Office, at: At) -> None:
    calendar = office("00:00-24:00", days=range(7), zone="Europe/Berlin")
    start = at("2026-10-20 22:00:30.000001")
    assert add(calendar, start, 300 * HOUR) == start + 300 * HOUR


def test_always_ignores_holidays(at: At) -> None:
    calendar = Calendar(key="x", timezone="UTC", always=True, holidays=frozenset({date(2026, 11, 23)}))
    assert between(calendar, at("2026-11-23 00:00"), at("2026-11-24 00:00")) == 24 * HOUR


def test_microseconds_are_not_lost(office: Office, at: At) -> None:
    start = at("2026-11-23 17:59:59.999998")
    assert add(office("08:00-18:00"), start, 3 * TICK) == at("2026-11-24 08:00:00.000001")


def test_lunch_break_is_not_counted(office: Office, at: At) -> None:
    calendar = office("08:00-12:00", "13:00-17:00")
    assert add(calendar, at("2026-11-23 11:00"), 2 * HOUR) == at("2026-11-23 14:00")
    assert between(calendar, at("2026-11-23 00:00"), at("2026-11-24 00:00")) == 8 * HOUR


def test_special_hours_win_over_holidays_and_holidays_over_the_week(office: Office, at: At) -> None:
    calendar = office(
        "08:00-18:00",
        holidays=frozenset({date(2026, 11, 24), date(2026, 11, 25)}),
        yearly_holidays=frozenset({(11, 26)}),
        special={date(2026, 11, 25): (Window(start=600, end=720),), date(2026, 11, 27): ()},
    )
    spans = segments(calendar, at("2026-11-23 00:00"), at("2026-11-30 00:00"))
    assert [(span.day.day, span.length) for span in spans] == [(23, 10 * HOUR), (25, 2 * HOUR)]


def test_negative_when_the_end_is_earlier(office: Office, at: At) -> None:
    assert between(office("08:00-18:00"), at("2026-11-24 09:00"), at("2026-11-23 17:00")) == -2 * HOUR


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2027-03-28", 2),
        ("Europe/Berlin", "2026-10-25", 4),
        ("Europe/Berlin", "2026-10-26", 3),
        ("Australia/Lord_Howe", "2026-10-04", 2.5),
        ("Australia/Lord_Howe", "2026-04-05", 3.5),
        ("America/Sao_Paulo", "2026-04-05", 3),
        ("America/Sao_Paulo", "2018-11-04", 3),
        ("Africa/Casablanca", "2026-02-15", 4),
        ("Africa/Casablanca", "2026-03-22", 2),
        ("Pacific/Apia", "2011-12-29", 3),
        ("Pacific/Apia", "2011-12-30", 0),
        ("Pacific/Apia", "2011-12-31", 3),
    ],
)
def test_small_hours_are_as_long_as_they_really_were(office: Office, at: At, zone: str, day: str, hours: float) -> None:
    calendar = office("01:00-04:00", days=range(7), zone=zone)
    around = (at(f"{day} 12:00") - timedelta(days=3), at(f"{day} 12:00") + timedelta(days=3))
    spans = [span for span in segments(calendar, *around) if span.day == date.fromisoformat(day)]
    assert sum((span.length for span in spans), timedelta(0)) == hours * HOUR


def test_edge_inside_the_gap_moves_to_the_end_of_the_gap(office: Office, at: At) -> None:
    calendar = office("02:30-09:00", days=[6], zone="Europe/Berlin")
    (span,) = segments(calendar, at("2027-03-27 12:00"), at("2027-03-28 12:00"))
    assert (span.start, span.end) == (at("2027-03-28 01:00"), at("2027-03-28 07:00"))


def test_midnight_inside_the_gap_opens_when_the_clock_has_leapt(office: Office, at: At) -> None:
    # Brazil leapt from 00:00 to 01:00
    calendar = office("00:00-06:00", days=[6], zone="America/Sao_Paulo")
    (span,) = segments(calendar, at("2018-11-03 12:00"), at("2018-11-04 20:00"))
    assert (span.start, span.length) == (at("2018-11-04 03:00"), 5 * HOUR)


def test_windows_that_meet_in_the_repeated_hour_are_counted_once(office: Office, at: At) -> None:
    calendar = office("00:00-02:30", "02:30-05:00", days=[6], zone="Europe/Berlin")
    assert between(calendar, at("2026-10-24 12:00"), at("2026-10-25 12:00")) == 6 * HOUR


def test_repeated_hour_before_midnight_belongs_to_the_evening(office: Office, at: At) -> None:
    # Brazil went back from 00:00 to 23:00
    calendar = office("22:00-24:00", days=[5], zone="America/Sao_Paulo")
    assert between(calendar, at("2018-02-17 12:00"), at("2018-02-18 12:00")) == 3 * HOUR


def test_repeated_hour_after_midnight_belongs_to_the_next_day(office: Office, at: At) -> None:
    # Cuba goes back from 01:00 to 00:00
    evening = office("20:00-24:00", days=[5], zone="America/Havana")
    both = office("00:00-24:00", days=[5, 6], zone="America/Havana")
    assert between(evening, at("2026-10-31 12:00"), at("2026-11-02 12:00")) == 4 * HOUR
    assert between(both, at("2026-10-30 12:00"), at("2026-11-03 12:00")) == 49 * HOUR


def test_evening_that_comes_twice_counts_twice(office: Office, at: At) -> None:
    # Newfoundland went back from 00:01 on Sunday to 23:01 on Saturday
    saturday = office("20:00-24:00", days=[5], zone="America/St_Johns")
    weekend = office("00:00-24:00", days=[5, 6], zone="America/St_Johns")
    assert between(saturday, at("2010-11-06 12:00"), at("2010-11-08 12:00")) == 5 * HOUR
    assert between(weekend, at("2010-11-05 12:00"), at("2010-11-09 12:00")) == 49 * HOUR


def test_day_that_comes_back_after_midnight_is_found_from_both_sides(office: Office, at: At) -> None:
    # Newfoundland again: Sunday showed one minute, then Saturday went on for an hour
    first_midnight = at("2010-11-07 02:30")
    saturday = office("20:00-24:00", days=[5], zone="America/St_Johns")
    sunday = office("00:00-06:00", days=[6], zone="America/St_Johns")
    assert add(saturday, first_midnight, HOUR) == first_midnight + HOUR
    assert subtract(sunday, first_midnight + HOUR / 2, HOUR / 2) == first_midnight


def test_calendar_that_never_opens_ends_after_ten_years(office: Office, at: At) -> None:
    never, start = office(), at("2026-11-23 17:00")
    assert add(never, start, HOUR) == start + CAP
    assert subtract(never, start, HOUR) == start - CAP
    assert not has_open_time(never, start)


def test_no_promise_reaches_further_than_ten_years(office: Office, at: At) -> None:
    start = at("2026-11-23 17:00")
    assert add(ALWAYS, start, 2 * CAP) == start + CAP
    assert add(office("08:00-18:00"), start, CAP) == start + CAP


def test_calendar_open_on_one_day_a_year_opens(office: Office, at: At) -> None:
    calendar = office(special={date(2027, 11, 22): (Window(start=0, end=1),)})
    assert has_open_time(calendar, at("2026-11-23 00:00"))
    assert add(calendar, at("2026-11-23 00:00"), timedelta(minutes=1)) == at("2027-11-22 00:01")


def test_results_are_in_utc_whatever_the_argument_was_in(office: Office, at: At) -> None:
    start = datetime.fromisoformat("2026-11-23T18:00:00+01:00")
    assert add(office("08:00-18:00"), start, HOUR) == at("2026-11-23 18:00")
    assert add(ALWAYS, start, HOUR).tzinfo is UTC


def test_naive_instants_and_negative_amounts_are_refused(office: Office, at: At) -> None:
    naive = datetime(2026, 11, 23, 17)  # noqa: DTZ001 - what is refused
    with pytest.raises(ValueError, match="time zone"):
        add(ALWAYS, naive, HOUR)
    with pytest.raises(ValueError, match="time zone"):
        between(office("08:00-18:00"), naive, naive)
    with pytest.raises(ValueError, match="negative"):
        add(ALWAYS, at("2026-11-23 17:00"), -HOUR)
    with pytest.raises(ValueError, match="negative"):
        subtract(ALWAYS, at("2026-11-23 17:00"), -HOUR)


def test_segments_name_their_local_day(office: Office, at: At) -> None:
    calendar = office("08:00-18:00", zone="Asia/Tokyo")
    spans = segments(calendar, at("2026-11-22 23:00"), at("2026-11-24 00:00"))
    assert [(span.day, span.length) for span in spans] == [(date(2026, 11, 23), 10 * HOUR), (date(2026, 11, 24), HOUR)]


def test_one_segment_stands_for_a_stretch_of_always(at: At) -> None:
    (span,) = segments(ALWAYS, at("2026-11-23 17:00"), at("2026-12-23 17:00"))
    assert span.length == timedelta(days=30)


def test_no_segments_from_an_instant_to_itself(at: At) -> None:
    assert segments(ALWAYS, at("2026-11-23 17:00"), at("2026-11-23 17:00")) == ()
