"""Whether a look-up costs the same in a small and in a large desk: the reads of one mail, and what they answer."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import CTE, Column, Connection, Integer, Text, cast, event, func, insert, literal, null, select
from sqlalchemy.sql import ColumnElement

from mailgate.model.desk import Desk
from mailgate.model.match import Purpose, Token
from mailgate.store.database import Database
from mailgate.store.inquiry import Inquiry, find, matched
from mailgate.store.keys import id_hash
from mailgate.store.migrate import migrate
from mailgate.store.tables.columns import Instant, Json, Words
from mailgate.store.tables.tickets import contact, message, reference, ticket

_ROUNDS = 300
#: Tickets added in one commit: nobody waits longer than 20 s for a write.
_STEP = 20_000
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
_DESK = Desk(tenant="bench")


@dataclass(frozen=True, slots=True)
class Lookup:
    """The statements of a mail's reads, and their median time in milliseconds, alone and as one of 32."""

    tickets: int
    statements: int
    alone: float
    in_batch: float
    #: Of those the ones that tell which ticket it is, and what its sender may do there.
    matching_statements: int
    matching_alone: float
    matching_in_batch: float


def lookups(url: str, sizes: tuple[int, ...]) -> list[Lookup]:
    """Grow an empty database to each size in turn, two messages and ids a ticket, and look a mail up."""
    migrate(url)
    database = Database.open(url)
    known = 0
    found = []
    for size in sizes:
        for first in range(known, size, _STEP):
            database.write(partial(grow, first=first, last=min(size, first + _STEP)))
        if database.dialect == "postgresql":
            # What autovacuum does within a minute of such growth: without statistics the planner guesses.
            database.write(lambda conn: conn.exec_driver_sql("ANALYZE"))
        known = size
        found.append(_measured(database, size))
    database.close()
    return found


def _measured(database: Database, size: int) -> Lookup:
    batch = [reply_to(1 + place * max(1, size // 32)) for place in range(32)]
    with database._backend.reading.connect() as conn:
        (first,) = find(conn, batch[:1])
        counts = [
            _statements(conn, lambda: find(conn, batch[:1])),
            _statements(conn, lambda: matched(conn, _DESK.tenant, batch[:1])),
        ]
    assert size == 0 or first.tickets
    return Lookup(
        tickets=size,
        statements=counts[0],
        alone=_median(lambda: database.read(lambda conn: find(conn, batch[:1]))),
        in_batch=_median(lambda: database.read(lambda conn: find(conn, batch))) / len(batch),
        matching_statements=counts[1],
        matching_alone=_median(lambda: database.read(lambda conn: matched(conn, _DESK.tenant, batch[:1]))),
        matching_in_batch=_median(lambda: database.read(lambda conn: matched(conn, _DESK.tenant, batch))) / len(batch),
    )


def _statements(conn: Connection, work: Any) -> int:
    seen: list[str] = []

    def note(*given: Any) -> None:
        seen.append(given[2])

    event.listen(conn, "before_cursor_execute", note)
    work()
    event.remove(conn, "before_cursor_execute", note)
    return len(seen)


def _median(work: Any) -> float:
    spent = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        work()
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


def reply_to(row: int) -> Inquiry:
    """A customer's reply with every carrier left, a day after the last ticket."""
    return Inquiry(
        desk=_DESK,
        author=f"customer{row}@customers{row}.test",
        key=f"new{row}",
        message_id=f"new{row}@customers.test",
        tokens=(Token(purpose=Purpose.CUSTOMER, subject_id=row, holder=row, key=0),),
        message_ids=(_id(row), f"unknown{row}@bench.test"),
        numbers=(f"2026-01-{row}",),
        now=_BEGAN + timedelta(days=365),
    )


def _id(row: int) -> str:
    return f"m{row}@bench.test"


def grow(conn: Connection, first: int, last: int) -> None:
    """Rows ``first + 1`` to ``last`` of each table, made by the database itself."""
    numbers = numbered_rows(first, last)
    row = numbers.c.i
    name = cast(row, Text)
    email = literal("customer") + name + "@customers" + name + ".test"
    mine = {"id": row, "tenant": literal("bench"), "email": email, "contact_id": row, "ticket_id": row}
    given: dict[str, ColumnElement[Any]] = {
        **mine,
        "number": literal("2026-01-") + name,
        "refid": literal("sup_") + name,
        "customer_email": email,
        "customer_domain": literal("customers") + name + ".test",
        "author_email": email,
        "key": literal("k") + name,
        "status": literal("open"),
        "priority": literal("medium"),
        "kind": literal("public"),
        "author_type": literal("customer"),
    }
    for table in (contact, ticket, message):
        filled(conn, table, given, numbers)
    filled(conn, message, {**given, "id": row + 10_000_000, "key": null()}, numbers)
    ids = [
        {"tenant": "bench", "id_hash": id_hash(_id(at)), "ticket_id": at, "message_id": _id(at), "own": True}
        for at in range(first + 1, last + 1)
    ]
    for start in range(0, len(ids), 10_000):
        conn.execute(
            insert(reference), [{**it, "message_id": "", "issued_to": ""} for it in ids[start : start + 10_000]]
        )


def numbered_rows(first: int, last: int) -> CTE:
    """The numbers ``first + 1`` to ``last`` as rows with a column ``i``."""
    numbers = select(literal(first + 1, Integer).label("i")).cte("numbers", recursive=True)
    return numbers.union_all(select(numbers.c.i + 1).where(numbers.c.i < last))


def filled(conn: Connection, table: Any, given: dict[str, ColumnElement[Any]], numbers: CTE) -> None:
    """A row of the table for each number; what is not given is empty, zero or long ago."""
    known = {"uuid": _uuid(conn), **given}
    values = {column.name: known[column.name] if column.name in known else _filler(column) for column in table.columns}
    conn.execute(insert(table).from_select(list(values), select(*values.values()).select_from(numbers)))


def _filler(column: Column[Any]) -> ColumnElement[Any]:
    if column.nullable:
        return null()
    if isinstance(column.type, Instant):
        return literal(_BEGAN, column.type)
    if isinstance(column.type, Json):
        return literal([] if column.name == "tags" else {}, column.type)
    if isinstance(column.type, Text | Words):
        return literal("")
    return literal(column.type.python_type(0), column.type)


def _uuid(conn: Connection) -> ColumnElement[Any]:
    return func.gen_random_uuid() if conn.dialect.name == "postgresql" else func.lower(func.hex(func.randomblob(16)))
