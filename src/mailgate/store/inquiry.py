"""The first named read of a mail's road: everything that its evidence points to, on one snapshot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Select, bindparam, func, select

from mailgate.lifecycle.messages import may_reopen
from mailgate.model.desk import Desk
from mailgate.model.mark import SenderFacts
from mailgate.model.match import Candidates, KnownId, Participants, Purpose, Token
from mailgate.model.ticket import Contact, Ticket
from mailgate.store import contacts, entries, tickets
from mailgate.store.tables.queues import outbox
from mailgate.store.tables.tickets import message, ticket

#: Evidence that points to more tickets than this is no evidence.
_TICKETS_EXAMINED = 10

_BY_CONTACT = select(func.count()).where(
    ticket.c.contact_id == bindparam("contact_id"), ticket.c.created_at > bindparam("since")
)
_BY_DOMAIN = select(func.count()).where(
    ticket.c.tenant == bindparam("tenant"),
    ticket.c.customer_domain == bindparam("domain"),
    ticket.c.created_at > bindparam("since"),
)
_REPLIES = select(func.count()).where(
    message.c.ticket_id == bindparam("ticket_id"),
    message.c.author_email == bindparam("author"),
    message.c.created_at > bindparam("since"),
)
_BOUNCED = select(outbox.c.ticket_id).where(outbox.c.tenant == bindparam("tenant"), outbox.c.id == bindparam("id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """What one mail wants to know."""

    desk: Desk
    #: Lower-case, empty when there is none.
    author: str
    key: str
    message_id: str
    tokens: tuple[Token, ...]
    #: Ids in In-Reply-To, References and the markers of our mails, strongest first.
    message_ids: tuple[str, ...]
    numbers: tuple[str, ...]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the store knows; ``tickets`` are the living ones, by id."""

    candidates: Candidates
    contact: Contact | None
    tickets: dict[int, Ticket]
    facts: SenderFacts


def find(conn: Connection, inquiry: Inquiry) -> Found:
    """Look up the candidates of a mail; every look-up is an indexed one."""
    tenant = inquiry.desk.tenant
    asked = (*inquiry.message_ids, *((inquiry.message_id,) if inquiry.message_id else ()))
    known = entries.known_ids(conn, tenant, tuple(dict.fromkeys(asked)))
    numbers = tickets.ids_of_numbers(conn, tenant, inquiry.numbers)
    contact = contacts.by_email(conn, tenant, inquiry.author) if inquiry.author else None
    # The mail's own id is no evidence of a ticket, only of a duplicate or a collision.
    place = {message_id: at for at, message_id in enumerate(inquiry.message_ids)}
    pointed = tuple(sorted((value for value in known if value.message_id in place), key=lambda v: place[v.message_id]))
    named = _tickets_named(inquiry.tokens, pointed, numbers)
    living = _living(conn, tenant, named)
    candidates = Candidates(
        tokens=tuple(_of_living(token, living) for token in inquiry.tokens),
        known_ids=tuple(
            replace(value, ticket_id=living[value.ticket_id].id) for value in pointed if value.ticket_id in living
        ),
        numbers=tuple((number, living[found].id) for number, found in numbers if found in living),
        participants=_participants(conn, inquiry, living),
        sender_contact=contact.id if contact else None,
        bounced_ticket=_bounced_ticket(conn, tenant, inquiry.tokens),
    )
    own_id_known = any(value.message_id == inquiry.message_id for value in known)
    facts = _facts(conn, inquiry, contact, candidates, own_id_known=own_id_known)
    by_id = {value.id: value for value in living.values()}
    return Found(candidates=candidates, contact=contact, tickets=by_id, facts=facts)


def _tickets_named(
    tokens: tuple[Token, ...], known: tuple[KnownId, ...], numbers: tuple[tuple[str, int], ...]
) -> tuple[int, ...]:
    named = (
        *(token.subject_id for token in tokens if token.purpose is not Purpose.BOUNCE),
        *(value.ticket_id for value in known),
        *(ticket_id for _, ticket_id in numbers),
    )
    return tuple(dict.fromkeys(named))[:_TICKETS_EXAMINED]


def _living(conn: Connection, tenant: str, ticket_ids: tuple[int, ...]) -> dict[int, Ticket]:
    found = {ticket_id: tickets.living(conn, tenant, ticket_id) for ticket_id in ticket_ids}
    return {ticket_id: value for ticket_id, value in found.items() if value is not None}


def _of_living(token: Token, living: dict[int, Ticket]) -> Token:
    target = living.get(token.subject_id)
    if token.purpose is Purpose.BOUNCE or target is None:
        return token
    return replace(token, subject_id=target.id)


def _participants(conn: Connection, inquiry: Inquiry, living: dict[int, Ticket]) -> tuple[Participants, ...]:
    by_id = {value.id: value for value in living.values()}
    watching = tickets.watchers(conn, tuple(by_id))
    agents = {agent.email for agent in inquiry.desk.agents}
    return tuple(
        Participants(
            ticket_id=value.id,
            # An agent's address never counts as a participant.
            customer=value.customer_email if value.customer_email not in agents else "",
            contact_id=value.contact_id,
            watchers=frozenset(
                email for email, state in watching[value.id].items() if state == "active" and email not in agents
            ),
            reopens=may_reopen(value, inquiry.now, inquiry.desk.reopen_window),
        )
        for value in by_id.values()
    )


def _bounced_ticket(conn: Connection, tenant: str, tokens: tuple[Token, ...]) -> int | None:
    token = next((token for token in tokens if token.purpose is Purpose.BOUNCE), None)
    if token is None:
        return None
    return conn.execute(_BOUNCED, {"tenant": tenant, "id": token.subject_id}).scalar_one_or_none()


def _facts(
    conn: Connection, inquiry: Inquiry, contact: Contact | None, candidates: Candidates, *, own_id_known: bool
) -> SenderFacts:
    rates, tenant, now = inquiry.desk.rates, inquiry.desk.tenant, inquiry.now
    earlier = entries.ticket_of_key(conn, tenant, inquiry.key)
    by_sender = by_domain = replies = 0
    if rates.tickets_per_sender and contact:
        since = now - rates.tickets_per_sender.window
        by_sender = _count(conn, _BY_CONTACT, contact_id=contact.id, since=since)
    domain = inquiry.author.rpartition("@")[2]
    if rates.tickets_per_domain and domain:
        since = now - rates.tickets_per_domain.window
        by_domain = _count(conn, _BY_DOMAIN, tenant=tenant, domain=domain, since=since)
    if rates.replies_per_ticket and candidates.participants:
        since = now - rates.replies_per_ticket.window
        replies = _count(
            conn, _REPLIES, ticket_id=candidates.participants[0].ticket_id, author=inquiry.author, since=since
        )
    return SenderFacts(
        known_key=earlier is not None,
        known_ticket=earlier,
        known_message_id=own_id_known,
        tickets_by_sender=by_sender,
        tickets_by_domain=by_domain,
        replies_on_ticket=replies,
    )


def _count(conn: Connection, statement: Select[int], **values: object) -> int:
    return conn.execute(statement, values).scalar_one()
