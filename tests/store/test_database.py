"""Reads on one snapshot, failures as our own errors, and what every SQLite connection must have in force."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from mailgate.errors import ConfigurationError, NotFound, StorageFull, StoreUnavailable
from mailgate.store.database import Database
from mailgate.store.engine import checkpointing, commit, sqlite
from mailgate.store.tables.desk import block


def put(name: str) -> Callable[[Connection], Any]:
    return lambda conn: conn.execute(block.insert().values(name=name, next=1))


def count(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(block)).scalar_one()


def test_a_read_sees_one_snapshot_while_others_write(database: Database) -> None:
    def twice(conn: Connection) -> tuple[int, int]:
        before = count(conn)
        database.write(put("meanwhile"))
        return before, count(conn)

    assert database.read(twice) == (0, 0)
    assert database.read(count) == 1


def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises((StoreUnavailable, SQLAlchemyError)):
        database.read(put("forbidden"))
    assert database.read(count) == 0


def test_what_a_read_raises_passes_through_with_its_cause(database: Database) -> None:
    def fail(_: Connection) -> None:
        raise NotFound("no such ticket") from KeyError("t")

    with pytest.raises(NotFound) as caught:
        database.read(fail)
    assert isinstance(caught.value.__cause__, KeyError)


def test_readers_beyond_the_pool_are_told_and_not_kept(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    pool: Any = database._backend.reading.pool
    monkeypatch.setattr(pool, "_timeout", 0.01)
    held = [database._backend.reading.connect() for _ in range(pool.size() + pool._max_overflow)]
    with pytest.raises(StoreUnavailable):
        database.read(count)
    for connection in held:
        connection.close()
    assert database.read(count) == 0


def test_many_threads_read_and_write_at_once(database: Database) -> None:
    failures: list[Exception] = []

    def work(number: int) -> None:
        try:
            for turn in range(20):
                database.write(put(f"{number}.{turn}"))
                assert database.read(count) > turn
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert database.read(count) == 120


def test_an_error_does_not_carry_the_values_of_its_statement(database: Database) -> None:
    database.write(put("a customer's words"))
    with pytest.raises(SQLAlchemyError) as caught:
        database.write(lambda conn: conn.execute(block.insert().values(name="a customer's words", next=815)))
    assert "815" not in str(caught.value)


@pytest.mark.parametrize("url", ["mysql://host/name", "no url", "sqlite://", "sqlite:///:memory:"])
def test_a_url_that_cannot_serve_is_a_configuration_error(url: str) -> None:
    with pytest.raises(ConfigurationError):
        Database.open(url)


def test_a_server_that_is_away_is_opened_and_answers_with_an_error() -> None:
    database = Database.open("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(StoreUnavailable):
        database.read(count)
    with pytest.raises(StoreUnavailable):
        database.write(count)
    database.close()


class TestSqlite:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return tmp_path / "made" / "here.db"

    @pytest.fixture
    def file(self, path: Path) -> Any:
        database = Database.open(f"sqlite:///{path}")
        database.write(lambda conn: conn.execute(text("CREATE TABLE block (name TEXT PRIMARY KEY, next INTEGER)")))
        yield database
        database.close()

    def test_the_file_is_made_for_its_owner_alone(self, file: Database, path: Path) -> None:
        modes = {made.name: stat.S_IMODE(made.stat().st_mode) for made in path.parent.iterdir()}
        assert modes["here.db"] == modes["here.db-wal"] == modes["here.db-turn"] == 0o600
        assert set(modes) == {f"here.db{end}" for end in ("", "-wal", "-shm", "-turn", "-queue")}

    def test_an_existing_file_keeps_its_mode(self, path: Path) -> None:
        path.parent.mkdir()
        path.touch(0o640)
        mode = path.stat().st_mode
        Database.open(f"sqlite:///{path}").close()
        assert path.stat().st_mode == mode

    def test_a_relative_path_is_taken_from_the_current_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        Database.open("sqlite:///var/desk.db").close()
        assert (tmp_path / "var" / "desk.db").exists()

    def test_a_folder_that_cannot_be_made_is_a_configuration_error(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(ConfigurationError):
            Database.open(f"sqlite:///{tmp_path}/file/desk.db")

    @pytest.mark.parametrize(
        ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)]
    )
    def test_reader_and_writer_have_it_in_force(self, file: Database, pragma: str, value: object) -> None:
        def found(conn: Connection) -> object:
            return conn.execute(text(f"PRAGMA {pragma}")).scalar()

        assert (file.read(found), file.write(found)) == (value, value)

    @pytest.mark.parametrize(
        "weaker", ["PRAGMA synchronous = NORMAL", "PRAGMA foreign_keys = OFF", "PRAGMA journal_mode = DELETE"]
    )
    def test_a_connection_that_could_lose_mail_is_refused(self, tmp_path: Path, weaker: str) -> None:
        driver = sqlite3.connect(tmp_path / "alone.db", isolation_level=None)
        sqlite.prepare(driver, query_only=False)
        driver.execute(weaker)
        with pytest.raises(StoreUnavailable):
            sqlite.assert_in_force(driver)
        driver.close()

    def test_nothing_is_written_where_the_log_cannot_be_synced(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sqlite, "_IN_FORCE", {"synchronous": 3})
        database = Database.open(f"sqlite:///{path}")
        with pytest.raises(StoreUnavailable):
            database.write(count)
        with pytest.raises(StoreUnavailable):
            database.read(count)
        database.close()

    @pytest.mark.parametrize("system", ["nfs", "nfs4", "cifs", "smb3"])
    def test_a_network_file_system_is_refused(self, path: Path, monkeypatch: pytest.MonkeyPatch, system: str) -> None:
        monkeypatch.setattr(sqlite, "file_system_of", lambda folder: system)
        with pytest.raises(ConfigurationError, match=system):
            Database.open(f"sqlite:///{path}")
        assert not path.exists()

    def test_the_file_system_is_the_one_mounted_under_the_device(self, tmp_path: Path) -> None:
        device = tmp_path.stat().st_dev
        mounts = tmp_path / "mountinfo"
        mounts.write_text(
            "22 1 0:1 / / rw,relatime - ext4 /dev/vda rw\n"
            f"23 1 {os.major(device)}:{os.minor(device)} / /mail rw shared:1 master:2 - nfs4 box:/mail rw\n"
        )
        assert sqlite.file_system_of(tmp_path, mounts) == "nfs4"

    def test_a_lock_that_another_program_keeps_is_waited_for(self, file: Database, path: Path) -> None:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        future = file.submit(put("patient"))
        other.execute("COMMIT")
        other.close()
        future.result()
        assert file.read(count) == 1

    def test_a_lock_that_is_kept_too_long_ends_in_an_error_and_no_worse(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.01)
        monkeypatch.setattr(commit, "BEGIN_TIME_S", 0.02)
        database = Database.open(f"sqlite:///{path}")
        database.write(lambda conn: conn.execute(text("CREATE TABLE block (name TEXT PRIMARY KEY, next INTEGER)")))
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable):
            database.write(put("impatient"))
        other.execute("COMMIT")
        other.close()
        database.write(put("later"))
        assert database.read(count) == 1
        database.close()

    def test_a_log_that_readers_held_up_is_cut_when_they_let_go(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sqlite, "_LOG_KEPT_BYTES", 100_000)
        monkeypatch.setattr(sqlite, "_LOG_WAIT_MS", 1)
        database = Database.open(f"sqlite:///{path}")
        database.write(lambda conn: conn.execute(text("CREATE TABLE block (name TEXT PRIMARY KEY, next INTEGER)")))
        log = path.with_name("here.db-wal")

        def read_while_others_write(conn: Connection) -> int:
            count(conn)
            for number in range(50):
                database.write(put(f"{number}" * 10_000))
            return log.stat().st_size

        assert database.read(read_while_others_write) > 500_000
        database.write(put("small"))
        assert log.stat().st_size < 100_000
        assert database.read(count) == 51
        database.close()

    def test_much_mail_is_copied_from_the_log_beside_the_commits(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(checkpointing, "_LOT", 100_000)
        database = Database.open(f"sqlite:///{path}")
        database.write(lambda conn: conn.execute(text("CREATE TABLE block (name TEXT PRIMARY KEY, next INTEGER)")))
        for number in range(6):
            database.write(put(f"{number}" * 50_000), size=50_000)
        until = time.monotonic() + 60
        while path.stat().st_size < 250_000 and time.monotonic() < until:
            time.sleep(0.01)
        assert path.stat().st_size > 250_000
        database.close()
        assert "store-checkpoint" not in {thread.name for thread in threading.enumerate()}

    def test_closing_leaves_no_open_file(self, path: Path) -> None:
        before = set(os.listdir("/proc/self/fd"))
        database = Database.open(f"sqlite:///{path}")
        database.write(lambda conn: conn.execute(text("CREATE TABLE block (name TEXT PRIMARY KEY, next INTEGER)")))
        database.read(count)
        database.close()
        assert set(os.listdir("/proc/self/fd")) <= before

    def test_a_full_disk_is_storage_full_for_whom_it_hits_alone(self, file: Database) -> None:
        def fill(conn: Connection) -> None:
            (pages,) = conn.execute(text("PRAGMA page_count")).one()
            conn.execute(text(f"PRAGMA max_page_count = {pages}"))
            put("x" * 1_000_000)(conn)

        hit, spared = file.write_all([(fill, 0, 0), (put("small"), 0, 0)])
        file.write(lambda conn: conn.execute(text("PRAGMA max_page_count = 1000000")).all())
        assert isinstance(hit, StorageFull)
        assert not isinstance(spared, Exception)
        assert file.read(count) == 1


def test_without_threads_units_are_written_by_whoever_hands_them_over(database_url: str) -> None:
    alone = Database.open(database_url, threaded=False)
    try:
        thread = alone.write(lambda conn: threading.current_thread())
        both = alone.write_all([(lambda conn: 1, 0, 0), (lambda conn: 1 // 0, 0, 0)])
        with pytest.raises(ZeroDivisionError):
            alone.write(lambda conn: 1 // 0)
    finally:
        alone.close()
    assert thread is threading.current_thread()
    assert (both[0], type(both[1])) == (1, ZeroDivisionError)
    with pytest.raises(StoreUnavailable):
        alone.write(lambda conn: None)
