"""One connection: commands in order, errors counted, and an end that is always said aloud (RFC 5321 section 3)."""

from __future__ import annotations

import asyncio
import re
from enum import Enum, auto
from typing import Any

import structlog
from aiosmtpd.smtp import SMTP

from mailgate.receive import replies
from mailgate.receive.reception import Reception
from mailgate.receive.wire import LineTooLong, PeerGone, Stalled, Wire

log = structlog.get_logger(__name__)

#: RFC 5321 section 4.5.3.1.4, and room for parameters and long VERP addresses where these may stand.
_COMMAND_LIMIT = 512
_LONG_COMMANDS = frozenset({"MAIL", "RCPT"})
#: Other protocols' first words: their bodies may hold SMTP commands. A forged origin (PROXY, XCLIENT) ends here too.
_FOREIGN = frozenset(
    {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PRI", "PROXY", "XCLIENT"}
)
#: Commands that move no mail, and how many of them a peer may send without moving any (as Postfix counts junk).
_IDLE = frozenset({"NOOP", "RSET", "VRFY", "EXPN", "HELP", "EHLO", "HELO", "LHLO"})
_IDLE_LIMIT = 100
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")


class HangUp(Exception):
    """The session ends with ``reply``."""

    def __init__(self, reply: bytes) -> None:
        super().__init__(reply)
        self.reply = reply


class Phase(Enum):
    """What a session is at, and so how it may end."""

    #: Waiting for a command: may end at once.
    IDLE = auto()
    #: At a command: ends after its reply.
    COMMAND = auto()
    #: Reading a mail: ends at once when it must, and nothing is kept.
    DATA = auto()
    #: Having a mail kept: ends after its reply.
    KEEPING = auto()


class Session(SMTP):
    """Keeps aiosmtpd's protocol and command table, and replaces its command loop.

    The library's own loop answers a failure of ours with a permanent 500 and the exception's text,
    cancels a mail being kept when the peer hangs up, and limits nothing.
    """

    #: Also the limit of the stream reader, which stops the peer at twice as much.
    line_length_limit = 64 * 1024

    _commands: tuple[str, ...]

    def __init_subclass__(cls) -> None:
        cls._commands = tuple(name for name in dir(cls) if name.startswith("smtp_"))

    def __init__(self, reception: Reception) -> None:
        super().__init__(
            handler=None,
            data_size_limit=reception.limits.message_size,
            enable_SMTPUTF8=True,
            hostname=reception.name,
            tls_context=reception.tls,
            timeout=reception.limits.session_time.total_seconds(),
            loop=asyncio.get_running_loop(),
        )
        self.reception = reception
        self.limits = reception.limits
        self._wire: Wire
        self._errors = 0
        self._idle_commands = 0
        self._farewell: bytes | None = None
        self.phase = Phase.COMMAND

    def __dir__(self) -> tuple[str, ...]:
        """The commands alone, because aiosmtpd looks through every name of each new session (0.1 ms a connection)."""
        return self._commands

    def task(self) -> asyncio.Task[None]:
        """The work of this session, from greeting to end."""
        assert self._handler_coroutine is not None
        return self._handler_coroutine

    def end(self, reply: bytes, *, even_in_data: bool = False) -> None:
        """Part with ``reply``: at once while idle, else as soon as the command in hand is answered."""
        self._farewell = reply
        if self.phase is Phase.IDLE or (even_in_data and self.phase is Phase.DATA):
            self._wire.say(reply)
            self._wire.close()

    def eof_received(self) -> bool | None:
        """A peer that closes its side after the final dot still gets its mail kept, and its reply (RFC 1047)."""
        return asyncio.StreamReaderProtocol.eof_received(self)

    def _timeout_cb(self) -> None:
        self.end(replies.TIMEOUT, even_in_data=True)

    async def push(self, status: Any) -> None:
        """Queue a reply; a 5yz counts as the peer's error and is delayed, or is its last."""
        if status[:1] == b"5":
            await self._count_error()
        self._wire.say(status)

    async def _handle_client(self) -> None:
        self._wire = Wire(self._reader, self._writer)
        admission = self.reception.admission
        self.peer = admission.identify(self._writer.get_extra_info("peername"))
        refusal = self._refusal()
        if refusal:
            log.info("smtp.not_admitted", peer=self.peer.address, reply=refusal.decode())
            self._wire.say(refusal)
            self._wire.close()
            return
        self.reception.sessions.add(self)
        try:
            await self._serve()
        except PeerGone:
            log.debug("smtp.peer_gone", peer=self.peer.address)
        except Exception:
            log.exception("smtp.session_failed", peer=self.peer.address)
            self._wire.say(replies.TEMPORARY)
        finally:
            self.reception.sessions.discard(self)
            admission.leave(self.peer)
            if self._timeout_handle is not None:
                self._timeout_handle.cancel()
            self._wire.close()

    def _refusal(self) -> bytes:
        """Why this peer is not let in; empty once it has its place."""
        if self.reception.strain.full:
            return replies.BUSY
        return b"" if self.reception.admission.enter(self.peer) else replies.TOO_MANY_CONNECTIONS

    async def _serve(self) -> None:
        """Greet and obey until one side has enough."""
        try:
            if not self.reception.closing:
                self._wire.say(self._greeting())
            while self._farewell is None and not self.reception.closing:
                await self._obey_next()
            self._wire.say(self._farewell or replies.SHUTTING_DOWN)
        except HangUp as end:
            if end.reply != replies.BYE:
                log.info("smtp.parted", peer=self.peer.address, reply=end.reply.decode())
            self._wire.say(end.reply)
        except Stalled:
            log.info("smtp.timeout", peer=self.peer.address)
            self._wire.say(replies.TIMEOUT)

    def _greeting(self) -> bytes:
        return f"220 {self.hostname} ESMTP".encode("ascii", "replace")

    async def _obey_next(self) -> None:
        self.phase = Phase.IDLE
        try:
            line = await self._wire.line(self.reception.strain.patience)
        except LineTooLong:
            await self.push(replies.LINE_TOO_LONG)
            return
        self.phase = Phase.COMMAND
        try:
            await self._obey(line)
        except (HangUp, PeerGone, Stalled):
            raise
        except Exception as error:
            log.exception("smtp.command_failed", peer=self.peer.address)
            if self.phase in (Phase.DATA, Phase.KEEPING):
                # The rest of a mail must not be read as commands, and LMTP owes more replies than this one.
                raise HangUp(replies.TEMPORARY) from error
            await self.push(replies.for_error(error))

    async def _obey(self, line: bytes) -> None:
        verb, _, argument = line.decode("utf-8", "replace").partition(" ")
        verb = verb.upper()
        if verb in _FOREIGN:
            raise HangUp(replies.NOT_SMTP)
        if _CONTROL.search(line) or "\N{REPLACEMENT CHARACTER}" in argument:
            await self.push(replies.BAD_SYNTAX)
        elif len(line) > _COMMAND_LIMIT and verb not in _LONG_COMMANDS:
            await self.push(replies.LINE_TOO_LONG)
        elif (method := self._smtp_methods.get(verb)) is None:
            await self.push(replies.UNKNOWN_COMMAND)
        else:
            if verb in _IDLE:
                self._count_idle()
            await method(argument.strip())

    def _count_idle(self) -> None:
        self._idle_commands += 1
        if self._idle_commands > _IDLE_LIMIT:
            raise HangUp(replies.TOO_MANY_ERRORS)

    async def _count_error(self) -> None:
        """Slow down a peer that errs (L-19), and part with it after too many errors without a mail."""
        self._errors += 1
        if self._errors >= self.limits.hard_errors:
            raise HangUp(replies.TOO_MANY_ERRORS)
        if self._errors >= self.limits.soft_errors:
            self._wire.flush()
            phase, self.phase = self.phase, Phase.IDLE
            await asyncio.sleep(self.limits.error_delay.total_seconds())
            self.phase = phase

    def _forgive(self) -> None:
        """A mail was kept: errors and idle commands are counted anew."""
        self._errors = self._idle_commands = 0
