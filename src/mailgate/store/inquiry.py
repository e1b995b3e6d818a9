"""The first named read of the road: everything that the evidence of a batch of mails points to, on one snapshot."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from mailgate.lifecycle.messages import may_reopen
from mailgate.lifecycle.terms import lifecycle_of
from mailgate.model.desk import Desk
from mailgate.model.mark import SenderFacts, SpamSender
from mailgate.model.match import Candidates, KnownId, Participants, Purpose, Token
from mailgate.model.sla import Clockwork
from mailgate.model.ticket import Contact, Ticket
from mailgate.store import clockworks, entries, rates, spam_senders, tickets
from mailgate.store.tables.queues import outbox
from mailgate.store.team_work import TeamWork

#: Evidence that points to more tickets than this is no evidence.
_TICKETS_EXAMINED = 10
#: Tokens that name a mail.
_OF_NO_TICKET = (Purpose.BOUNCE, Purpose.HELD, Purpose.HELD_LIST)

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
    """What the store knows; ``tickets`` are the living ones, by id, each with its clockwork."""

    candidates: Candidates
    contact: Contact | None
    tickets: dict[int, Ticket]
    clockworks: dict[int, Clockwork]
    facts: SenderFacts
    #: Shared by all mails of the snapshot.
    work: TeamWork


def find(conn: Connection, inquiries: Sequence[Inquiry]) -> list[Found]:
    """Look up what mails ask for, in their order; every look-up is an indexed one, made once for all of them."""
    found: dict[int, Found] = {}
    work = TeamWork(conn)
    for tenant in dict.fromkeys(inquiry.desk.tenant for inquiry in inquiries):
        places = [place for place, inquiry in enumerate(inquiries) if inquiry.desk.tenant == tenant]
        answers = _of_tenant(conn, tenant, [inquiries[place] for place in places], work)
        found |= zip(places, answers, strict=True)
    return [found[place] for place in range(len(inquiries))]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """What the names in the mails stand for."""

    ids: Mapping[str, Sequence[KnownId]]
    numbers: Mapping[str, int]
    contacts: Mapping[str, Contact]
    spam: Mapping[str, SpamSender]
    #: The ticket that a mail of the same key went to.
    keys: Mapping[str, int]

    def pointed(self, inquiry: Inquiry) -> list[KnownId]:
        """What the ids in a mail lead to, strongest first; its own id is no evidence, only of a duplicate."""
        return [value for message_id in inquiry.message_ids for value in self.ids.get(message_id, ())]

    def tickets(self, inquiry: Inquiry) -> list[int]:
        """Ids of the tickets that a mail names in any way."""
        named = (
            *(token.subject_id for token in inquiry.tokens if token.purpose not in _OF_NO_TICKET),
            *(value.ticket_id for value in self.pointed(inquiry)),
            *(self.numbers[number] for number in inquiry.numbers if number in self.numbers),
        )
        return list(dict.fromkeys(named))[:_TICKETS_EXAMINED]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Living:
    """Tickets by the id they are named with, which a merge may have led on; and what stands beside them."""

    tickets: Mapping[int, Ticket]
    watchers: Mapping[int, Mapping[str, str]]
    clockworks: Mapping[int, Clockwork]


def _of_tenant(conn: Connection, tenant: str, inquiries: Sequence[Inquiry], work: TeamWork) -> list[Found]:
    names = _names(conn, tenant, inquiries)
    living = _living(conn, tenant, {ticket_id for inquiry in inquiries for ticket_id in names.tickets(inquiry)})
    candidates = [_candidates(conn, inquiry, names, living) for inquiry in inquiries]
    counts = rates.count(conn, [_asked(*pair) for pair in zip(inquiries, candidates, strict=True)])
    return [
        _found(inquiry, its, names, living, (counted, work))
        for inquiry, its, counted in zip(inquiries, candidates, counts, strict=True)
    ]


def _names(conn: Connection, tenant: str, inquiries: Sequence[Inquiry]) -> _Names:
    asked = {message_id for inquiry in inquiries for message_id in (*inquiry.message_ids, inquiry.message_id)}
    ids: dict[str, list[KnownId]] = {}
    for value in entries.known_ids(conn, tenant, asked - {""}):
        ids.setdefault(value.message_id, []).append(value)
    people = spam_senders.known(conn, tenant, {inquiry.author for inquiry in inquiries} - {""})
    return _Names(
        ids=ids,
        numbers=tickets.ids_of_numbers(conn, tenant, {number for inquiry in inquiries for number in inquiry.numbers}),
        contacts=people.contacts,
        spam=people.spam,
        keys=entries.tickets_of_keys(conn, tenant, {inquiry.key for inquiry in inquiries} - {""}),
    )


def _living(conn: Connection, tenant: str, ticket_ids: Collection[int]) -> _Living:
    found = tickets.living(conn, tenant, ticket_ids)
    ids = {value.id for value in found.values()}
    return _Living(tickets=found, watchers=tickets.watchers(conn, ids), clockworks=clockworks.of_tickets(conn, ids))


def _candidates(conn: Connection, inquiry: Inquiry, names: _Names, living: _Living) -> Candidates:
    its = {ticket_id: living.tickets[ticket_id] for ticket_id in names.tickets(inquiry) if ticket_id in living.tickets}
    numbers = ((number, names.numbers[number]) for number in inquiry.numbers if number in names.numbers)
    contact = names.contacts.get(inquiry.author)
    return Candidates(
        tokens=tuple(_of_living(token, its) for token in inquiry.tokens),
        known_ids=tuple(
            value if its[value.ticket_id].id == value.ticket_id else replace(value, ticket_id=its[value.ticket_id].id)
            for value in names.pointed(inquiry)
            if value.ticket_id in its
        ),
        numbers=tuple((number, its[named].id) for number, named in numbers if named in its),
        participants=_participants(inquiry, its, living),
        sender_contact=contact.id if contact else None,
        bounced_ticket=_bounced_ticket(conn, inquiry),
    )


def _of_living(token: Token, its: Mapping[int, Ticket]) -> Token:
    target = its.get(token.subject_id)
    if token.purpose in _OF_NO_TICKET or target is None or target.id == token.subject_id:
        return token
    return replace(token, subject_id=target.id)


def _participants(inquiry: Inquiry, its: Mapping[int, Ticket], living: _Living) -> tuple[Participants, ...]:
    agents = inquiry.desk.agent_addresses
    return tuple(
        Participants(
            ticket_id=value.id,
            # An agent's address never counts as a participant.
            customer=value.customer_email if value.customer_email not in agents else "",
            contact_id=value.contact_id,
            watchers=frozenset(_active(living, value.id) - agents),
            watching_agents=frozenset(_active(living, value.id) & agents),
            reopens=may_reopen(value, inquiry.now, inquiry.desk.reopen_window, lifecycle_of(inquiry.desk, value.queue)),
        )
        for value in {value.id: value for value in its.values()}.values()
    )


def _active(living: _Living, ticket_id: int) -> set[str]:
    return {email for email, state in living.watchers[ticket_id].items() if state == "active"}


def _bounced_ticket(conn: Connection, inquiry: Inquiry) -> int | None:
    token = next((token for token in inquiry.tokens if token.purpose is Purpose.BOUNCE), None)
    if token is None:
        return None
    return conn.execute(_BOUNCED, {"tenant": inquiry.desk.tenant, "id": token.subject_id}).scalar_one_or_none()


def _asked(inquiry: Inquiry, candidates: Candidates) -> rates.Asked:
    return rates.Asked(
        tenant=inquiry.desk.tenant,
        rates=inquiry.desk.rates,
        author=inquiry.author,
        contact_id=candidates.sender_contact,
        ticket_id=candidates.participants[0].ticket_id if candidates.participants else None,
        now=inquiry.now,
    )


def _found(
    inquiry: Inquiry, candidates: Candidates, names: _Names, living: _Living, beside: tuple[rates.Counted, TeamWork]
) -> Found:
    counted, work = beside
    ids = [participants.ticket_id for participants in candidates.participants]
    by_id = {value.id: value for value in living.tickets.values()}
    return Found(
        candidates=candidates,
        contact=names.contacts.get(inquiry.author),
        tickets={ticket_id: by_id[ticket_id] for ticket_id in ids},
        clockworks={ticket_id: living.clockworks[ticket_id] for ticket_id in ids},
        facts=SenderFacts(
            known_key=inquiry.key in names.keys,
            known_ticket=names.keys.get(inquiry.key),
            known_message_id=inquiry.message_id in names.ids,
            tickets_by_sender=counted.by_sender,
            tickets_by_domain=counted.by_domain,
            replies_on_ticket=counted.replies,
            spam_sender=_spam_sender(inquiry, names),
        ),
        work=work,
    )


def _spam_sender(inquiry: Inquiry, names: _Names) -> SpamSender | None:
    listed = names.spam.get(inquiry.author)
    over = listed is None or listed.until <= inquiry.now
    return None if over or inquiry.desk.agent(inquiry.author) else listed
