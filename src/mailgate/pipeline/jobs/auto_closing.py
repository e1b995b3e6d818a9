"""Tickets that nobody writes on any more: their customers are warned, and in the end they are closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog

from mailgate.calendar.cron import next_slot, parse_cron
from mailgate.errors import Conflict
from mailgate.lifecycle.closing import NOTICE, Fate, Quiet, fate
from mailgate.model.desk import Desk
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.plan import Change
from mailgate.model.recording import Recording
from mailgate.model.ticket import Contact, Status
from mailgate.notify.views import public_view
from mailgate.pipeline.deciding import decide_and_record
from mailgate.pipeline.jobs.slot import Ran, Slot
from mailgate.pipeline.outbound.mailing import Post, own_ids
from mailgate.pipeline.tickets.settling import Moment, rows_for_clock, settle
from mailgate.pipeline.tools import Tools
from mailgate.store.clock import clockworks
from mailgate.store.database import Connection
from mailgate.store.outbound import conversations
from mailgate.store.tickets import quiet

_LOG = structlog.get_logger()
_PAGE = 500
_MOMENT = timedelta(microseconds=1)
_TOLD = (EventKind.CLOSE_WARNING, EventKind.CLOSED)


def auto_close(slot: Slot) -> Ran:
    """Each ticket is a decision of its own, which can be made again: what was done before a crash stays done."""
    return Ran(told=spoken(carry_out(slot.tools, slot.desk, now=slot.now)))


def carry_out(tools: Tools, desk: Desk, *, now: datetime) -> Counter[Fate]:
    """Warn and close what is due in one desk; the answer is how many of each."""
    done: Counter[Fate] = Counter()
    for found, _ in due(tools, desk, now=now):
        try:
            did = decide_and_record(tools, partial(_decided, tools=tools, desk=desk, asked=found, now=now), now=now)
        except Conflict as conflict:
            # Somebody works on it just now: then it is not quiet any more.
            _LOG.info("auto_close.conflict", ticket=found.ticket.number, reason=str(conflict))
            continue
        done.update(_told(event) for event in did.events if event.kind in _TOLD)
    return done


def due(tools: Tools, desk: Desk, *, now: datetime) -> Iterator[tuple[Quiet, Fate]]:
    """What there is to do in one desk, by ticket id; nothing is done yet."""
    limits = desk.auto_close
    if not limits.enabled:
        return
    after, before = 0, now - min(limits.resolved_after, limits.warn_after)
    while found := tools.database.read(
        partial(quiet.page, tenant=desk.tenant, before=before, after_id=after, most=_PAGE)
    ):
        for each in found:
            if (its := fate(each, limits, now)) is not None:
                yield each, its
        after = found[-1].ticket.id


def spoken(done: Mapping[Fate, int]) -> str:
    closed = done.get(Fate.CLOSE_INACTIVE, 0) + done.get(Fate.CLOSE_RESOLVED, 0)
    return f"{closed} closed, {done.get(Fate.WARN, 0)} warned"


def _told(event: Event) -> Fate:
    return Fate.WARN if event.kind is EventKind.CLOSE_WARNING else Fate(event.cause.ref.rpartition(":")[2])


def _decided(conn: Connection, tools: Tools, desk: Desk, asked: Quiet, now: datetime) -> Recording:
    """Looked at once more on the snapshot that decides: a reply that came meanwhile cancels it."""
    found = quiet.one(conn, asked.ticket.id)
    its = fate(found, desk.auto_close, now) if found is not None else None
    if found is None or its is None:
        return Recording(tenant=desk.tenant, revision=desk.revision)
    return _warn(conn, tools, desk, found, now) if its is Fate.WARN else _close(conn, tools, desk, found, its, now)


def _warn(conn: Connection, tools: Tools, desk: Desk, found: Quiet, now: datetime) -> Recording:
    ticket = found.ticket
    queue = desk.queue(ticket.queue) or desk.queues[0]
    thread = conversations.conversation(conn, ticket).thread
    post = Post(tools=tools, desk=desk, queue=queue, ticket=ticket, now=now, thread=thread)
    contact = Contact(id=ticket.contact_id, tenant=desk.tenant, email=ticket.customer_email, name=ticket.customer_name)
    closes = _closes_at(desk, found, now)
    view, addressing = public_view(ticket, queue), post.to_customer(contact.id)
    letter = post.letters.close_warning(view, contact, queue, closes, addressing)
    mail = post.sealed(letter, cause=quiet.warning_cause(found), row=tools.rows(1)[0])
    warned = Event(
        kind=EventKind.CLOSE_WARNING,
        at=now,
        actor="system",
        cause=Cause(kind="schedule", ref="auto_close"),
        details={"closes_at": closes.isoformat(), "recipient": contact.email},
    )
    return Recording(
        tenant=desk.tenant,
        revision=desk.revision,
        before=ticket,
        after=replace(ticket, updated_at=now),
        references=own_ids((mail,)),
        events=(warned,),
        event_ids=tuple(tools.rows(1)),
        mails=(mail,),
    )


def _closes_at(desk: Desk, found: Quiet, now: datetime) -> datetime:
    """When the job closes it at the earliest, should nobody write."""
    at = max(found.since + desk.auto_close.waiting_after, now + NOTICE)
    job = desk.job("auto_close")
    following = next_slot(parse_cron(job.cron), ZoneInfo(desk.timezone), at - _MOMENT) if job else None
    return following or at


def _close(conn: Connection, tools: Tools, desk: Desk, found: Quiet, its: Fate, now: datetime) -> Recording:
    cause = Cause(kind="schedule", ref=f"auto_close:{its.value}")
    clockwork = clockworks.of_ticket(conn, found.ticket.id)
    moment = Moment(desk=desk, now=now, actor="system", ids=tools.rows(rows_for_clock(desk)), cause=cause)
    wanted = Change(field="status", value=Status.CLOSED, cause=cause)
    settled = settle(found.ticket, (wanted,), clockwork, moment)
    return Recording(
        tenant=desk.tenant,
        revision=desk.revision,
        before=found.ticket,
        after=settled.ticket,
        clockwork_before=clockwork,
        clockwork=settled.clockwork,
        events=settled.events,
        event_ids=tuple(tools.rows(len(settled.events))),
    )
