"""A seeded share of ``make fuzz``."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

FUZZ = runpy.run_path(str(Path(__file__).with_name("fuzz.py")))


@pytest.mark.parametrize("seed", [20261121, 7, 42])
def test_no_damaged_or_made_up_mail_fails(seed: int) -> None:
    seeds = FUZZ["read_seeds"]([Path(__file__).parent])

    complaints = [(number, FUZZ["complaint"](raw)) for number, raw in FUZZ["inputs"](seeds, 1500, seed)]

    assert [found for found in complaints if found[1]] == []
