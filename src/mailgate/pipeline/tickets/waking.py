"""A ticket that was put off comes back: whoever works on it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from mailgate.lifecycle.statuses import is_open
from mailgate.model.event import Cause
from mailgate.model.plan import Change
from mailgate.model.recording import Recording
from mailgate.model.ticket import Ticket
from mailgate.pipeline.one_by_one import each_due
from mailgate.pipeline.outbound.mailing import Post, own_ids
from mailgate.pipeline.outbound.notices import tell_of_waking
from mailgate.pipeline.tickets.settling import Moment, rows_for_clock, settle
from mailgate.pipeline.tools import Tools
from mailgate.store.clock import clockworks
from mailgate.store.database import Connection
from mailgate.store.tickets import snoozes, tickets


def wake_due(tools: Tools, *, clock: Callable[[], datetime]) -> int:
    """Bring back every ticket whose time has come; the answer is how many.

    Raises:
        StoreUnavailable: The database is away; what did not come back is still due.
    """
    return each_due(tools, snoozes.due, _woken, clock=clock)


def _woken(conn: Connection, tools: Tools, due: Ticket, now: datetime) -> Recording:
    """Nothing where a person was faster; without a word where the desk is gone."""
    desk = tools.desks.get(due.tenant)
    ticket = tickets.by_id(conn, due.tenant, due.id)
    if ticket is None or ticket.snoozed_until is None or ticket.snoozed_until > now:
        return Recording(tenant=due.tenant, revision=0)
    if desk is None:
        return Recording(tenant=due.tenant, revision=0, before=ticket, after=replace(ticket, snoozed_until=None))
    cause = Cause(kind="schedule", ref="snooze")
    clockwork = clockworks.of_ticket(conn, ticket.id)
    ids = tools.rows(rows_for_clock(desk))
    moment = Moment(desk=desk, now=now, actor="system", ids=ids, cause=cause)
    settled = settle(ticket, (Change(field="snoozed_until", value=None, cause=cause),), clockwork, moment)
    queue = desk.queue(ticket.queue) or desk.queues[0]
    post = Post(tools=tools, desk=desk, queue=queue, ticket=settled.ticket, now=now)
    told_as = f"snooze:{ticket.id}:{int(ticket.snoozed_until.timestamp())}"
    mails = tell_of_waking(post, cause=told_as) if is_open(ticket.status) else ()
    return Recording(
        tenant=due.tenant,
        revision=desk.revision,
        before=ticket,
        after=settled.ticket,
        references=own_ids(mails),
        clockwork_before=clockwork,
        clockwork=settled.clockwork,
        events=settled.events,
        event_ids=tuple(tools.rows(len(settled.events))),
        mails=mails,
    )
