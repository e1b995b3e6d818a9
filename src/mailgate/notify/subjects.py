"""Subjects of our mails: the ticket's tag, and one ``Re:`` however often a thread went to and fro."""

from __future__ import annotations

import re

from mailgate.notify.header import clean

#: Longer ones are cut, so that the tag behind them survives every gateway.
_SUBJECT_LIMIT = 200
_TAG = re.compile(r"\[#\d{4}-\d{2}-\d{5,12}\]")

#: What mail clients put before the subject of a reply or a forwarded mail, in their user's language.
_PREFIXES = (
    ("re", "fw", "fwd"),  # English and most others
    ("aw", "wg", "antw", "doorst"),  # German, Dutch
    ("sv", "svar", "vs", "vb", "vl", "vst"),  # Danish, Norwegian, Swedish, Finnish
    ("rép", "réf", "tr", "rv", "res", "enc", "r", "rif", "i"),  # French, Spanish, Portuguese, Italian
    ("odp", "pd", "ynt", "ilt", "i̇lt", "vá", "továbbítás"),  # Polish, Turkish, Hungarian
    ("bls", "trs", "atb", "fs"),  # Indonesian, Latvian, Icelandic
    ("απ", "σχετ", "πρθ"),  # Greek
    ("на", "отв", "ответ", "пересл", "відп"),  # Russian, Ukrainian
    ("回复", "答复", "转发", "回覆", "轉寄", "返信", "転送", "회신", "답장", "전달"),  # Chinese, Japanese, Korean
    ("رد", "إعادة توجيه", "השב", "תשובה", "הועבר"),  # Arabic, Hebrew
    ("ตอบกลับ", "trả lời", "chuyển tiếp"),  # Thai, Vietnamese
)
_WORDS = "|".join(re.escape(word) for words in _PREFIXES for word in words)
#: Also ``Re[2]:``, ``Re (2):``, ``RE :``, ``Odp.:`` and the wide colon of East Asia.
_PREFIX = re.compile(rf"(?:(?:{_WORDS})\.? ?(?:\[\d+\]|\(\d+\)|\^\d+)? ?[:：] ?)+", re.IGNORECASE)


def ticket_tag(number: str) -> str:
    """``[#2026-11-00042]``: what leads an answer back when all else of it is lost."""
    return f"[#{number}]"


def clean_subject(subject: str) -> str:
    """The subject proper: one line, without our tags and without what replying and forwarding put before it."""
    bare = clean(_TAG.sub(" ", clean(subject)))
    return _PREFIX.sub("", bare, count=1)[:_SUBJECT_LIMIT].strip() if _PREFIX.match(bare) else bare[:_SUBJECT_LIMIT]


def reply_subject(subject: str, number: str) -> str:
    """``Re: <subject proper> [#number]``."""
    return clean(f"Re: {clean_subject(subject)} {ticket_tag(number)}")


def with_tag(subject: str, number: str) -> str:
    """``subject`` with the tag of its ticket, wherever a template left it out."""
    tag = ticket_tag(number)
    return subject if tag in subject else clean(f"{subject[:_SUBJECT_LIMIT]} {tag}")
