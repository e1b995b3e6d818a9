"""A unit of work on its way through the writer, and the ways its outcome reaches whoever waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import Any, Protocol

from sqlalchemy import Connection


class Receiver(Protocol):
    """Told of outcomes once a group, in the writer's thread."""

    def deliver(self, units: list[Unit]) -> None: ...


class Unit:
    """Work that is committed wholly or not at all."""

    __slots__ = ("abandoned", "alone", "done", "error", "order", "receiver", "result", "size", "waiter", "work")

    def __init__(
        self, work: Callable[[Connection], Any], receiver: Receiver, waiter: Any, *, order: int, size: int, alone: bool
    ) -> None:
        self.work = work
        self.receiver = receiver
        #: Whatever the receiver needs to find who waits.
        self.waiter = waiter
        self.order = order
        self.size = size
        #: True: shares its commit with no other.
        self.alone = alone
        #: True once nobody waits any more: it is not begun.
        self.abandoned = False
        #: True once the outcome stands: durable, or nothing of it happened.
        self.done = False
        self.result: Any = None
        self.error: BaseException | None = None


class Futures:
    """Resolves the ``concurrent.futures.Future`` of each unit."""

    def deliver(self, units: list[Unit]) -> None:
        for unit in units:
            if unit.error is None:
                unit.waiter.set_result(unit.result)
            else:
                unit.waiter.set_exception(unit.error)


def running_future() -> Future[Any]:
    """A future that cannot be cancelled any more: the writer alone ends it."""
    future: Future[Any] = Future()
    future.set_running_or_notify_cancel()
    return future


@dataclass(frozen=True, slots=True)
class LoopReceiver:
    """Resolves the futures of one event loop with one wake-up a group; equal for the same loop."""

    loop: asyncio.AbstractEventLoop

    def deliver(self, units: list[Unit]) -> None:
        # The loop may be closed by now; then nobody waits.
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(_resolve, units)


def _resolve(units: list[Unit]) -> None:
    for unit in units:
        if unit.waiter.done():
            continue
        if unit.error is None:
            unit.waiter.set_result(unit.result)
        else:
            unit.waiter.set_exception(unit.error)


class Batch:
    """Wakes one waiting thread when the last of its units is settled."""

    def __init__(self, count: int) -> None:
        self._missing = count
        self.settled = Event()

    def deliver(self, units: list[Unit]) -> None:
        self._missing -= len(units)
        if self._missing == 0:
            self.settled.set()
