"""After an act: the rules that it concerns are asked, whoever did it and by whatever way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.model.clockwork import Clockwork
from mailgate.model.desk import Desk
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.identity import Sender, Tier
from mailgate.model.message import Author, Headers, Message, Segment, SegmentKind
from mailgate.model.plan import Plan
from mailgate.model.recording import Recording
from mailgate.model.ticket import Entry, EntryKind, Ticket
from mailgate.pipeline.outbound.mailing import own_ids
from mailgate.pipeline.rules.alarms import budget_alert
from mailgate.pipeline.rules.counting import counted
from mailgate.pipeline.rules.errand import Errand
from mailgate.pipeline.rules.mails import tell_by_rule
from mailgate.pipeline.rules.requests import carry_out
from mailgate.pipeline.rules.ruling import remembered
from mailgate.pipeline.tickets.assigning import strategy_asked
from mailgate.pipeline.tickets.settling import Moment, rows_for_clock, settle
from mailgate.pipeline.tools import Tools
from mailgate.store.clock import clockworks
from mailgate.store.database import Connection
from mailgate.store.people.team_work import TeamWork
from mailgate.store.rules import rule_marks
from mailgate.store.tickets import tickets
from mailgate.triage.occasion import Occasion
from mailgate.triage.run import triage

#: What rules brought about is the affair of the chain that they were asked in.
_BY_RULES = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Where rules are asked, and under which cause their wishes are carried out."""

    tools: Tools
    desk: Desk
    before: Ticket
    clockwork: Clockwork
    cause: Cause
    now: datetime


def follow(conn: Connection, tools: Tools, recording: Recording, now: datetime) -> Recording:
    """The recording with what the rules add that name one of its events; as it is where they were asked already."""
    desk, after = tools.desks.get(recording.tenant), recording.after
    if recording.asked or desk is None or after is None:
        return recording
    events = [event for event in recording.events if _concerns_rules(event)]
    if not events:
        return recording
    if after.rule_changes and desk.agent(events[0].actor):
        # Somebody of the desk has a hand in it: rules may change it again.
        after = replace(after, rule_changes=0)
        recording = replace(recording, after=after)
    kinds = tuple(dict.fromkeys(event.kind.value for event in events))
    rules = tools.rules[recording.tenant]
    if not rules.of(kinds):
        return recording
    recording = _with_clockwork(conn, recording)
    occasion = _occasion(conn, tools, desk, recording, events[0], now)
    plan = triage(replace(occasion, events=kinds), rules)
    happening = Happening(
        tools=tools,
        desk=desk,
        before=recording.before or after,
        clockwork=recording.clockwork,
        cause=events[0].cause,
        now=now,
    )
    return with_plan(conn, happening, recording, plan, occasion)


def carried(conn: Connection, happening: Happening, occasion: Occasion, *, only: str) -> Recording | None:
    """What one rule, and those that its changes concern, make of a ticket; None where it does not match."""
    plan = triage(occasion, happening.tools.rules[happening.desk.tenant], only=only)
    if not any(trace.matched for trace in plan.trace):
        return None
    recording = Recording(
        tenant=happening.desk.tenant,
        revision=happening.desk.revision,
        before=happening.before,
        after=happening.before,
        clockwork_before=happening.clockwork,
        clockwork=happening.clockwork,
        asked=True,
    )
    return with_plan(conn, happening, recording, plan, occasion)


def with_plan(
    conn: Connection, happening: Happening, recording: Recording, plan: Plan, occasion: Occasion
) -> Recording:
    """A recording with all that a plan asks for; what cannot be is said in the journal."""
    tools, desk, now = happening.tools, happening.desk, happening.now
    assert recording.after is not None
    strategy = strategy_asked(plan.requests)
    moment = Moment(
        desk=desk,
        now=now,
        actor="system",
        ids=tools.rows(rows_for_clock(desk)),
        cause=happening.cause,
        work=TeamWork(conn),
        strategy=strategy,
    )
    ticket, clockwork = recording.after, recording.clockwork
    events: tuple[Event, ...] = ()
    turns = recording.turns
    if plan.changes or strategy:
        settled = settle(ticket, plan.changes, clockwork, moment)
        ticket, clockwork, events = settled.ticket, settled.clockwork, settled.events
        turns = (*turns, *settled.turns)
    errand = Errand(
        tools=tools,
        desk=desk,
        ticket=ticket,
        now=now,
        because=f"{happening.cause.kind}:{happening.cause.ref}",
        message=occasion.message,
        watchers=_watchers(conn, ticket, plan),
        clockwork=clockwork,
    )
    done = carry_out(plan.requests, errand)
    mails = (*done.mails, *tell_by_rule(errand, done.told), *budget_alert(conn, errand, plan.trace))
    added = (*events, *done.events, *_too_late(plan, happening))
    return replace(
        recording,
        asked=True,
        after=ticket,
        clockwork=done.clockwork or clockwork,
        approvals=(*recording.approvals, *done.approvals),
        runs=(*recording.runs, *done.runs),
        links=(*recording.links, *done.links),
        turns=turns,
        entries=(*recording.entries, *done.entries),
        watchers=(*recording.watchers, *done.watchers),
        events=(*recording.events, *added),
        event_ids=(*recording.event_ids, *tools.rows(len(added))),
        references=(*recording.references, *own_ids(mails)),
        mails=(*recording.mails, *mails),
        **remembered(tools, plan),
    )


def _with_clockwork(conn: Connection, recording: Recording) -> Recording:
    """Acts that touch no promise come without them; rules may."""
    if recording.before is None or recording.clockwork_before.cycles or recording.clockwork.cycles:
        return recording
    clockwork = clockworks.of_ticket(conn, recording.before.id)
    return replace(recording, clockwork_before=clockwork, clockwork=clockwork)


def _occasion(
    conn: Connection, tools: Tools, desk: Desk, recording: Recording, first: Event, now: datetime
) -> Occasion:
    assert recording.after is not None
    entry = next((new.entry for new in recording.entries if new.entry.kind is not EntryKind.SYSTEM), None)
    kinds = tuple(event.kind.value for event in recording.events if _concerns_rules(event))
    rules = tools.rules[desk.tenant]
    marks = rule_marks.of_tickets(conn, (recording.after.id,)) if rules.remembers(kinds) else {}
    return Occasion(
        events=kinds,
        desk=desk,
        ticket=recording.after,
        before=recording.before,
        now=now,
        message=_message(recording.after, entry) if entry else None,
        sender=_sender(entry) if entry else None,
        actor=first.actor,
        channel=first.cause.kind,
        said=entry.kind.value if entry else "",
        cycles=recording.clockwork.cycles,
        counts=counted(conn, recording.after, rules.fields(kinds, "count"), now),
        marks=marks.get(recording.after.id, {}),
    )


def _concerns_rules(event: Event) -> bool:
    """What happened to the ticket by somebody else's hand; mails as such are the affair of rules before screening."""
    return event.kind.startswith("ticket.") and event.cause.kind != _BY_RULES and not event.of_workflow


def _sender(entry: Entry) -> Sender:
    return Sender(address=entry.author.email, name=entry.author.name, tier=Tier.VERIFIED, reason="own.word")


def _message(ticket: Ticket, entry: Entry) -> Message:
    """The words as if a mail had brought them, whichever way they came."""
    return Message(
        headers=Headers(),
        author=Author(address=entry.author.email, name=entry.author.name, clean=True),
        subject=ticket.subject,
        date=entry.created_at,
        text=entry.text,
        segments=(Segment(kind=SegmentKind.NEW, start=0, end=len(entry.text)),),
    )


def _watchers(conn: Connection, ticket: Ticket, plan: Plan) -> tuple[str, ...]:
    """Read only where a rule wants them told."""
    if not any(request.name == "notify" and "watchers" in str(request.value) for request in plan.requests):
        return ()
    states = tickets.watchers(conn, (ticket.id,))[ticket.id]
    return tuple(email for email, state in states.items() if state == "active")


def _too_late(plan: Plan, happening: Happening) -> tuple[Event, ...]:
    """What was done already cannot be held."""
    if not plan.hold:
        return ()
    cause = Cause(kind=_BY_RULES, ref=plan.hold)
    details: dict[str, object] = {"action": "hold", "code": "hold.too_late"}
    return (Event(kind=EventKind.RULE_FAILED, at=happening.now, actor="system", cause=cause, details=details),)
