"""Everything of one ticket that runs against the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailgate.model.desk import Desk
from mailgate.model.sla import Cycle, Deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class Clockwork:
    """All cycles and open deadlines of one ticket."""

    cycles: tuple[Cycle, ...] = ()
    deadlines: tuple[Deadline, ...] = field(default=())
    #: The desks, by revision, under which its running promises were made: an edited one is for new promises only.
    past: Mapping[int, Desk] = field(default_factory=dict, compare=False)
