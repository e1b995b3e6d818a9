"""The rules over one occasion, to the end of what they cause: what they ask for, and why."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from mailgate.lifecycle.apply import apply_changes
from mailgate.lifecycle.terms import Terms, terms_of
from mailgate.model.event import Cause
from mailgate.model.plan import Change, Plan, Request, RuleMark, RuleTrace
from mailgate.model.rule import Rule
from mailgate.model.ticket import Ticket
from mailgate.triage.actions import Asked, ask, of_macro
from mailgate.triage.compile import CompiledRule, CompiledRules
from mailgate.triage.fields import Reading
from mailgate.triage.occasion import Occasion

#: Rules that may match on one occasion (L-29).
_MATCHES = 50
#: What rules changed may concern other rules, and what these change again others, as often as this (L-29).
_DEPTH = 5
#: Changes that rules may make on one ticket until somebody of the desk has a hand in it (spec B.3.2).
TICKET_BUDGET = 100
OVER_TICKET_BUDGET = "rules.ticket_budget"


def triage(occasion: Occasion, rules: CompiledRules, *, only: str = "") -> Plan:
    """Ask the rules in order, then those that their changes concern, and so on.

    Each sees the ticket as the rules before it would leave it; the mail and what happened stay what they are, so that a
    mail which a rule has us send is nobody's words (spec B.3.2). ``before`` is the ticket as the last round found it. A
    rule is carried out once in the whole chain, and after five rounds nobody is asked any more. Every rule asked leaves
    a trace with the first condition that failed, and a rule that matched with what the lifecycle will refuse and whose
    wishes it overrides. ``stop`` ends the chain.

    Args:
        only: The one rule that is asked first, where its instant has come; empty: all that name one of the events.
    """
    assert occasion.ticket is not None
    pass_ = _Pass(occasion=occasion, ticket=occasion.ticket)
    reading = Reading(occasion)
    asked = tuple(each for each in rules.of(occasion.events) if not only or each.rule.name == only)
    while asked and pass_.depth <= _DEPTH and not pass_.ended:
        start, pass_.happened = pass_.ticket, {}
        reading = pass_.round(asked, reading)
        following = rules.of(tuple(pass_.happened)) if pass_.happened else ()
        asked = tuple(each for each in following if each.rule.name not in pass_.done)
        if asked:
            pass_.depth += 1
            events = tuple(pass_.happened)
            reading = Reading(replace(occasion, events=events, ticket=pass_.ticket, before=start))
    if asked and pass_.depth > _DEPTH:
        pass_.cut_short(asked)
    return pass_.plan()


@dataclass(slots=True, kw_only=True)
class _Pass:
    """What the rules asked for so far, and the ticket as it would stand."""

    occasion: Occasion
    ticket: Ticket
    depth: int = 0
    changes: list[Change] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    traces: list[RuleTrace] = field(default_factory=list)
    hold: str = ""
    spam: str = ""
    #: Names of the rules that were carried out.
    done: set[str] = field(default_factory=set)
    ended: bool = False
    #: By field, the last wish of a rule.
    wished: dict[str, Change] = field(default_factory=dict)
    #: Kinds of what the present round's changes brought about, each once.
    happened: dict[str, None] = field(default_factory=dict)
    marks: dict[str, RuleMark] = field(default_factory=dict)

    def round(self, asked: tuple[CompiledRule, ...], reading: Reading) -> Reading:
        """Ask each once; the reading as the last one leaves it."""
        for compiled in asked:
            rule = compiled.rule
            failing = compiled.asked(reading)
            if rule.once != "none":
                failing = self._once(rule, failing)
            if failing:
                self.traces.append(compiled.missed(failing, self.depth))
                continue
            self._carry(rule)
            if self.ended:
                break
            if self.ticket is not reading.occasion.ticket:
                reading = reading.after(self.ticket)
        return reading

    def cut_short(self, asked: tuple[CompiledRule, ...]) -> None:
        """Say who was not asked any more."""
        failing = f"rules.depth: {_DEPTH} rounds were made, it is not asked in another"
        self.traces += [compiled.missed(failing, self.depth) for compiled in asked]

    def plan(self) -> Plan:
        return Plan(
            changes=tuple(self.changes),
            requests=tuple(self.requests),
            hold=self.hold,
            spam=self.spam,
            trace=tuple(self.traces),
            marks=tuple(self.marks.values()),
        )

    def _once(self, rule: Rule, failing: str) -> str:
        """Why a rule that matched is not carried out again; remembers what its condition came to."""
        known = self.marks.get(rule.name) or self.occasion.marks.get(rule.name)
        if failing:
            if known is not None and known.holds:
                self.marks[rule.name] = replace(known, holds=False)
            return failing
        if known is None or known.fired_at is None:
            return ""
        if rule.once == "ticket":
            return "once: it was carried out on this ticket before"
        if rule.once == "transition":
            return "once: its condition holds since before" if known.holds else ""
        zone = ZoneInfo(self.occasion.desk.timezone)
        today = known.fired_at.astimezone(zone).date() == self.occasion.now.astimezone(zone).date()
        return "once: it was carried out today" if today else ""

    def _carry(self, rule: Rule) -> None:
        """Take up a rule's wishes, each on the ticket as the one before left it."""
        start = self.ticket
        if start.rule_changes >= TICKET_BUDGET:
            spent = f"{OVER_TICKET_BUDGET}: rules changed this ticket {TICKET_BUDGET} times, and nobody else did"
            self.traces.append(RuleTrace(rule=rule.name, matched=True, failures=(spent,), depth=self.depth))
            self.ended = True
            return
        done = carried(rule, self.ticket, self.occasion)
        conflicts = [said for change in done.changes for said in self._conflict(change)]
        self.ticket = done.ticket
        self.changes += done.changes
        self.requests += done.requests
        self.hold = self.hold or (rule.name if done.hold else "")
        self.spam = self.spam or (rule.name if done.spam else "")
        self.happened |= done.happened
        self.done.add(rule.name)
        if rule.once != "none":
            self.marks[rule.name] = RuleMark(rule=rule.name, holds=True, fired_at=self.occasion.now)
        failures = (*conflicts, *done.refused)
        self.ended = _stops(rule)
        if len(self.done) == _MATCHES:
            failures = (*failures, f"rules.budget: {_MATCHES} rules matched, those after it are not asked")
            self.ended = True
        self.traces.append(
            RuleTrace(rule=rule.name, matched=True, failures=failures, depth=self.depth, changed=done.changed)
        )

    def _conflict(self, change: Change) -> list[str]:
        """Tags add up; of any other field the last wish counts, and both rules are named."""
        if change.field.startswith("tags."):
            return []
        earlier = self.wished.get(change.field)
        self.wished[change.field] = change
        if earlier is None or earlier.cause == change.cause or earlier.value == change.value:
            return []
        by = f"{earlier.value} by {earlier.cause.ref!r}, {change.value} by {change.cause.ref!r}"
        return [f"rules.conflict: {change.field}: {by}"]


@dataclass(slots=True, kw_only=True)
class _Carried:
    """What one rule comes to on one ticket."""

    ticket: Ticket
    terms: Terms
    changes: list[Change] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    hold: bool = False
    spam: bool = False
    refused: list[str] = field(default_factory=list)
    changed: tuple[str, ...] = ()
    happened: dict[str, None] = field(default_factory=dict)

    def take(self, asked: Asked, now: datetime, rule: str) -> None:
        applied = apply_changes(self.ticket, asked.changes, now=now, actor=f"rule {rule}", terms=self.terms)
        self.refused += [f"{it.code}: {it.change.field} to {it.change.value}" for it in applied.refused]
        self.ticket = applied.ticket
        self.changes += asked.changes
        self.requests += asked.requests
        self.hold = self.hold or asked.hold
        self.spam = self.spam or asked.spam
        self.happened |= dict.fromkeys(event.kind.value for event in applied.events)
        self.changed += tuple(
            f"{event.details['field']}: {event.details['from']} to {event.details['to']}"
            for event in applied.events
            if "field" in event.details
        )


def carried(rule: Rule, ticket: Ticket, occasion: Occasion) -> _Carried:
    """All of a rule's actions; of an atomic one all or none."""
    cause, now = Cause(kind="rule", ref=rule.name), occasion.now
    terms = terms_of(occasion.desk, ticket.queue)
    done = _Carried(ticket=ticket, terms=terms)
    for action in rule.actions:
        asked = of_macro(action, occasion.desk, cause) or ask(action, done.ticket, cause, now)
        done.take(asked, now, rule.name)
    if rule.atomic and done.refused:
        return _Carried(ticket=ticket, terms=terms, refused=[*done.refused, "rules.atomic: nothing of it was done"])
    return done


def _stops(rule: Rule) -> bool:
    return rule.stop or any(action.name == "stop" for action in rule.actions)
