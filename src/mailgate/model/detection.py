"""Aids that read what a customer wrote; each is off until a desk switches it on."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentTicket:
    """An open ticket of a customer's, with the beginning of what was first said on it."""

    number: str
    subject: str
    text: str
    created_at: datetime
