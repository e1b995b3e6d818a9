"""Lifecycles of a desk file: which statuses are in use, which moves there are, and who may make them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, model_validator

from mailgate.config.nearest import advice
from mailgate.config.table import Table, several
from mailgate.config.toml_lines import Place
from mailgate.config.values import Key, StatusName, status_of
from mailgate.lifecycle.statuses import CATEGORY, Category
from mailgate.lifecycle.tables import DEFAULT, SHIPPED, STRICT
from mailgate.model.lifecycle import Lifecycle, Right
from mailgate.model.ticket import Status

_ROLES = ("agent", "lead", "admin")
_MOVE = re.compile(r"\s*(?P<origin>\*|[\w -]+?)\s*->\s*(?P<target>[\w -]+?)\s*")
#: What a status may be filed under.
_FITTING = {
    "initial": {Category.NEW, Category.ACTIVE},
    "active": {Category.ACTIVE, Category.PAUSED},
    "inactive": {Category.RESOLVED, Category.TERMINAL},
}
Statuses = Annotated[list[StatusName], Field(min_length=1)]


class LifecycleTable(Table):
    key: Key
    initial: Statuses
    active: Annotated[list[StatusName], Field()] = Field(default_factory=list)
    inactive: Statuses
    moves: dict[str, list[StatusName]]
    # "resolved -> closed" or "* -> closed", and the roles that may make the move.
    who_may: dict[str, list[str]] = Field(default_factory=dict)
    # What a status is taken for that a ticket brings from elsewhere.
    taken_for: dict[str, StatusName] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _hangs_together(self) -> LifecycleTable:
        found = [*self._names(), *self._filed(), *self._moving(), *self._rights()]
        if found:
            raise several(found)
        return self

    def build(self) -> Lifecycle:
        initial, active, inactive = (tuple(dict.fromkeys(each)) for each in (self.initial, self.active, self.inactive))
        return Lifecycle(
            key=self.key,
            initial=initial,
            active=active,
            inactive=inactive,
            moves={status_of(origin): tuple(dict.fromkeys(targets)) for origin, targets in self.moves.items()},
            rights=tuple(_right(move, roles) for move, roles in self.who_may.items()),
            taken_for=_taken_for(
                {status_of(name): target for name, target in self.taken_for.items()}, (*initial, *active, *inactive)
            ),
        )

    def _known(self) -> set[Status]:
        return {*self.initial, *self.active, *self.inactive}

    def _names(self) -> Iterator[tuple[Place, str]]:
        if self.key in {each.key for each in SHIPPED}:
            yield ("key",), f'key: the lifecycle "{self.key}" comes with mailgate; choose another name'
        for table in ("moves", "taken_for"):
            for name in getattr(self, table):
                try:
                    status_of(name)
                except ValueError as error:
                    yield (table, name), f"{table}: {error}"

    def _filed(self) -> Iterator[tuple[Place, str]]:
        seen: dict[Status, str] = {}
        for table, fitting in _FITTING.items():
            for index, status in enumerate(getattr(self, table)):
                if CATEGORY[status] not in fitting:
                    yield (table, index), f'{table}: "{status.value}" cannot stand here; its meaning is another'
                elif status in seen:
                    yield (table, index), f'{table}: "{status.value}" stands in {seen[status]} already'
                seen.setdefault(status, table)

    def _moving(self) -> Iterator[tuple[Place, str]]:
        known = self._known()
        for origin, targets in self.moves.items():
            for status in (*_one(origin), *targets):
                if status not in known:
                    told = f'moves: "{status.value}" is in none of initial, active and inactive; add it there'
                    yield ("moves", origin), told
        reached = {*self.initial, *(status for targets in self.moves.values() for status in targets)}
        for status in Status:
            if status in known - reached:
                yield ("moves",), f'moves: no move leads to "{status.value}"; add one, or take the status out'
        for name, target in self.taken_for.items():
            if target not in known:
                yield ("taken_for", name), f'taken_for: "{target.value}" is not a status of this lifecycle'

    def _rights(self) -> Iterator[tuple[Place, str]]:
        known = self._known()
        for move, roles in self.who_may.items():
            match = _MOVE.fullmatch(move)
            if match is None:
                yield ("who_may", move), f'who_may: "{move}" is not a move; write it like "resolved -> closed"'
                continue
            for name in match.group("origin", "target"):
                if name != "*" and not any(status in known for status in _one(name)):
                    yield ("who_may", move), f'who_may: "{name}" is not a status of this lifecycle'
            for role in roles:
                if role not in _ROLES:
                    yield ("who_may", move), f'who_may: "{role}" is not a role; {advice(role, _ROLES)}'


def _one(name: str) -> tuple[Status, ...]:
    try:
        return (status_of(name),)
    except ValueError:
        return ()


def _right(move: str, roles: list[str]) -> Right:
    match = _MOVE.fullmatch(move)
    assert match is not None
    origin = None if match["origin"] == "*" else status_of(match["origin"])
    return Right(origin=origin, target=status_of(match["target"]), roles=tuple(dict.fromkeys(roles)))


def _taken_for(own: dict[Status, Status], known: tuple[Status, ...]) -> dict[Status, Status]:
    """For statuses that are not in use, what is said, else what the strict lifecycle takes them for, else one that
    means the same."""
    found: dict[Status, Status] = {}
    for status in DEFAULT.statuses:
        if status not in known:
            alike = [each for each in known if CATEGORY[each] is CATEGORY[status]]
            likely = [own.get(status), STRICT.taken_for.get(status), *alike]
            found[status] = next((each for each in likely if each in known), known[0])
    return found
