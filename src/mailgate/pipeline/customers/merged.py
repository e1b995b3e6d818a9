"""Customers of tickets that were merged into another's: each is written to as before, and sees the own words only."""

from __future__ import annotations

from mailgate.model.ticket import Ticket
from mailgate.pipeline.situation import Situation
from mailgate.thread.reply_token import agent_holder


def origin_of_customer(situation: Situation) -> Ticket | None:
    """The sender's own ticket that led to another customer's; None where it is the sender's, or no merge led there."""
    contact = situation.found.candidates.sender_contact
    others = _of_others(situation)
    return next((origin for origin in others if origin.contact_id == contact), None)


def origin_of_agent(situation: Situation) -> Ticket | None:
    """The merged ticket whose customer an agent answers: the one that the agent's own token was made for, else the only
    one that the mail names. None: the living ticket's own customer is answered."""
    others = _of_others(situation)
    if not others:
        return None
    holder = agent_holder(situation.mail.sender.address)
    meant = [token.subject_id for token in situation.mail.pointers.tokens if token.holder == holder]
    if meant:
        return next((origin for origin in others if origin.id == meant[0]), None)
    return others[0] if len(others) == 1 else None


def _of_others(situation: Situation) -> list[Ticket]:
    owner = situation.ticket.contact_id
    return [origin for origin in situation.found.merged if origin.contact_id != owner]
