"""From pointers and what the store knows of them to ranked evidence (spec/mail.md B3)."""

from __future__ import annotations

from mailgate.model.identity import Sender
from mailgate.model.match import Candidates, Carrier, Evidence, KnownId, Purpose, Token
from mailgate.thread.pointers import Pointers
from mailgate.thread.reply_token import agent_holder

_ORDER = {carrier: rank for rank, carrier in enumerate(Carrier)}


def evidence(pointers: Pointers, candidates: Candidates, sender: Sender) -> tuple[Evidence, ...]:
    """All evidence, strongest carrier first; within a carrier in the mail's own order."""
    found = [
        *(_of_token(token, candidates, sender) for token in candidates.tokens if token.purpose is not Purpose.BOUNCE),
        *(_of_id(known, pointers, sender) for known in _in_mail_order(pointers, candidates)),
        *(
            Evidence(carrier=Carrier.SUBJECT, ticket_id=ticket_id, detail=number)
            for number, ticket_id in candidates.numbers
        ),
    ]
    return tuple(sorted(found, key=lambda item: _ORDER[item.carrier]))


def owns_token(token: Token, candidates: Candidates, sender: Sender) -> bool:
    """Whether the token was issued to this sender; a token is worthless in anybody else's hands."""
    if token.purpose is Purpose.CUSTOMER:
        return candidates.sender_contact == token.holder
    return bool(sender.address) and agent_holder(sender.address) == token.holder


def _of_token(token: Token, candidates: Candidates, sender: Sender) -> Evidence:
    return Evidence(
        carrier=Carrier.REPLY_TOKEN,
        ticket_id=token.subject_id,
        detail=token.purpose.name.lower(),
        own_token=owns_token(token, candidates, sender),
    )


def _of_id(known: KnownId, pointers: Pointers, sender: Sender) -> Evidence:
    if not known.own:
        carrier = Carrier.FOREIGN_ID
    elif known.message_id in pointers.in_reply_to:
        carrier = Carrier.IN_REPLY_TO
    else:
        carrier = Carrier.REFERENCES
    return Evidence(
        carrier=carrier,
        ticket_id=known.ticket_id,
        detail=known.message_id,
        own_token=known.own and bool(sender.address) and known.issued_to == sender.address,
    )


def _in_mail_order(pointers: Pointers, candidates: Candidates) -> list[KnownId]:
    place = {message_id: at for at, message_id in enumerate(pointers.message_ids)}
    return sorted(candidates.known_ids, key=lambda known: place.get(known.message_id, len(place)))
