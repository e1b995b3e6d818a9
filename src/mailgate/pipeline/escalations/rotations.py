"""What people do with rotations: look ahead, stand in for somebody, swap, import what another calendar says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from mailgate.config.values import is_mailbox
from mailgate.errors import NotFound, Refused
from mailgate.escalation.rotation import turns
from mailgate.model.oncall import OnCall, Override, Turn
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.people import oncall_overrides

#: So far a swap looks for the ends of a turn.
_FURTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """One rotation of one desk, with what people changed in it since the desk file was written."""

    tools: Tools
    tenant: str
    key: str

    @property
    def rotation(self) -> OnCall:
        """
        Raises:
            NotFound: There is no such rotation.
        """
        rotation = self.tools.desk(self.tenant).oncall(self.key)
        if rotation is None:
            raise NotFound(f"no on-call rotation {self.key}")
        return rotation

    def ahead(self, start: datetime, end: datetime) -> tuple[Turn, ...]:
        """Who is on call from ``start`` to ``end``."""
        still = partial(oncall_overrides.still, tenant=self.tenant, since=start)
        made = self.tools.database.read(still).get(self.key, ())
        return turns(self.rotation, start, end, made)

    def keep(self, overrides: Sequence[Override], *, by: str, now: datetime) -> list[int]:
        """Add overrides, all or none; their ids.

        Raises:
            NotFound: There is no such rotation.
            Refused: ``oncall.no_time``: one ends before it begins. ``oncall.no_address``: one is of nobody who has one.
        """
        key = self.rotation.key
        if any(override.until <= override.since for override in overrides):
            raise Refused("oncall.no_time", "it has to end later than it begins")
        if nobody := next((each.person for each in overrides if each.person and not is_mailbox(each.person)), ""):
            raise Refused("oncall.no_address", f"{nobody} is no address; write it as name@domain")
        rows = self.tools.rows(len(overrides))
        numbered = [replace(override, id=row) for override, row in zip(overrides, rows, strict=True)]

        def write(conn: Connection) -> None:
            for override in numbered:
                oncall_overrides.add(conn, self.tenant, key, override, by=by, now=now)

        self.tools.database.write(write)
        return rows

    def swap(self, first: datetime, second: datetime, *, by: str, now: datetime) -> list[int]:
        """Whoever is on call at one instant takes the turn that runs at another, and the other way round.

        Raises:
            NotFound: There is no such rotation.
            Refused: ``oncall.nothing_to_swap``: at one of them nobody is on call, or it is the same person.
        """
        one, other = self._turn_at(first), self._turn_at(second)
        if not one.person or not other.person or one.person == other.person:
            raise Refused("oncall.nothing_to_swap", "two people have to be on call at the two times")
        overrides = [
            Override(since=turn.start, until=turn.end, person=instead, instead_of=turn.person)
            for turn, instead in ((one, other.person), (other, one.person))
        ]
        return self.keep(overrides, by=by, now=now)

    def _turn_at(self, at: datetime) -> Turn:
        """The turn that runs at an instant, with its own ends."""
        reach = min(max((2 * layer.shift for layer in self.rotation.all_layers), default=_FURTHEST), _FURTHEST)
        return next(turn for turn in self.ahead(at - reach, at + reach) if turn.start <= at < turn.end)


def withdraw(tools: Tools, tenant: str, row: int) -> None:
    """Take an override back.

    Raises:
        NotFound: There is none of that id.
    """
    if not tools.database.write(partial(oncall_overrides.remove, tenant=tenant, row=row)):
        raise NotFound(f"no override {row}")
