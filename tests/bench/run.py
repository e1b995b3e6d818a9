"""``make bench``: the road on SQLite and PostgreSQL, with its floor, as one report. Figures, never a test."""

from __future__ import annotations

import argparse
import importlib.util
import json
import platform
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from fetching import Fetching, fetching
from floor import parse_floor, parse_ours, rows_floor, sink_floor
from growth import Lookup, lookups
from parsing import Reading, readings, tell
from rich.console import Console
from rich.table import Table
from road import Figures, measure, measure_accepting
from ruling import ruling
from ticking import Storm, Ticking, storm, ticking

_SEED = 7
#: A mailbox of fewer is read before the rate means anything.
_FETCHED = 10_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=5_000)
    parser.add_argument("--connections", type=int, default=20)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--tickets", type=int, default=100_000, help="how large a desk a mail is looked up in")
    parser.add_argument(
        "--open-tickets", type=int, default=1_000_000, help="of how many the clock looks for what is due"
    )
    parser.add_argument("--due", type=int, default=10_000, help="how many promises break at once")
    parser.add_argument("--storm", type=int, default=5_000, help="how many breaches page one person at one instant")
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    console = Console(stderr=wanted.json)
    with console.status("reading one mail"):
        read = readings()
    with console.status("five hundred rules"):
        ruled = dict(ruling(_SEED))
    with console.status("floor"):
        floors = _floors(min(wanted.mails, 2_000))
    found: dict[str, Figures] = {}
    grown: dict[str, list[Lookup]] = {}
    fetched: dict[str, Fetching] = {}
    ticked: dict[str, list[Ticking]] = {}
    stormed: dict[str, Storm] = {}
    for name, database in _databases(wanted.only):
        with console.status(name), database() as (folder, url):
            floors[f"bare Core rows, {name}"] = rows_floor(url, min(wanted.mails, 2_000), _SEED)
            found[name] = _measured(wanted, folder, url)
        with console.status(f"{name}, accepting alone"), database() as (folder, url):
            found[name].cpu["accepting alone"] = measure_accepting(
                folder, url, mails=wanted.mails, connections=wanted.connections, seed=_SEED
            )
        with console.status(f"{name}, looking up in a large desk"), database() as (_, url):
            grown[name] = lookups(url, tuple(sorted({min(100, wanted.tickets), wanted.tickets // 10, wanted.tickets})))
        with console.status(f"{name}, the clock"), database() as (folder, url):
            sizes = tuple(sorted({min(1_000, wanted.open_tickets), wanted.open_tickets // 10, wanted.open_tickets}))
            ticked[name] = ticking(folder, url, sizes, min(wanted.due, wanted.open_tickets))
        with console.status(f"{name}, a storm"), database() as (folder, url):
            stormed[name] = storm(folder, url, wanted.storm)
        with console.status(f"{name}, reading a mailbox"), database() as (folder, url):
            fetched[name] = fetching(folder, url, mails=max(wanted.mails, _FETCHED), seed=_SEED)
    if wanted.json:
        clock = {name: [asdict(row) for row in rows] for name, rows in ticked.items()}
        storms = {name: asdict(row) for name, row in stormed.items()}
        _print_json(read, floors, found, grown, fetched, {"growing": clock, "storm": storms})
    else:
        _tell(console, wanted, floors, found)
        _tell_growth(console, grown)
        _tell_fetching(console, fetched)
        _tell_ticking(console, ticked)
        _tell_storms(console, stormed)
        tell(console, read)
        _tell_ruling(console, ruled)


def _floors(mails: int) -> dict[str, float]:
    return {
        "compat32 parse alone": parse_floor(mails, _SEED),
        "parse_message": parse_ours(mails, _SEED),
        "aiosmtpd sink alone": sink_floor(mails, _SEED),
    }


def _measured(wanted: argparse.Namespace, folder: Path, url: str) -> Figures:
    load = {"mails": wanted.mails, "connections": wanted.connections, "workers": wanted.workers}
    return measure(folder, url, **load, seed=_SEED)


def _print_json(
    read: Sequence[Reading],
    floors: dict[str, float],
    found: dict[str, Figures],
    grown: dict[str, list[Lookup]],
    fetched: dict[str, Fetching],
    clock: dict[str, object],
) -> None:
    report = {
        "clock": clock,
        "reading": [asdict(row) for row in read],
        "floor": floors,
        "road": {name: asdict(figures) for name, figures in found.items()},
        "growth": {name: [asdict(row) for row in rows] for name, rows in grown.items()},
        "mailbox": {name: asdict(row) for name, row in fetched.items()},
    }
    print(json.dumps(report))


def _tell_growth(console: Console, grown: dict[str, list[Lookup]]) -> None:
    table = Table(box=None, title="the reads of one mail, ms", title_justify="left")
    for column in ("tickets", "", "statements", "alone", "as one of 32"):
        table.add_column(column, justify="right" if column else "left")
    for name, rows in grown.items():
        table.add_row(name, "", "", "", "")
        for row in rows:
            table.add_row(f"{row.tickets:,}", "all", str(row.statements), f"{row.alone:.2f}", f"{row.in_batch:.3f}")
            matching = (row.matching_statements, f"{row.matching_alone:.2f}", f"{row.matching_in_batch:.3f}")
            table.add_row("", "thread matching and permission (3 at most)", *map(str, matching))
    console.print(table)


def _tell_ticking(console: Console, ticked: dict[str, list[Ticking]]) -> None:
    table = Table(box=None, title="the clock", title_justify="left")
    columns = ("a look, none due, ms", "breaking at once", "to the last outbox row, s", "mails", "seeded in, s")
    for column in ("open tickets", *columns):
        table.add_column(column, justify="right")
    for name, rows in ticked.items():
        table.add_row(name, *("" for _ in columns))
        for row in rows:
            spent = f"{row.fired_seconds:.1f}" if row.due else ""
            mails = f"{row.outbox_rows:,}" if row.due else ""
            due = f"{row.due:,}" if row.due else ""
            table.add_row(f"{row.tickets:,}", f"{row.idle:.2f}", due, spent, mails, f"{row.seeding_seconds:.0f}")
    console.print(table)


def _tell_storms(console: Console, stormed: dict[str, Storm]) -> None:
    table = Table(box=None, title="breaches at one instant that page one person", title_justify="left")
    for column in ("", "breaches", "to the first page, s", "to the last digest, s", "mails"):
        table.add_column(column, justify="right" if column else "left")
    for name, row in stormed.items():
        table.add_row(
            name, f"{row.breaches:,}", f"{row.first_seconds:.1f}", f"{row.last_seconds:.1f}", f"{row.mails:,}"
        )
    console.print(table)


def _tell_ruling(console: Console, ruled: dict[str, float]) -> None:
    table = Table(box=None, title="500 rules of 4 conditions, a mail of 16 KB", title_justify="left")
    table.add_column("conditions on")
    table.add_column("ms", justify="right")
    for name, spent in ruled.items():
        table.add_row(name, f"{spent:.2f}")
    console.print(table)


def _tell_fetching(console: Console, fetched: dict[str, Fetching]) -> None:
    table = Table(box=None, title="a mailbox of Dovecot, mails/s", title_justify="left")
    for column in ("", *fetched):
        table.add_column(column, justify="left" if not column else "right")
    rows = {
        "aioimaplib, 10 UIDs a FETCH, thrown away": lambda f: f"{f.library:.0f}",
        "our session with sizes first, thrown away": lambda f: f"{f.session:.0f} ({f.session / f.library:.2f}x)",
        "the daemon, committed to the inbox": lambda f: f"{f.committed:.0f} ({f.committed / f.library:.2f}x)",
        "front's peak above its own, MiB": lambda f: f"{f.memory:.0f}, with mails of 25 MB {f.memory_large:.0f}",
    }
    for name, shown in rows.items():
        table.add_row(name, *(shown(figures) for figures in fetched.values()))
    console.print(table)


def _tell(console: Console, wanted: argparse.Namespace, floors: dict[str, float], found: dict[str, Figures]) -> None:
    console.print(
        f"{wanted.mails} mails (seed {_SEED}), {wanted.connections} connections, {wanted.workers} worker,"
        f" 60 % new, team of one, verify off, rates off; {platform.python_version()}, load generator beside it"
    )
    table = Table(box=None)
    for column in ("", *found):
        table.add_column(column, justify="left" if not column else "right")
    rows = {
        "accepted/s": lambda f: f"{f.accepted:.0f}",
        "mail to ticket/s": lambda f: f"{f.ticketed:.0f}",
        "acknowledgements at the relay/s": lambda f: f"{f.acknowledged * f.mails / max(1, f.acknowledgements):.0f}",
        "mails sent for each mail in": lambda f: f"{f.sent / f.mails:.2f}",
        "p50 from 250 to ticket, ms": lambda f: f"{f.p50 * 1000:.0f}",
        "p99 from 250 to ticket, ms": lambda f: f"{f.p99 * 1000:.0f}",
        "CPU ms a mail": lambda f: ", ".join(f"{name} {spent:.2f}" for name, spent in f.cpu.items()),
        "CPU ms a mail up to the outbox": lambda f: f"{_to_outbox(f):.2f}",
        "peak RSS MiB": lambda f: ", ".join(f"{name} {size:.0f}" for name, size in f.memory.items()),
    }
    for name, shown in rows.items():
        table.add_row(name, *(shown(figures) for figures in found.values()))
    console.print(table)
    below = Table(box=None, title="floor, CPU ms a mail", title_justify="left")
    for name, spent in floors.items():
        below.add_row(name, f"{spent:.2f}")
    console.print(below)


def _to_outbox(figures: Figures) -> float:
    """Accepting, and the workers' whole work; without sending."""
    return sum(spent for name, spent in figures.cpu.items() if name != "front")


def _databases(only: str | None) -> Iterator[tuple[str, object]]:
    if only != "postgresql":
        yield "sqlite", _sqlite
    if only != "sqlite":
        yield "postgresql", _postgresql


@contextmanager
def _sqlite() -> Iterator[tuple[Path, str]]:
    with tempfile.TemporaryDirectory(prefix="mailgate-bench-") as name:
        yield Path(name), f"sqlite:///{name}/mailgate.db"


@contextmanager
def _postgresql() -> Iterator[tuple[Path, str]]:
    """The tests' own server, with fsync on."""
    spec = importlib.util.spec_from_file_location("fixtures", Path(__file__).parents[1] / "conftest.py")
    assert spec
    assert spec.loader
    fixtures = importlib.util.module_from_spec(spec)
    sys.modules["fixtures"] = fixtures
    spec.loader.exec_module(fixtures)
    programs = fixtures._postgresql_programs()
    if programs is None:
        raise SystemExit("PostgreSQL is neither on PATH nor in /usr/lib/postgresql")
    server = fixtures.PostgresqlServer(programs)
    try:
        server.start(fsync=True)
        with tempfile.TemporaryDirectory(prefix="mailgate-bench-") as name:
            yield Path(name), server.new_database()
    finally:
        server.remove()


if __name__ == "__main__":
    main()
