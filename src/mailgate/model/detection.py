"""Aids that read what a customer wrote; each is off until a desk switches it on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from mailgate.model.ticket import Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What a mail shows: any of these is one sign."""

    #: Words or several, whatever their case and accents.
    keywords: tuple[str, ...] = ()
    #: Names of header fields, each with a pattern for its value, ``*`` and ``?`` as in file names.
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CategorySigns:
    category: str
    signs: Signs


@dataclass(frozen=True, slots=True, kw_only=True)
class PrioritySigns:
    priority: Priority
    signs: Signs


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """What the desk's own history is used for; confidences are shares of one."""

    enabled: bool = False
    #: What is less sure is not named.
    suggest_above: float = 0.7
    #: What is at least as sure is done; nothing is ever as sure as 1.
    act_above: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    #: Of category and priority.
    enabled: bool = False
    #: A guess raises a priority no further (spec/features.md A.2.4).
    max: Priority = Priority.HIGH
    #: Hurry, anger and leaving count for the priority, too, in six languages.
    tone: bool = True
    #: Of the desk's own; none: those that are shipped.
    categories: tuple[CategorySigns, ...] = ()
    priorities: tuple[PrioritySigns, ...] = ()
    #: A thank-you leaves a ticket done; without it every reply reopens.
    reopen_intent: bool = False
    #: A new ticket names the open ones of its customer that say much the same.
    duplicates: bool = False
    learn: Learning = Learning()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentTicket:
    """An open ticket of a customer's, with the beginning of what was first said on it."""

    number: str
    subject: str
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PastTicket:
    """A ticket that was learned from."""

    number: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What a desk learned, as far as the words asked for go."""

    #: By field (``category``, ``team``, ``priority``) and word: in how many tickets of each label it stands.
    words: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    #: By field: tickets of each label.
    tickets: dict[str, dict[str, int]] = field(default_factory=dict)
    #: By field: words of all tickets of each label.
    sizes: dict[str, dict[str, int]] = field(default_factory=dict)
    #: By field and level of evidence: guesses that turned out right, and wrong, before their tickets were learned.
    trials: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)
    #: The newest, newest first.
    past: tuple[PastTicket, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What one closed ticket teaches, whole: taken back, it leaves no trace."""

    ticket_id: int
    number: str
    words: tuple[str, ...]
    #: By field.
    labels: tuple[tuple[str, str], ...]
    #: Field and level of what would have been guessed, and whether it was right.
    trials: tuple[tuple[str, int, bool], ...] = ()
