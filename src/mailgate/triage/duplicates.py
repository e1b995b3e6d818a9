"""Which open tickets of the same customer say much the same as a new one; a suggestion, never a merge."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mailgate.model.detection import RecentTicket
from mailgate.triage.clauses import sentences

#: Share of the words of two subjects, or of two texts, that both must have.
_SUBJECTS_ALIKE, _TEXTS_ALIKE = 0.7, 0.6
#: A subject or text of fewer words says too little: "help", "please call me".
_SUBJECT_WORDS, _TEXT_WORDS = 2, 5
_NAMED = 3
#: What answering and forwarding put before a subject, and a ticket's tag.
_BEFORE = re.compile(
    r"^(?:\s*(?:re|aw|sv|antw|ref|fw|fwd|wg|tr|rv|i|vs)\s*(?:\[\d+\])?\s*:)+|\[#[\w-]+\]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A ticket that a new one may repeat."""

    number: str
    subject: str
    #: ``subject`` or ``text``, whichever is more alike.
    by: str
    #: Per cent of the words that both have.
    likeness: int


def alike(subject: str, text: str, recent: Iterable[RecentTicket]) -> tuple[Alike, ...]:
    """The likeliest first, three at most; of two that are equally alike the one named first.

    Where both name numbers and none is the same, as two orders or two invoices, they are two matters.
    """
    new = _Words.of(subject, text)
    found = [like for ticket in recent if (like := _compared(new, ticket)) is not None]
    return tuple(sorted(found, key=lambda each: -each.likeness)[:_NAMED])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    subject: frozenset[str]
    text: frozenset[str]

    @staticmethod
    def of(subject: str, text: str) -> _Words:
        return _Words(subject=_words(_BEFORE.sub(" ", subject)), text=_words(text))

    @property
    def numbers(self) -> frozenset[str]:
        return frozenset(word for word in self.subject | self.text if any(map(str.isdigit, word)))


def _words(text: str) -> frozenset[str]:
    return frozenset(word for sentence in sentences(text) for clause in sentence.clauses for word in clause.split())


def _compared(new: _Words, ticket: RecentTicket) -> Alike | None:
    old = _Words.of(ticket.subject, ticket.text)
    if new.numbers and old.numbers and not new.numbers & old.numbers:
        return None
    by_subject = _share(new.subject, old.subject, least=_SUBJECT_WORDS)
    by_text = _share(new.text, old.text, least=_TEXT_WORDS)
    if by_subject < _SUBJECTS_ALIKE and by_text < _TEXTS_ALIKE:
        return None
    by = "subject" if by_subject >= by_text else "text"
    return Alike(number=ticket.number, subject=ticket.subject, by=by, likeness=round(100 * max(by_subject, by_text)))


def _share(one: frozenset[str], other: frozenset[str], *, least: int) -> float:
    """Jaccard's index; zero where either is too short."""
    if min(len(one), len(other)) < least:
        return 0.0
    return len(one & other) / len(one | other)
