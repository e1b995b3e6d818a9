from __future__ import annotations

from datetime import timedelta

import pytest

from mailgate.triage.spans import span


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        ("4h", timedelta(hours=4)),
        ("2d", timedelta(days=2)),
        ("1w", timedelta(weeks=1)),
        ("1h30m", timedelta(minutes=90)),
        (90, timedelta(seconds=90)),
        ("0", timedelta()),
    ],
)
def test_duration_is_read_as_a_revision_holds_it(value, wanted):
    assert span(value) == wanted


@pytest.mark.parametrize("value", ["", "h", "4 h", "4x", "-4h", "4h and more", None, 1.5, True])
def test_anything_else_is_refused(value):
    with pytest.raises(ValueError, match="is not a duration"):
        span(value)
