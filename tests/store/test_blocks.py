"""Numbers from blocks: unique over threads and processes."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from sqlalchemy import Connection

from mailgate.errors import StoreUnavailable
from mailgate.store.blocks import OTHERS, ROWS, Blocks
from mailgate.store.database import Database

TAKE = """
import sys
from mailgate.store.blocks import Blocks
from mailgate.store.database import Database

database = Database.open(sys.argv[1])
blocks = Blocks(database)
for _ in range(50):
    print(*blocks.take("number:acme:2026-11", 7))
database.close()
"""


def test_numbers_start_at_one_and_ascend(database: Database) -> None:
    blocks = Blocks(database)
    assert [blocks.take("row", 3), blocks.take("row"), blocks.take("row", 2)] == [[1, 2, 3], [4], [5, 6]]


def test_each_name_is_numbered_by_itself(database: Database) -> None:
    blocks = Blocks(database)
    assert [blocks.take(name) for name in ("row", "number:a:2026-11", "number:b:2026-11")] == [[1], [1], [1]]


def test_a_take_may_span_blocks(database: Database) -> None:
    blocks = Blocks(database)
    blocks.take("number:a:2026-11", OTHERS - 2)
    assert blocks.take("number:a:2026-11", 4) == [OTHERS - 1, OTHERS, OTHERS + 1, OTHERS + 2]


def test_a_take_may_be_larger_than_a_block(database: Database) -> None:
    blocks = Blocks(database)
    assert blocks.take("number:a:2026-11", 3 * OTHERS) == list(range(1, 3 * OTHERS + 1))
    assert blocks.take("number:a:2026-11") == [3 * OTHERS + 1]


def test_another_node_begins_after_the_block(database: Database) -> None:
    assert Blocks(database).take("row") == [1]
    assert Blocks(database).take("row") == [ROWS + 1]


def test_one_commit_reserves_a_whole_block(database: Database) -> None:
    commits: list[None] = []
    database.on_commit(lambda: commits.append(None))
    blocks = Blocks(database)
    for _ in range(ROWS):
        blocks.take("row")
    database.close()
    assert len(commits) == 1


def test_only_numbers_at_hand_are_ready(database: Database) -> None:
    blocks = Blocks(database)
    assert blocks.ready("row") is None
    blocks.take("row")
    assert blocks.ready("row", 2) == [2, 3]
    assert blocks.ready("row", ROWS) is None
    assert blocks.ready("row") == [4]


def test_a_failed_reservation_takes_nothing(database: Database) -> None:
    blocks = Blocks(database)
    blocks.take("number:a:2026-11", OTHERS - 1)
    database.close()
    with pytest.raises(StoreUnavailable):
        blocks.take("number:a:2026-11", 2)
    assert blocks.take("number:a:2026-11") == [OTHERS]


def test_a_block_needed_within_a_unit_is_an_error_not_a_deadlock(database: Database) -> None:
    def work(_: Connection) -> list[int]:
        return Blocks(database).take("row")

    with pytest.raises(RuntimeError):
        database.write(work)


def test_threads_never_share_a_number(database: Database) -> None:
    blocks = Blocks(database)
    taken: list[int] = []

    def take() -> None:
        for _ in range(100):
            taken.extend(blocks.take("number:a:2026-11", 3))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(taken)) == len(taken) == 2400


def test_four_processes_never_share_a_number(database: Database, database_url: str) -> None:
    command = [sys.executable, "-c", TAKE, database_url]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    taken = [int(number) for process in processes for number in process.communicate()[0].split() if number.isdigit()]
    assert [process.returncode for process in processes] == [0] * 4
    assert len(set(taken)) == len(taken) == 4 * 50 * 7
    # Gaps: at most what each process had left, twice.
    assert max(taken) <= len(taken) + 8 * OTHERS
