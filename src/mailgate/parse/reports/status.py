"""Finds the enhanced status code of a failure (RFC 3463), also where the mail system gave none."""

from __future__ import annotations

import re

from mailgate.parse.quotes.grammar.words import fold
from mailgate.parse.reports.grammar.reasons import REASONS

_ENHANCED = re.compile(r"(?<![\w.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\w)")
_REPLY = re.compile(r"(?<![\w.,:#/=%@+-])([45][0-5]\d)(?=[\s\-:;,.<>)\]'\"]|$)(?![.,:]\d)")
#: Longest stretch of text that is searched.
_LONGEST = 8 * 1024
#: What a bare reply code means by RFC 5321 section 4.2.3, after its class.
_OF_REPLY = {"421": "4.2", "422": "2.2", "431": "3.1", "452": "3.1", "511": "1.1", "521": "3.2", "523": "3.4"}
_OF_REPLY |= {"530": "7.0", "535": "7.8", "541": "7.1", "551": "1.6", "552": "2.2", "553": "1.3", "556": "1.10"}


def best_status(given: str, diagnostic: str, action: str = "") -> str:
    """The most telling code: a specific one in the field, then in the diagnostic, then what its words mean.

    Args:
        given: value of the Status field, which many systems fill with ``5.0.0`` whatever happened.
        action: ``delayed`` makes it class 4 where nothing else says a class.
    """
    field = _codes(given)
    said = _codes(diagnostic)
    if field and not _is_vague(field[0]):
        return field[0]
    specific = next((code for code in said if not _is_vague(code)), "")
    if specific and (not field or field[0][0] in (specific[0], "2")):
        return specific
    worded = status_of_words(diagnostic)
    if field and field[0][0] != "2":
        return field[0][0] + worded[1:] if worded else field[0]
    return said[0] if said and not worded else worded or ("4.0.0" if action == "delayed" else "")


def status_of_words(text: str) -> str:
    """The code that a text means by its enhanced code, reply code or words; empty if it says nothing."""
    text = text[:_LONGEST]
    codes = [code for code in _codes(text) if code[0] != "2"]
    specific = next((code for code in codes if not _is_vague(code)), "")
    if specific:
        return specific
    reply = _REPLY.search(text)
    kind = codes[0][0] if codes else reply[1][0] if reply else ""
    detail, usual = _reason(text)
    if detail:
        return f"{kind or usual}.{detail}"
    if reply:
        return f"{kind}.{_OF_REPLY.get(reply[1], '0.0')}"
    return codes[0] if codes else ""


def _reason(text: str) -> tuple[str, str]:
    """Subject and detail of the first reason whose words are there, and its usual class."""
    lowered = " ".join(fold(text).split())
    for reason in REASONS:
        if any(phrase in lowered for phrase in reason.phrases):
            return reason.detail, reason.usual
    return "", ""


def _codes(text: str) -> list[str]:
    return [f"{found[1]}.{int(found[2])}.{int(found[3])}" for found in _ENHANCED.finditer(text[:_LONGEST])]


def _is_vague(code: str) -> bool:
    return code.endswith(".0.0")
