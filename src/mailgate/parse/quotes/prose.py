"""Tells running text from the lines of a name block: where a signature ends, the customer's words begin."""

from __future__ import annotations

import re

from mailgate.parse.quotes.grammar.words import fold

_PHONE = re.compile(r"\+?\(?\d[\d ()./–-]{5,}\d")
_DATE = re.compile(r"\d{4}([-./])\d{1,2}\1\d{1,2}|\d{1,2}([-./])\d{1,2}\2\d{2,4}")
_FEWEST_DIGITS = 7
_MANY_WORDS = 12
_SENTENCE_WORDS = 5
_SHORT_QUESTION = 6
_SENTENCE_ENDS = (".", "!", "?", "…", ".)", ":", ";")
_CJK_ENDS = ("。", "？", "！")
_LEGAL_FORMS = (
    "gmbh",
    "ltd",
    "inc.",
    "llc",
    "s.r.l",
    "s.p.a",
    "b.v.",
    "hrb ",
    "vat",
    "ust",
    "siret",
    "s.a.",
    "a/s",
    "oy",
)


def has_contact(text: str) -> bool:
    """Whether a line holds an address, a link or a telephone number."""
    return "@" in text or "://" in text or "www." in text or _has_phone(text)


def _has_phone(text: str) -> bool:
    found = _PHONE.search(text)
    return found is not None and sum(map(str.isdigit, found[0])) >= _FEWEST_DIGITS and not _DATE.match(found[0])


def is_prose(text: str) -> bool:
    """Whether a cleaned line is somebody's sentence and not a line of a name block."""
    if text.endswith("?"):
        return len(text) > _SHORT_QUESTION
    if not text.isascii() and any(end in text for end in _CJK_ENDS):
        return len(text) > _SHORT_QUESTION
    words = text.count(" ") + 1
    if words < _SENTENCE_WORDS or not (words > _MANY_WORDS or text.endswith(_SENTENCE_ENDS)):
        return False
    if words > 3 * _MANY_WORDS:
        return True
    return not ("|" in text or has_contact(text) or _names_company(text))


def _names_company(text: str) -> bool:
    folded = fold(text)
    return any(form in folded for form in _LEGAL_FORMS)


def is_name(text: str) -> bool:
    """Whether a line could be a person's name: one to four words, each with a capital, no figures and no colon."""
    words = text.strip(" *_,.-–—/~").split()
    if not 1 <= len(words) <= 4 or len(text) > 50 or ":" in text:
        return False
    return all(word[0].isalpha() and not word[0].islower() for word in words) and not any(map(str.isdigit, text))
