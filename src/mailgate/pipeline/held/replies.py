"""A person lets a held mail go out; words that were held back are said with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailgate.errors import Refused
from mailgate.lifecycle.messages import agent_reply_changes
from mailgate.lifecycle.terms import lifecycle_of
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.outbound import OutboundKind, OutboxState
from mailgate.model.recording import Recording
from mailgate.pipeline.agents.acting import HELD_BACK
from mailgate.pipeline.deciding import decide_and_record
from mailgate.pipeline.tickets.settling import Moment, rows_for_clock, settle
from mailgate.pipeline.tools import Tools
from mailgate.sla.rebuild import SPOKE
from mailgate.store.clock import clockworks
from mailgate.store.database import Connection
from mailgate.store.outbound import outbox
from mailgate.store.outbound.outbox import OutboxRow
from mailgate.store.tickets import events, tickets


def let_go(tools: Tools, outbox_id: int, *, actor: str, now: datetime) -> bool:
    """Send a held mail. False: it is not held.

    The first mail of a reply that was held back makes its words public: the ticket waits for the customer from now on,
    and what was promised is kept.

    Raises:
        Refused: ``ticket.deleted``: there is no ticket any more on which such words could be said.
    """
    row = tools.database.read(lambda conn: outbox.show(conn, outbox_id))
    if row is None or row.state is not OutboxState.HELD:
        return False
    waits = tools.database.read(lambda conn: _waits(conn, row))
    if waits is None:
        return tools.database.write(lambda conn: outbox.release(conn, outbox_id, now))
    decide_and_record(tools, lambda conn: _said(conn, tools, row, waits, actor, now), now=now)
    return True


def _waits(conn: Connection, row: OutboxRow) -> Event | None:
    """The journal's account of the reply that the mail carries, while it waits."""
    if row.kind is not OutboundKind.REPLY or row.ticket_id is None:
        return None
    waiting: Event | None = None
    for event in events.of_ticket(conn, row.tenant, row.ticket_id):
        mails = event.details.get("mails")
        if isinstance(mails, list) and row.id in mails and "reply" in event.details:
            waiting = event if event.details["reply"] == HELD_BACK else None
    return waiting


def _said(conn: Connection, tools: Tools, row: OutboxRow, waits: Event, actor: str, now: datetime) -> Recording:
    desk = tools.desk(row.tenant)
    ticket = tickets.by_id(conn, row.tenant, row.ticket_id or 0)
    if ticket is None:
        raise Refused("ticket.deleted", f"the ticket of mail {row.id} is deleted; discard the mail, or write anew")
    cause = Cause(kind="outbox", ref=str(row.id))
    clockwork = clockworks.of_ticket(conn, ticket.id)
    spoken = replace(ticket, last_agent_message_at=now, first_response_at=ticket.first_response_at or now)
    moment = Moment(
        desk=desk, now=now, actor=waits.actor, ids=tools.rows(rows_for_clock(desk)), cause=cause, human_reply=True
    )
    lifecycle = lifecycle_of(desk, ticket.queue)
    settled = settle(spoken, agent_reply_changes(ticket, cause=cause, lifecycle=lifecycle), clockwork, moment)
    message = waits.details["message"]
    released: dict[str, object] = {"reply": "released", "message": message, "mails": waits.details["mails"]}
    happened = (
        Event(kind=EventKind.UPDATED, at=now, actor=actor, cause=cause, details=released),
        Event(
            kind=EventKind.MESSAGE_ADDED,
            at=now,
            actor=waits.actor,
            cause=cause,
            details={"message": message, SPOKE: "agent"},
        ),
        *settled.events,
    )
    return Recording(
        tenant=row.tenant,
        revision=desk.revision,
        before=ticket,
        after=settled.ticket,
        clockwork_before=clockwork,
        clockwork=settled.clockwork,
        events=happened,
        event_ids=tuple(tools.rows(len(happened))),
        published=(int(str(message)),),
        let_go=(row.id,),
    )
