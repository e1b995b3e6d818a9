"""Aids that read what a customer wrote; each is off until a desk switches it on."""

from __future__ import annotations

from dataclasses import dataclass

from mailgate.model.ticket import Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    #: Of category and priority.
    enabled: bool = False
    #: A guess raises a priority no further (spec/features.md A.2.4).
    max: Priority = Priority.HIGH
    #: A thank-you leaves a ticket done; without it every reply reopens.
    reopen_intent: bool = False
