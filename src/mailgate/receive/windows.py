"""Counting events of a peer in a sliding window."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from mailgate.model.limits import Rate


class SlidingWindow:
    """Amounts by key over the last ``rate.window``; exact, because what was refused is not counted.

    Holds at most ``rate.count`` entries a key, and forgets a key one window after its last entry.
    """

    def __init__(self, rate: Rate | None, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._clock = clock
        self._seconds = rate.window.total_seconds() if rate else 0.0
        self._entries: dict[str, deque[tuple[float, int]]] = {}
        self._sums: dict[str, int] = {}
        self._next_sweep = clock() + self._seconds

    def __len__(self) -> int:
        """Keys held."""
        return len(self._entries)

    def has_room(self, key: str) -> bool:
        """True while less than ``rate.count`` was counted for ``key``; always true without a rate."""
        if self._rate is None:
            return True
        self._forget(key)
        return self._sums.get(key, 0) < self._rate.count

    def add(self, key: str, amount: int = 1) -> None:
        """Count, whether there is room or not."""
        if self._rate is None:
            return
        now = self._clock()
        if now >= self._next_sweep:
            self._sweep(now)
        self._entries.setdefault(key, deque()).append((now, amount))
        self._sums[key] = self._sums.get(key, 0) + amount

    def take(self, key: str) -> bool:
        """Count one if there is room; False means over the rate."""
        if not self.has_room(key):
            return False
        self.add(key)
        return True

    def _forget(self, key: str) -> None:
        entries = self._entries.get(key)
        if entries is None:
            return
        oldest = self._clock() - self._seconds
        while entries and entries[0][0] <= oldest:
            self._sums[key] -= entries.popleft()[1]
        if not entries:
            del self._entries[key], self._sums[key]

    def _sweep(self, now: float) -> None:
        self._next_sweep = now + self._seconds
        for key in list(self._entries):
            self._forget(key)
