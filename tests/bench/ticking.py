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
from mailgate.model.outbound import OutboxState
from mailgate.pipeline.escalations.due import fire_due
from mailgate.pipeline.outbound.notice_digests import send_digests
from mailgate.pipeline.tools import Tools
from mailgate.store.clock import clockworks
from mailgate.store.migrate import migrate
from mailgate.store.tables.clock import cycle, deadline
from mailgate.store.tables.columns import Duration, Instant, Json
from mailgate.store.tables.queues import outbox
from mailgate.store.tables.tickets import contact, ticket

_ROUNDS = 200
#: Tickets added in one commit: nobody waits longer than 20 s for a write.
_STEP = 50_000
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
#: On-call is paged at once, and is nobody whom the desk would tell anyway.
_PAGED = """\
[[escalation]]
key = "default"
on = ["sla.breached"]
steps = [{ after = "0s", notify = ["oncall:night"] }]
[[oncall]]
key = "night"
members = ["olga@agents.test", "bob@agents.test"]
"""


@dataclass(frozen=True, slots=True)
class Ticking:
    """A look in milliseconds, in a desk of so many open tickets; and how long so many breaches take to the outbox."""

    tickets: int
    idle: float
    due: int
    fired_seconds: float
    outbox_rows: int
    #: How long it took to grow from the size before.
    seeding_seconds: float


@dataclass(frozen=True, slots=True)
class Storm:
    """So many breaches at one instant, of each of which the same person is paged."""

    breaches: int
    #: To the commit of the first page, and to that of the last digest or page.
    first_seconds: float
    last_seconds: float
    #: What goes out in all, pages and digests.
    mails: int


def ticking(folder: Path, url: str, sizes: tuple[int, ...], due: int) -> list[Ticking]:
    """Grow a desk to each size in turn, look at it, and in the largest let promises break."""
    parts, tools = _opened(folder, url, _DESK)
    found = []
    known = 0
    for size in sizes:
        seeding = _seeded(tools, known, size)
        known = size
        broken = due if size == sizes[-1] else 0
        idle = _idle(tools)
        spent = _broken(tools, broken) if broken else 0.0
        rows = tools.database.read(lambda conn: conn.scalar(select(func.count()).select_from(outbox))) or 0
        found.append(
            Ticking(
                tickets=size,
                idle=idle,
                due=broken,
                fired_seconds=spent,
                outbox_rows=rows,
                seeding_seconds=seeding,
            )
        )
    parts.close()
    return found


def storm(folder: Path, url: str, breaches: int) -> Storm:
    """Let so many promises break at one instant, whose escalation pages one person, until nothing waits any more."""
    parts, tools = _opened(folder, url, _DESK + _PAGED)
    _seeded(tools, 0, breaches)
    _due_now(tools, breaches)
    began = time.perf_counter()
    first: list[float] = []

    def clock() -> datetime:
        # Asked before each batch: so late a page was seen at the latest.
        if not first and _sent(tools):
            first.append(time.perf_counter() - began)
        return _NOW

    fire_due(tools, clock=clock)
    later = _NOW + timedelta(minutes=2)
    while send_digests(tools, clock=lambda: later):
        pass
    last = time.perf_counter() - began
    found = Storm(breaches=breaches, first_seconds=first[0], last_seconds=last, mails=_sent(tools))
    parts.close()
    return found


def _opened(folder: Path, url: str, desk: str) -> tuple[app.Parts, Tools]:
    (folder / "mailgate.toml").write_text(_SERVER.format(url=url))
    (folder / "desk.toml").write_text(desk)
    migrate(url)
    parts = app.open_parts(load(folder / "mailgate.toml"))
    app.install_desks(parts.tools.database, parts.configuration.desks)
    return parts, parts.reload()


def _seeded(tools: Tools, known: int, size: int) -> float:
    """Grow to a size; the seconds that it took."""
    began = time.perf_counter()
    for first in range(known, size, _STEP):
        tools.database.write(partial(_grow, first=first, last=min(size, first + _STEP)))
    if tools.database.dialect == "postgresql":
        # What autovacuum does within a minute of such growth: without statistics the planner guesses.
        tools.database.write(lambda conn: conn.exec_driver_sql("ANALYZE"))
    return time.perf_counter() - began


def _sent(tools: Tools) -> int:
    goes = select(func.count()).select_from(outbox).where(outbox.c.state == OutboxState.PENDING.value)
    return tools.database.read(lambda conn: conn.scalar(goes)) or 0


def _idle(tools: Tools) -> float:
    spent = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        assert fire_due(tools, clock=lambda: _NOW) == 0
        tools.database.read(clockworks.next_due)
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


def _broken(tools: Tools, count: int) -> float:
    _due_now(tools, count)
    began = time.perf_counter()
    fired = fire_due(tools, clock=lambda: _NOW)
    spent = time.perf_counter() - began
    assert fired >= count, fired
    return spent


def _due_now(tools: Tools, count: int) -> None:
    def break_them(conn: Connection) -> None:
        at = _NOW - timedelta(seconds=1)
        conn.execute(update(deadline).where(deadline.c.ticket_id <= _IDS_FROM + count).values(due_at=at))
        conn.execute(update(cycle).where(cycle.c.ticket_id <= _IDS_FROM + count).values(due_at=at))

    tools.database.write(break_them)


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
