"""A relay over SMTP with kept connections (RFC 5321, RFC 3207, RFC 4954)."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator

from aiosmtplib import SMTP, SMTPResponse, SMTPStatus
from aiosmtplib.errors import (
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from mailgate.model.outbound import OutboxItem
from mailgate.model.server import Relay as RelaySettings
from mailgate.outbox.relay import Answer, Ours, Verdict, always_ours

_CONNECT_TIMEOUT = 30.0
#: Peers close idle connections after some minutes; one older than this is asked first whether it still lives.
_IDLE = 20.0
#: A relay may limit the mails of one session; after this many a fresh one is made.
_MAILS_A_SESSION = 100


class SmtpRelay:
    """Up to ``settings.connections`` sessions at once, each kept and used again."""

    def __init__(self, settings: RelaySettings, *, name: str) -> None:
        self._settings = settings
        self._name = name
        self._free: list[_Session] = []
        self._turns = asyncio.Semaphore(settings.connections)

    async def deliver(self, item: OutboxItem, ours: Ours = always_ours) -> Answer:
        async with self._turns:
            try:
                async with self._session() as session:
                    return await session.send(item, ours)
            except (SMTPException, OSError, TimeoutError) as error:
                return Answer.of(Verdict.UNREACHABLE, _told(error))
            except ValueError as error:
                # aiosmtplib will not put such an address on a command line, now or later.
                return Answer.of(Verdict.REFUSED, f"not an address: {error}")

    async def close(self) -> None:
        sessions, self._free = self._free, []
        await asyncio.gather(*(session.quit() for session in sessions))

    @contextlib.asynccontextmanager
    async def _session(self) -> AsyncIterator[_Session]:
        """A session that is alive; it is kept unless it broke."""
        session = self._free.pop() if self._free else None
        if session is None or not await session.lives():
            session = await self._connected()
        try:
            yield session
        except BaseException:
            # What was said so far would be part of the next mail: a second MAIL is refused for good (503).
            session.cut()
            raise
        finally:
            if session.usable:
                self._free.append(session)
            else:
                await session.quit()

    async def _connected(self) -> _Session:
        settings = self._settings
        client = SMTP(
            hostname=settings.host,
            port=settings.port,
            local_hostname=self._name,
            username=settings.username or None,
            password=settings.password or None,
            timeout=_CONNECT_TIMEOUT,
            use_tls=settings.scheme == "smtps",
            # No silent fallback to clear text (spec/mail.md I4): where TLS is wanted, a server without it is an error.
            start_tls=settings.scheme == "smtp+starttls",
            tls_context=_tls(settings) if settings.scheme != "smtp" else None,
        )
        await client.connect()
        client.timeout = settings.send_timeout.total_seconds()
        return _Session(client)


class _Session:
    """One connection, used by one mail at a time."""

    def __init__(self, client: SMTP) -> None:
        self._client = client
        self._sent = 0
        self._used = asyncio.get_running_loop().time()

    @property
    def usable(self) -> bool:
        return self._client.is_connected and self._sent < _MAILS_A_SESSION

    async def lives(self) -> bool:
        if not self._client.is_connected:
            return False
        if asyncio.get_running_loop().time() - self._used < _IDLE:
            return True
        try:
            await self._client.noop()
        except (SMTPException, OSError):
            return False
        return True

    def cut(self) -> None:
        """End it at once."""
        self._client.close()

    async def send(self, item: OutboxItem, ours: Ours) -> Answer:
        """One transaction; a session that met trouble is closed rather than mended."""
        try:
            await self._client.mail(item.envelope_from)
            await self._client.rcpt(item.recipient)
        except SMTPResponseException as error:
            await self._reset()
            return _refusal(SMTPResponse(error.code, error.message))
        except (SMTPException, OSError, TimeoutError) as error:
            self._client.close()
            return Answer.of(Verdict.UNREACHABLE, _told(error))
        # Here, and not before the session was had: a slow peer takes minutes for each command (F-21).
        if not await ours():
            await self._reset()
            return Answer.of(Verdict.NOT_OURS, "")
        return await self._data(item)

    async def _data(self, item: OutboxItem) -> Answer:
        """Ask for the mail's turn, then hand it over: up to the 354 the peer has nothing of it.

        The library's own ``data`` does not tell on which side of the 354 a connection was lost.
        """
        try:
            start = await self._client.execute_command(b"DATA")
        except (SMTPException, OSError, TimeoutError) as error:
            self._client.close()
            return Answer.of(Verdict.UNREACHABLE, f"lost at DATA: {_told(error)}")
        if start.code != SMTPStatus.start_input:
            await self._reset()
            return _refusal(start)
        return await self._content(item)

    async def _content(self, item: OutboxItem) -> Answer:
        protocol = self._client.protocol
        try:
            if protocol is None:
                raise SMTPServerDisconnected("closed")
            protocol.write(data_section(item.raw))
            answer = await protocol.read_response(timeout=self._client.timeout)
        except (SMTPException, OSError, TimeoutError) as error:
            self._client.close()
            return Answer.of(Verdict.UNCERTAIN, f"lost after DATA: {_told(error)}")
        if answer.code != SMTPStatus.completed:
            await self._reset()
            return _refusal(answer)
        self._sent += 1
        self._used = asyncio.get_running_loop().time()
        return Answer.of(Verdict.ACCEPTED, f"{answer.code} {answer.message}")

    async def quit(self) -> None:
        """Whatever QUIT is answered, what was accepted stays accepted."""
        with contextlib.suppress(SMTPException, OSError, TimeoutError):
            if self._client.is_connected:
                await asyncio.wait_for(self._client.quit(), timeout=5)
        self._client.close()

    async def _reset(self) -> None:
        try:
            await self._client.rset()
        except (SMTPException, OSError, TimeoutError):
            self._client.close()


def data_section(raw: bytes) -> bytes:
    """A mail as it follows DATA: with transparency dots, and the lone dot that ends it (RFC 5321 section 4.5.2)."""
    first = b"." if raw.startswith(b".") else b""
    last = b"" if raw.endswith(b"\r\n") or not raw else b"\r\n"
    return b"".join((first, raw.replace(b"\n.", b"\n.."), last, b".\r\n"))


def _refusal(answer: SMTPResponse) -> Answer:
    # 421 closes the session whatever it answers (RFC 5321 section 3.8); the mail itself is only put off.
    verdict = Verdict.REFUSED if 500 <= answer.code < 600 else Verdict.PUT_OFF
    return Answer.of(verdict, f"{answer.code} {answer.message}")


def _told(error: BaseException) -> str:
    if isinstance(error, SMTPConnectError | SMTPHeloError):
        return f"no connection: {error}"
    return f"{type(error).__name__}: {error}"


def _tls(settings: RelaySettings) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not settings.tls_verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
