"""One act of the past under one desk's rules: a mail that begins a matter or goes on with it, or what people did."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailgate.lifecycle.apply import apply_changes
from mailgate.lifecycle.terms import terms_of
from mailgate.model.event import Cause, Event
from mailgate.model.mark import Mark, MarkKind, Verdict
from mailgate.model.message import Message
from mailgate.model.plan import Change
from mailgate.model.rule import INGEST_EVENT
from mailgate.model.ticket import AuthorType, Ticket
from mailgate.parse.message import parse_message
from mailgate.pipeline.rules.replay_state import State
from mailgate.pipeline.rules.replay_views import Side, drafted, seen
from mailgate.pipeline.tools import Tools
from mailgate.sla.rebuild import SPOKE
from mailgate.store.database import Connection
from mailgate.store.rules import replays
from mailgate.store.rules.replays import Happened
from mailgate.store.tickets import tickets
from mailgate.triage.ingest import ingest
from mailgate.triage.occasion import Occasion
from mailgate.triage.run import triage

_BY_RULES = ("rule", "assignment")
#: What one mail brought about, and the entry that tells of the mail.
_Told = tuple[Happened, Event]


def begun(conn: Connection, tools: Tools, sides: tuple[Side, Side], act: Happened, told: Event) -> tuple[State, State]:
    assert act.inbox_id is not None
    message = parse_message(replays.raw(conn, act.inbox_id), tools.server.limits.parse)
    stored = tickets.by_id(conn, sides[0].desk.tenant, act.ticket_id) if act.ticket_id else None
    return _first(sides[0], message, told, stored), _first(sides[1], message, told, stored)


def _first(side: Side, message: Message, told: Event, stored: Ticket | None) -> State:
    """The matter's first mail, from before it is screened."""
    mail = seen(side, message, told)
    plan = ingest(replace(mail, events=(INGEST_EVENT,)), side.rules)
    if plan.drop or plan.hold:
        return State(fate=f"dropped by {plan.drop}" if plan.drop else f"held by {plan.hold}")
    route = told.details.get("route")
    came_by = str(route.get("queue", "")) if isinstance(route, dict) else ""
    queue = side.desk.queue(plan.queue or came_by) or side.desk.queues[0]
    sender = plan.sender or (mail.sender.address if mail.sender else "")
    new = drafted(stored, side.desk, told.at, sender)
    state = State(
        ticket=replace(
            new,
            subject=message.subject[:500],
            priority=side.desk.default_priority,
            queue=queue.key,
            product=queue.product,
            category=queue.category,
            assigned_team=queue.team or None,
        )
    )
    verdict = mail.verdict or Verdict()
    if plan.spam:
        verdict = Verdict(marks=(*verdict.marks, Mark(kind=MarkKind.SPAM, reason="rule.spam")))
    occasion = replace(mail, events=("ticket.created",), ticket=state.ticket, verdict=verdict)
    _ask(side, state, occasion)
    return state


def go_on(
    conn: Connection,
    tools: Tools,
    sides: tuple[Side, Side],
    states: tuple[State, State],
    what: tuple[Happened, Event],
) -> None:
    act, told = what
    assert act.inbox_id is not None
    message = parse_message(replays.raw(conn, act.inbox_id), tools.server.limits.parse)
    for side, state in zip(sides, states, strict=True):
        if state.ticket is None:
            continue
        before = state.ticket
        woken = [each for each in act.events if _concerns_rules(each)]
        state.ticket = replace(_again(side, before, woken, told.at), last_customer_message_at=told.at)
        kinds = tuple(dict.fromkeys(("ticket.message.added", *(each.kind.value for each in woken))))
        occasion = replace(
            seen(side, message, told), events=kinds, ticket=state.ticket, before=before, known_sender=True
        )
        _ask(side, state, occasion)


def _concerns_rules(event: Event) -> bool:
    return event.cause.kind not in _BY_RULES and event.kind.startswith("ticket.") and not event.of_workflow


def act_again(side: Side, state: State, act: Happened) -> None:
    """What people and the clock did, as it was; then the rules that it concerns."""
    done = [each for each in act.events if _concerns_rules(each)]
    if state.ticket is None or not done:
        return
    before = state.ticket
    at = done[0].at
    state.ticket = _again(side, before, done, at)
    if side.desk.agent(done[0].actor):
        state.ticket = replace(state.ticket, rule_changes=0)
    occasion = Occasion(
        events=tuple(dict.fromkeys(each.kind.value for each in done)),
        desk=side.desk,
        ticket=state.ticket,
        before=before,
        now=at,
        actor=done[0].actor,
        channel=done[0].cause.kind,
    )
    _ask(side, state, occasion)


def _ask(side: Side, state: State, occasion: Occasion) -> None:
    plan = triage(replace(occasion, marks=state.marks), side.rules)
    if plan.hold and occasion.before is None:
        state.ticket, state.fate = None, f"held by {plan.hold}"
        return
    state.took(plan, occasion.now, side)


def _again(side: Side, ticket: Ticket, done: list[Event], at: datetime) -> Ticket:
    changes = [
        Change(field=str(each.details["field"]), value=_value(each), cause=Cause(kind="replay"))
        for each in done
        if "field" in each.details and "to" in each.details
    ]
    changed = [change for change in changes if change.field != "tags"]
    tags = next((change.value for change in reversed(changes) if change.field == "tags"), None)
    terms = terms_of(side.desk, ticket.queue)
    after = apply_changes(ticket, changed, now=at, actor="system", terms=terms).ticket
    after = replace(after, updated_at=at)
    if any(each.details.get(SPOKE) == AuthorType.AGENT.value for each in done):
        after = replace(after, last_agent_message_at=at)
    return replace(after, tags=tuple(str(tag) for tag in tags)) if isinstance(tags, list) else after


def _value(event: Event) -> object:
    value = event.details["to"]
    if event.details["field"] == "snoozed_until" and isinstance(value, str):
        return datetime.fromisoformat(value)
    return value
