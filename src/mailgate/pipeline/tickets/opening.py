"""Tickets that are opened without a mail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.errors import Refused
from mailgate.model.event import EventKind
from mailgate.model.recording import Recording
from mailgate.model.ticket import Contact, Priority, Ticket
from mailgate.pipeline.deciding import decide_and_record
from mailgate.pipeline.journal import rule_traces
from mailgate.pipeline.outbound.mailing import own_ids
from mailgate.pipeline.outbound.notices import tell_lead, tell_of_new_ticket
from mailgate.pipeline.rules.detecting import known_of, look_at
from mailgate.pipeline.rules.requests import carry_out
from mailgate.pipeline.rules.ruling import Asking, remembered
from mailgate.pipeline.tickets.actions import Actor
from mailgate.pipeline.tickets.drafting import Opening, draft
from mailgate.pipeline.tickets.scene import Scene, as_message
from mailgate.pipeline.tickets.settling import open_settled
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.tickets import contacts


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTicket:
    """What somebody asks to have opened; empty or None: as the queue and the desk have it."""

    subject: str
    text: str
    #: Lower-case.
    customer_email: str
    customer_name: str = ""
    queue: str = ""
    priority: Priority | None = None
    category: str = ""
    type: str = ""
    tags: tuple[str, ...] = ()
    custom: tuple[tuple[str, str], ...] = ()
    #: Unique in the tenant; empty: asking twice opens two tickets.
    key: str = ""
    #: Digest of all that was asked, kept in the journal so that a key cannot be used for anything else.
    digest: str = ""


def open_by_api(tools: Tools, actor: Actor, new: NewTicket, *, now: datetime) -> int:
    """Open a ticket as a mail would have: rules are asked, promises begin, agents are told. No acknowledgement goes
    out: the answer to the request is one.

    Returns:
        The ticket's row id.

    Raises:
        Refused: ``queue.unknown``; ``held.rule``: a rule holds what this customer asks, and nothing was opened.
        Conflict: Also when a ticket of that key was opened meanwhile.
    """
    desk = tools.desk(actor.tenant)
    queue = desk.queue(new.queue) if new.queue else desk.queues[0]
    if queue is None:
        raise Refused("queue.unknown", f"No queue {new.queue}", allowed=tuple(each.key for each in desk.queues))
    scene = Scene(tools=tools, desk=desk, queue=queue, actor=actor, now=now)
    recording = decide_and_record(tools, lambda conn: _opening(conn, scene, new), now=now)
    assert recording.after is not None
    return recording.after.id


def _opening(conn: Connection, scene: Scene, new: NewTicket) -> Recording:
    tools, tenant = scene.tools, scene.desk.tenant
    contact = contacts.by_email(conn, tenant, new.customer_email) or Contact(
        id=tools.rows(1)[0], tenant=tenant, email=new.customer_email, name=new.customer_name, stored=False
    )
    opened, cause = _draft(scene, new, contact), scene.cause()
    message = as_message(opened, new.text, scene.now)
    known = known_of(conn, scene.desk, contact, message, scene.now)
    seen = look_at(opened, message, scene.desk, known)
    plan = scene.plan(conn, message, Asking(events=("ticket.created",), ticket=seen.ticket, before=None))
    scene.expect_let_through(plan)
    settled = open_settled(opened, (*seen.changes, *plan.changes), scene.moment(cause, conn, plan), starts_clock=True)
    entry = scene.entry(opened, new.text, new.key)
    told_as = f"{cause.kind}:{cause.ref}"
    done = carry_out(plan.requests, replace(scene.errand(settled, message, told_as), candidates=seen.candidates))
    post = scene.post(settled.ticket)
    mails = () if plan.spam else tell_of_new_ticket(post, message, cause=told_as, also=done.also, hints=seen.hints)
    mails = (*mails, *tell_lead(post, settled, cause=told_as), *done.mails)
    created = scene.event(
        EventKind.CREATED,
        cause,
        subject=opened.subject,
        message=entry.entry.id,
        rules=rule_traces(plan),
        digest=new.digest,
        **seen.journal,
    )
    events = (created, *settled.events, *done.events)
    return Recording(
        tenant=tenant,
        revision=scene.desk.revision,
        after=settled.ticket,
        contact=contact,
        entries=(entry, *done.entries),
        references=own_ids(mails),
        clockwork=done.clockwork or settled.clockwork,
        watchers=done.watchers,
        turns=settled.turns,
        approvals=done.approvals,
        runs=done.runs,
        links=done.links,
        events=events,
        event_ids=tuple(tools.rows(len(events))),
        mails=mails,
        asked=True,
        **remembered(scene.tools, plan),
    )


def _draft(scene: Scene, new: NewTicket, contact: Contact) -> Ticket:
    opening = Opening(
        desk=scene.desk,
        queue=scene.queue,
        contact=contact,
        subject=new.subject,
        customer_name=new.customer_name,
        now=scene.now,
    )
    opened = draft(scene.tools, opening)
    return replace(
        opened,
        source="api",
        priority=new.priority or opened.priority,
        priority_source="api" if new.priority else opened.priority_source,
        category=new.category or opened.category,
        type=new.type,
        tags=new.tags,
        custom=dict(new.custom),
    )
