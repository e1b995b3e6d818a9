"""Evidence that a mail is an automatic answer: header, subject and first sentences."""

from __future__ import annotations

from mailgate.parse.classify.phrases import bodies, subjects
from mailgate.parse.classify.signs import (
    AUTO_REPLY_FIELDS,
    AUTO_REPLY_PRECEDENCE,
    BULK_PRECEDENCE,
    TELLING_FIELDS,
    is_no,
)
from mailgate.parse.quotes.grammar.words import fold

#: Of a text, so many characters are its beginning.
_BEGINNING = 700
_PRECEDENCE_FIELDS = ("precedence", "x-precedence", "preference")
_STRONG = ("header.auto_submitted.generated", "envelope.null_sender")
_BRACKETS = " [](){}*【】「」<>"
_ENDS_OF_PREFIX = (":", " :", "：", "]", ")", "】", "」", " - ", " – ", "- ")


def _by_phrase(table: dict[str, tuple[str, ...]]) -> tuple[tuple[str, str], ...]:
    """Phrases with their language, the longest first."""
    found = {phrase: language for language, phrases in table.items() for phrase in phrases}
    return tuple(sorted(found.items(), key=lambda item: -len(item[0])))


_PREFIXES = _by_phrase(subjects.PREFIXES)
_PREFIX_STARTS = tuple(phrase for phrase, _ in _PREFIXES)
_ABSENT = _by_phrase(subjects.ABSENCES)
_ABSENT_STARTS = tuple(phrase for phrase, _ in _ABSENT)
_STATED = _by_phrase(bodies.STATEMENTS)
_AWAY = _by_phrase(bodies.ABSENCES)


def reply_evidence(named: dict[str, str], subject: str, text: str) -> tuple[str, ...]:
    """Stable codes of an automatic answer, empty when it is none.

    Args:
        named: first value of each header field, names in lower case.
    """
    declared = _declared(named)
    if declared:
        return (*declared, *_subject_code(subject))
    prefix = _subject_code(subject)
    if prefix:
        return prefix
    stated = _stated(text)
    if stated:
        return stated
    return _together(named, subject, text)


def _declared(named: dict[str, str]) -> tuple[str, ...]:
    if TELLING_FIELDS.isdisjoint(named):
        return ()
    codes: list[str] = []
    if named.get("auto-submitted", "").strip().lower().startswith("auto-replied"):
        codes.append("header.auto_submitted")
    codes += [code for name, code in AUTO_REPLY_FIELDS.items() if not is_no(named.get(name, "no"))]
    if any(named.get(name, "").strip().lower() in AUTO_REPLY_PRECEDENCE for name in _PRECEDENCE_FIELDS):
        codes.append("header.precedence.auto_reply")
    if "autoresponder" in named.get("x-post-messageclass", "").lower():
        codes.append("header.x_autorespond")
    return tuple(sorted(set(codes)))


def _subject_code(subject: str) -> tuple[str, ...]:
    """Words that only programs write: before the subject, ``Automatic reply: ...``, or behind it, as GroupWise does."""
    folded = fold(subject.strip(_BRACKETS))
    if not folded.startswith(_PREFIX_STARTS) and not folded.endswith(_PREFIX_STARTS):
        return ()
    for phrase, language in _PREFIXES:
        if _is_before(folded, phrase) or _is_behind(folded, phrase):
            return (f"subject.out_of_office.{language}",)
    return ()


def _is_before(subject: str, phrase: str) -> bool:
    rest = subject[len(phrase) :]
    return subject.startswith(phrase) and (not rest or rest.startswith(_ENDS_OF_PREFIX))


def _is_behind(subject: str, phrase: str) -> bool:
    return subject.endswith(phrase) and subject[: -len(phrase)].endswith((" (", " [", " - ", " – "))


def _stated(text: str) -> tuple[str, ...]:
    head = text[: 2 * _BEGINNING].lower()
    if not any(stem in head for stem in bodies.STATEMENT_STEMS):
        return ()
    beginning = _beginning(text)
    return next(((f"body.automatic_reply.{language}",) for phrase, language in _STATED if phrase in beginning), ())


def _together(named: dict[str, str], subject: str, text: str) -> tuple[str, ...]:
    """Weak signs of which two make a strong one: nobody is asked to believe "Holiday" or ``Precedence: bulk`` alone."""
    header = _weak_header(named)
    absent = _absence(subject)
    if not header and not absent:
        return ()
    beginning = _beginning(text)
    away = next((f"body.absence.{language}" for phrase, language in _AWAY if phrase in beginning), "")
    answers = "in-reply-to" in named or "references" in named or header == "envelope.null_sender"
    if (absent and (away or header in _STRONG)) or (away and header and answers):
        return tuple(filter(None, (absent, away, header)))
    return ()


def _absence(subject: str) -> str:
    """The code of a subject such as "Out of office: Re: ..."; empty when it is none."""
    folded = fold(subject.strip(_BRACKETS))
    if not folded.startswith(_ABSENT_STARTS):
        return ""
    for phrase, language in _ABSENT:
        if folded.startswith(phrase) and not folded[len(phrase) : len(phrase) + 1].isalnum():
            return f"subject.absence.{language}"
    return ""


def _weak_header(named: dict[str, str]) -> str:
    if not is_no(named.get("auto-submitted", "no")):
        return "header.auto_submitted.generated"
    if "return-path" in named and not named["return-path"].strip("<> \t"):
        return "envelope.null_sender"
    if named.get("precedence", "").strip().lower() in BULK_PRECEDENCE:
        return "header.precedence.bulk"
    return ""


def _beginning(text: str) -> str:
    """The first lines that are not quoted, folded and joined."""
    lines = [line for line in text[: 2 * _BEGINNING].split("\n") if not line.startswith(">")]
    return fold(" ".join(" ".join(lines).split())[:_BEGINNING])
