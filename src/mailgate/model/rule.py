"""Rules as configured: when, if, then (DESIGN section 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Union


class Phase(StrEnum):
    """When a rule is looked at."""

    INGEST = "ingest"
    DECIDE = "decide"
    OUTBOUND = "outbound"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One comparison; ``value`` is as written in the desk file, None where the operator takes none."""

    field: str
    op: str
    value: object = None


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
class Rule:
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
