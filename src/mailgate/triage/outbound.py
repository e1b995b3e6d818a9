"""What rules say to a mail before it leaves; the ticket is read, never changed."""

from __future__ import annotations

from mailgate.model.outbound import OutboundKind
from mailgate.model.plan import OutboundPlan, RuleTrace
from mailgate.triage.compile import CompiledRules
from mailgate.triage.fields import Reading
from mailgate.triage.occasion import Occasion
from mailgate.triage.value import Value

OUTBOUND_ACTIONS = frozenset(("add_cc", "add_footer", "block", "log", "stop"))
#: Mails with a token for one agent, or with words that are for agents alone, go to nobody else.
_TO_CUSTOMERS = (OutboundKind.REPLY, OutboundKind.ACKNOWLEDGEMENT, OutboundKind.RULE_MAIL)
#: Whoever must be woken is woken, and whoever runs the desk is told.
_NEVER_BLOCKED = (OutboundKind.ESCALATION, OutboundKind.OPERATOR_ALERT, OutboundKind.RULE_ALERT)


def outbound(occasion: Occasion, rules: CompiledRules) -> OutboundPlan:
    """Ask the rules of this phase in order, for one mail to one recipient."""
    assert occasion.outgoing is not None
    kind = occasion.outgoing.kind
    reading = Reading(occasion)
    traces: list[RuleTrace] = []
    block = ""
    cc: list[str] = []
    footers: list[str] = []
    for compiled in rules.of(occasion.events):
        rule = compiled.rule
        failing = compiled.asked(reading)
        if failing:
            traces.append(compiled.missed(failing))
            continue
        failures: list[str] = []
        for action in rule.actions:
            if flaw := _flaw(action.name, kind):
                failures.append(flaw)
            elif action.name == "block":
                block = block or rule.name
            elif action.name == "add_cc":
                cc += Value(action.value).texts
            elif action.name == "add_footer":
                footers.append(str(action.value))
        traces.append(RuleTrace(rule=rule.name, matched=True, failures=tuple(failures)))
        if rule.stop or any(action.name == "stop" for action in rule.actions):
            break
    others = dict.fromkeys(address for address in cc if address != occasion.outgoing.recipient)
    return OutboundPlan(block=block, cc=tuple(others), footers=tuple(footers), trace=tuple(traces))


def _flaw(action: str, kind: OutboundKind) -> str:
    if action not in OUTBOUND_ACTIONS:
        return f"{action}: not possible once a mail is written"
    if action in ("add_cc", "add_footer") and kind not in _TO_CUSTOMERS:
        return f"{action}: only for mail to customers, this is a {kind.value}"
    if action == "block" and kind in _NEVER_BLOCKED:
        return f"block: a {kind.value} is never held back"
    return ""
