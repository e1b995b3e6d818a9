"""One pass of the rules over one occasion: what they ask for, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailgate.lifecycle.apply import apply_changes
from mailgate.model.event import Cause
from mailgate.model.plan import Change, Plan, Request, RuleTrace
from mailgate.model.rule import Rule
from mailgate.model.ticket import Ticket
from mailgate.triage.actions import Asked, ask
from mailgate.triage.compile import CompiledRules
from mailgate.triage.occasion import Occasion

#: Rules that may match in one pass (L-29).
_MATCHES = 50


def triage(occasion: Occasion, rules: CompiledRules) -> Plan:
    """Ask the rules in order.

    Each sees the ticket as the rules before it would leave it; the mail and the ticket before it happened stay what
    they are (spec B.3.2). Every rule asked leaves a trace with the first condition that failed.
    """
    changes: list[Change] = []
    requests: list[Request] = []
    traces: list[RuleTrace] = []
    hold = spam = ""
    ticket = occasion.ticket
    matches = 0
    for compiled in rules.of(occasion.events):
        rule = compiled.rule
        failing = _out_of_time(rule, occasion.now) or compiled.asked(replace(occasion, ticket=ticket))
        traces.append(RuleTrace(rule=rule.name, matched=not failing, failing=failing))
        if failing:
            continue
        matches += 1
        wished = _wishes(rule, ticket)
        changes += wished.changes
        requests += wished.requests
        hold = hold or (rule.name if wished.hold else "")
        spam = spam or (rule.name if wished.spam else "")
        ticket = apply_changes(ticket, wished.changes, now=occasion.now, actor=f"rule {rule.name}").ticket
        if matches >= _MATCHES or _stops(rule):
            break
    return Plan(changes=tuple(changes), requests=tuple(requests), hold=hold, spam=spam, trace=tuple(traces))


def _stops(rule: Rule) -> bool:
    return rule.stop or any(action.name == "stop" for action in rule.actions)


def _wishes(rule: Rule, ticket: Ticket) -> Asked:
    """All that one rule asks for; ``stop`` among its actions is the engine's own affair."""
    cause = Cause(kind="rule", ref=rule.name)
    found = [ask(action, ticket, cause) for action in rule.actions if action.name != "stop"]
    return Asked(
        changes=tuple(change for asked in found for change in asked.changes),
        requests=tuple(request for asked in found for request in asked.requests),
        hold=any(asked.hold for asked in found),
        spam=any(asked.spam for asked in found),
    )


def _out_of_time(rule: Rule, now: datetime) -> str:
    if rule.valid_from is not None and now < rule.valid_from:
        return f"not before {rule.valid_from.isoformat()}"
    if rule.valid_until is not None and now >= rule.valid_until:
        return f"not after {rule.valid_until.isoformat()}"
    return ""
