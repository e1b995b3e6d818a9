"""The one thread of a process that writes: it takes what waits, has it committed and tells everybody."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

import structlog

from mailgate.errors import StoreUnavailable
from mailgate.store.engine.backend import Backend
from mailgate.store.engine.commit import Away, Committer
from mailgate.store.engine.failures import translated
from mailgate.store.engine.unit import Receiver, Unit

ALONE_BYTES = 1024 * 1024
CLOSE_WAIT_S = 30.0

_log = structlog.get_logger(__name__)


class Writer:
    """Group commit: while one group is being committed, the next one gathers.

    The thread starts with the first unit and survives any failure. A process of one thread wants none beside it: then
    units are committed as they are handed over.
    """

    def __init__(self, backend: Backend, *, threaded: bool = True) -> None:
        self._backend = backend
        self._threaded = threaded
        self._committer = Committer(backend)
        self._changed = threading.Condition()
        self._waiting: deque[Unit] = deque()
        self._closing = False
        self._thread: threading.Thread | None = None
        #: Called in the writer's thread after each commit that did something.
        self.on_commit: list[Callable[[], None]] = []

    def hand_over(self, units: Sequence[Unit]) -> None:
        """Queue units in this order.

        Raises:
            StoreUnavailable: the writer was closed.
        """
        with self._changed:
            if self._closing:
                raise StoreUnavailable("the database is closed")
            self._waiting.extend(units)
            if not self._threaded:
                self._serve_all()
            elif self._thread is None:
                self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
                self._thread.start()
            self._changed.notify()

    def is_this_thread(self) -> bool:
        return self._thread is threading.current_thread()

    def close(self) -> None:
        """Finish what was handed over, then stop."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(CLOSE_WAIT_S)
        elif not self._threaded:
            self._committer.close()

    def _run(self) -> None:
        while self._wait():
            self._serve_one_group()
        self._committer.close()

    def _serve_all(self) -> None:
        while self._waiting:
            self._serve_one_group()

    def _serve_one_group(self) -> None:
        group: list[Unit] = []
        try:
            with self._backend.turn():
                # Only now: all that came while we waited for our turn belongs to the group.
                group = self._take()
                self._committer.carry(group)
            self._put_back(group)
        except Away as error:
            # Whoever waits would only wait for the same answer.
            group += self._take_all()
            _fail(group, error.__cause__ or error)
        except BaseException as error:
            _log.exception("store.writer_failed")
            group += self._take_all()
            _fail(group, error)
        if self._threaded:
            self._backend.committed(sum(unit.size for unit in group if unit.done))
        self._tell([unit for unit in group if unit.done])

    def _wait(self) -> bool:
        """Wait for work; False when there is none and the writer is to stop."""
        with self._changed:
            while not self._waiting and not self._closing:
                self._changed.wait()
            return bool(self._waiting)

    def _take(self) -> list[Unit]:
        """The next group, sorted so that all nodes lock tickets in one order."""
        group: list[Unit] = []
        with self._changed:
            while self._waiting and len(group) < self._backend.group_units:
                alone = self._waiting[0].alone or self._waiting[0].size > ALONE_BYTES
                if alone and group:
                    break
                unit = self._waiting.popleft()
                if not unit.abandoned:
                    group.append(unit)
                if alone and group:
                    break
        group.sort(key=lambda unit: unit.order)
        return group

    def _take_all(self) -> list[Unit]:
        with self._changed:
            units = list(self._waiting)
            self._waiting.clear()
        return units

    def _put_back(self, group: list[Unit]) -> None:
        left = [unit for unit in group if not unit.done]
        if left:
            with self._changed:
                self._waiting.extendleft(reversed(left))

    def _tell(self, units: list[Unit]) -> None:
        by_receiver: dict[Receiver, list[Unit]] = {}
        for unit in units:
            by_receiver.setdefault(unit.receiver, []).append(unit)
        for receiver, its in by_receiver.items():
            _call(partial(receiver.deliver, its))
        if any(unit.error is None for unit in units):
            for callback in self.on_commit:
                _call(callback)


def _fail(units: list[Unit], error: BaseException) -> None:
    for unit in units:
        if not unit.done:
            unit.error = translated(error)
            unit.done = True


def _call(callback: Callable[[], None]) -> None:
    try:
        callback()
    except Exception:
        _log.exception("store.callback_failed")
