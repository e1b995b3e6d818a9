"""Many units of work, one commit; and what happens to each when something fails."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from mailgate.errors import Conflict, StoreUnavailable
from mailgate.store.database import Database
from mailgate.store.engine import commit
from mailgate.store.tables.desk import block

Work = Callable[[Connection], Any]


@pytest.fixture(autouse=True)
def _all_the_time_they_need(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine commits a group in parts, which is not what most of these tests are about."""
    monkeypatch.setattr(commit, "GROUP_TIME_S", 60.0)


def put(name: str) -> Work:
    """A unit that writes one row and returns its name."""
    return lambda conn: conn.execute(block.insert().values(name=name, next=1).returning(block.c.name)).scalar_one()


def refuse(conn: Connection) -> None:
    put("refused")(conn)
    raise Conflict("changed by somebody else")


def names(database: Database) -> set[str]:
    return set(database.read(lambda conn: conn.execute(select(block.c.name)).scalars().all()))


@contextmanager
def writer_held(database: Database) -> Iterator[None]:
    """Keep the writer busy, so that what is submitted meanwhile makes up the next groups."""
    begun, go_on = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        begun.set()
        go_on.wait()

    held = database.submit(hold)
    begun.wait()
    try:
        yield
    finally:
        go_on.set()
        held.result()


def commits_of(database: Database, works: list[Work]) -> tuple[int, list[Future[Any]]]:
    """Submit units while the writer is busy; how many commits they took, and their futures. Closes the writer."""
    commits: list[None] = []
    database.on_commit(lambda: commits.append(None))
    with writer_held(database):
        futures = [database.submit(work) for work in works]
    database.close()
    # The unit that held the writer had one too.
    return len(commits) - 1, futures


def test_units_that_wait_together_share_one_commit(database: Database) -> None:
    commits, futures = commits_of(database, [put(f"n{number}") for number in range(12)])
    assert commits == 1
    assert [future.result() for future in futures] == [f"n{number}" for number in range(12)]


def test_a_group_has_no_more_units_than_its_database_takes(database: Database) -> None:
    limit = {"sqlite": 256, "postgresql": 16}[database.dialect]
    commits, _ = commits_of(database, [put(f"n{number}") for number in range(limit + 1)])
    assert commits == 2


def test_a_group_that_takes_long_is_committed_in_parts(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commit, "GROUP_TIME_S", -1.0)
    commits, futures = commits_of(database, [put(f"n{number}") for number in range(5)])
    assert commits == 5
    assert [future.result() for future in futures] == [f"n{number}" for number in range(5)]


def test_a_big_unit_commits_alone(database: Database) -> None:
    with writer_held(database):
        database.submit(put("before"))
        big = database.submit(put("big"), size=1024 * 1024 + 1)
        after = [database.submit(put(name)) for name in ("after", "and after")]
        commits: list[set[str]] = []
        database.on_commit(lambda: commits.append(names(database)))
    big.result()
    for future in after:
        future.result()
    database.write(put("last"))
    assert [len(seen) for seen in commits[1:4]] == [1, 2, 4]


def test_a_failing_unit_loses_only_what_it_did_itself(database: Database) -> None:
    commits, (first, failing, last) = commits_of(database, [put("first"), refuse, put("second")])
    assert commits == 1
    assert isinstance(failing.exception(), Conflict)
    assert (first.result(), last.result()) == ("first", "second")
    assert names(database) >= {"first", "second"}
    assert "refused" not in names(database)


def test_a_unit_that_fails_alone_is_undone(database: Database) -> None:
    with pytest.raises(Conflict):
        database.write(refuse)
    assert names(database) == set()


def test_a_taken_key_is_an_integrity_error_within_the_unit(database: Database) -> None:
    database.write(put("taken"))

    def translate(conn: Connection) -> None:
        try:
            put("taken")(conn)
        except IntegrityError as error:
            raise Conflict("taken") from error

    _, (failed, done) = commits_of(database, [translate, put("other")])
    assert isinstance(failed.exception(), Conflict)
    assert done.result() == "other"


def test_a_unit_may_use_a_savepoint_of_its_own(database: Database) -> None:
    database.write(put("taken"))

    def put_if_free(conn: Connection) -> str:
        try:
            with conn.begin_nested():
                put("taken")(conn)
        except IntegrityError:
            put("instead")(conn)
        return "done"

    _, (future, _) = commits_of(database, [put_if_free, put("other")])
    assert future.result() == "done"
    assert names(database) >= {"taken", "instead", "other"}


def test_a_unit_that_hides_a_failed_statement_is_not_taken_for_durable(database: Database) -> None:
    def hide(conn: Connection) -> None:
        put("before the failure")(conn)
        with suppress(SQLAlchemyError):
            conn.execute(text("SELECT nothing_of_the_kind"))

    _, (hiding, other) = commits_of(database, [hide, put("other")])
    assert other.result() == "other"
    claimed = hiding.exception() is None
    assert claimed == ("before the failure" in names(database))


def test_a_unit_that_hides_a_failed_statement_alone_is_not_taken_for_durable(database: Database) -> None:
    def hide(conn: Connection) -> None:
        put("before the failure")(conn)
        with suppress(SQLAlchemyError):
            conn.execute(text("SELECT nothing_of_the_kind"))

    claimed = database.submit(hide).exception() is None
    assert claimed == ("before the failure" in names(database))


def test_a_unit_that_ends_the_transaction_fails(database: Database) -> None:
    with pytest.raises(RuntimeError):
        database.write(lambda conn: conn.connection.driver_connection.rollback())


@pytest.fixture
def orphans(database: Database) -> Work:
    """A unit whose failure shows only at COMMIT."""
    database.write(lambda conn: conn.execute(text("CREATE TABLE parent (id INTEGER PRIMARY KEY)")))
    constraint = "REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED"
    database.write(lambda conn: conn.execute(text(f"CREATE TABLE child (id INTEGER {constraint})")))
    return lambda conn: conn.execute(text("INSERT INTO child VALUES (7)"))


def test_when_a_commit_fails_each_unit_is_tried_alone(database: Database, orphans: Work) -> None:
    _, (first, failing, second) = commits_of(database, [put("first"), orphans, put("second")])
    assert (first.result(), second.result()) == ("first", "second")
    assert isinstance(failing.exception(), IntegrityError)
    assert names(database) == {"first", "second"}


def test_writing_goes_on_after_a_failed_commit(database: Database, orphans: Work) -> None:
    with pytest.raises(IntegrityError):
        database.write(orphans)
    assert database.write(put("next")) == "next"


def test_units_of_a_group_run_in_their_order(database: Database) -> None:
    ran: list[int] = []
    with writer_held(database):
        futures = [database.submit(lambda _, place=place: ran.append(place), order=place) for place in (5, 1, 9, 3)]
    for future in futures:
        future.result()
    assert ran == [1, 3, 5, 9]


def test_write_all_answers_in_the_order_of_its_works(database: Database) -> None:
    one, failed, two = database.write_all([(put("one"), 2, 0), (refuse, 1, 0), (put("two"), 0, 2_000_000)])
    assert (one, two) == ("one", "two")
    assert isinstance(failed, Conflict)


def test_write_all_of_nothing_waits_for_nothing(database: Database) -> None:
    assert database.write_all([]) == []


def test_a_unit_that_waits_for_another_is_refused_at_once(database: Database) -> None:
    with pytest.raises(RuntimeError, match="wait for itself"):
        database.write(lambda _: database.write(put("inner")))


def test_cancelling_who_waits_does_not_cancel_the_unit(database: Database) -> None:
    async def cancel_while_it_waits() -> None:
        with writer_held(database):
            task = asyncio.create_task(database.write_async(put("kept")))
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        await database.write_async(put("later"))

    asyncio.run(cancel_while_it_waits())
    assert names(database) == {"kept", "later"}


def test_a_submitted_future_cannot_be_cancelled(database: Database) -> None:
    with writer_held(database):
        future = database.submit(put("kept"))
        assert not future.cancel()
    assert future.result() == "kept"


def test_a_group_wakes_an_event_loop_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async def write_many() -> int:
        loop = asyncio.get_running_loop()
        wake_ups: list[object] = []
        wake = loop.call_soon_threadsafe
        monkeypatch.setattr(loop, "call_soon_threadsafe", lambda *args: (wake_ups.append(args), wake(*args))[1])
        with writer_held(database):
            tasks = [asyncio.create_task(database.write_async(put(f"n{number}"))) for number in range(10)]
            await asyncio.sleep(0)
        assert await asyncio.gather(*tasks) == [f"n{number}" for number in range(10)]
        return len(wake_ups)

    assert asyncio.run(write_many()) == 1


def test_a_failure_reaches_the_coroutine_that_waits(database: Database) -> None:
    with pytest.raises(Conflict):
        asyncio.run(database.write_async(refuse))


def test_who_waits_too_long_is_told_and_the_unit_is_not_begun(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailgate.store.database.PATIENCE_S", 0.01)
    with writer_held(database):
        with pytest.raises(StoreUnavailable):
            database.write(put("single"))
        with pytest.raises(StoreUnavailable):
            asyncio.run(database.write_async(put("coroutine")))
        (answer,) = database.write_all([(put("batch"), 0, 0)])
        assert isinstance(answer, StoreUnavailable)
    database.submit(put("last")).result()
    assert names(database) == {"last"}


def test_a_callback_that_raises_does_not_stop_the_writer(database: Database) -> None:
    def fail() -> None:
        raise ValueError

    database.on_commit(fail)
    assert [database.write(put(name)) for name in ("one", "two")] == ["one", "two"]


def test_a_commit_in_which_every_unit_failed_is_no_hint(database: Database) -> None:
    hints: list[int] = []
    database.on_commit(lambda: hints.append(1))
    with pytest.raises(Conflict):
        database.write(refuse)
    database.close()
    assert hints == []


def test_closing_finishes_what_was_submitted(database: Database, database_url: str) -> None:
    futures = [database.submit(put(f"n{number}")) for number in range(40)]
    database.close()
    assert all(future.done() for future in futures)
    with pytest.raises(StoreUnavailable):
        database.submit(put("too late"))
    reopened = Database.open(database_url)
    assert len(names(reopened)) == 40
    reopened.close()
