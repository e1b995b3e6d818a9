"""What other rules would have made of what happened; nothing is written, on a connection that cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from mailgate.lifecycle.apply import apply_changes
from mailgate.lifecycle.terms import terms_of
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.mark import Mark, MarkKind, Verdict
from mailgate.model.message import Message
from mailgate.model.plan import Change, Plan, Request, RuleMark
from mailgate.model.rule import INGEST_EVENT
from mailgate.model.ticket import Ticket
from mailgate.parse.message import parse_message
from mailgate.pipeline.rules.replay_views import Side as Side
from mailgate.pipeline.rules.replay_views import drafted, seen
from mailgate.pipeline.tools import Tools
from mailgate.store import replays, tickets
from mailgate.store.database import Connection
from mailgate.store.replays import Happened
from mailgate.triage.ingest import ingest
from mailgate.triage.occasion import Occasion
from mailgate.triage.run import triage

#: What is compared, by name of ``Ticket``.
COMPARED = (
    "status", "priority", "category", "type", "queue", "assigned_team", "assigned_to", "tags", "custom", "sla_policy",
    "snoozed_until",
)  # fmt: skip
#: Requests that send a mail.
_MAILS = ("reply", "notify", "forward")
_MAIL_EVENTS = (EventKind.MAIL_RECEIVED, EventKind.MAIL_HELD)
_BY_RULES = ("rule", "assignment")


@dataclass(slots=True)
class _State:
    """What became of one matter under one side."""

    ticket: Ticket | None = None
    #: ``dropped`` or ``held`` with the rule, of a mail that became no ticket.
    fate: str = ""
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    matched: list[str] = field(default_factory=list)
    marks: dict[str, RuleMark] = field(default_factory=dict)

    def took(self, plan: Plan, now: datetime, side: Side) -> None:
        assert self.ticket is not None
        terms = terms_of(side.desk, self.ticket.queue)
        self.ticket = apply_changes(self.ticket, plan.changes, now=now, actor="system", terms=terms).ticket
        self.requests += [_told(request) for request in plan.requests]
        self.matched += [trace.rule for trace in plan.trace if trace.matched]
        self.marks |= {mark.rule: mark for mark in plan.marks}


#: What one mail brought about, and the entry that tells of the mail.
_Told = tuple[Happened, Event]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One matter that other rules would have taken another way."""

    #: Number of the ticket, or ``mail 81``.
    what: str
    #: By field the value under the rules in force, and under the others.
    fields: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What a replay came to."""

    mails: int
    tickets: int
    differences: tuple[Difference, ...]
    #: Mails that rules would have had us send, under each side.
    sent: tuple[int, int]


def replay(
    conn: Connection, tools: Tools, sides: tuple[Side, Side], since: datetime, *, progress: Callable[[int], None]
) -> Replay:
    """Let all that happened since an instant happen again under both sides.

    Acts of people count as they were. Rules of instants (``time``) and of mails that leave are not replayed; counts and
    the words of agents have no value.

    Args:
        progress: Told how many journal entries were gone through.
    """
    states: dict[int, tuple[_State, _State]] = {}
    tenant, mails = sides[0].desk.tenant, 0
    for act in replays.happened(conn, tenant, since):
        progress(len(act.events))
        told = next((each for each in act.events if each.kind in _MAIL_EVENTS and "outcome" in each.details), None)
        outcome = str(told.details["outcome"]) if told else ""
        if told is not None and act.inbox_id is not None and outcome in ("new_ticket", "held.rule", "dropped.rule"):
            mails += 1
            key = act.ticket_id if act.ticket_id is not None else -act.inbox_id
            states[key] = _begun(conn, tools, sides, act, told)
        elif act.ticket_id in states and told is not None and outcome == "appended":
            mails += 1
            _go_on(conn, tools, sides, states[act.ticket_id], (act, told))
        elif act.ticket_id in states:
            for side, state in zip(sides, states[act.ticket_id], strict=True):
                _act_again(side, state, act)
    numbers = {ticket.id: ticket.number for ticket in _tickets(conn, tenant, states).values()}
    return Replay(
        mails=mails,
        tickets=len(states),
        differences=tuple(_differences(states, numbers)),
        sent=(_mails(states, 0), _mails(states, 1)),
    )


def _mails(states: Mapping[int, tuple[_State, _State]], place: int) -> int:
    return sum(name in _MAILS for pair in states.values() for _, name, _ in pair[place].requests)


def _tickets(conn: Connection, tenant: str, states: Mapping[int, object]) -> dict[int, Ticket]:
    ids = [key for key in states if key > 0]
    found: dict[int, Ticket] = {}
    for start in range(0, len(ids), 500):
        found |= tickets.by_ids(conn, tenant, ids[start : start + 500])
    return found


def _begun(
    conn: Connection, tools: Tools, sides: tuple[Side, Side], act: Happened, told: Event
) -> tuple[_State, _State]:
    assert act.inbox_id is not None
    message = parse_message(replays.raw(conn, act.inbox_id), tools.server.limits.parse)
    stored = tickets.by_id(conn, sides[0].desk.tenant, act.ticket_id) if act.ticket_id else None
    return _first(sides[0], message, told, stored), _first(sides[1], message, told, stored)


def _first(side: Side, message: Message, told: Event, stored: Ticket | None) -> _State:
    """The matter's first mail, from before it is screened."""
    mail = seen(side, message, told)
    plan = ingest(replace(mail, events=(INGEST_EVENT,)), side.rules)
    if plan.drop or plan.hold:
        return _State(fate=f"dropped by {plan.drop}" if plan.drop else f"held by {plan.hold}")
    route = told.details.get("route")
    came_by = str(route.get("queue", "")) if isinstance(route, dict) else ""
    queue = side.desk.queue(plan.queue or came_by) or side.desk.queues[0]
    sender = plan.sender or (mail.sender.address if mail.sender else "")
    new = drafted(stored, side.desk, told.at, sender)
    state = _State(
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


def _go_on(
    conn: Connection,
    tools: Tools,
    sides: tuple[Side, Side],
    states: tuple[_State, _State],
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


def _act_again(side: Side, state: _State, act: Happened) -> None:
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


def _ask(side: Side, state: _State, occasion: Occasion) -> None:
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
    return replace(after, tags=tuple(str(tag) for tag in tags)) if isinstance(tags, list) else after


def _value(event: Event) -> object:
    value = event.details["to"]
    if event.details["field"] == "snoozed_until" and isinstance(value, str):
        return datetime.fromisoformat(value)
    return value


def _told(request: Request) -> tuple[str, str, str]:
    return request.cause.ref, request.name, str(request.value)


def _differences(states: Mapping[int, tuple[_State, _State]], numbers: Mapping[int, str]) -> list[Difference]:
    found = []
    for key, (mine, other) in states.items():
        fields = _compared(mine, other)
        if fields:
            what = f"ticket {numbers.get(key, key)}" if key > 0 else f"mail {-key}"
            found.append(Difference(what=what, fields=fields))
    # Those that differ most come first.
    return sorted(found, key=lambda each: (-len(each.fields), each.what))


def _compared(mine: _State, other: _State) -> dict[str, tuple[str, str]]:
    fates = (mine.fate or "ticket", other.fate or "ticket")
    if mine.ticket is None or other.ticket is None:
        return {"fate": fates} if fates[0] != fates[1] else {}
    pairs = {name: (_shown(getattr(mine.ticket, name)), _shown(getattr(other.ticket, name))) for name in COMPARED}
    asked = tuple("; ".join(f"{name} {value}" for _, name, value in state.requests) for state in (mine, other))
    pairs["requests"] = (asked[0], asked[1])
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(getattr(value, "value", value))
