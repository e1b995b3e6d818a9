"""How patient a node is with idle peers, and whether it lets anybody in, when much is going on (L-20, L-34)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mailgate.model.limits import SessionLimits

#: The process' memory is looked up at most this often, in seconds.
_LOOK = 1.0
_STATM = Path("/proc/self/statm")


def resident_bytes() -> int:
    """Bytes of memory that this process has in use (Linux, proc(5)); 0 where that is not told."""
    with suppress(OSError, ValueError, IndexError):
        return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What listeners ask of the machine they run on."""

    #: Monotonic seconds.
    clock: Callable[[], float] = time.monotonic
    #: Bytes of memory that the process has in use.
    resident: Callable[[], int] = resident_bytes


class Strain:
    """What the memory of the process and the share of taken places mean for sessions."""

    def __init__(self, limits: SessionLimits, machine: Machine, *, crowded: Callable[[], bool]) -> None:
        """``crowded`` tells whether few places are left."""
        self._limits = limits
        self._machine = machine
        self._crowded = crowded
        self._looked = float("-inf")
        self._size_bytes = 0

    @property
    def full(self) -> bool:
        """True while nobody new is let in: what is at hand needs the memory."""
        return self._memory() >= self._limits.memory_full

    @property
    def patience(self) -> float:
        """Seconds that a peer may take for its next command."""
        if self._crowded() or self._memory() >= self._limits.memory_stress:
            return min(self._limits.stress_timeout, self._limits.command_timeout).total_seconds()
        return self._limits.command_timeout.total_seconds()

    def _memory(self) -> int:
        now = self._machine.clock()
        if now - self._looked >= _LOOK:
            self._looked, self._size_bytes = now, self._machine.resident()
        return self._size_bytes
