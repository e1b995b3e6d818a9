"""A worker process: claim, parse, decide, record, until its control line closes."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import structlog

from mailgate import app, log
from mailgate.config.load import load_server
from mailgate.daemon.garbage import spare_what_stays
from mailgate.daemon.hints import Hint, HintLine
from mailgate.errors import StoreUnavailable
from mailgate.metrics import LIMITS
from mailgate.model.envelope import InboxItem
from mailgate.pipeline.inbound.batch import BatchWorker, Step

_LOG = structlog.get_logger()
_HEARTBEAT = 2.0
#: One mail that takes longer is taken to hang: the process ends, the death counts against that mail (L-12).
_HANG = 60.0
#: The database is away: how long until the next try.
_AWAY = timedelta(seconds=0.5)


def main(config: str, control: int, name: str) -> None:
    """Run until the front closes the control line or SIGTERM comes."""
    log.configure()
    line = HintLine(socket.socket(fileno=control))
    LIMITS.told = line.send_limit
    parts = app.open_parts(load_server(Path(config) if config else None))
    check_senders = app.sender_check(parts.tools.server.authentication)
    worker = BatchWorker(tools=parts.tools, node=parts.node, name=name, check_senders=check_senders)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    # The front handles the terminal's interrupt and then closes the line.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watch = _Watch(line, worker)
    threading.Thread(target=watch.run, name="heartbeat", daemon=True).start()
    spare_what_stays()
    try:
        _loop(worker, line, stop, reload=lambda: worker.use(parts.reload()))
    finally:
        parts.close()


def _loop(worker: BatchWorker, line: HintLine, stop: threading.Event, reload: Callable[[], None]) -> None:
    while not stop.is_set():
        try:
            step = worker.step(partial(datetime.now, UTC))
        except StoreUnavailable as error:
            _LOG.warning("worker.store_away", error=str(error))
            step = Step(claimed=0, pause=_AWAY)
        if step.claimed:
            line.send(Hint.RECORDED)
        hints = line.receive(step.pause.total_seconds())
        if hints is None:
            return
        if Hint.DESKS in hints:
            reload()


class _Watch:
    """The second thread: renews the leases of the batch at hand, and ends a process that hangs on one mail."""

    def __init__(self, line: HintLine, worker: BatchWorker) -> None:
        self._line = line
        self._worker = worker

    def run(self) -> None:
        while True:
            time.sleep(_HEARTBEAT)
            self._line.send(Hint.BEAT)
            began, items = self._worker.at_hand
            if not items:
                continue
            if time.monotonic() - began > _HANG:
                _LOG.error("worker.hangs", inbox=[item.id for item in items])
                LIMITS.fired(12)
                os._exit(70)
            self._renew(items)

    def _renew(self, items: tuple[InboxItem, ...]) -> None:
        try:
            self._worker.renew(items, datetime.now(UTC))
        except StoreUnavailable as error:
            _LOG.warning("worker.lease_not_renewed", error=str(error))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
