"""Aids that read what a customer wrote; each is off until a desk switches it on."""

from __future__ import annotations

from dataclasses import dataclass

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
