"""Somebody answers an old mail to write about something else: that is a matter of its own (spec/mail.md B9)."""

from __future__ import annotations

import re
from dataclasses import replace

from mailgate.model.match import Effect, Match, Participants

_WORD = re.compile(r"\w{3,}")


def begins_another(match: Match, parties: tuple[Participants, ...], subject: str, numbers: tuple[str, ...]) -> Match:
    """A new ticket, linked to the old one, where an old or closed ticket is answered under another subject.

    Args:
        subject: Of the mail, without what replying puts before it and without our tags; empty says nothing.
        numbers: Ticket numbers in the subject: who leaves the tag there goes on with the ticket.
    """
    if match.effect is not Effect.APPEND or not subject or numbers:
        return match
    party = next((party for party in parties if party.ticket_id == match.ticket_id), None)
    if party is None or not party.at_rest or _same_matter(party.subject, subject):
        return match
    return replace(match, effect=Effect.LINKED_TICKET, reason="another_matter")


def _same_matter(one: str, other: str) -> bool:
    """One holds the other, or half of the shorter one's words: a subject is often added to, or cut."""
    one, other = one.casefold(), other.casefold()
    if one in other or other in one:
        return True
    first, second = set(_WORD.findall(one)), set(_WORD.findall(other))
    return 2 * len(first & second) >= min(len(first), len(second))
