"""Random days at a desk, each note with a canary in it: none is ever seen outside (spec T-37, G-10)."""

from __future__ import annotations

import random

import pytest
from tests.rig.days import ADMITTED, Days


def _play(desk, *, seed: int, count: int) -> dict[str, int]:
    days = Days(desk)
    for number in range(count):
        days.sequence(random.Random(f"{seed}:{number}"), f"{seed}x{number}")
    return days.counts


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_canary_is_ever_seen_outside(desk):
    counts = _play(desk, seed=20261121, count=60)
    # What was looked for could have been found.
    assert counts["notes"] > 60
    assert counts["reply"] > 30
    assert counts[f"reply {ADMITTED}"] > 5


@pytest.mark.prove
@pytest.mark.timeout(6 * 3600)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_canary_is_seen_outside_in_ten_thousand_sequences(desk):
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    counts = _play(desk, seed=seed, count=10_000)
    print(counts)
    assert counts[f"reply {ADMITTED}"] > 500
