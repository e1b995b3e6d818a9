"""Finds the enhanced status code of a failure (RFC 3463), also where the mail system gave none."""

from __future__ import annotations

import re

from mailgate.parse.quotes.grammar.words import fold
from mailgate.parse.reports.grammar.reasons import REASONS

#: RFC 3463 section 3 knows eight subjects; two digits there are a version of something.
_ENHANCED = re.compile(r"(?<![\w.])[245]\.0{0,2}\d\.\d{1,3}(?!\.?\w)")
#: ``550 5.1.1``, ``550-5.1.1``, ``550-'5.2.2``
_PAIR = re.compile(r"(?<![\w.,:#/=%@+-])([45]\d\d)[ \-'\"#(]{1,3}([45]\.0{0,2}\d\.\d{1,3})(?!\.?\w)")
_REPLY = re.compile(r"(?<![\w.,:#/=%@+-])([45][0-5]\d)(?=[\s\-:;,.<>)\]'\"]|$)(?![.,:]\d)")
#: Longest stretch of text that is searched.
_LONGEST = 8 * 1024
#: What a bare reply code means by RFC 5321 section 4.2.3, after its class.
_OF_REPLY = {"421": "4.2", "422": "2.2", "431": "3.1", "452": "3.1", "511": "1.1", "521": "3.2", "523": "3.4"}
_OF_REPLY |= {"530": "7.0", "535": "7.8", "541": "7.1", "551": "1.6", "552": "2.2", "553": "1.3", "556": "1.10"}


def best_status(given: str, diagnostic: str, action: str = "") -> str:
    """The code to believe: the refusing server's own, else the reporting system's, else what the words mean.

    Args:
        given: value of the Status field, which many systems fill with ``5.0.0`` whatever happened.
        action: ``delayed`` makes it class 4 where nothing else says a class.
    """
    own = _of_refusal(diagnostic)
    if own and not _is_vague(own):
        return own
    field = next(iter(_codes(given)), "")
    if field.startswith("2") and action not in ("failed", "delayed"):
        return field
    if field and field[0] != "2":
        said = next((code for code in _codes(diagnostic) if not _is_vague(code)), "")
        return said if said and _is_vague(field) and said[0] == field[0] else field
    return status_of_words(diagnostic) or ("4.0.0" if action == "delayed" else "")


def _of_refusal(diagnostic: str) -> str:
    """The code behind an SMTP reply; RFC 2034 section 4 has both agree on the class, and software that wraps another
    server's reply in its own often does not."""
    pairs = _PAIR.finditer(diagnostic[:_LONGEST])
    return next((_code(found[2]) for found in pairs if found[1][0] == found[2][0]), "")


def status_of_words(text: str) -> str:
    """The code that a text means by its enhanced code, reply code or words; empty if it says nothing."""
    text = text[:_LONGEST]
    specific = specific_code(text)
    if specific:
        return specific
    codes = [code for code in _codes(text) if code[0] != "2"]
    reply = _REPLY.search(text)
    kind = codes[0][0] if codes else reply[1][0] if reply else ""
    detail, usual = _reason(text)
    if detail and not kind:
        kind = "5" if "failed permanently" in text else usual
    if detail:
        return f"{kind}.{detail}"
    if reply:
        return f"{kind}.{_OF_REPLY.get(reply[1], '0.0')}"
    return codes[0] if codes else ""


def specific_code(text: str) -> str:
    """The first code of a failure that says more than its class; empty if there is none."""
    return next((code for code in _codes(text) if code[0] != "2" and not _is_vague(code)), "")


def _reason(text: str) -> tuple[str, str]:
    """Subject and detail of the first reason whose words are there, and its usual class."""
    lowered = " ".join(fold(text).split())
    for reason in REASONS:
        if any(phrase in lowered for phrase in reason.phrases):
            return reason.detail, reason.usual
    return "", ""


def _codes(text: str) -> list[str]:
    return [_code(found[0]) for found in _ENHANCED.finditer(text[:_LONGEST])]


def _code(text: str) -> str:
    """Without leading zeros, which RFC 3463 section 2 forbids and some write."""
    return ".".join(str(int(number)) for number in text.split("."))


def _is_vague(code: str) -> bool:
    return code.endswith(".0.0")
