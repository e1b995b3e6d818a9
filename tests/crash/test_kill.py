"""``kill -9`` at random moments under load: every mail that was acknowledged is exactly one message."""

from __future__ import annotations

import os
import random
import signal
import threading
from pathlib import Path

import pytest
from tests.crash.conftest import Desk


def _kill_at_random(desk: Desk, *, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    load = desk.put_under_load(seed=seed)
    for _ in range(kills):
        load.wait_for_more(1)
        # The moment of death is what the test is about: any instant will do, for every instant must do.
        threading.Event().wait(min(3.0, chance.expovariate(1 / 0.7)))
        _ACTS[chance.choice(list(_ACTS))](desk, chance)
    load.wait_for_more(10)


def _kill_all(desk: Desk, _: random.Random) -> None:
    desk.kill()
    desk.daemon.start()


def _kill_front(desk: Desk, _: random.Random) -> None:
    orphans = desk.daemon.workers()
    desk.kill_front()
    desk.daemon.start()
    _wait_for_the_end_of(orphans)


def _kill_worker(desk: Desk, chance: random.Random) -> None:
    workers = desk.daemon.workers()
    if workers:
        os.kill(chance.choice(workers), signal.SIGKILL)


#: Of these one is drawn for each kill.
_ACTS = {"all": _kill_all, "front": _kill_front, "worker": _kill_worker}


def _wait_for_the_end_of(pids: list[int]) -> None:
    end = threading.Event()
    for _ in range(600):
        if not any(_runs(pid) for pid in pids):
            return
        end.wait(0.05)
    raise AssertionError(f"orphans still run: {pids}")


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_mails_survive_kills_at_random_moments(running):
    _kill_at_random(running, kills=8, seed=20261121)

    assert running.faults() == {}


@pytest.mark.prove
@pytest.mark.timeout(1200)
def test_mails_survive_fifty_kills_at_random_moments(running):
    _kill_at_random(running, kills=50, seed=random.SystemRandom().randrange(1_000_000))

    assert running.faults() == {}


def test_workers_end_with_their_front(running):
    workers = running.daemon.workers()
    assert len(workers) == 2

    running.kill_front()

    _wait_for_the_end_of(workers)
