"""When each duty falls due next, asked in one statement however many duties there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Select, select

Ask = Callable[[Connection], datetime | None]


class Dues:
    """Knows of each question which statements it asks, and asks all of them at once."""

    def __init__(self, asks: Sequence[Ask]) -> None:
        noting = _Noting()
        for ask in asks:
            ask(cast(Connection, noting))
        self._asks, self._statements = tuple(asks), noting.statements
        self._all = select(*(statement.scalar_subquery() for statement in self._statements))

    def read(self, conn: Connection) -> list[datetime | None]:
        """The answers, in the order of the questions."""
        row = conn.execute(self._all).one()
        known = {id(statement): value for statement, value in zip(self._statements, row, strict=True)}
        return [ask(cast(Connection, _Answering(conn, known))) for ask in self._asks]


class _One:
    """A result of one value."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def scalar_one_or_none(self) -> Any:
        return self._value

    scalar = scalar_one = scalar_one_or_none


class _Noting:
    """Stands where a connection does, notes what it is asked, and knows no answer."""

    def __init__(self) -> None:
        self.statements: list[Select[Any]] = []

    def execute(self, statement: Any, *values: Any) -> _One:
        if isinstance(statement, Select) and not values:
            self.statements.append(statement)
        return _One(None)

    def scalar(self, statement: Any, *values: Any) -> Any:
        return self.execute(statement, *values).scalar()


class _Answering:
    """Stands where a connection does, and asks it only what is not known already."""

    def __init__(self, conn: Connection, known: Mapping[int, Any]) -> None:
        self._conn, self._known = conn, known

    def execute(self, statement: Any, *values: Any) -> Any:
        return (
            _One(self._known[id(statement)]) if id(statement) in self._known else self._conn.execute(statement, *values)
        )

    def scalar(self, statement: Any, *values: Any) -> Any:
        return self.execute(statement, *values).scalar()
