"""The front's care for its workers where the system itself is short of something."""

from __future__ import annotations

import asyncio
import errno
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest

from mailgate.daemon import supervisor
from mailgate.daemon.supervisor import Supervisor

_SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]


async def _nothing(_: str) -> None:
    """Nobody died."""


def test_worker_that_the_system_could_not_start_is_started_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_NOT_STARTED", 0.01)
    start, tries = subprocess.Popen, []

    def short_of_memory(_: object, **given: Any) -> subprocess.Popen[bytes]:
        tries.append(None)
        if len(tries) < 3:
            raise OSError(errno.ENOMEM, "Cannot allocate memory")
        return start(_SLEEPS, **given)

    monkeypatch.setattr(subprocess, "Popen", short_of_memory)

    async def run() -> int:
        workers = Supervisor(count=1, config=None, on_recorded=lambda: None, on_death=_nothing)
        workers.start()
        async with asyncio.timeout(60):
            while not workers.complete:
                await asyncio.sleep(0.01)
        await workers.stop(timedelta(seconds=60))
        return len(tries)

    assert asyncio.run(run()) == 3
