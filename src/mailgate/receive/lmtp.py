"""LMTP: SMTP with LHLO, and one answer for each recipient (RFC 2033)."""

# aiosmtpd finds the commands by their names.
# ruff: noqa: N802, N815
from __future__ import annotations

from mailgate.model.envelope import Channel
from mailgate.receive import replies
from mailgate.receive.accepts import Results
from mailgate.receive.smtp import SmtpSession
from mailgate.receive.transaction import Transaction


class LmtpSession(SmtpSession):
    """One LMTP connection."""

    channel = Channel.LMTP

    async def smtp_LHLO(self, hostname: str) -> None:
        await self._hello(hostname, extended=True)

    async def smtp_HELO(self, hostname: str) -> None:
        """RFC 2033 section 4.1 forbids it, and EHLO, on an LMTP port."""
        await self.push(replies.UNKNOWN_COMMAND)

    smtp_EHLO = smtp_HELO

    def _greeting(self) -> bytes:
        return f"220 {self.hostname} LMTP".encode("ascii", "replace")

    async def _refuse(self, transaction: Transaction, refusal: bytes) -> None:
        await self.push(refusal)
        for _ in transaction.accepted[1:]:
            self._wire.say(refusal)

    def _answer(self, transaction: Transaction, results: Results) -> None:
        outcomes = transaction.results_by_recipient(results)
        if any(isinstance(outcome, int) for outcome in outcomes):
            self._forgive()
        for outcome in outcomes:
            self._wire.say(replies.for_results([outcome]))
