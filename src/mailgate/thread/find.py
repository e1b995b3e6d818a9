"""The decision: which ticket, and what the sender may do there (DESIGN section 4). A match is not permission."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mailgate.model.desk import Desk, Queue
from mailgate.model.identity import Sender, Tier
from mailgate.model.match import Candidates, Carrier, Effect, Match, Participants, Purpose, Token
from mailgate.thread.evidence import Lead, leads
from mailgate.thread.pointers import Pointers
from mailgate.thread.reply_token import agent_holder

_AGENT_ACTS = {
    Purpose.AGENT_REPLY: Effect.AGENT_REPLY,
    Purpose.AGENT_NOTE: Effect.AGENT_NOTE,
    Purpose.PAGE: Effect.ACKNOWLEDGE_PAGE,
}
#: What becomes of a participant's mail that its closed ticket does not take.
_CLOSED = {
    "too_late": (Effect.LINKED_TICKET, "closed_too_long"),
    "new": (Effect.LINKED_TICKET, "closed"),
    "hold": (Effect.HOLD, "held.closed"),
}
#: Where a report names the mail of ours that it is about.
_NAMES_OUR_MAIL = (Carrier.IN_REPLY_TO, Carrier.REFERENCES, Carrier.BODY_MARKER)


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

    The strongest lead to a living ticket names the ticket; the first rule with an opinion, in the order written here,
    says what the sender may do there. Its reason code goes to the journal with all evidence, also that which was not
    followed.

    Args:
        reports: The mail is a delivery report, so it is about one of our own mails and never opens a ticket.
    """
    found = leads(pointers, candidates, sender)
    living = {party.ticket_id for party in candidates.participants}
    followed = tuple(lead for lead in found if lead.ticket_id in living)
    decided = _about_our_mail(pointers, candidates, followed, reports=reports)
    decided = decided or _about_held_mail(candidates, sender, rights)
    if decided is None and followed and sender.form:
        # Whoever fills in a form proves nothing, not even by what else is typed into it.
        decided = _as_stranger(followed[0].ticket_id, rights)
    if decided is None and followed:
        decided = _as_agent(followed, sender, rights) or _as_customer(candidates, followed, sender, rights)
    return replace(decided or _first_contact(sender, rights), evidence=tuple(lead.evidence for lead in found))


def _about_our_mail(
    pointers: Pointers, candidates: Candidates, followed: tuple[Lead, ...], *, reports: bool
) -> Match | None:
    token = next((token for token in candidates.tokens if token.purpose is Purpose.BOUNCE), None)
    if token is not None:
        ticket = candidates.bounced_ticket
        return Match(effect=Effect.DELIVERY_REPORT, ticket_id=ticket, reason="bounce.token", outbox_id=token.subject_id)
    if pointers.forged_return and not candidates.tokens:
        # Nobody but a forger or a mangling relay writes there; as a report it has no consequences.
        return Match(effect=Effect.DELIVERY_REPORT, ticket_id=None, reason="bounce.bad_token")
    if not reports:
        return None
    named = next((lead for lead in followed if lead.carrier in _NAMES_OUR_MAIL), None)
    ticket_id = named.ticket_id if named else None
    reason = "bounce.message_id" if named else "bounce.unknown"
    return Match(effect=Effect.DELIVERY_REPORT, ticket_id=ticket_id, reason=reason)


def _about_held_mail(candidates: Candidates, sender: Sender, rights: Permissions) -> Match | None:
    """An agent's word on held mail needs what a command needs: the own token of the notice, and to be believed."""
    tokens = [token for token in candidates.tokens if token.purpose in (Purpose.HELD, Purpose.HELD_LIST)]
    if not tokens:
        return None
    own = next((token for token in tokens if _holds(token, sender)), None)
    if own is None:
        return Match(effect=Effect.HOLD, ticket_id=None, reason="held.foreign_token", notice=tokens[0])
    if rights.desk.agent(sender.address) is None:
        return Match(effect=Effect.HOLD, ticket_id=None, reason="held.not_an_agent", notice=own)
    if not _believed(sender, rights):
        return Match(effect=Effect.HOLD, ticket_id=None, reason="held.agent_unverified", notice=own)
    return Match(effect=Effect.ANSWER_HELD, ticket_id=None, reason="agent.own_token", notice=own)


def _holds(token: Token, sender: Sender) -> bool:
    return bool(sender.address) and agent_holder(sender.address) == token.holder


def _as_agent(followed: tuple[Lead, ...], sender: Sender, rights: Permissions) -> Match | None:
    """Words of an agent need that agent's own token; without it the mail is held, never taken as a customer's.

    None where the sender is a customer here: no agent, or one who opened a ticket and answers as its customer.
    """
    strongest = followed[0]
    ticket_id = strongest.ticket_id
    is_agent = bool(sender.address) and rights.desk.agent(sender.address) is not None
    act = _AGENT_ACTS.get(strongest.purpose) if strongest.own and strongest.purpose else None
    if act is None:
        if not is_agent or (strongest.own and strongest.purpose is Purpose.CUSTOMER):
            return None
        return Match(effect=Effect.HOLD, ticket_id=ticket_id, reason="held.agent_without_token")
    # A page also goes to people on call who are no agents; notices go to agents, some of whom leave.
    if not is_agent and act is not Effect.ACKNOWLEDGE_PAGE:
        return Match(effect=Effect.HOLD, ticket_id=ticket_id, reason="held.not_an_agent")
    if not _believed(sender, rights):
        return Match(effect=Effect.HOLD, ticket_id=ticket_id, reason="held.agent_unverified")
    return Match(effect=act, ticket_id=ticket_id, reason="agent.own_token" if is_agent else "page.own_token")


def _believed(sender: Sender, rights: Permissions) -> bool:
    return sender.tier is Tier.VERIFIED or (rights.agents == "token" and sender.tier is not Tier.FAILED)


def _as_customer(candidates: Candidates, followed: tuple[Lead, ...], sender: Sender, rights: Permissions) -> Match:
    ticket_id = followed[0].ticket_id
    if sender.tier is Tier.FAILED:
        return Match(effect=Effect.HOLD, ticket_id=ticket_id, reason="held.failed_sender")
    party = next(party for party in candidates.participants if party.ticket_id == ticket_id)
    here = tuple(lead for lead in followed if lead.ticket_id == ticket_id)
    if any(lead.own and lead.purpose is Purpose.CUSTOMER for lead in here):
        return _append(party, "token.own")
    # Another's token gives nobody anything, so it takes a second carrier for a participant to be let in.
    carrier = next((lead.carrier for lead in here if lead.carrier is not Carrier.REPLY_TOKEN), None)
    if carrier is not None and _takes_part(party, sender):
        return _append(party, f"participant.{carrier.value}")
    if followed[0].carrier is Carrier.REPLY_TOKEN:
        return Match(effect=Effect.HOLD, ticket_id=ticket_id, reason="held.foreign_token")
    return _as_stranger(ticket_id, rights)


def _as_stranger(ticket_id: int, rights: Permissions) -> Match:
    if rights.queue.stranger_follow_up == "hold":
        return Match(effect=Effect.HOLD, ticket_id=ticket_id, reason="held.stranger")
    return Match(effect=Effect.LINKED_TICKET, ticket_id=ticket_id, reason="stranger")


def _takes_part(party: Participants, sender: Sender) -> bool:
    return bool(sender.address) and (sender.address == party.customer or sender.address in party.watchers)


def _append(party: Participants, reason: str) -> Match:
    effect, why = _CLOSED.get(party.follow_up, (Effect.APPEND, reason))
    return Match(effect=effect, ticket_id=party.ticket_id, reason=why)


def _first_contact(sender: Sender, rights: Permissions) -> Match:
    if sender.tier is Tier.FAILED and rights.queue.failed_senders == "hold":
        return Match(effect=Effect.HOLD, ticket_id=None, reason="held.failed_sender")
    return Match(effect=Effect.NEW_TICKET, ticket_id=None, reason="no_evidence")
