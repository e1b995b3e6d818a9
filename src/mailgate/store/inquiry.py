"""The first named read of the road: everything that the evidence of a batch of mails points to, on one snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from mailgate.lifecycle.follow_up import follow_up, is_at_rest
from mailgate.model.clockwork import Clockwork
from mailgate.model.desk import Desk
from mailgate.model.detection import Memory, RecentTicket
from mailgate.model.mark import SenderFacts, SpamSender
from mailgate.model.match import Candidates, KnownId, Participants, Purpose, Token
from mailgate.model.ticket import Contact, Ticket
from mailgate.store.clock import clockworks
from mailgate.store.inbound import rates
from mailgate.store.inbound.names import Names, look_up
from mailgate.store.people.team_work import TeamWork
from mailgate.store.tables.queues import outbox
from mailgate.store.tickets import learned, recent_tickets, tickets

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
    #: What the mail says, where the desk learns from its history.
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the store knows; ``tickets`` are the living ones, by id, each with its clockwork."""

    candidates: Candidates
    contact: Contact | None
    tickets: dict[int, Ticket]
    clockworks: dict[int, Clockwork]
    facts: SenderFacts
    #: Of the tickets that the mail names, those that were merged into one of ``tickets``.
    merged: tuple[Ticket, ...]
    #: Shared by all mails of the snapshot.
    work: TeamWork
    #: The sender's open tickets of the last day, newest first, where the desk looks for duplicates.
    recent: tuple[RecentTicket, ...] = ()
    #: What the desk learned of the batch's words; None where it does not learn.
    memory: Memory | None = None


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
class Matched:
    """What the mails of one tenant point to, and who takes part there."""

    names: Names
    #: By the id they are named with, which a merge may have led on.
    tickets: Mapping[int, Ticket]
    #: The same before any merge led on.
    named: Mapping[int, Ticket]
    #: Addresses with their state, by ticket.
    watchers: Mapping[int, Mapping[str, str]]

    @property
    def ids(self) -> set[int]:
        return {value.id for value in self.tickets.values()}


def matched(conn: Connection, tenant: str, inquiries: Sequence[Inquiry]) -> Matched:
    """All that matching and permission rest on, in three indexed reads for all mails together: what their names stand
    for, the tickets, and who watches those. A merged ticket costs two more, a report on a mail of ours one."""
    names = _names(conn, tenant, inquiries)
    pointed = {ticket_id for inquiry in inquiries for ticket_id in _pointed_tickets(inquiry, names)}
    named = tickets.by_ids(conn, tenant, pointed)
    found = tickets.led_on(conn, tenant, named)
    watchers = tickets.watchers(conn, {value.id for value in found.values()})
    return Matched(names=names, tickets=found, named=named, watchers=watchers)


def _of_tenant(conn: Connection, tenant: str, inquiries: Sequence[Inquiry], work: TeamWork) -> list[Found]:
    known = matched(conn, tenant, inquiries)
    running = clockworks.of_tickets(conn, known.ids)
    candidates = [_candidates(conn, inquiry, known) for inquiry in inquiries]
    counts = rates.count(conn, [_asked(*pair) for pair in zip(inquiries, candidates, strict=True)])
    found = [
        _found(inquiry, its, known, (running, counted, work))
        for inquiry, its, counted in zip(inquiries, candidates, counts, strict=True)
    ]
    detection = inquiries[0].desk.detection
    if detection.duplicates:
        found = _with_recent(conn, inquiries, found)
    if detection.learn.enabled:
        memory = learned.recall(conn, tenant, {word for inquiry in inquiries for word in inquiry.words})
        found = [replace(it, memory=memory) for it in found]
    return found


def _with_recent(conn: Connection, inquiries: Sequence[Inquiry], found: list[Found]) -> list[Found]:
    senders = [it.contact.id for it in found if it.contact is not None]
    recent = recent_tickets.of_contacts(conn, senders, inquiries[0].now)
    return [replace(it, recent=recent.get(it.contact.id, ())) if it.contact is not None else it for it in found]


def _names(conn: Connection, tenant: str, inquiries: Sequence[Inquiry]) -> Names:
    ids = {message_id for inquiry in inquiries for message_id in (*inquiry.message_ids, inquiry.message_id)}
    return look_up(
        conn,
        tenant,
        emails={inquiry.author for inquiry in inquiries} - {""},
        message_ids=ids - {""},
        numbers={number for inquiry in inquiries for number in inquiry.numbers},
        keys={inquiry.key for inquiry in inquiries} - {""},
    )


def _pointed(inquiry: Inquiry, names: Names) -> list[KnownId]:
    """What the ids in a mail lead to, strongest first; its own id is no evidence, only of a duplicate."""
    return [value for message_id in inquiry.message_ids for value in names.ids.get(message_id, ())]


def _pointed_tickets(inquiry: Inquiry, names: Names) -> list[int]:
    """Ids of the tickets that a mail names in any way."""
    named = (
        *(token.subject_id for token in inquiry.tokens if token.purpose not in _OF_NO_TICKET),
        *(value.ticket_id for value in _pointed(inquiry, names)),
        *(names.numbers[number] for number in inquiry.numbers if number in names.numbers),
    )
    return list(dict.fromkeys(named))[:_TICKETS_EXAMINED]


def _candidates(conn: Connection, inquiry: Inquiry, known: Matched) -> Candidates:
    names = known.names
    pointed = _pointed_tickets(inquiry, names)
    its = {ticket_id: known.tickets[ticket_id] for ticket_id in pointed if ticket_id in known.tickets}
    numbers = ((number, names.numbers[number]) for number in inquiry.numbers if number in names.numbers)
    contact = names.contacts.get(inquiry.author)
    return Candidates(
        tokens=tuple(_of_living(token, its) for token in inquiry.tokens),
        known_ids=tuple(
            value if its[value.ticket_id].id == value.ticket_id else replace(value, ticket_id=its[value.ticket_id].id)
            for value in _pointed(inquiry, names)
            if value.ticket_id in its
        ),
        numbers=tuple((number, its[named].id) for number, named in numbers if named in its),
        participants=_participants(inquiry, its, known),
        sender_contact=contact.id if contact else None,
        bounced_ticket=_bounced_ticket(conn, inquiry),
    )


def _of_living(token: Token, its: Mapping[int, Ticket]) -> Token:
    target = its.get(token.subject_id)
    if token.purpose in _OF_NO_TICKET or target is None or target.id == token.subject_id:
        return token
    return replace(token, subject_id=target.id)


def _participants(inquiry: Inquiry, its: Mapping[int, Ticket], known: Matched) -> tuple[Participants, ...]:
    agents = inquiry.desk.agent_addresses
    # Whoever names an own ticket takes part in the one that it was merged into.
    led: dict[int, set[str]] = {}
    for row, value in its.items():
        led.setdefault(value.id, set()).add(known.named[row].customer_email)
    return tuple(
        Participants(
            ticket_id=value.id,
            # An agent's address never counts as a participant.
            customer=value.customer_email if value.customer_email not in agents else "",
            contact_id=value.contact_id,
            watchers=frozenset((_active(known, value.id) | led[value.id]) - agents - {value.customer_email}),
            watching_agents=frozenset(_active(known, value.id) & agents),
            follow_up=follow_up(value, inquiry.desk, inquiry.now),
            subject=value.subject,
            at_rest=is_at_rest(value, inquiry.desk, inquiry.now),
        )
        for value in {value.id: value for value in its.values()}.values()
    )


def _active(known: Matched, ticket_id: int) -> set[str]:
    return {email for email, state in known.watchers[ticket_id].items() if state == "active"}


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
    inquiry: Inquiry,
    candidates: Candidates,
    known: Matched,
    beside: tuple[Mapping[int, Clockwork], rates.Counted, TeamWork],
) -> Found:
    running, counted, work = beside
    names = known.names
    ids = [participants.ticket_id for participants in candidates.participants]
    by_id = {value.id: value for value in known.tickets.values()}
    return Found(
        candidates=candidates,
        contact=names.contacts.get(inquiry.author),
        tickets={ticket_id: by_id[ticket_id] for ticket_id in ids},
        clockworks={ticket_id: running[ticket_id] for ticket_id in ids},
        facts=SenderFacts(
            known_key=inquiry.key in names.keys,
            known_ticket=names.keys.get(inquiry.key),
            known_message_id=inquiry.message_id in names.ids,
            tickets_by_sender=counted.by_sender,
            tickets_by_domain=counted.by_domain,
            replies_on_ticket=counted.replies,
            spam_sender=_spam_sender(inquiry, names),
        ),
        merged=_merged(inquiry, known),
        work=work,
    )


def _merged(inquiry: Inquiry, known: Matched) -> tuple[Ticket, ...]:
    named = (known.named.get(ticket_id) for ticket_id in _pointed_tickets(inquiry, known.names))
    return tuple(value for value in named if value is not None and value.merged_into is not None)


def _spam_sender(inquiry: Inquiry, names: Names) -> SpamSender | None:
    listed = names.spam.get(inquiry.author)
    over = listed is None or listed.until <= inquiry.now
    return None if over or inquiry.desk.agent(inquiry.author) else listed
