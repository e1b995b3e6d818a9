"""How long a peer may take to hand over its mail (L-20)."""

from __future__ import annotations

from collections.abc import Callable

from mailgate.model.limits import SessionLimits
from mailgate.receive.wire import Stalled

#: Seconds before the minimum rate counts.
GRACE = 10.0


class Pace:
    """Runs from the reply to DATA."""

    def __init__(self, limits: SessionLimits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._started = clock()

    def seconds_left(self, size_bytes: int) -> float:
        """How long to wait for the next chunk when ``size_bytes`` have come so far.

        Raises:
            Stalled: the mail came at less than the minimum rate.
        """
        taken = self._clock() - self._started
        allowed = max(GRACE, size_bytes / self._limits.minimum_rate)
        if taken > allowed:
            raise Stalled
        return min(self._limits.data_timeout.total_seconds(), allowed - taken + 0.001)
