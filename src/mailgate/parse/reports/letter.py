"""The readable side of a report, gathered once: its words, the mail it encloses, whose addresses are no evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from mailgate.parse.headers.identifiers import read_ids
from mailgate.parse.html.text import html_to_text
from mailgate.parse.parts import Part
from mailgate.parse.quotes.grammar.words import fold
from mailgate.parse.reports.addresses import find_addresses
from mailgate.parse.reports.grammar.notices import DELAYS, GIVEN_UP, SENTENCES
from mailgate.parse.reports.original import NOTHING, Original, enclosed_original, split_notice

#: Of each text, so much is read.
_LONGEST = 64 * 1024
#: Mail systems come to the point within so many characters.
_SENTENCES_WITHIN = 4_000
_MESSAGE_ID = re.compile(r"^[ \t]{0,8}message-id:[ \t]{0,8}<([^<>\s]{1,995})>", re.IGNORECASE | re.MULTILINE)
_OWN_FIELDS = ("from", "to", "reply-to", "delivered-to", "x-original-to", "sender")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A report as a person would read it."""

    #: The text with whatever is enclosed in it.
    text: str
    #: The system's own words only.
    notice: str
    original: Original
    #: Addresses of the report itself, from whom and to whom it is, and of the original's sender.
    not_failed: frozenset[str]
    #: Of ``X-Failed-Recipients``, which Exim and Gmail write.
    failed: tuple[str, ...]
    #: A sentence says that a mail could not be delivered.
    says_failure: bool
    #: Subject or text say that it is late, and not that it was given up.
    says_late: bool


def open_letter(root: Part) -> Letter:
    """Every text of the mail outside enclosed mails, HTML only where there is nothing else."""
    text = _text(root)
    notice, quoted = split_notice(text)
    enclosed = enclosed_original(root)
    original = _with_message_id(enclosed if enclosed != NOTHING else quoted, notice, root)
    said = " ".join(fold(notice[:_SENTENCES_WITHIN]).split())
    with_subject = f"{fold(root.headers.first('subject'))} {said}"
    failed = find_addresses(root.headers.first("x-failed-recipients"))
    own = {address for name in _OWN_FIELDS for value in root.headers.all(name) for address in find_addresses(value)}
    return Letter(
        text=text,
        notice=notice,
        original=original,
        not_failed=frozenset({*own, original.sender} - set(failed)),
        failed=failed,
        says_failure=any(sentence in said for sentence in SENTENCES),
        says_late=any(phrase in with_subject for phrase in DELAYS)
        and not any(phrase in with_subject for phrase in GIVEN_UP),
    )


def _with_message_id(original: Original, notice: str, root: Part) -> Original:
    """Where the id was cut off with the mail: some tell it in their words, as Oracle's server does, and Exchange, Gmail
    and others answer the mail that failed (RFC 3834 section 3.1.5)."""
    if original.message_id:
        return original
    told = _MESSAGE_ID.search(notice)
    if told:
        return replace(original, message_id=told[1])
    answered = read_ids(root.headers.first("in-reply-to") or root.headers.first("references"))
    return replace(original, message_id=answered[-1]) if answered else original


def _text(root: Part) -> str:
    pieces: list[str] = []
    html: list[str] = []
    for part in root.walk():
        if part.type in ("text/plain", "text/x-plain") or (part.is_multipart and not part.children):
            pieces.append(part.text()[:_LONGEST])
        elif part.type == "text/html":
            html.append(part.text()[:_LONGEST])
    text = "\n\n".join(pieces)[:_LONGEST]
    return text if text.strip() else "\n\n".join(map(html_to_text, html))[:_LONGEST]
