"""INSERT of many rows at once, where SQLAlchemy's work for each single parameter would be felt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

import psycopg
from sqlalchemy import Connection, Dialect, Insert, Table
from sqlalchemy.dialects.postgresql import psycopg as psycopg_dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.schema import ScalarElementColumnDefault

#: Rows in one statement of SQLite, whose driver otherwise asks for the interpreter's lock again after every row: in the
#: front each time is a wait for whatever the loop is at.
_TOGETHER = 16
#: Rows from which PostgreSQL's COPY, one statement for all, costs less than an INSERT for each.
_COPIED = 4


@dataclass(frozen=True, slots=True)
class _Parameter:
    """One place in the statement."""

    name: str
    #: Whether the rows name it; otherwise every row has the column's default.
    named: bool
    default: Any
    #: What the driver gets for a value; None where that is the value itself.
    to_driver: Callable[[Any], Any] | None
    #: PostgreSQL's name of the column's type.
    type_name: str

    def of(self, rows: Sequence[Mapping[str, Any]]) -> Iterable[Any]:
        """What the driver gets, row by row."""
        if not self.named:
            return repeat(self.default, len(rows))
        values = [row[self.name] for row in rows]
        return values if self.to_driver is None else _changed(values, self.to_driver)


def _changed(values: Sequence[Any], to_driver: Callable[[Any], Any]) -> Iterator[Any]:
    """Each for the driver; the very same object again, such as the time of a commit, is not changed again."""
    last, result = values[0], to_driver(values[0])
    for value in values:
        if value is not last:
            last, result = value, to_driver(value)
        yield result


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement for one row, the same for many, and where their values go."""

    one: str
    #: SQLite's statement for many rows, and PostgreSQL's; each empty where it is the other, or does more than insert.
    many: str
    copy: str
    parameters: tuple[_Parameter, ...]


class ManyRows:
    """An INSERT with SQLAlchemy's words and types, whose parameters are put together a column at a time."""

    def __init__(self, table: Table, **statements: Insert) -> None:
        """``statements`` by the name of their dialect; without any, a plain INSERT into the table."""
        self._table = table
        self._statements = statements
        self._prepared: dict[tuple[str, ...], _Prepared] = {}

    def insert(self, conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert all of these rows, if there are any; each names the same columns in the same order."""
        if not rows:
            return
        key = (conn.dialect.name, *rows[0])
        if key not in self._prepared:
            self._prepared[key] = self._prepare(conn.dialect, list(rows[0]))
        prepared = self._prepared[key]
        values = zip(*(parameter.of(rows) for parameter in prepared.parameters), strict=True)
        if prepared.copy and len(rows) >= _COPIED:
            _copy(conn, prepared, values)
        elif prepared.many:
            _insert_together(conn, prepared, list(values))
        else:
            conn.exec_driver_sql(prepared.one, list(values))

    def _prepare(self, dialect: Dialect, columns: list[str]) -> _Prepared:
        statement = self._statements.get(dialect.name, self._table.insert())
        positional = dialect if dialect.positional else psycopg_dialect.dialect(paramstyle="format")  # type: ignore[no-untyped-call]
        compiled = statement.compile(dialect=positional, column_keys=columns)
        names = compiled.positiontup or ()
        one, row = str(compiled), f"({', '.join('?' * len(names))})"
        many = one.replace(f"VALUES {row}", f"VALUES {', '.join([row] * _TOGETHER)}")
        copy = f"COPY {self._table.name} ({', '.join(names)}) FROM STDIN (FORMAT BINARY)"
        return _Prepared(
            one=one,
            many=many if many != one else "",
            copy=copy if dialect.name == "postgresql" and dialect.name not in self._statements else "",
            parameters=tuple(self._parameter(name, name in columns, dialect) for name in names),
        )

    def _parameter(self, name: str, named: bool, dialect: Dialect) -> _Parameter:
        column = self._table.c[name]
        to_driver = column.type.dialect_impl(dialect).bind_processor(dialect)
        default = column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None
        return _Parameter(
            name=name,
            named=named,
            default=to_driver(default) if to_driver else default,
            to_driver=to_driver,
            type_name=column.type.compile(dialect).lower(),
        )


def _insert_together(conn: Connection, prepared: _Prepared, values: Sequence[tuple[Any, ...]]) -> None:
    together = len(values) - len(values) % _TOGETHER
    for start in range(0, together, _TOGETHER):
        conn.exec_driver_sql(prepared.many, tuple(chain.from_iterable(values[start : start + _TOGETHER])))
    if together < len(values):
        conn.exec_driver_sql(prepared.one, list(values[together:]))


def _copy(conn: Connection, prepared: _Prepared, values: Iterable[tuple[Any, ...]]) -> None:
    driver: Any = conn.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(prepared.copy) as copy:
            copy.set_types([parameter.type_name for parameter in prepared.parameters])
            for row in values:
                copy.write_row(row)
    except psycopg.Error as error:
        # As every other statement fails.
        raise DBAPIError.instance(
            prepared.copy, None, error, psycopg.Error, hide_parameters=True, dialect=conn.dialect
        ) from error
