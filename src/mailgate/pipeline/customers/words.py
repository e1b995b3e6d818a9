"""What a customer says on a ticket without a mail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.errors import NotFound, Refused
from mailgate.lifecycle.apply import apply_changes
from mailgate.lifecycle.follow_up import APPEND, follow_up
from mailgate.model.desk import Agent, Desk
from mailgate.model.event import EventKind
from mailgate.model.recording import Recording
from mailgate.model.ticket import Ticket
from mailgate.pipeline.customers.returning import hear
from mailgate.pipeline.deciding import decide_and_record
from mailgate.pipeline.journal import rule_traces
from mailgate.pipeline.outbound.mailing import own_ids
from mailgate.pipeline.outbound.notices import tell_lead, tell_of_customer_words
from mailgate.pipeline.rules.requests import carry_out
from mailgate.pipeline.rules.ruling import Asking, remembered
from mailgate.pipeline.tickets.actions import Actor
from mailgate.pipeline.tickets.merging import seen_as
from mailgate.pipeline.tickets.scene import Scene, as_message
from mailgate.pipeline.tickets.settling import settle
from mailgate.pipeline.tools import Tools
from mailgate.sla.rebuild import SPOKE
from mailgate.store.clock import clockworks
from mailgate.store.database import Connection
from mailgate.store.tickets import tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerWords:
    """What a customer says on a ticket; ``key`` as for a new ticket."""

    text: str
    key: str = ""


def customer_says(tools: Tools, actor: Actor, ref: str, words: CustomerWords, *, now: datetime) -> int:
    """A customer writes on an own ticket: a waiting one wakes up, its agents are told.

    Returns:
        The row id of the new message.

    Raises:
        NotFound: No such ticket, or another customer's.
        Refused: ``ticket.closed``: its queue would not take a mail about it either; ``held.rule``: a rule
            holds these words.
    """
    desk = tools.desk(actor.tenant)

    def decide(conn: Connection) -> Recording:
        ticket = tickets.by_ref(conn, actor.tenant, ref)
        if ticket is None or ticket.customer_email != actor.email:
            raise NotFound(f"no ticket {ref}")
        # Said on a merged ticket, it is said on the living one (spec/mail.md B8).
        living = tickets.led_on(conn, actor.tenant, {ticket.id: ticket})[ticket.id]
        origin = ticket if living.contact_id != ticket.contact_id else None
        queue = desk.queue(living.queue) or desk.queues[0]
        return _saying(conn, Scene(tools=tools, desk=desk, queue=queue, actor=actor, now=now), living, words, origin)

    return decide_and_record(tools, decide, now=now).entries[0].entry.id


def _saying(conn: Connection, scene: Scene, before: Ticket, words: CustomerWords, origin: Ticket | None) -> Recording:
    """``origin``: the customer's own ticket where ``before`` is another customer's into whose it was merged."""
    now, desk, cause = scene.now, scene.desk, scene.cause()
    if follow_up(before, desk, now) != APPEND:
        raise Refused("ticket.closed", "The ticket is closed for good; please open a new one")
    clockwork = clockworks.of_ticket(conn, before.id)
    spoken = replace(before, last_customer_message_at=now)
    message = as_message(origin or before, words.text, now)
    heard = hear(before, message, desk, now=now, automatic=False, cause=cause)
    moment = scene.moment(cause)
    awake = apply_changes(spoken, heard.changes, now=now, actor=moment.actor, terms=moment.terms(spoken))
    happened = ("ticket.message.added", *dict.fromkeys(event.kind.value for event in awake.events))
    asking = Asking(events=happened, ticket=awake.ticket, before=before, cycles=clockwork.cycles)
    plan = scene.plan(conn, message, asking)
    scene.expect_let_through(plan)
    settled = settle(spoken, (*heard.changes, *plan.changes), clockwork, scene.moment(cause, conn, plan))
    entry = scene.entry(origin or before, words.text, words.key)
    told_as = f"{cause.kind}:{cause.ref}"
    done = carry_out(plan.requests, scene.errand(settled, message, told_as))
    also = (*done.also, *_watching_agents(conn, desk, before))
    post = scene.post(seen_as(settled.ticket, origin) if origin else settled.ticket)
    quiet = plan.spam or heard.content
    author = entry.entry.author
    mails = () if quiet else tell_of_customer_words(post, message, author, cause=told_as, also=also)
    mails = (*mails, *tell_lead(post, settled, cause=told_as), *done.mails)
    added = scene.event(
        EventKind.MESSAGE_ADDED,
        cause,
        message=entry.entry.id,
        **{SPOKE: "customer"},
        rules=rule_traces(plan),
        **heard.journal,
    )
    events = (added, *settled.events, *done.events)
    return Recording(
        tenant=desk.tenant,
        revision=desk.revision,
        before=before,
        after=settled.ticket,
        entries=(entry, *done.entries),
        references=own_ids(mails),
        clockwork_before=clockwork,
        clockwork=done.clockwork or settled.clockwork,
        watchers=done.watchers,
        turns=settled.turns,
        approvals=done.approvals,
        runs=done.runs,
        links=done.links,
        events=events,
        event_ids=tuple(scene.tools.rows(len(events))),
        mails=mails,
        asked=True,
        **remembered(scene.tools, plan),
    )


def _watching_agents(conn: Connection, desk: Desk, ticket: Ticket) -> tuple[Agent, ...]:
    states = tickets.watchers(conn, (ticket.id,))[ticket.id]
    return tuple(agent for agent in desk.agents if states.get(agent.email) == "active")
