"""Which moves of a ticket's status a desk allows, and who may make them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailgate.model.ticket import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """That a move is for some roles only; what customers' words, rules and the clock bring about is not asked."""

    #: None: from any status.
    origin: Status | None
    target: Status
    #: Of ``agent``, ``lead`` and ``admin``.
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """The statuses in use and the moves between them."""

    key: str
    #: What tickets begin with; the first one does unless something else is said.
    initial: tuple[Status, ...]
    #: Somebody works on it, or waits for somebody else.
    active: tuple[Status, ...]
    #: Nothing is to be done any more.
    inactive: tuple[Status, ...]
    #: By origin, the likeliest first.
    moves: Mapping[Status, tuple[Status, ...]]
    rights: tuple[Right, ...] = ()
    #: What a status is taken for that is not in use here: a ticket may have it from elsewhere.
    taken_for: Mapping[Status, Status] = field(default_factory=dict)

    @property
    def statuses(self) -> tuple[Status, ...]:
        return (*self.initial, *self.active, *self.inactive)

    def known_as(self, status: Status) -> Status:
        """The status itself, or the one that it is taken for here."""
        return status if status in self.statuses else self.taken_for.get(status, self.initial[0])

    def may(self, origin: Status, target: Status, role: str) -> bool:
        """Whether that role may make the move; everybody may where nothing else is said. An empty role is no person
        of the desk."""
        rights = [right for right in self.rights if right.target is target and right.origin in (None, origin)]
        return not role or not rights or any(role in right.roles for right in rights)
