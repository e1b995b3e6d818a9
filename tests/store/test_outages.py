"""PostgreSQL that conflicts, fails over, cuts connections, goes away and comes back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Connection, event, func, select, text

from mailgate.errors import StorageFull, StoreUnavailable
from mailgate.store.database import Database
from mailgate.store.engine import commit
from mailgate.store.engine import postgresql as postgresql_module
from mailgate.store.tables.desk import block

Work = Callable[[Connection], Any]


@pytest.fixture
def database_url(postgresql: Any, migrated_postgresql: str) -> Iterator[str]:
    """PostgreSQL alone: what is tested here cannot happen to a file."""
    url = postgresql.new_database(template=migrated_postgresql)
    yield url
    if not postgresql.running:
        postgresql.start()
    postgresql.drop_database(url)


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commit, "PAUSE_S", 0.0001)


def put(name: str) -> Work:
    return lambda conn: conn.execute(block.insert().values(name=name, next=1))


def names(database: Database) -> set[str]:
    return set(database.read(lambda conn: conn.execute(select(block.c.name)).scalars().all()))


def failing(times: int, failure: Work) -> tuple[Work, list[int]]:
    """A unit that writes a row and then fails the first ``times``; and the list of its runs."""
    runs: list[int] = []

    def work(conn: Connection) -> None:
        runs.append(1)
        put("tried")(conn)
        if len(runs) <= times:
            failure(conn)

    return work, runs


def raises(state: str) -> Work:
    """Have the server itself raise an error of this SQLSTATE."""
    return lambda conn: conn.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = '{state}'; END $$"))


def cut(conn: Connection) -> None:
    """Have the server close this very connection, as a failover does (57P01)."""
    conn.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_a_transaction_that_lost_against_another_is_tried_again(database: Database, state: str) -> None:
    work, runs = failing(4, raises(state))
    database.write(work)
    assert len(runs) == 5
    assert names(database) == {"tried"}


def test_after_five_attempts_it_is_given_up(database: Database) -> None:
    work, runs = failing(9, raises("40001"))
    with pytest.raises(StoreUnavailable):
        database.write(work)
    assert len(runs) == 5
    assert names(database) == set()


def test_a_conflict_within_a_group_spares_the_others(database: Database) -> None:
    work, _ = failing(1, raises("40P01"))
    answers = database.write_all([(put("one"), 0, 0), (work, 0, 0), (put("two"), 0, 0)])
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert names(database) == {"one", "tried", "two"}


@pytest.mark.parametrize("failure", [cut, raises("25006"), raises("57P01"), raises("57P03")])
def test_a_lost_connection_is_replaced_and_the_work_done(database: Database, failure: Work) -> None:
    servers: list[int] = []

    def note_server_and_fail(conn: Connection) -> None:
        servers.append(conn.execute(text("SELECT pg_backend_pid()")).scalar_one())
        failing_work(conn)

    failing_work, _ = failing(1, failure)
    database.write(note_server_and_fail)
    assert len(set(servers)) == 2
    assert names(database) == {"tried"}


def test_a_unit_that_loses_every_connection_fails_alone(database: Database) -> None:
    work, _ = failing(99, cut)
    first, lost, last = database.write_all([(put("first"), 0, 0), (work, 0, 0), (put("last"), 0, 0)])
    assert isinstance(lost, StoreUnavailable)
    assert not isinstance(first, Exception)
    assert not isinstance(last, Exception)
    assert names(database) == {"first", "last"}


def test_a_row_that_another_node_keeps_locked_is_not_waited_for_long(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.write(put("contested"))
    monkeypatch.setitem(postgresql_module._WRITING_BOUNDS, "lock_timeout", "20ms")
    other = Database.open(database_url)
    change = block.update().values(next=2)

    def keep_locked(conn: Connection) -> list[Any]:
        conn.execute(change)
        return other.write_all([(lambda conn: conn.execute(change), 0, 0), (put("free"), 0, 0)])

    contested, free = database.write(keep_locked)
    assert isinstance(contested, StoreUnavailable)
    assert not isinstance(free, Exception)
    other.write(lambda conn: conn.execute(change))
    other.close()


def test_a_full_disk_is_storage_full(database: Database) -> None:
    with pytest.raises(StorageFull):
        database.write(raises("53100"))


def test_a_connection_that_died_idle_is_not_noticed_by_anybody(database: Database, database_url: str) -> None:
    database.write(put("before"))
    assert names(database) == {"before"}
    other = Database.open(database_url)
    all_others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    ended = other.write(lambda conn: conn.execute(text(f"{all_others} AND datname = current_database()")).all())
    other.close()
    assert len(ended) == 2
    database.write(put("after"))
    assert names(database) == {"before", "after"}


@pytest.fixture
def cut_at_commit(database: Database) -> None:
    """The server closes the connection while it commits a row named ``fatal``."""
    database.write(
        lambda conn: conn.connection.driver_connection.execute("""
            CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON block DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW WHEN (NEW.name = 'fatal') EXECUTE FUNCTION cut();
        """)
    )


@pytest.mark.usefixtures("cut_at_commit")
def test_a_commit_of_unknown_outcome_is_told_and_never_repeated(database: Database) -> None:
    runs: list[int] = []

    def work(conn: Connection) -> None:
        runs.append(1)
        put("fatal")(conn)

    with pytest.raises(StoreUnavailable):
        database.write(work)
    assert len(runs) == 1
    database.write(put("next"))
    assert names(database) == {"next"}


@pytest.mark.usefixtures("cut_at_commit")
def test_a_group_of_unknown_outcome_fails_as_a_whole(database: Database) -> None:
    answers = database.write_all([(put("one"), 1, 0), (put("fatal"), 2, 0), (put("two"), 3, 0)])
    assert [type(answer).__mro__[1] for answer in answers] == [StoreUnavailable] * 3
    assert names(database) == set()


def test_stale_plans_after_a_migration_elsewhere_do_no_harm(database: Database, database_url: str) -> None:
    everything = text("SELECT * FROM block")
    for _ in range(8):
        database.read(lambda conn: conn.execute(everything).all())
        database.write(lambda conn: conn.execute(everything).all())
    other = Database.open(database_url)
    other.write(lambda conn: conn.execute(text("ALTER TABLE block ADD COLUMN added INTEGER")))
    other.close()
    database.write(lambda conn: conn.execute(everything).all())
    assert database.read(lambda conn: conn.execute(everything).all()) == []


def test_a_server_without_durable_commits_is_named_once(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    database = Database.open(database_url)
    for _ in range(2):
        database.read(lambda conn: None)
        database.write(lambda conn: None)
    database.close()
    # The server of the tests runs with fsync off.
    said = capsys.readouterr()
    assert (said.out + said.err).count("'fsync'") == 1


def test_a_server_that_stops_under_load_and_returns_loses_nothing(database: Database, postgresql: Any) -> None:
    numbers, kept, failures = count(), [], []
    over, failed = threading.Event(), threading.Event()

    def load() -> None:
        while not over.is_set():
            name = f"n{next(numbers)}"
            try:
                database.write(put(name))
                kept.append(name)
                database.read(lambda conn: conn.execute(select(func.count()).select_from(block)).scalar())
            except Exception as error:
                failures.append(error)
                failed.set()

    threads = [threading.Thread(target=load) for _ in range(8)]
    for thread in threads:
        thread.start()
    for kill in (False, True):
        failed.clear()
        postgresql.stop(kill=kill)
        assert failed.wait(30)
        before = len(kept)
        postgresql.start()
        # The same objects work again, without anybody's help.
        while len(kept) < before + 50:
            assert any(thread.is_alive() for thread in threads)
            over.wait(0.01)
    over.set()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    assert {type(error) for error in failures} <= {StoreUnavailable, commit.OutcomeUnknown}
    assert set(kept) <= names(database)


def test_everybody_who_waits_is_told_at_once_when_the_server_is_away(database: Database, postgresql: Any) -> None:
    postgresql.stop()
    tries: list[None] = []
    event.listen(database._backend.writing, "do_connect", lambda *_: tries.append(None))
    answers = database.write_all([(put(f"n{number}"), 0, 0) for number in range(200)])
    assert {type(answer) for answer in answers} == {StoreUnavailable}
    assert len(tries) == 1
    postgresql.start()
    database.write(put("back"))
    assert names(database) == {"back"}
