"""How many requests a token has left in its window."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from mailgate.model.limits import Rate

#: Beyond this many tokens those that are idle are forgotten.
_REMEMBERED = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Where a token stands after a request."""

    limit: int
    used: int
    #: Whole seconds until the oldest counted request leaves the window, at least 1.
    reset: int
    exceeded: bool

    def headers(self) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(self.limit - self.used, 0)),
            "X-RateLimit-Reset": str(self.reset),
            "X-RateLimit-Used": str(self.used),
        }


class RequestRates:
    """A sliding window for each token, in this process' memory; safe from many threads."""

    def __init__(self, rate: Rate, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._count = rate.count
        self._window = rate.window.total_seconds()
        self._clock = clock
        self._times: dict[int, deque[float]] = {}
        self._lock = Lock()

    def use(self, token_id: int) -> Usage:
        """Count a request; one that exceeds the rate is not counted, so waiting always helps."""
        now = self._clock()
        with self._lock:
            times = self._times.setdefault(token_id, deque())
            self._forget(times, now)
            exceeded = len(times) >= self._count
            if not exceeded:
                times.append(now)
            used, oldest = len(times), times[0] if times else now
            if len(self._times) > _REMEMBERED:
                self._forget_idle(now)
        reset = max(1, math.ceil(oldest + self._window - now))
        return Usage(limit=self._count, used=used, reset=reset, exceeded=exceeded)

    def _forget(self, times: deque[float], now: float) -> None:
        while times and times[0] <= now - self._window:
            times.popleft()

    def _forget_idle(self, now: float) -> None:
        idle = [token for token, times in self._times.items() if not times or times[-1] <= now - self._window]
        for token in idle:
            del self._times[token]
