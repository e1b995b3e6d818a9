"""What must hold between the tables of a desk file, and between desk files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mailgate.config.places import every, texts, unusable
from mailgate.config.references import unknown_names
from mailgate.config.secret import ambiguous
from mailgate.config.sla_file import twice_promised
from mailgate.config.source import Finding, Source
from mailgate.config.toml_lines import Place

#: What may stand once in a file: its word in findings, and where it is given.
_UNIQUE = (
    ("queue key", "queue.*.key"),
    ("team key", "team.*.key"),
    ("agent", "agent.*.email"),
    ("calendar key", "calendar.*.key"),
    ("SLA policy key", "sla.*.key"),
    ("escalation policy key", "escalation.*.key"),
    ("on-call key", "oncall.*.key"),
    ("webhook name", "webhook.*.name"),
    ("rule name", "rule.*.name"),
)
_ADDRESSES = ("queue.*.address", "queue.*.aliases.*")


def desk_findings(source: Source) -> Iterator[Finding]:
    """Findings of one file that need more than one of its tables."""
    data = source.data
    for found in (unknown_names(data), ambiguous(data), unusable(data), _twice(data), _twice_promised(data)):
        for place, message in found:
            yield source.finding(place, message)


def _twice(data: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    for word, pattern in _UNIQUE:
        seen: set[str] = set()
        for place, name in texts(data, pattern):
            folded = name.lower() if word == "agent" else name
            if folded in seen:
                yield place, f'the {word} "{name}" is given twice; rename or remove one'
            seen.add(folded)
    for place, name in texts(data, "calendar.*.key"):
        if name == "24x7":
            yield place, 'the calendar key "24x7" is taken by the calendar without closing time; choose another'


def _twice_promised(data: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    for place, table in every(data, "sla.*"):
        if isinstance(table, dict):
            for name, message in twice_promised(table):
                yield (*place, name), message


def shared_between_desks(desks: Sequence[Source]) -> Iterator[Finding]:
    """Tenants and addresses that two files, or two queues, claim: a mail must have one way to go."""
    tenants: dict[str, str] = {}
    addresses: dict[str, str] = {}
    for source in desks:
        for place, tenant in texts(source.data, "tenant"):
            if tenant in tenants:
                yield source.finding(place, f'the tenant "{tenant}" is also in {tenants[tenant]}; rename one')
            tenants.setdefault(tenant, source.shown)
        for place, address in texts(source.data, *_ADDRESSES):
            if address.lower() in addresses:
                there = addresses[address.lower()]
                yield source.finding(place, f'"{address}" is the address of a queue already, in {there}; remove one')
            addresses.setdefault(address.lower(), f"{source.shown}:{source.lines.of(place)}")


def agents_at_queues(desks: Sequence[Source]) -> Iterator[Finding]:
    """Agents whose address is a queue's: each notice to them would come back as a mail from a customer."""
    queues = {address.lower() for source in desks for _, address in texts(source.data, *_ADDRESSES)}
    for source in desks:
        for place, email in texts(source.data, "agent.*.email"):
            if email.lower() in queues:
                yield source.finding(place, f'"{email}" is the address of a queue; give the agent an own mailbox')
