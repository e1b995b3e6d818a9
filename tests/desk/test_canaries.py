"""Random days at a desk, each note with a canary in it: none is ever seen outside (spec T-37, G-10)."""

from __future__ import annotations

import random

import pytest
from tests.rig.days import ADMITTED, Days

SEED = 20261122


def _play(desk, *, seed: int, numbers: range) -> dict[str, int]:
    days = Days(desk)
    for number in numbers:
        days.sequence(random.Random(f"{seed}:{number}"), f"{seed}x{number}")
    return days.counts


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_canary_is_ever_seen_outside(desk):
    counts = _play(desk, seed=20261121, numbers=range(60))
    # What was looked for could have been found.
    assert counts["notes"] > 60
    assert counts["reply"] > 30
    assert counts[f"reply {ADMITTED}"] > 5


@pytest.mark.prove
@pytest.mark.timeout(2 * 3600)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("thousand", range(10))
def test_no_canary_is_seen_outside_in_ten_thousand_sequences(desk, thousand):
    """In ten parts, each with a desk of its own: on one desk the days grow longer with all that was there before."""
    counts = _play(desk, seed=SEED, numbers=range(thousand * 1_000, thousand * 1_000 + 1_000))
    assert counts[f"reply {ADMITTED}"] > 50
