"""What the desk's rules say to a mail and the ticket it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from mailgate.model.plan import IngestPlan, Plan, RuleMark, RuleTrace
from mailgate.model.sla import Cycle
from mailgate.model.ticket import Ticket
from mailgate.pipeline.rules.counting import counted
from mailgate.pipeline.situation import Situation
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.rules import rule_marks
from mailgate.triage.occasion import Occasion
from mailgate.triage.run import triage


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What happened to a ticket; ``before`` is the ticket as it was, None for a new one."""

    events: tuple[str, ...]
    ticket: Ticket
    before: Ticket | None
    cycles: tuple[Cycle, ...] = ()


class Remembered(TypedDict, total=False):
    """What a recording keeps of the rules that were asked."""

    rules: tuple[RuleTrace, ...]
    rule_marks: tuple[RuleMark, ...]
    rules_id: int


def ask_rules(conn: Connection, situation: Situation, asking: Asking) -> Plan:
    """Ask the rules that name one of the events; what only some rules want to know is read only for them."""
    mail = situation.mail
    rules = situation.tools.rules[mail.item.tenant]
    if not rules.of(asking.events):
        return Plan()
    ticket = asking.ticket
    # Nothing is remembered of a ticket that is only now being made.
    known = rules.remembers(asking.events) and asking.before is not None
    occasion = Occasion(
        events=asking.events,
        desk=mail.desk,
        ticket=ticket,
        before=asking.before,
        now=situation.now,
        message=mail.message,
        sender=mail.sender,
        known_sender=situation.found.contact is not None,
        verdict=situation.verdict,
        envelope=mail.item.envelope,
        actor=mail.sender.address,
        said="public",
        cycles=asking.cycles,
        counts=counted(conn, ticket, rules.fields(asking.events, "count"), situation.now),
        marks=rule_marks.of_tickets(conn, (ticket.id,))[ticket.id] if known else {},
    )
    return triage(occasion, rules)


def remembered(tools: Tools, plan: Plan, ingest: IngestPlan | None = None) -> Remembered:
    """Nothing where no rule was asked."""
    trace = (*(ingest.trace if ingest else ()), *plan.trace)
    if not trace:
        return {}
    return {"rules": trace, "rule_marks": plan.marks, "rules_id": tools.rows(1)[0]}
