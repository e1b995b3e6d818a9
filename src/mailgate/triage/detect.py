"""What category and priority a mail shows by its words, header fields and tone, each with its evidence.

A guess never lowers a priority, goes no further than the desk lets it, and gives way to whatever anybody asked for.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from mailgate.model.detection import CategorySigns, Detection, Signs
from mailgate.model.event import Cause
from mailgate.model.message import MailClass, Message
from mailgate.model.plan import Change
from mailgate.model.ticket import Priority, Ticket
from mailgate.triage.clauses import sentences
from mailgate.triage.phrases import tone
from mailgate.triage.phrases.categories import WORDS

#: Points of a word in the subject, of one in the text, and of a header field.
_IN_SUBJECT, _IN_TEXT, _IN_HEADER = 2, 1, 3
#: A category needs this many points, and more than any other.
_ENOUGH = 2
#: Points of tone that a priority takes.
_TONE_POINTS = ((6, Priority.CRITICAL), (4, Priority.URGENT), (2, Priority.HIGH))
#: Sources of a priority that nobody chose.
_GUESSED = frozenset(("default", "detected"))
_NAMED = 5
_SHOUTED = re.compile(r"!{3,}|\b[A-Z]{5,}(?: [A-Z]{2,}){2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """Wishes whose cause is the guess, and what each stands on."""

    changes: tuple[Change, ...] = ()
    #: By ``category`` or ``priority``: the value, then its evidence (``invoice in subject``), wished for or not.
    evidence: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def journal(self) -> dict[str, object]:
        """What the journal says of it."""
        return {"detected": {name: list(found) for name, found in self.evidence}} if self.evidence else {}


def detect(ticket: Ticket, message: Message, detection: Detection) -> Detected:
    """Guess at a ticket as it stands; only its empty category is filled, and only a priority that nobody chose raised.

    Tone is read in people's mail alone; of a reply only the new words count.
    """
    if not detection.enabled:
        return Detected()
    read = _Read.of(message)
    found = (_category(ticket, read, detection), _priority(ticket, read, detection))
    return Detected(
        changes=tuple(each.change for each in found if each is not None and each.change is not None),
        evidence=tuple((each.field, (each.value, *each.because)) for each in found if each is not None),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A mail, spelled plainly: clauses kept apart, so that no phrase reaches from one into the next."""

    message: Message
    subject: str
    text: str

    @staticmethod
    def of(message: Message) -> _Read:
        return _Read(message=message, subject=_spelled(message.subject), text=_spelled(message.new_text))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Guess:
    field: str
    value: str
    because: tuple[str, ...]
    change: Change | None


def _spelled(text: str) -> str:
    return ";".join(clause for sentence in sentences(text) for clause in sentence.clauses)


def _guess(field: str, value: str, because: Iterable[str], *, wanted: bool) -> _Guess:
    named = tuple(dict.fromkeys(because))[:_NAMED]
    cause = Cause(kind="detection", ref=", ".join(named))
    return _Guess(
        field=field,
        value=value,
        because=named,
        change=Change(field=field, value=value, cause=cause) if wanted else None,
    )


def _category(ticket: Ticket, read: _Read, detection: Detection) -> _Guess | None:
    """The category with most points; none where two are level. What is said later changes no ticket's category."""
    if ticket.category or ticket.version:
        return None
    scored = sorted(
        ((*_signs(each.signs, read), each.category) for each in detection.categories or _shipped()),
        key=lambda entry: -entry[0],
    )
    (points, because, category), second = scored[0], scored[1][0] if len(scored) > 1 else 0
    if points < _ENOUGH or points == second:
        return None
    return _guess("category", category, because, wanted=True)


def _priority(ticket: Ticket, read: _Read, detection: Detection) -> _Guess | None:
    own = [(each.priority, because) for each in detection.priorities if (because := _signs(each.signs, read)[1])]
    points, heard = _tone(read) if detection.tone and read.message.mail_class is MailClass.HUMAN else (0, [])
    by_tone = next((priority for least, priority in _TONE_POINTS if points >= least), None)
    found = [*own, *([(by_tone, heard)] if by_tone is not None else [])]
    if not found:
        return None
    wanted = min((priority for priority, _ in found), key=lambda priority: priority.rank)
    wanted = wanted if wanted.rank >= detection.max.rank else detection.max
    because = [word for _, words in found for word in words]
    raises = ticket.priority_source in _GUESSED and wanted.rank < ticket.priority.rank
    return _guess("priority", wanted.value, because, wanted=raises)


def _signs(signs: Signs, read: _Read) -> tuple[int, list[str]]:
    """Points and evidence."""
    points, because = 0, []
    for name, pattern in signs.headers:
        if any(fnmatch.fnmatch(value.casefold(), pattern.casefold()) for value in read.message.headers.all(name)):
            points += _IN_HEADER
            because.append(f"{name} header")
    words = _words(signs.keywords)
    for where, text, weight in (("subject", read.subject, _IN_SUBJECT), ("text", read.text, _IN_TEXT)):
        hits = dict.fromkeys(words.findall(text.replace(";", " "))) if signs.keywords else {}
        points += weight * len(hits)
        because += [f"{word} in {where}" for word in hits]
    return points, because


#: Desks of one node, and a revision or two of each.
@lru_cache(maxsize=4_096)
def _words(keywords: tuple[str, ...]) -> re.Pattern[str]:
    spelled = sorted((_spelled(word).replace(";", " ") for word in keywords), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in spelled)})\b")


@lru_cache(maxsize=1)
def _shipped() -> tuple[CategorySigns, ...]:
    return tuple(CategorySigns(category=name, signs=Signs(keywords=words)) for name, words in WORDS.items())


def _any(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b")


_CALM = _any(tone.CALM)
_TONES = (
    ("hurry", _any(tone.URGENT)),
    ("outage", _any(tone.OUTAGE)),
    ("deadline", _any(tone.DEADLINE)),
    ("anger", _any(tone.ANGER)),
    ("leaving", _any(tone.CHURN)),
)
#: Header fields with which mail clients mark a mail as important, and the values that do (RFC 4021 section 2.1).
_IMPORTANT = (
    ("importance", re.compile(r"high", re.IGNORECASE)),
    ("priority", re.compile(r"urgent", re.IGNORECASE)),
    ("x-priority", re.compile(r"[12]\b")),
    ("x-msmail-priority", re.compile(r"high", re.IGNORECASE)),
)


def _tone(read: _Read) -> tuple[int, list[str]]:
    """Two points for each kind of tone, two for the sender's own mark, one for shouting; nothing where all is calm."""
    text = f"{read.subject};{read.text}"
    calm = _CALM.sub(";", text)
    because = [f"{name}: {found.group()}" for name, pattern in _TONES if (found := pattern.search(calm))]
    headers = read.message.headers
    if calm == text and any(pattern.match(headers.first(name)) for name, pattern in _IMPORTANT):
        because.append("marked as important")
    points = 2 * len(because)
    if _SHOUTED.search(f"{read.message.subject}\n{read.message.new_text}"):
        points, because = points + 1, [*because, "shouting"]
    return points, because
