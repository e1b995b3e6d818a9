"""Values by which a header field says no."""

from __future__ import annotations

import pytest

from mailgate.parse.classify.signs import is_no


@pytest.mark.parametrize("value", ["no", "No", " no ", "false", "0", ""])
def test_a_field_that_says_no_says_no(value: str) -> None:
    assert is_no(value)


@pytest.mark.parametrize("value", ["yes", "auto-replied", "auto-notified", "none of your business"])
def test_any_other_value_says_yes(value: str) -> None:
    assert not is_no(value)
