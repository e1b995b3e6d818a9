"""Who is to be woken: rotations of people, and the exceptions to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mailgate.model.calendar import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """People who take turns, handing over at a wall time."""

    #: Addresses in their order.
    members: tuple[str, ...]
    #: How long a turn lasts on the wall clock: whole hours.
    shift: timedelta = timedelta(weeks=1)
    #: ``mon 09:00``, or ``09:00`` where the day of the week does not matter.
    handoff: str = "mon 09:00"
    #: The first member's first turn begins at the first hand-off on or after this day; None: a Monday long ago.
    start: date | None = None
    #: Seven tuples, Monday first: only within these hours is anybody on call in this layer; None: always.
    hours: tuple[tuple[Window, ...], ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Somebody else is on call for a while."""

    since: datetime
    until: datetime
    #: Who is on call; empty: nobody is.
    person: str
    #: Only where this person would be on call; empty: whoever it is.
    instead_of: str = ""
    #: Row id; 0 for one that stands in the desk file.
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCall:
    """A rotation: one layer, or several of which the last one that has somebody counts."""

    key: str
    members: tuple[str, ...] = ()
    #: IANA name; all wall times are this zone's.
    timezone: str = "UTC"
    shift: timedelta = timedelta(weeks=1)
    handoff: str = "mon 09:00"
    start: date | None = None
    hours: tuple[tuple[Window, ...], ...] | None = None
    #: Above the one that the fields before describe, lowest first.
    layers: tuple[Layer, ...] = ()
    #: Of the desk file, earliest first.
    overrides: tuple[Override, ...] = ()

    @property
    def all_layers(self) -> tuple[Layer, ...]:
        """Lowest first."""
        if not self.members:
            return self.layers
        own = Layer(members=self.members, shift=self.shift, handoff=self.handoff, start=self.start, hours=self.hours)
        return (own, *self.layers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A stretch in which one person is on call; with an empty ``person`` it is a gap."""

    start: datetime
    end: datetime
    person: str
