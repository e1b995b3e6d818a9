"""One mail transaction: who sends, who is to get it, and what is handed to the intake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mailgate.model.envelope import Channel, Envelope, NewMail
from mailgate.receive.admission import Peer
from mailgate.receive.headers_glance import fields, glance


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where the mails of a session come from."""

    channel: Channel
    peer: Peer
    helo: str


class Transaction:
    """From MAIL to the end of DATA."""

    def __init__(self) -> None:
        #: Reverse path, empty for the null sender; None before MAIL.
        self.mail_from: str | None = None
        #: MAIL had the parameter SMTPUTF8: addresses may be in UTF-8 (RFC 6531).
        self.smtp_utf8 = False
        #: Accepted recipients with their tenants, one for every positive reply to RCPT, in that order.
        self.accepted: list[tuple[str, str]] = []

    @property
    def begun(self) -> bool:
        return self.mail_from is not None

    def tenants(self) -> list[str]:
        """Every tenant once, in the order of its first recipient."""
        return list(dict.fromkeys(tenant for _, tenant in self.accepted))

    def mails(self, raw: bytes, origin: Origin, received_at: datetime) -> list[NewMail]:
        """One mail for each of ``tenants()``, in that order; all share the bytes."""
        return [self._mail(tenant, raw, origin, received_at) for tenant in self.tenants()]

    def results_by_recipient(self, results: Sequence[int | Exception]) -> list[int | Exception]:
        """The result of its tenant's mail for each accepted recipient, in order (RFC 2033 section 4.2)."""
        by_tenant = dict(zip(self.tenants(), results, strict=True))
        return [by_tenant[tenant] for _, tenant in self.accepted]

    def _mail(self, tenant: str, raw: bytes, origin: Origin, received_at: datetime) -> NewMail:
        recipients = tuple(dict.fromkeys(address for address, owner in self.accepted if owner == tenant))
        envelope = Envelope(
            mail_from=self.mail_from or "",
            recipients=recipients,
            channel=origin.channel,
            peer=origin.peer.address,
            helo=origin.helo,
            trusted_peer=origin.peer.trusted,
        )
        keys = glance(fields(raw), recipients)
        return NewMail(tenant=tenant, envelope=envelope, raw=raw, received_at=received_at, keys=keys)
