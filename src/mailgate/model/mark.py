"""What screening notes on a message; marks steer reactions, never acceptance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MarkKind(StrEnum):
    """The sorts of mark; only ``OWN_LOOP`` and ``DUPLICATE`` end a mail's journey."""

    OWN_LOOP = "own_loop"
    DUPLICATE = "duplicate"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    AUTO_REPLY = "auto_reply"
    LIST = "list"
    SPAM = "spam"
    TICKET_RATE = "ticket_rate"
    REPLY_RATE = "reply_rate"
    UNCLEAN_AUTHOR = "unclean_author"
    #: Same Message-ID as an earlier mail, other content (decision D-8): kept, and flagged.
    MESSAGE_ID_COLLISION = "message_id_collision"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One mark with the evidence for it."""

    kind: MarkKind
    #: Stable code, ``screen.rate.sender``.
    reason: str
    #: What was seen, for ``explain``; may quote the mail.
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpamSender:
    """An address whose mail somebody called spam; one tenant's."""

    #: Lower-case.
    email: str
    #: Address of the agent, or the name of whoever did it on the command line.
    listed_by: str
    #: For people: ``ticket 2026-11-00042``, ``mail 81``.
    because: str
    listed_at: datetime
    #: Its mail is mail like any other from then on.
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderFacts:
    """What the store knows of a sender before this mail."""

    #: True when a mail with the same key was recorded already.
    known_key: bool = False
    #: The ticket which that earlier mail went to.
    known_ticket: int | None = None
    #: True when another mail has the same Message-ID and other content.
    known_message_id: bool = False
    #: Tickets the sender opened in the rate's window, and the sender's domain did.
    tickets_by_sender: int = 0
    tickets_by_domain: int = 0
    #: Messages of the sender on the candidate ticket in the reply rate's window.
    replies_on_ticket: int = 0
    #: The sender on the list of spam senders, if it is there; an agent never is.
    spam_sender: SpamSender | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All marks of a message, in the order of the checks."""

    marks: tuple[Mark, ...] = ()

    def has(self, *kinds: MarkKind) -> bool:
        return any(mark.kind in kinds for mark in self.marks)

    @property
    def ends_here(self) -> Mark | None:
        """The mark that ends the journey, if any: recorded, no ticket, no reaction."""
        ending = (MarkKind.OWN_LOOP, MarkKind.DUPLICATE)
        return next((mark for mark in self.marks if mark.kind in ending), None)

    @property
    def silent(self) -> bool:
        """True when no automatic answer may go out (RFC 3834 section 2)."""
        return self.has(MarkKind.BOUNCE, MarkKind.AUTOMATIC, MarkKind.AUTO_REPLY, MarkKind.LIST, MarkKind.SPAM)
