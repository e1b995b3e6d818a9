"""What of an agent's mail is for the customer: the new words and files, and nothing that names the agent's mailbox."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from typing import NamedTuple

from mailgate.model.desk import Agent, Queue
from mailgate.model.message import Attachment, Message, SegmentKind
from mailgate.notify.entity import shown_in
from mailgate.notify.kinds.shared import ABOVE_THIS_LINE
from mailgate.notify.own_addresses import names_any, queued
from mailgate.notify.reply_html import cut_before, part_saying, visible_text

#: RFC 3676 section 4.3 has ``-- ``; half of all clients lose the space.
_DELIMITER = re.compile(r"\s*--\s*")
_UNQUOTED_LINE = re.compile(rf"^(?![ \t]*[>|]).*{re.escape(ABOVE_THIS_LINE)}", re.MULTILINE)
_HEADER_LINE = re.compile(r"[ >*]*[^\s:][^:]{0,20}: ")
#: Signatures and keys certify the agent's address, and business cards carry it.
_PROOF_TYPE = re.compile(r"application/(?:(?:x-)?pkcs7-signature|pgp-signature|pgp-keys)")
_CARD_TYPES = frozenset(("text/vcard", "text/x-vcard", "text/directory"))


class Words(NamedTuple):
    """An agent's words as the customer gets them."""

    text: str
    #: Sanitised; says the same as ``text``.
    html: str
    attachments: tuple[Attachment, ...]


def customer_words(message: Message, agent: Agent, queue: Queue, own_addresses: frozenset[str]) -> Words:
    """The agent's new words with the queue's signature instead of the agent's.

    The mail's own HTML is used only where, cut like the text, it says the same words; else it is made from the text.
    Empty words and no attachments: the agent wrote nothing.

    Args:
        own_addresses: Every address of every agent, lower-case.
    """
    own = own_addresses | {agent.email.lower(), message.author.address.lower()}
    text = own_text(message, agent, queue)
    page = part_saying(message.reply_html, text, _ends_words)
    html = _guarded(page, own, queue)
    shown = page or cut_before(message.reply_html, _ends_words)
    attachments = tuple(
        _for_customer(item, html, own, queue) for item in message.attachments if _is_kept(item, message, shown, own)
    )
    text = queued(text, own, queue)
    if not text and not attachments:
        return Words("", "", ())
    return Words(*_signed(text, html or as_html(text), queue.signature.strip()), attachments)


def own_text(message: Message, agent: Agent, queue: Queue) -> str:
    """What the agent wrote, without quote and signature; for notes too."""
    lines = _above_the_notice(message, queue)
    for at, line in enumerate(lines):
        if _ends_words(line):
            lines = _without_lead_in(lines[:at], queue) if ABOVE_THIS_LINE in line else lines[:at]
            break
    return _without_signature("\n".join(lines).strip(), agent.signature.strip())


def for_customer(words: Words, own_addresses: frozenset[str], queue: Queue) -> Words:
    """Words that came by another way than mail, with the same addresses replaced, and with HTML if they had none."""
    text = queued(words.text, own_addresses, queue)
    return Words(text, queued(words.html, own_addresses, queue) or as_html(text), words.attachments)


def as_html(text: str) -> str:
    """The same words as HTML."""
    return "<br>\n".join(escape(text).split("\n"))


def _above_the_notice(message: Message, queue: Queue) -> list[str]:
    """New lines; below our line only where the notice is marked as a quote, for else they might be the notice's."""
    line = _UNQUOTED_LINE.search(message.text)
    if line is None:
        return message.new_text.split("\n")
    end = line.start()
    new = [part for part in message.segments if part.kind is SegmentKind.NEW and part.start < end]
    lines = "".join(message.text[part.start : min(part.end, end)] for part in new).split("\n")
    return _without_lead_in(lines, queue) if new and new[-1].end >= end else lines


def _ends_words(line: str) -> bool:
    return ABOVE_THIS_LINE in line or _DELIMITER.fullmatch(line) is not None


def _without_lead_in(lines: list[str], queue: Queue) -> list[str]:
    """Drop what introduces our notice, ``On ... via Support <...> wrote:``, where it was not taken for a quote."""
    end = len(lines)
    while end and not lines[end - 1].strip(" >"):
        end -= 1
    start = end
    while start and lines[start - 1].strip(" >"):
        start -= 1
    paragraph = lines[start:end]
    introduces = paragraph[-1:] and (
        paragraph[-1].rstrip().endswith((":", "：")) or all(_HEADER_LINE.match(line) for line in paragraph)
    )
    ours = any(queue.address in line or f" via {queue.name}" in line for line in paragraph)
    return lines[:start] if introduces and ours else lines[:end]


def _without_signature(text: str, signature: str) -> str:
    """Some clients add the signature without any delimiter."""
    return text.removesuffix(signature).rstrip() if signature and text.endswith(signature) else text


def _guarded(page: str, own: frozenset[str], queue: Queue) -> str:
    """``page`` with addresses replaced; empty when markup takes one apart, so that it could still be read."""
    html = queued(page, own, queue)
    read = visible_text(html)
    return html if queued(read, own, queue) == read else ""


def _signed(text: str, html: str, signature: str) -> tuple[str, str]:
    if not signature:
        return text, html
    return f"{text}\n\n-- \n{signature}".lstrip("\n"), f"{html}\n<p>-- <br>\n{as_html(signature)}</p>"


def _is_kept(item: Attachment, message: Message, shown: str, own: frozenset[str]) -> bool:
    """Not what only the quote or the agent's signature showed, and not what names the agent by its nature."""
    if _PROOF_TYPE.fullmatch(item.type):
        return False
    if item.type in _CARD_TYPES and names_any(item.content.decode("utf-8", "replace"), own):
        return False
    return not shown_in(message.html, item) or shown_in(shown, item)


def _for_customer(item: Attachment, html: str, own: frozenset[str], queue: Queue) -> Attachment:
    # An ending would pass for the last part of the domain.
    stem, dot, ending = item.name.rpartition(".")
    return replace(item, name=f"{queued(stem, own, queue)}{dot}{ending}", inline=shown_in(html, item))
