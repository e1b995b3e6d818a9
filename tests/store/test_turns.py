"""Writers of several processes on one SQLite file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from mailgate.store.database import Database

#: Writes its name as fast as it can until its input closes; keeps two units waiting, so that it always wants the turn.
BUSY = """
import sys, threading
from sqlalchemy import text
from mailgate.store.database import Database

database, name = Database.open(sys.argv[1]), sys.argv[2]
statement = text("INSERT INTO log (who) VALUES (:who)")
over = threading.Event()

def write():
    while not over.is_set():
        database.write(lambda conn: conn.execute(statement, {"who": name}))

threads = [threading.Thread(target=write) for _ in range(2)]
for thread in threads:
    thread.start()
print("busy", flush=True)
sys.stdin.read()
over.set()
for thread in threads:
    thread.join()
database.close()
"""

#: Takes the turn, says so, and keeps it until killed.
HOLD = """
import sys
from pathlib import Path
from mailgate.store.turns import Turnstile

with Turnstile(Path(sys.argv[1])).turn():
    print("held", flush=True)
    sys.stdin.read()
"""

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "shared.db"


@pytest.fixture
def log(path: Path) -> Iterator[Database]:
    database = Database.open(f"sqlite:///{path}")
    database.write(lambda conn: conn.execute(text("CREATE TABLE log (id INTEGER PRIMARY KEY, who TEXT)")))
    yield database
    database.close()


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a program and wait for its first line."""
    started: list[subprocess.Popen[str]] = []

    def begin(program: str, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", program, *arguments]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline()
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def note(who: str) -> Callable[[Connection], Any]:
    return lambda conn: conn.execute(text("INSERT INTO log (who) VALUES (:who)"), {"who": who})


def test_a_busy_process_cannot_starve_another(log: Database, path: Path, start: Start) -> None:
    start(BUSY, f"sqlite:///{path}", "busy")
    # As a process that always has the next unit ready, while the other is at it too.
    for _ in range(100):
        for answer in log.write_all([(note("other"), 0, 0)] * 2):
            assert not isinstance(answer, Exception)
    whose = log.read(lambda conn: conn.execute(text("SELECT who FROM log ORDER BY id")).scalars().all())
    contested = list(whose)[whose.index("other") :]
    turns = [who for who, _ in groupby(contested)]
    # Taking strict turns there is one run of the busy one for each of ours; unfairly it is hundreds of rows a run.
    assert contested.count("busy") < 10 * contested.count("other")
    assert turns.count("other") > 30


def test_three_writing_processes_all_get_their_turns(log: Database, path: Path, start: Start) -> None:
    busy = [start(BUSY, f"sqlite:///{path}", name) for name in ("first", "second")]
    for _ in range(100):
        log.write(note("third"))
    for process in busy:
        process.communicate("")
        assert process.returncode == 0
    counts = log.read(lambda conn: conn.execute(text("SELECT who, count(*) FROM log GROUP BY who")).all())
    assert {who for who, _ in counts} == {"first", "second", "third"}
    assert dict(tuple(row) for row in counts)["third"] == 100


def test_a_killed_process_frees_the_turn(log: Database, path: Path, start: Start) -> None:
    holder = start(HOLD, str(path))
    waiting = log.submit(note("patient"))
    assert not waiting.done()
    holder.kill()
    waiting.result()


def test_what_arrives_while_we_wait_for_the_turn_shares_the_commit(log: Database, path: Path, start: Start) -> None:
    holder = start(HOLD, str(path))
    commits: list[None] = []
    log.on_commit(lambda: commits.append(None))
    futures = [log.submit(note(f"n{number}")) for number in range(20)]
    holder.communicate("")
    for future in futures:
        future.result()
    log.close()
    assert len(commits) == 1
