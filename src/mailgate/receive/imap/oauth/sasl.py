"""How an access token is shown to an IMAP server."""

from __future__ import annotations

import base64
from collections.abc import Collection
from dataclasses import dataclass

from mailgate.model.server import ImapAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One SASL exchange, in base64 as it stands on the wire."""

    mechanism: str
    #: The client's first message.
    first: str
    #: Its answer to an explanation of why it is refused, without which no server says NO.
    last: str


def exchange(account: ImapAccount, token: str, capabilities: Collection[str]) -> Exchange | None:
    """The exchange by the best mechanism that the server has; None when it has none for tokens."""
    if "AUTH=OAUTHBEARER" in capabilities:
        # RFC 7628 section 3.1; ``=`` and ``,`` in a user name are escaped by RFC 5801 section 4.
        user = account.username.replace("=", "=3D").replace(",", "=2C")
        said = f"n,a={user},\x01host={account.host}\x01port={account.port}\x01auth=Bearer {token}\x01\x01"
        return Exchange(mechanism="OAUTHBEARER", first=_coded(said), last=_coded("\x01"))
    if "AUTH=XOAUTH2" in capabilities:
        # Google's own, which Microsoft took over; there an empty message is the answer.
        said = f"user={account.username}\x01auth=Bearer {token}\x01\x01"
        return Exchange(mechanism="XOAUTH2", first=_coded(said), last="")
    return None


def explained(challenge: bytes) -> str:
    """What the server says against the token, mostly JSON with a status; for the log."""
    try:
        return base64.b64decode(challenge, validate=True).decode("utf-8", "replace")[:200]
    except ValueError:
        return challenge[:200].decode("ascii", "replace")


def _coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
