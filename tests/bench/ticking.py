"""What the clock costs: a look at a large desk of which nothing is due, and many promises that break at once."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from growth import filled, numbered_rows
from sqlalchemy import Connection, Text, cast, func, literal, select, update

from mailgate import app
from mailgate.config.load import load
from mailgate.pipeline.escalations.due import fire_due
from mailgate.pipeline.tools import Tools
from mailgate.store import clockworks
from mailgate.store.migrate import migrate
from mailgate.store.tables.clock import cycle, deadline
from mailgate.store.tables.columns import Duration, Instant, Json
from mailgate.store.tables.queues import outbox
from mailgate.store.tables.tickets import contact, ticket

_ROUNDS = 200
_STEP = 20_000
_IDS_FROM = 1_000_000_000
_NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
_FAR = _NOW + timedelta(days=30)

_SERVER = """\
desks = ["desk.toml"]
[server]
name = "bench.test"
database = "{url}"
data_dir = "var"
[relay]
url = "maildir:var/sent"
"""
_DESK = """\
tenant = "bench"
[[queue]]
key = "support"
address = "support@bench.test"
team = "one"
[[team]]
key = "one"
agents = ["ann@agents.test"]
[[agent]]
email = "ann@agents.test"
name = "Ann"
"""


@dataclass(frozen=True, slots=True)
class Ticking:
    """A look in milliseconds, in a desk of so many open tickets; and how long so many breaches take to the outbox."""

    tickets: int
    idle: float
    due: int
    fired_seconds: float
    outbox_rows: int


def ticking(folder: Path, url: str, sizes: tuple[int, ...], due: int) -> list[Ticking]:
    """Grow a desk to each size in turn, look at it, and in the largest let promises break."""
    (folder / "mailgate.toml").write_text(_SERVER.format(url=url))
    (folder / "desk.toml").write_text(_DESK)
    migrate(url)
    parts = app.open_parts(load(folder / "mailgate.toml"))
    app.install_desks(parts.tools.database, parts.configuration.desks)
    tools = parts.reload()
    found = []
    known = 0
    for size in sizes:
        for first in range(known, size, _STEP):
            tools.database.write(partial(_grow, first=first, last=min(size, first + _STEP)))
        if tools.database.dialect == "postgresql":
            tools.database.write(lambda conn: conn.exec_driver_sql("ANALYZE"))
        known = size
        broken = due if size == sizes[-1] else 0
        idle = _idle(tools)
        spent = _broken(tools, broken) if broken else 0.0
        rows = tools.database.read(lambda conn: conn.scalar(select(func.count()).select_from(outbox))) or 0
        found.append(Ticking(tickets=size, idle=idle, due=broken, fired_seconds=spent, outbox_rows=rows))
    parts.close()
    return found


def _idle(tools: Tools) -> float:
    spent = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        assert fire_due(tools, clock=lambda: _NOW) == 0
        tools.database.read(clockworks.next_due)
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


def _broken(tools: Tools, count: int) -> float:
    def break_them(conn: Connection) -> None:
        at = _NOW - timedelta(seconds=1)
        conn.execute(update(deadline).where(deadline.c.ticket_id <= _IDS_FROM + count).values(due_at=at))
        conn.execute(update(cycle).where(cycle.c.ticket_id <= _IDS_FROM + count).values(due_at=at))

    tools.database.write(break_them)
    began = time.perf_counter()
    fired = fire_due(tools, clock=lambda: _NOW)
    spent = time.perf_counter() - began
    assert fired >= count, fired
    return spent


def _grow(conn: Connection, first: int, last: int) -> None:
    """Open tickets ``first + 1`` to ``last``, each with one running promise far from its due."""
    numbers = numbered_rows(first, last)
    # Above all that the node itself gives out.
    row = numbers.c.i + _IDS_FROM
    name = cast(numbers.c.i, Text)
    given = {
        "id": row,
        "tenant": literal("bench"),
        "contact_id": row,
        "ticket_id": row,
        "cycle_id": row,
        "email": literal("customer") + name + "@customers.test",
        "customer_email": literal("customer") + name + "@customers.test",
        "number": literal("2026-01-") + name,
        "refid": literal("sup_") + name,
        "queue": literal("support"),
        "status": literal("open"),
        "priority": literal("medium"),
        "assigned_team": literal("one"),
        "metric": literal("resolution"),
        "policy": literal("standard"),
        "revision": literal(1),
        "goal": literal(timedelta(hours=48), Duration),
        "state": literal("running"),
        "due_at": literal(_FAR, Instant),
        "pauses": literal([], Json),
        "trigger": literal("breach"),
    }
    filled(conn, contact, given, numbers)
    filled(conn, ticket, given, numbers)
    filled(conn, cycle, {**given, "number": literal(1)}, numbers)
    waiting = {**given, "state": literal("pending"), "policy": literal("")}
    filled(conn, deadline, waiting, numbers)
