"""What becomes of the tickets below one that is resolved or closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailgate.errors import Refused
from mailgate.lifecycle.statuses import allowed, is_open
from mailgate.lifecycle.terms import lifecycle_of
from mailgate.model.desk import Desk
from mailgate.model.event import Cause
from mailgate.model.link import LinkKind
from mailgate.model.plan import Change
from mailgate.model.recording import Recording
from mailgate.model.ticket import Status, Ticket
from mailgate.pipeline.tickets.settling import Moment, rows_for_clock, settle
from mailgate.pipeline.tools import Tools
from mailgate.store.clock import clockworks
from mailgate.store.database import Connection
from mailgate.store.tickets import links, tickets

#: What may be said about them; ``ask``: whoever ends the parent has to say it.
ASK, CLOSE, KEEP = "ask", "close", "keep"
_ENDS = (Status.RESOLVED, Status.CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A parent ends, by whom and because of what."""

    tools: Tools
    desk: Desk
    before: Ticket
    after: Ticket
    actor: str
    cause: Cause
    now: datetime
    #: ``close`` or ``keep``; empty: as the queue has it.
    children: str = ""


def ended_with(conn: Connection, ending: Ending) -> tuple[Recording, ...]:
    """The open children, brought where their parent is, each with its own promises; none where they are kept.

    A child whose lifecycle has no such move stays as it is.

    Raises:
        Refused: ``children.open``: there are some, and nobody said what is to become of them.
    """
    after, queue = ending.after, ending.desk.queue(ending.after.queue)
    if after.status not in _ENDS or not is_open(ending.before.status):
        return ()
    wanted = ending.children or (queue.close_children if queue else ASK)
    if wanted == KEEP:
        return ()
    children = open_children(conn, after)
    if children and wanted == ASK:
        numbers = ", ".join(child.number for child in children)
        raise Refused(
            "children.open",
            f"Open tickets are below this one: {numbers}. Say whether to close or keep them",
            allowed=(CLOSE, KEEP),
        )
    return tuple(_ended(conn, ending, child) for child in children if _may(ending, child))


def open_children(conn: Connection, ticket: Ticket) -> list[Ticket]:
    """The tickets below it that somebody has to work on still, by number."""
    below = (it for it in links.of(conn, (ticket.id,)) if it.kind is LinkKind.PARENT and it.other_id == ticket.id)
    found = tickets.by_ids(conn, ticket.tenant, [it.ticket_id for it in below]).values()
    return sorted((each for each in found if is_open(each.status)), key=lambda each: each.number)


def _may(ending: Ending, child: Ticket) -> bool:
    return ending.after.status in allowed(child.status, lifecycle_of(ending.desk, child.queue))


def _ended(conn: Connection, ending: Ending, child: Ticket) -> Recording:
    clockwork = clockworks.of_ticket(conn, child.id)
    moment = Moment(
        desk=ending.desk,
        now=ending.now,
        actor=ending.actor,
        ids=ending.tools.rows(rows_for_clock(ending.desk)),
        cause=ending.cause,
    )
    cause = Cause(kind="parent", ref=ending.after.number)
    settled = settle(child, (Change(field="status", value=ending.after.status, cause=cause),), clockwork, moment)
    return Recording(
        tenant=child.tenant,
        revision=ending.desk.revision,
        before=child,
        after=settled.ticket,
        clockwork_before=clockwork,
        clockwork=settled.clockwork,
        events=settled.events,
        event_ids=tuple(ending.tools.rows(len(settled.events))),
    )
