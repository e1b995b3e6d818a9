"""The inline examples of rules: what each is to say to a mail or ticket that is given by its fields."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from mailgate.model.desk import Desk
from mailgate.model.rule import RuleTest
from mailgate.model.ticket import Priority, Status, Ticket
from mailgate.triage.compile import CompiledRule
from mailgate.triage.fields import Reading
from mailgate.triage.occasion import Occasion
from mailgate.triage.run import carried
from mailgate.triage.value import Value

_KINDS = {"status": Status, "priority": Priority, "prior_status": Status}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What became of one example; no ``wrong``: as it should."""

    rule: str
    #: From 1.
    number: int
    wrong: str = ""


def try_examples(compiled: CompiledRule, desk: Desk, now: datetime) -> list[Tried]:
    """Try each, with ``now`` where it does not say when it is."""
    return [
        Tried(rule=compiled.rule.name, number=number, wrong=_wrong(compiled, example, desk, now))
        for number, example in enumerate(compiled.rule.tests, start=1)
    ]


def _wrong(compiled: CompiledRule, example: RuleTest, desk: Desk, now: datetime) -> str:
    given = {name: _typed(name, value) for name, value in example.given.items()}
    moment = given.get("now")
    ticket = _ticket(given, desk, now)
    earlier = {name.removeprefix("before."): value for name, value in given.items() if name.startswith("before.")}
    occasion = Occasion(
        events=compiled.rule.on,
        desk=desk,
        ticket=ticket,
        before=_with(ticket, earlier) if earlier else None,
        now=moment if isinstance(moment, datetime) else now,
        channel="",
    )
    failing = compiled.asked(Reading(occasion, {name: Value(value) for name, value in given.items()}))
    if bool(failing) is example.matches:
        return f"it does not match: {failing}" if failing else "it matches"
    after = carried(compiled.rule, ticket, occasion).ticket if example.matches and example.gives else ticket
    for name, value in example.gives.items():
        found = after.custom.get(name.removeprefix("custom.")) if name.startswith("custom.") else getattr(after, name)
        if Value(found).texts != Value(value).texts:
            return f"{name} is {' '.join(Value(found).spelled) or 'nothing'}, not {' '.join(Value(value).spelled)}"
    return ""


def _ticket(given: dict[str, Any], desk: Desk, now: datetime) -> Ticket:
    queue = desk.queues[0] if desk.queues else None
    new = Ticket(
        id=0,
        uuid=UUID(int=0),
        tenant=desk.tenant,
        number="",
        refid="",
        subject="",
        status=Status.OPEN,
        priority=desk.default_priority,
        queue=queue.key if queue else "",
        product=queue.product if queue else "",
        contact_id=0,
        customer_email=str(given.get("customer.email", given.get("from", ""))).lower(),
        customer_name=str(given.get("customer.name", "")),
        created_at=now,
        updated_at=now,
    )
    return _with(new, given)


def _with(ticket: Ticket, given: dict[str, Any]) -> Ticket:
    known = {name: value for name, value in given.items() if name in Ticket.__dataclass_fields__}
    custom = {name.removeprefix("custom."): str(value) for name, value in given.items() if name.startswith("custom.")}
    return replace(ticket, **known, custom=ticket.custom | custom)


def _typed(name: str, value: object) -> object:
    field = name.removeprefix("before.")
    if field in _KINDS:
        return _KINDS[field](str(value))
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, str) and (field == "now" or field.endswith(("_at", "_until"))):
        return datetime.fromisoformat(value)
    return value
