"""The decision: which ticket, and what the sender may do there (DESIGN section 4). A match is not permission."""

from __future__ import annotations

from dataclasses import dataclass

from mailgate.model.desk import Desk, Queue
from mailgate.model.identity import Sender, Tier
from mailgate.model.match import Candidates, Carrier, Effect, Evidence, Match, Participants, Purpose
from mailgate.thread.evidence import evidence, owns_token
from mailgate.thread.pointers import Pointers


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """Whose words are believed how far: the queue's and the server's settings in one place."""

    queue: Queue
    desk: Desk
    #: ``verified``, or ``token``: an agent's own token alone suffices.
    agents: str


def find_thread(
    pointers: Pointers, candidates: Candidates, sender: Sender, rights: Permissions, *, reports: bool
) -> Match:
    """Match a mail to a ticket, then ask whether its sender may append.

    The first rule with an opinion decides, in the order written here; its reason code goes to the journal with all
    evidence, also that which was not followed.

    Args:
        reports: The mail is a delivery report, so it is about one of our own mails and never opens a ticket.
    """
    found = evidence(pointers, candidates, sender)
    decided = (
        _about_our_mail(candidates, found, reports=reports)
        or _as_agent(candidates, found, sender, rights)
        or _as_customer(candidates, found, sender, rights)
        or _first_contact(sender, rights)
    )
    return Match(
        effect=decided.effect,
        ticket_id=decided.ticket_id,
        reason=decided.reason,
        outbox_id=decided.outbox_id,
        evidence=found,
    )


def _about_our_mail(candidates: Candidates, found: tuple[Evidence, ...], *, reports: bool) -> Match | None:
    token = next((token for token in candidates.tokens if token.purpose is Purpose.BOUNCE), None)
    if token is not None:
        ticket = candidates.bounced_ticket
        return Match(effect=Effect.DELIVERY_REPORT, ticket_id=ticket, reason="bounce.token", outbox_id=token.subject_id)
    if not reports:
        return None
    own = next((item for item in found if item.carrier in (Carrier.IN_REPLY_TO, Carrier.REFERENCES)), None)
    ticket_id = own.ticket_id if own else None
    reason = "bounce.message_id" if own else "bounce.unknown"
    return Match(effect=Effect.DELIVERY_REPORT, ticket_id=ticket_id, reason=reason)


def _as_agent(candidates: Candidates, found: tuple[Evidence, ...], sender: Sender, rights: Permissions) -> Match | None:
    """Words of an agent need that agent's own token; without it the mail is held, never taken as a customer's."""
    agent = rights.desk.agent(sender.address) if sender.address else None
    if agent is None or not found:
        return None
    act = _own_agent_act(candidates, sender)
    if act is None:
        return Match(effect=Effect.HOLD, ticket_id=found[0].ticket_id, reason="held.agent_without_token")
    effect, ticket_id = act
    believed = sender.tier is Tier.VERIFIED or (rights.agents == "token" and sender.tier is not Tier.FAILED)
    if not believed:
        return Match(effect=Effect.HOLD, ticket_id=ticket_id, reason="held.agent_unverified")
    return Match(effect=effect, ticket_id=ticket_id, reason="agent.own_token")


_AGENT_ACTS = {
    Purpose.AGENT_REPLY: Effect.AGENT_REPLY,
    Purpose.AGENT_NOTE: Effect.AGENT_NOTE,
    Purpose.PAGE: Effect.ACKNOWLEDGE_PAGE,
}
_MIRRORED = {"public": Effect.AGENT_REPLY, "internal": Effect.AGENT_NOTE}


def _own_agent_act(candidates: Candidates, sender: Sender) -> tuple[Effect, int] | None:
    """A note wins over a reply: who writes to both addresses must not reach the customer by accident."""
    acts = [
        (_AGENT_ACTS[token.purpose], token.subject_id)
        for token in candidates.tokens
        if token.purpose in _AGENT_ACTS and owns_token(token, candidates, sender)
    ]
    if not acts:
        acts = [
            (_MIRRORED[known.mirrors], known.ticket_id)
            for known in candidates.known_ids
            if known.own and known.issued_to == sender.address and known.mirrors in _MIRRORED
        ]
    return next((act for act in acts if act[0] is Effect.AGENT_NOTE), acts[0] if acts else None)


def _as_customer(
    candidates: Candidates, found: tuple[Evidence, ...], sender: Sender, rights: Permissions
) -> Match | None:
    if not found:
        return None
    strongest = found[0]
    ticket_id = strongest.ticket_id
    if sender.tier is Tier.FAILED:
        return Match(effect=Effect.HOLD, ticket_id=ticket_id, reason="held.failed_sender")
    party = next((party for party in candidates.participants if party.ticket_id == ticket_id), None)
    if party is None:
        return None
    if any(item.own_token for item in found if item.ticket_id == ticket_id):
        return _append(party, "token.own")
    if _takes_part(party, sender):
        return _append(party, f"participant.{strongest.carrier.value}")
    if strongest.carrier is Carrier.REPLY_TOKEN:
        return Match(effect=Effect.HOLD, ticket_id=ticket_id, reason="held.foreign_token")
    if rights.queue.stranger_follow_up == "hold":
        return Match(effect=Effect.HOLD, ticket_id=ticket_id, reason="held.stranger")
    return Match(effect=Effect.LINKED_TICKET, ticket_id=ticket_id, reason="stranger")


def _takes_part(party: Participants, sender: Sender) -> bool:
    return bool(sender.address) and (sender.address == party.customer or sender.address in party.watchers)


def _append(party: Participants, reason: str) -> Match:
    if not party.reopens:
        return Match(effect=Effect.LINKED_TICKET, ticket_id=party.ticket_id, reason="closed_too_long")
    return Match(effect=Effect.APPEND, ticket_id=party.ticket_id, reason=reason)


def _first_contact(sender: Sender, rights: Permissions) -> Match:
    if sender.tier is Tier.FAILED and rights.queue.failed_senders == "hold":
        return Match(effect=Effect.HOLD, ticket_id=None, reason="held.failed_sender")
    return Match(effect=Effect.NEW_TICKET, ticket_id=None, reason="no_evidence")
