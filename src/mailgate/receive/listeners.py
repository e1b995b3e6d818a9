"""Opening and closing the SMTP and LMTP ports of a node."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
from datetime import timedelta
from pathlib import Path

import structlog

from mailgate.model.limits import SessionLimits
from mailgate.model.server import Listener
from mailgate.receive import replies
from mailgate.receive.admission import Admission
from mailgate.receive.intake import Intake
from mailgate.receive.lmtp import LmtpSession
from mailgate.receive.reception import Reception
from mailgate.receive.smtp import SmtpSession
from mailgate.receive.strain import Machine, Strain

log = structlog.get_logger(__name__)

# aiosmtpd logs every command with its addresses at INFO.
logging.getLogger("mail.log").setLevel(logging.WARNING)

_BACKLOG = 256
_MACHINE = Machine()


class MailListeners:
    """The ports of one node, and the sessions that came in by them.

    ``limits`` of connections, mails and bytes by peer do not apply to ``trusted_relays`` (CIDR
    networks) and to local sockets.
    """

    def __init__(
        self,
        intake: Intake,
        *,
        name: str,
        limits: SessionLimits,
        trusted_relays: tuple[str, ...],
        tls: ssl.SSLContext | None,
        machine: Machine = _MACHINE,
    ) -> None:
        admission = Admission(limits, trusted_relays, machine.clock)
        strain = Strain(limits, machine, crowded=admission.crowded)
        self.reception = Reception(
            intake=intake, name=name, limits=limits, admission=admission, strain=strain, tls=tls, clock=machine.clock
        )
        self._servers: list[asyncio.Server] = []
        self._sockets: list[tuple[Path, int]] = []

    async def start(self, smtp: Listener | None, lmtp: Listener | None) -> list[str]:
        """Listen, and name each listener: ``smtp 127.0.0.1:8025``, ``lmtp unix:/run/mailgate/lmtp.sock``.

        Raises:
            OSError: an address cannot be had; then nothing listens.
        """
        wanted: list[tuple[str, Listener | None, type[SmtpSession]]] = [
            ("smtp", smtp, SmtpSession),
            ("lmtp", lmtp, LmtpSession),
        ]
        try:
            return [
                f"{label} {await self._listen(listener, session)}"
                for label, listener, session in wanted
                if listener is not None
            ]
        except OSError:
            self._stop_listening()
            raise

    async def drain(self, grace: timedelta) -> None:
        """Stop listening, part with idle sessions, and let mails on their way in arrive, for ``grace`` at most.

        Afterwards every session is closed. An accept that takes longer goes on alone: its peer gets
        no answer and sends the mail again.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + grace.total_seconds()
        self.reception.closing = True
        self._stop_listening()
        for session in list(self.reception.sessions):
            session.end(replies.SHUTTING_DOWN)
        tasks = {session.task() for session in self.reception.sessions}
        if tasks:
            await asyncio.wait(tasks, timeout=grace.total_seconds())
        for session in list(self.reception.sessions):
            session.end(replies.SHUTTING_DOWN, even_in_data=True)
            session.task().cancel()
        late = await self.reception.accepts.drain(deadline - loop.time())
        if late:
            log.error("mail.accepts_unfinished", count=late)

    async def _listen(self, listener: Listener, session: type[SmtpSession]) -> str:
        loop = asyncio.get_running_loop()
        reception = self.reception
        if listener.path:
            server = await loop.create_unix_server(lambda: session(reception), listener.path, backlog=_BACKLOG)
            self._servers.append(server)
            path = Path(listener.path)
            # Who may connect is said by the folder: a mail server runs under another user than we do.
            path.chmod(0o666)
            self._sockets.append((path, path.stat().st_ino))
            return f"unix:{listener.path}"
        host = listener.host or None
        server = await loop.create_server(lambda: session(reception), host, listener.port, backlog=_BACKLOG)
        self._servers.append(server)
        address, port = server.sockets[0].getsockname()[:2]
        return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"

    def _stop_listening(self) -> None:
        for server in self._servers:
            server.close()
        self._servers.clear()
        for path, inode in self._sockets:
            # A successor may have put its own socket there already.
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_ino == inode:
                    path.unlink()
        self._sockets.clear()
