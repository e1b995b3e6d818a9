from __future__ import annotations

import pytest

from mailgate.parse.headers.dates import read_date


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Mon, 16 Nov 2026 09:12:30 +0100", "2026-11-16T08:12:30+00:00"),
        ("16 Nov 26 09:12 EST", "2026-11-16T14:12:00+00:00"),
        ("Mon, 16 Nov 2026 09:12:30", "2026-11-16T09:12:30+00:00"),
        ("Mon, 16 Nov 2026 09:12:30 -0000 (UTC)", "2026-11-16T09:12:30+00:00"),
        ("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", "1997-11-21T15:55:06+00:00"),
        ("Sat, 31 Dec 2016 23:59:60 +0000", "2016-12-31T23:59:59+00:00"),
        ("2026-11-16 09:12:30+01:00", "2026-11-16T08:12:30+00:00"),
        ("2026-11-16T09:12:30", "2026-11-16T09:12:30+00:00"),
    ],
)
def test_dates_become_instants_in_utc(value: str, expected: str) -> None:
    moment = read_date(value, set())

    assert moment is not None
    assert moment.isoformat() == expected


@pytest.mark.parametrize("value", ["next week", "99 Foo 99999 99:99", "Mon, 16 Nov 10000 00:00:00 +0000", "1" * 5_000])
def test_what_is_no_date_is_named(value: str) -> None:
    defects: set[str] = set()

    assert read_date(value, defects) is None
    assert defects == {"date:unreadable"}


def test_missing_date_is_no_defect() -> None:
    defects: set[str] = set()

    assert (read_date("", defects), defects) == (None, set())
