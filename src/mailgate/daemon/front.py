"""The front process: listeners, HTTP, outbox sender and scheduler on one event loop, workers beside it."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import ssl
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from mailgate import app, log
from mailgate.api.server import HttpServer
from mailgate.app import Parts
from mailgate.config.load import load
from mailgate.daemon.garbage import spare_what_stays
from mailgate.daemon.health import Health
from mailgate.daemon.hints import Hint
from mailgate.daemon.intake import StoreIntake
from mailgate.daemon.supervisor import Supervisor
from mailgate.errors import ConfigurationError, StoreUnavailable
from mailgate.model.server import Server
from mailgate.outbox.open import open_relay
from mailgate.outbox.sender import Sender
from mailgate.pipeline.tools import Tools
from mailgate.receive.imap.oauth.sealing import Seal
from mailgate.receive.imap.readers import MailboxReaders
from mailgate.receive.listeners import MailListeners
from mailgate.schedule.deadlines import DeadlineTimer, calls_by
from mailgate.store.clock import workflow_runs
from mailgate.store.desks import nodes
from mailgate.store.engine.listening import listen
from mailgate.store.hints import Work
from mailgate.store.inbound import inbox_deaths
from mailgate.store.outbound import outbox

_LOG = structlog.get_logger()
#: SIGTERM to exit at most 30 s, the last of which the store may need. Slow peers may use half of it.
_GRACE = timedelta(seconds=22)
_PEERS_GRACE = timedelta(seconds=12)
#: Seconds for which one thread may keep the interpreter from the others: a fifth of Python's own, for the writer asks
#: for it many times in each commit, and the loop has work all the time while a mailbox is read.
_TURN_S = 0.001


async def serve(path: Path | None, announce: Callable[[str], None]) -> None:
    """Run a node until SIGTERM or SIGINT.

    Args:
        announce: Called with one line for each listener, then with ``ready``.

    Raises:
        ConfigurationError: The server or a desk file cannot be used.
        StoreUnavailable: The database is away at the start.
    """
    log.configure()
    sys.setswitchinterval(_TURN_S)
    parts = await asyncio.to_thread(app.open_front, path)
    try:
        await asyncio.to_thread(_take_back, parts)
        await _Front(parts, path).run(announce)
    finally:
        await asyncio.to_thread(parts.close)


def _take_back(parts: Parts) -> None:
    """What this node held when it died is free again at once."""
    now = datetime.now(UTC)
    database = parts.tools.database
    database.write(lambda conn: inbox_deaths.release_node(conn, parts.node, now=now))
    database.write(lambda conn: outbox.recover(conn, node=parts.node, now=now))
    database.write(lambda conn: workflow_runs.take_back(conn, parts.node, now=now))
    database.write(lambda conn: nodes.seen(conn, parts.node, now))


class _Front:
    """The parts that live on the event loop; each role can be absent."""

    def __init__(self, parts: Parts, path: Path | None) -> None:
        self._parts = parts
        self._server: Server = parts.tools.server
        self._path = path
        self._revisions = _revisions(parts.tools)
        self._desks_turn = asyncio.Lock()
        self._reloading: set[asyncio.Task[None]] = set()
        roles = self._server.roles
        self._supervisor = Supervisor(
            count=self._server.workers if "work" in roles else 0,
            config=path,
            on_recorded=self._recorded,
            on_death=self._worker_died,
        )
        self._intake = StoreIntake(parts.tools, on_accepted=lambda: self._supervisor.hint(Hint.INBOX))
        self._sender = Sender(parts.tools, open_relay(self._server), node=parts.node) if "mail" in roles else None
        self._timer = DeadlineTimer(parts.tools, on_done=self._clock_did) if "schedule" in roles else None
        self._caller = (
            DeadlineTimer(parts.tools, on_done=self._clock_waits, duties=calls_by(parts.node))
            if "schedule" in roles
            else None
        )
        self._listeners = self._mail_listeners() if "mail" in roles else None
        self._mailboxes = self._mailbox_readers() if "mail" in roles else None
        self._health = Health(parts.tools.database, self._supervisor)
        self._http = (
            HttpServer(parts.tools, health=self._health, on_mail=self._recorded)
            if "http" in roles and self._server.http
            else None
        )

    async def run(self, announce: Callable[[str], None]) -> None:
        stop = asyncio.Event()
        async with self._running() as lines:
            _on_signals(stop, lambda: self._begin(self._apply_desks))
            for line in lines:
                announce(line)
            spare_what_stays()
            announce("ready")
            await stop.wait()

    @contextlib.asynccontextmanager
    async def _running(self) -> AsyncIterator[list[str]]:
        """Start everything; at the end stop what takes in, then what works, then what sends."""
        server = self._server
        lines: list[str] = []
        self._supervisor.start()
        self._listening = asyncio.create_task(listen(server.database, self._told), name="listen")
        if self._sender:
            self._sender.start()
        if self._timer:
            await self._timer.start()
        if self._caller:
            await self._caller.start()
        try:
            if self._listeners:
                lines += await self._listeners.start(server.smtp, server.lmtp)
            if self._http and server.http:
                lines.append(await self._http.start(server.http))
            if self._mailboxes:
                self._mailboxes.start()
            self._health.listening = True
            yield lines
        finally:
            await self._stop()

    async def _stop(self) -> None:
        deadline = asyncio.get_running_loop().time() + _GRACE.total_seconds()
        self._health.listening = False
        self._listening.cancel()
        if self._mailboxes:
            await self._mailboxes.stop()
        if self._listeners:
            await self._listeners.drain(_PEERS_GRACE)
        if self._timer:
            await self._timer.stop()
        if self._caller:
            self._parts.tools.packages.end()
            await self._caller.stop()
        if self._http:
            await self._http.stop()
        await self._supervisor.stop(_until(deadline))
        if self._sender:
            await self._sender.stop(_until(deadline))

    def _mail_listeners(self) -> MailListeners:
        server = self._server
        return MailListeners(
            self._intake,
            name=server.name,
            limits=server.limits.session,
            trusted_relays=server.authentication.trusted_relays,
            tls=_tls(server),
        )

    def _mailbox_readers(self) -> MailboxReaders:
        parts = self._parts
        seal = Seal(parts.secret)
        return MailboxReaders(parts.tools, seal, node=parts.node, intake=self._intake, on_told=self._mail_waits)

    def _recorded(self) -> None:
        """Something was recorded: there may be mail to send, and an earlier deadline."""
        self._mail_waits()
        self._clock_waits()

    def _clock_waits(self) -> None:
        for timer in (self._timer, self._caller):
            if timer:
                timer.wake()

    def _mail_waits(self) -> None:
        if self._sender:
            self._sender.wake()

    def _clock_did(self) -> None:
        """There may be mail to send, mail that was released, and code to be asked."""
        if self._caller:
            self._caller.wake()
        self._mail_waits()
        self._supervisor.hint(Hint.INBOX)

    def _told(self, work: Work) -> None:
        """A commit of some node left work that may be ours."""
        match work:
            case Work.INBOX:
                self._supervisor.hint(Hint.INBOX)
            case Work.OUTBOX:
                self._mail_waits()
            case Work.CLOCK:
                self._clock_waits()
            case Work.DESKS:
                self._begin(self._follow)

    async def _worker_died(self, name: str) -> None:
        now = datetime.now(UTC)
        with contextlib.suppress(Exception):  # a database that is away lets the leases run out instead
            await self._parts.tools.database.write_async(
                lambda conn: inbox_deaths.worker_died(conn, node=self._parts.node, worker=name, now=now)
            )

    def _begin(self, change: Callable[[], None]) -> None:
        """Change the desks in a thread, one change after another."""

        async def turn() -> None:
            async with self._desks_turn:
                await asyncio.to_thread(change)

        task = asyncio.create_task(turn())
        self._reloading.add(task)
        task.add_done_callback(self._reloading.discard)

    def _apply_desks(self) -> None:
        """SIGHUP: install what changed, then have every part work under it."""
        try:
            app.install_desks(self._parts.tools.database, load(self._path).desks)
            self._use(self._parts.reload())
        except ConfigurationError as error:
            _LOG.error("desk.not_applied", findings=error.findings)
        except StoreUnavailable as error:
            _LOG.error("desk.not_applied", error=str(error), then="send SIGHUP again when the database is back")
        except Exception:
            _LOG.exception("desk.not_applied")

    def _follow(self) -> None:
        """Some node put desks in force: have every part work under them, unless they do."""
        try:
            tools = self._parts.reload()
            if _revisions(tools) != self._revisions:
                self._use(tools)
        except Exception:  # the line to the database breaks as well, and whoever has it again is told of all there is
            _LOG.exception("desk.not_followed")

    def _use(self, tools: Tools) -> None:
        for part in (self._intake, self._mailboxes, self._sender, self._timer, self._caller, self._http):
            if part is not None:
                part.use(tools)
        self._supervisor.hint(Hint.DESKS)
        self._revisions = _revisions(tools)
        _LOG.info("desk.applied", revisions=self._revisions)


def _revisions(tools: Tools) -> dict[str, int]:
    return {desk.tenant: desk.revision for desk in tools.desks.values()}


def _until(deadline: float) -> timedelta:
    """What is left of a drain, by the loop's clock; a second is left for everybody."""
    return timedelta(seconds=max(1.0, deadline - asyncio.get_running_loop().time()))


def _tls(server: Server) -> ssl.SSLContext | None:
    if server.tls_cert is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(server.tls_cert, server.tls_key)
    return context


def _on_signals(stop: asyncio.Event, apply_desks: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, apply_desks)
