"""A parsed mail: everything that ``parse`` found out, and nothing that was decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MailClass(StrEnum):
    """What sort of mail it is (``kind`` in the JSON of ``mailgate parse``)."""

    HUMAN = "human"
    AUTO_REPLY = "auto_reply"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    FEEDBACK = "feedback"
    LIST = "list"


class SegmentKind(StrEnum):
    """Whose words a stretch of the text is."""

    NEW = "new"
    QUOTE = "quote"
    SIGNATURE = "signature"
    DISCLAIMER = "disclaimer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A mailbox of an address header; ``address`` is lower-case in its domain, empty if there was none."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who the mail says wrote it (RFC 5322 section 3.6.2)."""

    #: The first usable address, empty when there is none.
    address: str
    name: str
    #: Exactly one From header with exactly one mailbox, no group, no address before the angle bracket.
    clean: bool
    #: Stable code of why it is not clean, else empty: ``missing``, ``several_headers``, ``several_mailboxes``,
    #: ``group``, ``address_in_name``, ``malformed``.
    defect: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A range of ``Message.text`` (start inclusive, end exclusive, in characters)."""

    kind: SegmentKind
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One attached or inline part; ``content`` is decoded."""

    #: Display name only: NFC, no control or format characters, at most 200 characters, never a path.
    name: str
    #: ``type/subtype`` in lower case, as declared.
    type: str
    content: bytes
    #: SHA-256 of ``content`` in hex.
    sha256: str
    #: ``attachment`` or ``inline`` as declared, or empty.
    disposition: str = ""
    #: Shown inside the HTML by its Content-ID.
    inline: bool = False
    #: Without angle brackets; empty if there is none.
    content_id: str = ""

    @property
    def size(self) -> int:
        """Decoded bytes."""
        return len(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedRecipient:
    """One recipient of a delivery report (RFC 3464 section 2.3)."""

    address: str
    #: Enhanced status code, ``5.1.1``; empty when none could be found.
    status: str = ""
    #: ``failed``, ``delayed``, ``delivered``, ``relayed``, ``expanded``; empty when unknown.
    action: str = ""
    diagnostic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What became of a mail, as its transport tells (RFC 3464), or as text-only bounces do."""

    recipients: tuple[FailedRecipient, ...]
    #: A delay, or every status is of class 4.
    temporary: bool
    #: Message-ID of the mail reported on, without angle brackets; empty when unknown.
    original_message_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headers:
    """The top-level header fields in order, names in lower case, values unfolded and decoded."""

    fields: tuple[tuple[str, str], ...] = ()

    def first(self, name: str) -> str:
        """Value of the first field of that name, empty if there is none."""
        wanted = name.lower()
        return next((value for key, value in self.fields if key == wanted), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Values of every field of that name, top to bottom."""
        wanted = name.lower()
        return tuple(value for key, value in self.fields if key == wanted)

    def __contains__(self, name: str) -> bool:
        wanted = name.lower()
        return any(key == wanted for key, _ in self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A mail as parsed; total: every mail gives one, repairs are named in ``defects``."""

    headers: Headers
    author: Author
    subject: str
    #: Aware, UTC; None when missing or unreadable.
    date: datetime | None
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    #: Without angle brackets; empty when the mail has none.
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    #: Oldest first as in the header, the 50 newest.
    references: tuple[str, ...] = ()
    #: The whole text body, ``\n`` line ends; HTML-only mail: converted.
    text: str = ""
    #: Sanitised; empty when the mail has no HTML.
    html: str = ""
    #: The HTML without quotes, sanitised; empty when the mail has none.
    reply_html: str = ""
    #: In order, covering ``text`` without gap.
    segments: tuple[Segment, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    mail_class: MailClass = MailClass.HUMAN
    #: Why it is of that class: stable codes such as ``header.auto_submitted``.
    class_evidence: tuple[str, ...] = ()
    report: DeliveryReport | None = None
    #: Of an abuse report (RFC 5965): ``abuse``, ``fraud``, ...; empty for all else.
    feedback_type: tuple[str, ...] = ()
    #: ISO 639-1 of the quote header or the text, empty when unknown.
    language: str = ""
    #: Stable codes of every repair, sorted.
    defects: tuple[str, ...] = ()
    #: SHA-256 in hex over Message-ID and content without trace headers (decision D-8): the same mail has one key
    #: whichever way it came.
    key: str = ""

    @property
    def new_text(self) -> str:
        """The author's own words: ``new`` segments only, trimmed."""
        return self._joined(SegmentKind.NEW)

    @property
    def signature(self) -> str:
        return self._joined(SegmentKind.SIGNATURE)

    def _joined(self, kind: SegmentKind) -> str:
        return "".join(self.text[part.start : part.end] for part in self.segments if part.kind is kind).strip()
