from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailgate.commands.when import LONGEST, instant, parse_length, parse_when

#: A Wednesday, 11:00 in Berlin.
_NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30m", timedelta(minutes=30)),
        ("2h", timedelta(hours=2)),
        ("1h30m", timedelta(minutes=90)),
        ("1h 30 min", timedelta(minutes=90)),
        ("2 days", timedelta(days=2)),
        ("1W", timedelta(weeks=1)),
        ("730d", LONGEST),
        ("731d", None),
        ("0h", None),
        ("2", None),
        ("2 dogs", None),
        ("h", None),
        ("", None),
        ("-2h", None),
        ("999999w", None),
    ],
)
def test_a_length_of_time(text, length):
    assert parse_length(text) == length


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2d", "2026-11-20T10:00:00+00:00"),
        ("for 2h", "2026-11-18T12:00:00+00:00"),
        ("tomorrow", "2026-11-19T08:00:00+00:00"),
        ("until 2026-12-01", "2026-12-01T08:00:00+00:00"),
        ("until 1.12.2026 14:30", "2026-12-01T13:30:00+00:00"),
        ("until fri", "2026-11-20T08:00:00+00:00"),
        ("friday at 14:30", "2026-11-20T13:30:00+00:00"),
        ("until wed", "2026-11-25T08:00:00+00:00"),
        ("today 18:00", "2026-11-18T17:00:00+00:00"),
        # Summer time in Berlin.
        ("2027-07-01 09:00", "2027-07-01T07:00:00+00:00"),
    ],
)
def test_a_moment_by_the_clocks_of_the_desk(text, expected):
    assert instant(parse_when(text), _NOW, "Europe/Berlin").isoformat() == expected


@pytest.mark.parametrize(
    "text", ["", "soon", "until", "2026-02-30", "25:00", "fri 24:00", "until 2026-13-01", "friend"]
)
def test_no_moment(text):
    assert parse_when(text) is None


@given(st.text(max_size=60))
def test_any_text_is_a_moment_or_none(text):
    when = parse_when(text)
    assert when is None or instant(when, _NOW, "Europe/Berlin").tzinfo is not None
