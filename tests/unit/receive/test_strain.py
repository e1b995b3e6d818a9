"""When idle peers get less patience, and when nobody new is let in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mailgate.model.limits import SessionLimits
from mailgate.receive.strain import Machine, Strain, resident_bytes

LIMITS = SessionLimits(
    memory_stress=500, memory_full=700, command_timeout=timedelta(seconds=300), stress_timeout=timedelta(seconds=10)
)


def _strain(used: int, *, crowded: bool = False, limits: SessionLimits = LIMITS) -> Strain:
    return Strain(limits, Machine(clock=lambda: 0.0, resident=lambda: used), crowded=lambda: crowded)


@pytest.mark.parametrize(
    ("used", "crowded", "patience", "full"),
    [
        (0, False, 300, False),
        (499, False, 300, False),
        (500, False, 10, False),
        (0, True, 10, False),
        (700, False, 10, True),
    ],
)
def test_patience_follows_memory_and_places(used, crowded, patience, full):
    strain = _strain(used, crowded=crowded)
    assert (strain.patience, strain.full) == (patience, full)


def test_stress_never_makes_patient():
    limits = SessionLimits(memory_stress=0, command_timeout=timedelta(seconds=5))
    assert _strain(0, limits=limits).patience == 5


def test_memory_is_looked_up_once_a_second():
    times, sizes = iter([0.0, 0.5, 1.0]), iter([0, 700])
    strain = Strain(LIMITS, Machine(clock=lambda: next(times), resident=lambda: next(sizes)), crowded=lambda: False)
    assert [strain.full for _ in range(3)] == [False, False, True]


def test_this_process_has_memory_in_use():
    assert 1024 * 1024 < resident_bytes() < 64 * 1024**3
