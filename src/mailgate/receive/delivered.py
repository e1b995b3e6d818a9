"""A mail that was delivered elsewhere first: its envelope is what that host wrote above its own stamp."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from mailgate.errors import MailgateError
from mailgate.model.envelope import Channel, Envelope, NewMail
from mailgate.receive.headers_glance import glance

#: Headers beyond this many bytes are not looked at.
_SEEN = 64 * 1024
#: The first stamp, or the end of the header.
_STAMP = re.compile(rb"\n(?:(?i:received)[ \t]*:|\r?\n)")
_NOTED = re.compile(rb"\n(?i:(delivered-to|return-path))[ \t]*:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)")
_AUTHOR = re.compile(rb"(?im)^from[ \t]*:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)")
_ADDRESS = re.compile(rb"[^\s<>()\",;:]+@[^\s<>()\",;:]+")


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
    above = _noted_above(raw)
    recipient, tenant = _route(above, origin, routes)
    envelope = Envelope(
        mail_from=_return_path(above, raw) if mail_from is None else mail_from,
        recipients=(recipient,),
        channel=origin.channel,
        peer=origin.peer,
        trusted_peer=origin.trusted,
    )
    return NewMail(tenant=tenant, envelope=envelope, raw=raw, received_at=now, keys=glance(raw, (recipient,)))


def _route(above: dict[bytes, bytes], origin: Origin, routes: Routes) -> tuple[str, str]:
    named = _ADDRESS.search(above.get(b"delivered-to", b"")) if origin.trusted else None
    for address in (*([named[0].decode("utf-8", "replace")] if named else []), origin.deliver_to):
        tenant = routes.route(address)
        if tenant is not None:
            return address, tenant
    raise MailgateError(f"no queue takes mail for {origin.deliver_to}")


def _return_path(above: dict[bytes, bytes], raw: bytes) -> str:
    """The reverse path, empty for the null sender; the author's address where the host did not note it."""
    noted = above.get(b"return-path")
    if noted is None:
        author = _AUTHOR.search(raw, 0, _SEEN)
        noted = author[1] if author else b"unknown"
        # Not knowing is not the null sender.
        return _last_address(noted) or "unknown@invalid"
    return _last_address(noted)


def _last_address(value: bytes) -> str:
    found = _ADDRESS.findall(value)
    return found[-1].decode("utf-8", "replace") if found else ""


def _noted_above(raw: bytes) -> dict[bytes, bytes]:
    """What the host noted above the first Received (RFC 5321 section 4.4), the topmost of each name.

    All below came with the mail and may say anything.
    """
    head = b"\n" + raw[:_SEEN]
    end = _STAMP.search(head)
    noted = _NOTED.findall(head, 0, end.start() if end else len(head))
    return {name.lower(): value for name, value in reversed(noted)}
