"""Writers of several processes on one SQLite file."""

from __future__ import annotations

import fcntl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from mailgate.store.database import Database
from mailgate.store.engine.turns import Turnstile

#: Writes its name as fast as it can until its input closes, with always more units waiting than are being written.
BUSY = """
import select, sys
from collections import deque
from sqlalchemy import text
from mailgate.store.database import Database

database, name = Database.open(sys.argv[1]), sys.argv[2]
statement = text("INSERT INTO log (who) VALUES (:who)")
write = lambda conn: conn.execute(statement, {"who": name})
waiting = deque(database.submit(write) for _ in range(40))
waiting[0].result()
print("busy", flush=True)
while not select.select([sys.stdin], [], [], 0)[0]:
    waiting.popleft().result()
    waiting.append(database.submit(write))
database.close()
"""

#: Takes the turn, says so, and keeps it until killed.
HOLD = """
import sys
from pathlib import Path
from mailgate.store.engine.turns import Turnstile

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
    for _ in range(100):
        log.write(note("other"))
    whose = log.read(lambda conn: conn.execute(text("SELECT who FROM log ORDER BY id")).scalars().all())
    contested = list(whose)[whose.index("other") :]
    # Between two of ours the busy one commits once or twice, up to 40 rows each; unfairly it is thousands.
    assert contested.count("busy") < 200 * contested.count("other")


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


def test_whoever_has_the_turn_queues_behind_who_waits_for_it(path: Path) -> None:
    holder, waiter, rival = (Turnstile(path) for _ in range(3))
    order: list[str] = []

    def take(turnstile: Turnstile, name: str) -> None:
        with turnstile.turn():
            order.append(name)

    with holder.turn(), open(f"{path}-queue") as queue:
        waiting = threading.Thread(target=take, args=(waiter, "waiter"))
        waiting.start()
        # Until the waiter is at the front of the queue, which nobody can enter then.
        with suppress(BlockingIOError):
            while True:
                fcntl.flock(queue, fcntl.LOCK_EX | fcntl.LOCK_NB)
                fcntl.flock(queue, fcntl.LOCK_UN)
        order.append("holder")
    take(rival, "rival")
    waiting.join()
    assert order == ["holder", "waiter", "rival"]
    for turnstile in (holder, waiter, rival):
        turnstile.close()


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
