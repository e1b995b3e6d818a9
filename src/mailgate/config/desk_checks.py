"""What must hold between the tables of a desk file, and between desk files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mailgate.config.places import every, repeated, texts, unusable
from mailgate.config.references import unknown_names
from mailgate.config.secret import ambiguous
from mailgate.config.sla_file import twice_promised
from mailgate.config.source import Finding, Source
from mailgate.config.toml_lines import Place

#: What may stand once in a file: its word in findings, and where it is given.
_UNIQUE = (
    ("queue key", "queue.*.key"),
    ("team key", "team.*.key"),
    ("product key", "product.*.key"),
    ("agent", "agent.*.email"),
    ("calendar key", "calendar.*.key"),
    ("lifecycle key", "lifecycle.*.key"),
    ("SLA policy key", "sla.*.key"),
    ("escalation policy key", "escalation.*.key"),
    ("on-call key", "oncall.*.key"),
    ("webhook name", "webhook.*.name"),
    ("macro", "macro.*.name"),
    ("workflow key", "workflow.*.key"),
    ("rule name", "rule.*.name"),
)
#: Keys that mean something already.
_TAKEN = (
    ("calendar.*.key", "24x7", "the calendar without closing time"),
    ("calendar.*.key", "sla", "the calendar of the promise that a step is about"),
    ("team.*.key", "lead", "the leads of a ticket's team"),
)
#: Where other tables name agents.
_NAMING_AGENTS = (
    "team.*.agents.*",
    "oncall.*.members.*",
    "oncall.*.layers.*.members.*",
    "oncall.*.overrides.*.person",
)


def desk_findings(source: Source) -> Iterator[Finding]:
    """Findings of one file that need more than one of its tables."""
    data = source.data
    checks = (unknown_names, ambiguous, unusable, _twice, _twice_promised, _aliases_of_agents)
    for found in (check(data) for check in checks):
        for place, message in found:
            yield source.finding(place, message)


def _twice(data: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    for word, pattern in _UNIQUE:
        for place, name in repeated(data, pattern):
            yield place, f'the {word} "{name}" is given twice; rename or remove one'
    for pattern, taken, by in _TAKEN:
        for place, name in texts(data, pattern):
            if name == taken:
                yield place, f'the {pattern.partition(".")[0]} key "{name}" is taken by {by}; choose another'


def _twice_promised(data: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    for place, table in every(data, "sla.*"):
        if isinstance(table, dict):
            for name, message in twice_promised(table):
                yield (*place, name), message


def _aliases_of_agents(data: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """Each address is one agent's, and other tables name an agent by the address that is the agent's own."""
    own = {email.lower() for _, email in texts(data, "agent.*.email")}
    whose: dict[str, str] = {}
    for place, agent in every(data, "agent.*"):
        for below, alias in texts(agent, "aliases.*"):
            if alias.lower() in own or alias.lower() in whose:
                yield (*place, *below), f"\"{alias}\" is an agent's address already; an address is one agent's, once"
            whose.setdefault(alias.lower(), str(agent.get("email")))
    for place, email in texts(data, *_NAMING_AGENTS):
        if email.lower() in whose.keys() - own:
            yield place, f'"{email}" is an alias; write the agent\'s own address, "{whose[email.lower()]}"'


def shared_between_desks(desks: Sequence[Source]) -> Iterator[Finding]:
    """Tenants and addresses that two files, or two queues, claim: a mail must have one way to go."""
    tenants: dict[str, str] = {}
    addresses: dict[str, str] = {}
    for source in desks:
        for place, tenant in texts(source.data, "tenant"):
            if tenant in tenants:
                yield source.finding(place, f'the tenant "{tenant}" is also in {tenants[tenant]}; rename one')
            tenants.setdefault(tenant, source.shown)
        for place, address in _addresses(source.data):
            if address in addresses:
                there = addresses[address]
                yield source.finding(place, f'"{address}" is the address of a queue already, in {there}; remove one')
            addresses.setdefault(address, f"{source.shown}:{source.lines.of(place)}")


def agents_at_queues(desks: Sequence[Source]) -> Iterator[Finding]:
    """Agents whose address is a queue's: each notice to them would come back as a mail from a customer."""
    queues = {address for source in desks for _, address in _addresses(source.data)}
    for source in desks:
        for place, email in texts(source.data, "agent.*.email", "agent.*.aliases.*"):
            if email.lower() in queues:
                yield source.finding(place, f'"{email}" is the address of a queue; give the agent an own mailbox')


def _addresses(data: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """What leads to a queue, in lower case: its address, its aliases, and its name at the reply domain."""
    for place, queue in every(data, "queue.*"):
        for below, address in texts(queue, "address", "aliases.*"):
            yield (*place, *below), address.lower()
        for below, domain in texts(queue, "reply_domain"):
            local, _, own_domain = str(queue.get("address")).lower().partition("@")
            if domain.lower() != own_domain:
                yield (*place, *below), f"{local}@{domain.lower()}"
