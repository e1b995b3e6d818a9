"""One pass of the rules over one occasion: what they ask for, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from mailgate.lifecycle.apply import apply_changes
from mailgate.lifecycle.terms import Terms, terms_of
from mailgate.model.event import Cause
from mailgate.model.plan import Change, Plan, Request, RuleTrace
from mailgate.model.rule import Rule
from mailgate.model.ticket import Ticket
from mailgate.triage.actions import ask
from mailgate.triage.compile import CompiledRules
from mailgate.triage.fields import Reading
from mailgate.triage.occasion import Occasion

#: Rules that may match in one pass (L-29).
_MATCHES = 50
#: One event happens once on a ticket by itself; of all others an occasion does not say what earlier ones led to.
_ONCE_ANYWAY = "ticket.created"


def triage(occasion: Occasion, rules: CompiledRules) -> Plan:
    """Ask the rules in order.

    Each sees the ticket as the rules before it would leave it; the mail and the ticket before it happened stay what
    they are (spec B.3.2). Every rule asked leaves a trace with the first condition that failed, and a rule that matched
    with what the lifecycle will refuse and whose wishes it overrides. ``once`` needs to know which rules matched on the
    ticket before, which no occasion tells yet: such a rule is carried out, and its trace says so.
    """
    pass_ = _Pass(ticket=occasion.ticket, terms=terms_of(occasion.desk, occasion.ticket.queue))
    reading = Reading(occasion)
    traces: list[RuleTrace] = []
    for compiled in rules.of(occasion.events):
        rule = compiled.rule
        failing = _out_of_time(rule, occasion.now) or compiled.asked(reading)
        if failing:
            traces.append(compiled.missed(failing))
            continue
        failures = [*pass_.carry(rule, occasion.now), *_not_once(rule, occasion)]
        pass_.matches += 1
        if pass_.matches == _MATCHES:
            failures.append(f"rules.budget: {_MATCHES} rules matched, those after it are not asked")
        traces.append(RuleTrace(rule=rule.name, matched=True, failures=tuple(failures)))
        if pass_.matches == _MATCHES or _stops(rule):
            break
        if pass_.ticket is not reading.occasion.ticket:
            reading = reading.after(pass_.ticket)
    return Plan(
        changes=tuple(pass_.changes),
        requests=tuple(pass_.requests),
        hold=pass_.hold,
        spam=pass_.spam,
        trace=tuple(traces),
    )


@dataclass(slots=True, kw_only=True)
class _Pass:
    """What the rules asked for so far, and the ticket as it would stand."""

    ticket: Ticket
    terms: Terms
    changes: list[Change] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    hold: str = ""
    spam: str = ""
    matches: int = 0
    #: By field, the last wish of a rule.
    wished: dict[str, Change] = field(default_factory=dict)

    def carry(self, rule: Rule, now: datetime) -> list[str]:
        """Take up a rule's wishes, each on the ticket as the one before left it; what speaks against them."""
        cause = Cause(kind="rule", ref=rule.name)
        said: list[str] = []
        for action in rule.actions:
            asked = ask(action, self.ticket, cause, now)
            for change in asked.changes:
                said += self._conflict(change)
            applied = apply_changes(self.ticket, asked.changes, now=now, actor=f"rule {rule.name}", terms=self.terms)
            said += [f"{refusal.code}: {refusal.change.field} to {refusal.change.value}" for refusal in applied.refused]
            self.ticket = applied.ticket
            self.changes += asked.changes
            self.requests += asked.requests
            self.hold = self.hold or (rule.name if asked.hold else "")
            self.spam = self.spam or (rule.name if asked.spam else "")
        return said

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


def _stops(rule: Rule) -> bool:
    return rule.stop or any(action.name == "stop" for action in rule.actions)


def _not_once(rule: Rule, occasion: Occasion) -> list[str]:
    if rule.once == "none" or occasion.events == (_ONCE_ANYWAY,):
        return []
    return [f"rules.once: {rule.once!r} is not looked at"]


def _out_of_time(rule: Rule, now: datetime) -> str:
    if rule.valid_from is not None and now < rule.valid_from:
        return f"not before {rule.valid_from.isoformat()}"
    if rule.valid_until is not None and now >= rule.valid_until:
        return f"not after {rule.valid_until.isoformat()}"
    return ""
