"""Wake-up hints between front and worker: single bytes on a socket pair. A lost hint costs a poll, never a mail."""

from __future__ import annotations

import contextlib
import select
import socket
from collections.abc import Callable
from enum import Enum


class Hint(bytes, Enum):
    """What one byte says."""

    #: To a worker: mail was accepted.
    INBOX = b"i"
    #: To a worker: the desks in force changed.
    DESKS = b"d"
    #: To the front: mail stands in the outbox, deadlines may have changed.
    RECORDED = b"r"
    #: To the front: alive.
    BEAT = b"b"


#: A byte from here on says that a limit fired: its number is the rest.
_LIMIT = 0x80


class HintLine:
    """One end of the socket pair between the front and one worker.

    Args:
        on_limit: Told the number of each limit that fired at the other end.
    """

    def __init__(self, end: socket.socket, on_limit: Callable[[int], None] = lambda _: None) -> None:
        self._socket = end
        self._on_limit = on_limit
        end.setblocking(False)

    def fileno(self) -> int:
        return self._socket.fileno()

    def send(self, hint: Hint) -> None:
        """Say it, unless one of the ends is gone or the other has hints enough waiting."""
        self._say(hint.value)

    def send_limit(self, number: int) -> None:
        """Say that a limit fired; lost under the same conditions."""
        self._say(bytes([_LIMIT | number]))

    def receive(self, timeout: float) -> set[Hint] | None:
        """All hints that wait, after at most ``timeout`` seconds; None when the other end closed."""
        readable, _, _ = select.select([self._socket], [], [], timeout)
        return self.drain() if readable else set()

    def drain(self) -> set[Hint] | None:
        """All hints that wait now; None when the other end closed."""
        try:
            received = self._socket.recv(4096)
        except BlockingIOError:
            return set()
        except ConnectionError:
            return None
        if not received:
            return None
        for byte in received:
            if byte >= _LIMIT:
                self._on_limit(byte ^ _LIMIT)
        return {Hint(bytes([byte])) for byte in set(received) if byte < _LIMIT}

    def close(self) -> None:
        self._socket.close()

    def _say(self, byte: bytes) -> None:
        # Between a worker's death and the next one this end is closed, and whoever took in a mail must not hear of it.
        with contextlib.suppress(OSError):
            self._socket.send(byte)
