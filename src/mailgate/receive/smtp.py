"""The commands of SMTP (RFC 5321 section 4.1) with the extensions announced at EHLO."""

# aiosmtpd finds the commands by their names.
# ruff: noqa: N802
from __future__ import annotations

from datetime import UTC, datetime

import structlog

from mailgate.metrics import LIMITS
from mailgate.model.envelope import Channel, NewMail
from mailgate.receive import replies
from mailgate.receive.accepts import Results
from mailgate.receive.data import DataSection
from mailgate.receive.pace import Pace
from mailgate.receive.paths import Path, parse_path, sender_refusal, wants_relaying
from mailgate.receive.reception import Reception
from mailgate.receive.session import HangUp, Phase, Session
from mailgate.receive.transaction import Origin, Transaction

log = structlog.get_logger(__name__)

_HELO_LIMIT = 255


class SmtpSession(Session):
    """One SMTP connection."""

    channel = Channel.SMTP

    def __init__(self, reception: Reception) -> None:
        super().__init__(reception)
        self._helo = ""
        self._extended = False
        self._mails = 0
        self.transaction = Transaction()

    async def smtp_HELO(self, hostname: str) -> None:
        await self._hello(hostname, extended=False)

    async def smtp_EHLO(self, hostname: str) -> None:
        await self._hello(hostname, extended=True)

    async def smtp_NOOP(self, arg: str) -> None:
        await self.push(replies.OK)

    async def smtp_HELP(self, arg: str) -> None:
        await self.push(replies.HELP)

    async def smtp_VRFY(self, arg: str) -> None:
        await self.push(replies.CANNOT_VERIFY)

    async def smtp_EXPN(self, arg: str) -> None:
        await self.push(replies.NOT_IMPLEMENTED)

    async def smtp_AUTH(self, arg: str) -> None:
        await self.push(replies.NOT_IMPLEMENTED)

    async def smtp_RSET(self, arg: str) -> None:
        self.transaction = Transaction()
        await self.push(replies.OK)

    async def smtp_QUIT(self, arg: str) -> None:
        raise HangUp(replies.BYE)

    async def smtp_STARTTLS(self, arg: str) -> None:
        if self.reception.tls is None:
            await self.push(replies.TLS_UNAVAILABLE)
        elif self._wire.over_tls:
            await self.push(replies.TLS_ACTIVE)
        elif arg:
            await self.push(replies.BAD_ARGUMENT)
        else:
            await self.push(replies.START_TLS)
            await self._wire.start_tls(self.reception.tls, self.limits.command_timeout.total_seconds())
            # Everything learned in clear is forgotten (RFC 3207 section 4.2).
            self._helo = ""
            self.transaction = Transaction()

    async def smtp_MAIL(self, arg: str | None) -> None:
        path = parse_path(arg or "", "FROM:")
        if not self._helo:
            await self.push(replies.HELLO_FIRST)
        elif self.transaction.begun:
            await self.push(replies.NESTED_MAIL)
        elif isinstance(path, bytes):
            await self.push(path)
        elif (refusal := sender_refusal(path, self._extended, self.limits.message_size)) is not None:
            await self.push(refusal)
        elif self.reception.intake.storage_full():
            await self.push(replies.STORAGE_FULL)
        else:
            self._check_share()
            self.transaction.mail_from = path.address
            self.transaction.smtp_utf8 = "SMTPUTF8" in path.parameters
            await self.push(replies.SENDER_OK)

    async def smtp_RCPT(self, arg: str | None) -> None:
        path = parse_path(arg or "", "TO:")
        if not self.transaction.begun:
            await self.push(replies.MAIL_FIRST)
        elif len(self.transaction.accepted) >= self.limits.recipients:
            await self.push(replies.TOO_MANY_RECIPIENTS)
        elif isinstance(path, bytes):
            await self.push(path)
        else:
            await self.push(self._route(path))

    async def smtp_DATA(self, arg: str) -> None:
        if arg:
            await self.push(replies.BAD_ARGUMENT)
        elif not self.transaction.begun:
            await self.push(replies.MAIL_FIRST)
        elif not self.transaction.accepted:
            await self.push(replies.RECIPIENT_FIRST)
        else:
            await self._take_mail()

    async def _hello(self, hostname: str, *, extended: bool) -> None:
        if not hostname:
            await self.push(replies.BAD_ARGUMENT)
            return
        self._helo = hostname[:_HELO_LIMIT]
        self._extended = extended
        self.transaction = Transaction()
        lines = [self.hostname, *(self._extensions() if extended else [])]
        for line in lines[:-1]:
            await self.push(b"250-" + line.encode("ascii", "replace"))
        await self.push(b"250 " + lines[-1].encode("ascii", "replace"))

    def _extensions(self) -> list[str]:
        offered = ["PIPELINING", f"SIZE {self.limits.message_size}", "8BITMIME", "SMTPUTF8"]
        if self.reception.tls is not None and not self._wire.over_tls:
            offered.append("STARTTLS")
        return [*offered, "ENHANCEDSTATUSCODES"]

    def _check_share(self) -> None:
        """Part with a peer that is over its share (L-14, L-17)."""
        if self.peer.trusted:
            return
        if self._mails >= self.limits.messages_per_session:
            LIMITS.fired(14)
            raise HangUp(replies.TOO_MANY_MAILS)
        if not self.reception.admission.may_send(self.peer):
            raise HangUp(replies.TOO_MANY_MAILS)

    def _route(self, path: Path) -> bytes:
        """Accept a recipient, or say why not."""
        if path.parameters:
            return replies.UNKNOWN_PARAMETER
        if not path.address or not (path.address.isascii() or self.transaction.smtp_utf8):
            return replies.BAD_ADDRESS
        if wants_relaying(path):
            return replies.NO_RELAYING
        tenant = self.reception.intake.route(path.address)
        if tenant is None:
            return replies.UNKNOWN_RECIPIENT
        self.transaction.accepted.append((path.address, tenant))
        return replies.RECIPIENT_OK

    async def _take_mail(self) -> None:
        """Read one mail, have it kept, and answer for it."""
        self._wire.say(replies.START_DATA)
        section = DataSection(self.limits, self.reception.memory)
        try:
            await self._read(section)
            raw = section.finish()
            mails = [] if raw is None else self._mails_of(raw)
        except BaseException:
            section.release()
            raise
        transaction, self.transaction = self.transaction, Transaction()
        if section.refusal is not None:
            section.release()
            log.info("mail.refused", peer=self.peer.address, reply=section.refusal.decode(), size_bytes=section.size)
            await self._refuse(transaction, section.refusal)
            return
        self._wire.flush()
        self._answer(transaction, await self.reception.keep(mails, section.release))

    async def _read(self, section: DataSection) -> None:
        self.phase = Phase.DATA
        pace = Pace(self.limits, self.reception.clock)
        rest = None
        while rest is None:
            chunk = await self._wire.chunk(pace.seconds_left(section.size))
            rest = section.feed(chunk)
        self._wire.unread(rest)
        self.phase = Phase.KEEPING
        self._mails += 1
        self.reception.admission.count_bytes(self.peer, section.size)

    def _mails_of(self, raw: bytes) -> list[NewMail]:
        origin = Origin(channel=self.channel, peer=self.peer, helo=self._helo)
        return self.transaction.mails(raw, origin, datetime.now(UTC))

    async def _refuse(self, transaction: Transaction, refusal: bytes) -> None:
        """Answer for a mail that was read and cannot be kept."""
        await self.push(refusal)

    def _answer(self, transaction: Transaction, results: Results) -> None:
        """Answer for a mail that was handed to the intake."""
        if not any(isinstance(result, Exception) for result in results):
            self._forgive()
        self._wire.say(replies.for_results(results))
