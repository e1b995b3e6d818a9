"""The front's care for its workers: started by exec, listened to, replaced when they die or fall silent."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog

from mailgate.daemon.hints import Hint, HintLine
from mailgate.metrics import LIMITS

_LOG = structlog.get_logger()
#: A worker that says nothing for this long is taken to hang (spec L-12) and is killed.
_SILENCE = 30.0
#: A worker that dies at once again and again is started ever more slowly, up to this.
_SLOWEST_RESTART = 10.0
#: Until the next try, where the system has nothing to start one with, in seconds.
_NOT_STARTED = 1.0
#: A life of this length clears the count of early deaths.
_GOOD_LIFE = 30.0


@dataclass(slots=True)
class _Worker:
    name: str
    process: subprocess.Popen[bytes]
    line: HintLine
    started: float
    heard: float


class Supervisor:
    """Keeps ``count`` workers running until it is stopped. Lives on the front's event loop."""

    def __init__(
        self,
        *,
        count: int,
        config: Path | None,
        on_recorded: Callable[[], None],
        on_death: Callable[[str], Awaitable[None]],
    ) -> None:
        self._count = count
        self._config = config
        self._on_recorded = on_recorded
        self._on_death = on_death
        self._workers: dict[str, _Worker] = {}
        self._keepers: list[asyncio.Task[None]] = []
        self._stopping = False

    @property
    def alive(self) -> int:
        """How many workers run."""
        return sum(worker.process.poll() is None for worker in self._workers.values())

    @property
    def complete(self) -> bool:
        return self.alive == self._count

    def start(self) -> None:
        self._keepers = [
            asyncio.create_task(self._keep(f"worker-{place + 1}"), name=f"keep-worker-{place + 1}")
            for place in range(self._count)
        ]

    def hint(self, hint: Hint) -> None:
        """Say it to every worker."""
        for worker in self._workers.values():
            worker.line.send(hint)

    async def stop(self, grace: timedelta) -> None:
        """Close the control lines: workers finish the batch at hand and end; who does not in time is killed."""
        self._stopping = True
        for worker in self._workers.values():
            with contextlib.suppress(ProcessLookupError):
                worker.process.send_signal(signal.SIGTERM)
        _, late = await asyncio.wait(self._keepers, timeout=grace.total_seconds()) if self._keepers else ((), ())
        for worker in self._workers.values():
            if worker.process.poll() is None:
                worker.process.kill()
        for keeper in late:
            await keeper

    async def _keep(self, name: str) -> None:
        early_deaths = 0
        while not self._ended():
            try:
                worker = self._spawn(name)
            except OSError as error:
                # No memory, or no file handle, for now: what killed the last one may have been the same.
                _LOG.error("worker.not_started", worker=name, error=str(error))
                await asyncio.sleep(_NOT_STARTED)
                continue
            await self._listen(worker)
            code = await asyncio.to_thread(worker.process.wait)
            worker.line.close()
            if self._ended():
                return
            lived = time.monotonic() - worker.started
            early_deaths = 0 if lived > _GOOD_LIFE else early_deaths + 1
            _LOG.error("worker.died", worker=name, code=code, lived=round(lived, 1))
            await self._on_death(name)
            await asyncio.sleep(min(0.1 * 2**early_deaths, _SLOWEST_RESTART) if early_deaths > 1 else 0)

    def _ended(self) -> bool:
        return self._stopping

    def _spawn(self, name: str) -> _Worker:
        ours, theirs = socket.socketpair()
        config = str(self._config) if self._config else ""
        try:
            # No new session: a signal to the front's process group reaches the workers too.
            process = subprocess.Popen(
                [sys.executable, "-m", "mailgate.daemon.worker", config, str(theirs.fileno()), name],
                pass_fds=(theirs.fileno(),),
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        now = time.monotonic()
        worker = _Worker(name=name, process=process, line=HintLine(ours, LIMITS.fired), started=now, heard=now)
        self._workers[name] = worker
        return worker

    async def _listen(self, worker: _Worker) -> None:
        """Take hints until the worker's end closes, which it does with its death."""
        loop = asyncio.get_running_loop()
        closed = asyncio.Event()

        def readable() -> None:
            hints = worker.line.drain()
            if hints is None:
                loop.remove_reader(worker.line.fileno())
                closed.set()
                return
            worker.heard = time.monotonic()
            if Hint.RECORDED in hints:
                self._on_recorded()

        loop.add_reader(worker.line.fileno(), readable)
        while not closed.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(closed.wait(), timeout=5)
            if not closed.is_set() and time.monotonic() - worker.heard > _SILENCE:
                _LOG.error("worker.silent", worker=worker.name)
                LIMITS.fired(12)
                worker.process.kill()
