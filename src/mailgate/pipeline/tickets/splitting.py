"""Messages leave a ticket for one of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mailgate.errors import NotFound, Refused
from mailgate.model.event import Event, EventKind
from mailgate.model.link import Link, LinkKind, Removal
from mailgate.model.recording import Recording
from mailgate.model.ticket import AuthorType, Entry, EntryKind
from mailgate.pipeline.agents.turn import AgentTurn
from mailgate.pipeline.tickets.drafting import Opening, draft
from mailgate.pipeline.tickets.settling import Moment, open_settled, rows_for_clock
from mailgate.sla.starts import told_since
from mailgate.store.database import Connection
from mailgate.store.people.team_work import TeamWork
from mailgate.store.tickets import contacts, entries


def split_of(conn: Connection, turn: AgentTurn, messages: Sequence[int], *, subject: str = "") -> Recording:
    """The new ticket with the messages; an answer to one of them leads to it from now on, and both are linked.

    It is the customer's who wrote the first of the messages, in the old one's queue, and its first response is owed
    since the customer wrote.

    Args:
        messages: Row ids; none: the customer's newest message.

    Raises:
        NotFound: A message is none of the ticket.
        Refused: ``split.nothing``: there is no such message; ``split.everything``: nothing would be left.
    """
    said = [entry for entry in entries.of_ticket(conn, turn.desk.tenant, turn.ticket.id) if _is_said(entry)]
    moving = _chosen(said, messages)
    if all(entry in moving for entry in said if entry.author.type is AuthorType.CUSTOMER):
        raise Refused("split.everything", "Nothing of the customer would be left; a message of his has to stay")
    first = moving[0]
    writer = contacts.by_email(conn, turn.desk.tenant, first.author.email) if _by_customer(first) else None
    owner = writer or contacts.by_id(conn, turn.desk.tenant, turn.ticket.contact_id)
    assert owner is not None
    opening = Opening(
        desk=turn.desk,
        queue=turn.queue,
        contact=owner,
        subject=subject or turn.ticket.subject,
        customer_name=first.author.name if writer else turn.ticket.customer_name,
        now=turn.now,
    )
    drafted = replace(
        draft(turn.tools, opening),
        last_customer_message_at=max((entry.created_at for entry in moving if _by_customer(entry)), default=None),
    )
    moment = Moment(
        desk=turn.desk,
        now=turn.now,
        actor=turn.agent.email,
        ids=turn.tools.rows(rows_for_clock(turn.desk)),
        cause=turn.cause,
        work=TeamWork(conn),
    )
    asked = min((entry.created_at for entry in moving if _by_customer(entry)), default=None)
    settled = open_settled(drafted, (), moment, starts_clock=asked is not None, asked=asked)
    ids = tuple(entry.id for entry in moving)
    details: dict[str, object] = {"split_from": turn.ticket.number, "messages": list(ids)}
    created = _event(turn, EventKind.CREATED, {"subject": drafted.subject, **details, **told_since(asked, turn.now)})
    happened = (created, *settled.events)
    return Recording(
        tenant=turn.desk.tenant,
        revision=turn.desk.revision,
        after=settled.ticket,
        clockwork=settled.clockwork,
        contact=owner,
        turns=settled.turns,
        events=happened,
        event_ids=tuple(turn.tools.rows(len(happened))),
        links=(Link(ticket_id=settled.ticket.id, kind=LinkKind.RELATED, other_id=turn.ticket.id),),
        removal=Removal(origin=turn.ticket.id, target=settled.ticket.id, entry_ids=ids),
        beside=(_left(turn, settled.ticket.number, ids),),
        inbox_id=turn.inbox_id,
    )


def _chosen(said: list[Entry], messages: Sequence[int]) -> list[Entry]:
    if not messages:
        newest = [entry for entry in said if _by_customer(entry)][-1:]
        if not newest:
            raise Refused("split.nothing", "There is no message of the customer")
        return newest
    known = {entry.id: entry for entry in said}
    for row in messages:
        if row not in known:
            raise NotFound(f"no message {row}")
    return [known[row] for row in sorted(set(messages))]


def _left(turn: AgentTurn, number: str, ids: tuple[int, ...]) -> Recording:
    event = _event(turn, EventKind.SPLIT, {"into": number, "messages": list(ids)})
    return Recording(
        tenant=turn.desk.tenant,
        revision=turn.desk.revision,
        before=turn.ticket,
        after=replace(turn.ticket, updated_at=turn.now),
        events=(event,),
        event_ids=tuple(turn.tools.rows(1)),
    )


def _event(turn: AgentTurn, kind: EventKind, details: dict[str, object]) -> Event:
    return Event(kind=kind, at=turn.now, actor=turn.agent.email, cause=turn.cause, details=details)


def _is_said(entry: Entry) -> bool:
    return entry.kind is not EntryKind.SYSTEM


def _by_customer(entry: Entry) -> bool:
    return entry.author.type is AuthorType.CUSTOMER
