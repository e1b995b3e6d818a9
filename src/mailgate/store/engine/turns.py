"""Whose turn it is to write, among the processes that share one SQLite file."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mailgate.errors import StoreUnavailable


class Turnstile:
    """Two locked files beside the database: whoever waits for the second holds the first.

    SQLite's own lock is polled, so a process that writes all the time wins it again and again. Here it must
    queue behind whoever waits already. ``flock`` locks end with the process that holds them, however it ends.
    """

    def __init__(self, database: Path) -> None:
        self._paths = (Path(f"{database}-queue"), Path(f"{database}-turn"))
        self._queue = -1
        self._turn = -1

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn, however long, and hold it. One thread at a time.

        Raises:
            StoreUnavailable: the files cannot be made.
        """
        if self._turn < 0:
            self._open()
        fcntl.flock(self._queue, fcntl.LOCK_EX)
        try:
            fcntl.flock(self._turn, fcntl.LOCK_EX)
        finally:
            fcntl.flock(self._queue, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(self._turn, fcntl.LOCK_UN)

    def close(self) -> None:
        for handle in (self._queue, self._turn):
            if handle >= 0:
                os.close(handle)
        self._queue = self._turn = -1

    def _open(self) -> None:
        try:
            self._queue, self._turn = (
                os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600) for path in self._paths
            )
        except OSError as error:
            raise StoreUnavailable(f"cannot take turns: {error}") from error
