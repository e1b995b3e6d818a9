"""A mail as it came: raw bytes, envelope, and its place in the inbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    """How a mail reached us."""

    SMTP = "smtp"
    LMTP = "lmtp"
    IMAP = "imap"
    IMPORT = "import"
    #: From a Sent folder: written by our side, in the provider's own client.
    SENT = "sent"


class InboxState(StrEnum):
    """Where an accepted mail stands. ``held`` waits for a person's yes, ``quarantined`` is a mail we failed on."""

    PENDING = "pending"
    WORKING = "working"
    PROCESSED = "processed"
    HELD = "held"
    QUARANTINED = "quarantined"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What the transport said of a mail, apart from its bytes (RFC 5321 section 2.3.1)."""

    #: Reverse path without angle brackets; empty for the null sender.
    mail_from: str
    #: Accepted recipients of one tenant, as given at RCPT, in order.
    recipients: tuple[str, ...]
    channel: Channel
    #: Address of the peer, without port; empty for a local socket.
    peer: str = ""
    helo: str = ""
    #: True when the peer is one of ``[authentication] trusted_relays``.
    trusted_peer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxKeys:
    """Hashes found by a quick look at the header block at acceptance, so that related mails are not worked on at once.

    Each is the first 16 hex digits of a SHA-256 (``store.keys.short_hash``) or empty.
    """

    #: Of the lower-case author address.
    contact: str = ""
    #: Of the Message-ID without angle brackets.
    message_id: str = ""
    #: Of every id in In-Reply-To and References (at most 50) and of every recipient that carries a token.
    refers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMail:
    """One mail for one tenant, about to be kept; ``raw`` is byte-exact."""

    tenant: str
    envelope: Envelope
    raw: bytes
    received_at: datetime
    keys: InboxKeys


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxItem:
    """An accepted mail that a worker holds the lease of."""

    id: int
    tenant: str
    envelope: Envelope
    raw: bytes
    received_at: datetime
    #: How often work on it was begun, this time included.
    attempts: int
    #: The fencing number of this lease: a result is recorded only while it is still the row's.
    lease: int
    #: An agent's yes to a held mail: ``accept``, ``new``, or empty.
    released_as: str = ""
