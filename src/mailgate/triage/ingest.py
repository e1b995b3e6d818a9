"""What rules say to a mail before it is screened; there is no ticket yet, and none to change."""

from __future__ import annotations

from mailgate.model.plan import IngestPlan, RuleTrace
from mailgate.triage.compile import CompiledRules
from mailgate.triage.fields import Reading
from mailgate.triage.occasion import Occasion
from mailgate.triage.value import Value

#: The actions of this phase; of each but ``drop``, ``hold`` and ``mark_spam`` the last one counts.
INGEST_ACTIONS = frozenset(("drop", "hold", "mark_spam", "route", "set_sender", "log", "stop"))


def ingest(occasion: Occasion, rules: CompiledRules) -> IngestPlan:
    """Ask the rules of this phase in order; one that drops the mail is the last one.

    ``set_sender`` names an address, or the field that has it: ``reply_to``, ``header.x-customer``.
    """
    reading = Reading(occasion)
    traces: list[RuleTrace] = []
    said: dict[str, str] = {}
    for compiled in rules.of(occasion.events):
        rule = compiled.rule
        failing = compiled.asked(reading)
        if failing:
            traces.append(compiled.missed(failing))
            continue
        wanted = {action.name: action.value for action in rule.actions}
        failures: list[str] = []
        for name in ("drop", "hold", "mark_spam"):
            if name in wanted:
                said.setdefault(name, rule.name)
        if "route" in wanted:
            said["route"] = str(wanted["route"])
        if "set_sender" in wanted:
            address = _address(str(wanted["set_sender"]), reading)
            failures += [] if address else ["set_sender: no address there"]
            said["set_sender"] = address or said.get("set_sender", "")
        failures += [f"{name}: not possible before there is a ticket" for name in wanted if name not in INGEST_ACTIONS]
        traces.append(RuleTrace(rule=rule.name, matched=True, failures=tuple(failures)))
        if "drop" in wanted or "stop" in wanted or rule.stop:
            break
    return IngestPlan(
        drop=said.get("drop", ""),
        hold=said.get("hold", ""),
        spam=said.get("mark_spam", ""),
        queue=said.get("route", ""),
        sender=said.get("set_sender", ""),
        trace=tuple(traces),
    )


def _address(named: str, reading: Reading) -> str:
    """The address itself, or the only one that a field holds."""
    texts = Value(named).texts if "@" in named else reading.of(named).texts
    found = [text.strip().strip("<>") for text in texts]
    return found[0] if len(found) == 1 and found[0].count("@") == 1 and " " not in found[0] else ""
