"""What of an agent's mail is for the customer: the new words and files, and nothing that names the agent's mailbox."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from typing import NamedTuple

from mailgate.model.desk import Agent, Queue
from mailgate.model.message import Attachment, Message
from mailgate.notify.kinds.shared import ABOVE_THIS_LINE
from mailgate.notify.own_addresses import names_any, queued
from mailgate.notify.reply_html import cut_before, says_the_same, visible_text

#: RFC 3676 section 4.3 has ``-- ``; half of all clients lose the space.
_DELIMITER = re.compile(r"\s*--\s*")
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
    own = (own_addresses | {agent.email.lower(), message.author.address.lower()}) - {queue.address.lower()}
    text = _own_words(message.new_text, agent, queue)
    cut = cut_before(message.reply_html, _ends_words)
    html = _checked_html(cut, text, own, queue)
    attachments = tuple(
        _for_customer(item, html, own, queue) for item in message.attachments if _is_kept(item, message, cut, own)
    )
    text = queued(text, own, queue)
    if not text and not attachments:
        return Words("", "", ())
    return Words(*_signed(text, html or as_html(text), queue.signature.strip()), attachments)


def for_customer(words: Words, own_addresses: frozenset[str], queue: Queue) -> Words:
    """Words that came by another way than mail, with the same addresses replaced, and with HTML if they had none."""
    own = own_addresses - {queue.address.lower()}
    text = queued(words.text, own, queue)
    return Words(text, queued(words.html, own, queue) or as_html(text), words.attachments)


def as_html(text: str) -> str:
    """The same words as HTML."""
    return "<br>\n".join(escape(text).split("\n"))


def _own_words(text: str, agent: Agent, queue: Queue) -> str:
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if _ends_words(line):
            lines = _without_lead_in(lines[:at], queue) if ABOVE_THIS_LINE in line else lines[:at]
            break
    return _without_signature("\n".join(lines).strip(), agent.signature.strip())


def _ends_words(line: str) -> bool:
    return ABOVE_THIS_LINE in line or _DELIMITER.fullmatch(line) is not None


def _without_lead_in(lines: list[str], queue: Queue) -> list[str]:
    """Drop what introduces our notice where its quote was not marked: ``On ... via Support <...> wrote:``."""
    kept = list(lines)
    while kept and not kept[-1].strip(" >"):
        kept.pop()
    start = len(kept)
    while start and kept[start - 1].strip(" >"):
        start -= 1
    lead_in = " ".join(kept[start:])
    return kept[:start] if queue.address in lead_in or f" via {queue.name}" in lead_in else kept


def _without_signature(text: str, signature: str) -> str:
    """Some clients add the signature without any delimiter."""
    return text.removesuffix(signature).rstrip() if signature and text.endswith(signature) else text


def _checked_html(cut: str, text: str, own: frozenset[str], queue: Queue) -> str:
    """The mail's own HTML if it holds; an address that markup takes apart is not replaced but could still be read."""
    html = queued(cut, own, queue)
    read = visible_text(html)
    return html if cut and says_the_same(cut, text) and queued(read, own, queue) == read else ""


def _signed(text: str, html: str, signature: str) -> tuple[str, str]:
    if not signature:
        return text, html
    return f"{text}\n\n-- \n{signature}".lstrip("\n"), f"{html}\n<p>-- <br>\n{as_html(signature)}</p>"


def _is_kept(item: Attachment, message: Message, cut: str, own: frozenset[str]) -> bool:
    """Not what only the quote or the agent's signature showed, and not what names the agent by its nature."""
    if _PROOF_TYPE.fullmatch(item.type):
        return False
    if item.type in _CARD_TYPES and names_any(item.content.decode("utf-8", "replace"), own):
        return False
    return not _shown(item, message.html) or _shown(item, cut)


def _for_customer(item: Attachment, html: str, own: frozenset[str], queue: Queue) -> Attachment:
    # An ending would pass for the last part of the domain.
    stem, dot, ending = item.name.rpartition(".")
    return replace(item, name=f"{queued(stem, own, queue)}{dot}{ending}", inline=_shown(item, html))


def _shown(item: Attachment, html: str) -> bool:
    return bool(item.content_id) and f"cid:{item.content_id}" in html
