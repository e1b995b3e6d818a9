"""An import that goes no faster than its mails are worked on, for what comes in meanwhile waits behind them."""

from __future__ import annotations

import time
from collections.abc import Callable

#: Mails that may wait in the inbox before an import does; some hundred are worked on in a second.
_MANY = 256
#: Seconds between two looks, and without any progress, after which nobody seems to work.
_LOOK, _STANDSTILL = 0.1, 3.0


class Backlog:
    """Keeps an import waiting while the inbox is full; never where nobody works, as before the first start."""

    def __init__(
        self,
        waiting: Callable[[], int],
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``waiting`` counts the mails that are not worked on yet."""
        self._waiting = waiting
        self._sleep = sleep
        self._clock = clock
        self._stands_still = False

    def wait(self) -> None:
        """Return once there is room for more; at once, if it stood still before."""
        fewest, since = None, self._clock()
        while not self._stands_still and (number := self._waiting()) > _MANY:
            if fewest is None or number < fewest:
                fewest, since = number, self._clock()
            self._stands_still = self._clock() - since >= _STANDSTILL
            self._sleep(_LOOK)
