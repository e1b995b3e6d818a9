"""From pointers and what the store knows of them to leads, strongest first (spec/mail.md B3)."""

from __future__ import annotations

from dataclasses import dataclass

from mailgate.model.identity import Sender
from mailgate.model.match import Candidates, Carrier, Evidence, KnownId, Purpose, Token
from mailgate.thread.pointers import Pointers
from mailgate.thread.reply_token import agent_holder

#: What a Message-ID of ours is a token for, by what the mail mirrors.
_PURPOSES = {
    "": Purpose.CUSTOMER,
    # The question whether a ticket is solved.
    "solved": Purpose.CUSTOMER,
    # What a workflow asks.
    "asked": Purpose.CUSTOMER,
    "public": Purpose.AGENT_REPLY,
    "internal": Purpose.AGENT_NOTE,
    "page": Purpose.PAGE,
}
_CARRIER_RANK = {carrier: rank for rank, carrier in enumerate(Carrier)}
#: A note wins over a reply: who writes to both addresses must not reach the customer by accident.
_PURPOSE_RANK = {
    purpose: rank
    for rank, purpose in enumerate((Purpose.AGENT_NOTE, Purpose.PAGE, Purpose.AGENT_REPLY, Purpose.CUSTOMER, None))
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """One piece of evidence, with what it entitles its holder to; a Message-ID of ours is a token like any other."""

    evidence: Evidence
    #: None for what is no token: foreign ids and ticket numbers.
    purpose: Purpose | None = None

    @property
    def ticket_id(self) -> int:
        return self.evidence.ticket_id

    @property
    def carrier(self) -> Carrier:
        return self.evidence.carrier

    @property
    def own(self) -> bool:
        """Whether it is a token that was issued to this sender."""
        return self.evidence.own_token


def leads(pointers: Pointers, candidates: Candidates, sender: Sender) -> tuple[Lead, ...]:
    """All leads, strongest carrier first.

    Within a carrier the sender's own tokens come first, a note's before a reply's, then the mail's own order; but
    References stay newest first whosever they are.
    """
    found = [
        *(_of_token(token, candidates, sender) for token in candidates.tokens if token.purpose in _PURPOSE_RANK),
        *(lead for known in _in_mail_order(pointers, candidates) if (lead := _of_id(known, pointers, sender))),
        *(
            Lead(evidence=Evidence(carrier=Carrier.SUBJECT, ticket_id=ticket_id, detail=number))
            for number, ticket_id in candidates.numbers
        ),
    ]
    return tuple(sorted(found, key=_strength))


def _strength(lead: Lead) -> tuple[int, bool, int]:
    rank = _CARRIER_RANK[lead.carrier]
    if lead.carrier is Carrier.REFERENCES:
        return rank, False, 0
    return rank, not lead.own, _PURPOSE_RANK[lead.purpose]


def _of_token(token: Token, candidates: Candidates, sender: Sender) -> Lead:
    own = (
        candidates.sender_contact == token.holder
        if token.purpose is Purpose.CUSTOMER
        else bool(sender.address) and agent_holder(sender.address) == token.holder
    )
    detail = token.purpose.name.lower()
    shown = Evidence(carrier=Carrier.REPLY_TOKEN, ticket_id=token.subject_id, detail=detail, own_token=own)
    return Lead(evidence=shown, purpose=token.purpose)


def _of_id(known: KnownId, pointers: Pointers, sender: Sender) -> Lead | None:
    """None for a foreign id in a marker: other desks write such markers too, and theirs say nothing here."""
    carrier = _carrier(known, pointers)
    if carrier is None:
        return None
    own = known.own and bool(sender.address) and known.issued_to == sender.address
    shown = Evidence(carrier=carrier, ticket_id=known.ticket_id, detail=known.message_id, own_token=own)
    return Lead(evidence=shown, purpose=_PURPOSES.get(known.mirrors) if known.own else None)


def _carrier(known: KnownId, pointers: Pointers) -> Carrier | None:
    replied, referred = known.message_id in pointers.in_reply_to, known.message_id in pointers.references
    if not known.own:
        named = replied or referred or known.message_id in pointers.foreign_refs
        return Carrier.FOREIGN_ID if named else None
    if replied:
        return Carrier.IN_REPLY_TO
    return Carrier.REFERENCES if referred else Carrier.BODY_MARKER


def _in_mail_order(pointers: Pointers, candidates: Candidates) -> list[KnownId]:
    place = {message_id: at for at, message_id in enumerate(pointers.message_ids)}
    return sorted(candidates.known_ids, key=lambda known: (place.get(known.message_id, len(place)), known.ticket_id))
