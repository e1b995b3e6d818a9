"""Rules as configured: when, if, then (DESIGN section 7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Union


class Phase(StrEnum):
    """When a rule is looked at; each event belongs to one phase."""

    #: Before screening; there is no ticket yet.
    INGEST = "ingest"
    CREATE = "create"
    UPDATE = "update"
    #: At the very instant at which the condition becomes true by itself.
    TIME = "time"
    #: Before a mail leaves.
    OUTBOUND = "outbound"


#: What ``on`` says for the phases whose events no journal of a ticket has.
INGEST_EVENT = "mail.received"
TIME_EVENT = "time"
OUTBOUND_EVENT = "mail.outgoing"
CREATED_EVENT = "ticket.created"


def phase_of(event: str) -> Phase:
    """The phase that an event belongs to."""
    phases = {
        INGEST_EVENT: Phase.INGEST,
        CREATED_EVENT: Phase.CREATE,
        TIME_EVENT: Phase.TIME,
        OUTBOUND_EVENT: Phase.OUTBOUND,
    }
    return phases.get(event, Phase.UPDATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One comparison; ``value`` is as written in the desk file, None where the operator takes none."""

    field: str
    op: str
    value: object = None
    #: Key of a calendar by which a duration is measured; empty: wall time.
    calendar: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """``all``, ``any`` or ``none`` of its members; an empty ``all`` is true, an empty ``any`` is false."""

    mode: str
    members: tuple[Condition, ...]


Condition = Union[Leaf, Group]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What a rule asks for; ``value`` is as written in the desk file."""

    name: str
    value: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTest:
    """An inline example: what a mail or ticket is like, and what the rule is to say to it."""

    #: Values by field; fields that are not named are missing, those of the ticket as on a new one.
    given: dict[str, object]
    matches: bool
    #: Values of the ticket's fields once the rule alone was carried out.
    gives: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When, if, then; asked in the order of the file."""

    name: str
    #: Event names, full form (``ticket.created``).
    on: tuple[str, ...]
    actions: tuple[Action, ...]
    condition: Condition | None = None
    #: Leave the rules after this one unread once it matched.
    stop: bool = False
    #: ``none``, ``ticket``, ``transition`` or ``day``.
    once: str = "none"
    enabled: bool = True
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    #: Key of a calendar within, or outside, whose business hours alone the rule is asked; empty: always.
    within: str = ""
    outside: str = ""
    #: All actions or none: one that the lifecycle refuses takes the others with it.
    atomic: bool = False
    #: Who answers for it, for people.
    owner: str = ""
    tests: tuple[RuleTest, ...] = ()
