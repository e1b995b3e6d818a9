"""Copying SQLite's write-ahead log into the database beside the commits, when mail comes in quickly."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing, suppress

#: Bytes of mail after which the log is copied, far below what makes a commit do so itself.
_LOT = 4 * 1024 * 1024


class Checkpointer:
    """One thread with a connection of its own; it starts with the first lot.

    A commit that finds the log long copies it before it returns, and a 250 waits for that. What is copied by then is
    not copied again. Where the copying fails, nothing is lost: the next commit to find the log long does it.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._written = 0
        self._changed = threading.Condition()
        self._wanted = self._closing = False
        self._thread: threading.Thread | None = None

    def committed(self, size: int) -> None:
        """So many bytes of mail are in the log by one more commit."""
        self._written += size
        if self._written < _LOT:
            return
        self._written = 0
        with self._changed:
            self._wanted = True
            if self._thread is None and not self._closing:
                self._thread = threading.Thread(target=self._run, name="store-checkpoint", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """Finish the lot at hand, then stop."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        with suppress(sqlite3.Error), closing(self._connect()) as connection:
            while self._wait():
                # Never waits for a reader or a writer: what they need stays for the next time.
                with suppress(sqlite3.Error):
                    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()

    def _wait(self) -> bool:
        with self._changed:
            while not self._wanted and not self._closing:
                self._changed.wait()
            self._wanted = False
            return not self._closing
