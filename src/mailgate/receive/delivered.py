"""A mail that was delivered elsewhere first: its envelope is what that host wrote above its own stamp."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Protocol

from mailgate.errors import MailgateError
from mailgate.model.envelope import Channel, Envelope, NewMail
from mailgate.receive.headers_glance import Fields, fields, glance, last_address, values


class Routes(Protocol):
    """Knows whose an address is."""

    def route(self, address: str) -> str | None:
        """The tenant that takes mail for ``address``, None when nobody does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The mailbox that a mail was found in."""

    #: Address of the server, and whether it is one of ``[authentication] trusted_relays``.
    peer: str
    trusted: bool
    #: Address of the queue when nothing trusted names another one.
    deliver_to: str
    channel: Channel = Channel.IMAP


def new_mail(raw: bytes, origin: Origin, routes: Routes, now: datetime, *, mail_from: str | None = None) -> NewMail:
    """A mail that was read, routed.

    Args:
        mail_from: The reverse path where something beside the mail tells it.

    Raises:
        MailgateError: ``deliver_to`` leads to no queue any more.
    """
    header = fields(raw)
    recipient, tenant = _route(header, origin, routes)
    envelope = Envelope(
        mail_from=_return_path(header) if mail_from is None else mail_from,
        recipients=(recipient,),
        channel=origin.channel,
        peer=origin.peer,
        trusted_peer=origin.trusted,
    )
    return NewMail(tenant=tenant, envelope=envelope, raw=raw, received_at=now, keys=glance(header, (recipient,)))


def _route(header: Fields, origin: Origin, routes: Routes) -> tuple[str, str]:
    named = [_address(value) for value in _noted_above(header, b"delivered-to")] if origin.trusted else []
    for address in (*filter(None, named), origin.deliver_to):
        tenant = routes.route(address)
        if tenant is not None:
            return address, tenant
    raise MailgateError(f"no queue takes mail for {origin.deliver_to}")


def _return_path(header: Fields) -> str:
    """The reverse path, empty for the null sender; the author's address where the host did not note it."""
    for noted in _noted_above(header, b"return-path"):
        return _address(noted)
    # Not knowing is not the null sender.
    return next((_address(author) for author in values(header, b"from")), "") or "unknown@invalid"


def _noted_above(header: Fields, name: bytes) -> list[bytes]:
    """What the host noted above the first Received (RFC 5321 section 4.4), at most the topmost.

    All below came with the mail and may say anything.
    """
    above = takewhile(lambda field: field[0] != b"received", header)
    return [value for one, value in above if one == name][:1]


def _address(value: bytes) -> str:
    return last_address(value).decode("utf-8", "replace")
