"""What one process commits, another hears."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from typing import Any

import psycopg
import pytest

from mailgate.store.database import Connection, Database
from mailgate.store.engine.listening import listen
from mailgate.store.hints import Work, note

PATIENCE_S = 20


class Ear:
    """Listens in a task of its own and counts what it hears."""

    def __init__(self, url: str) -> None:
        self.heard: Counter[Work] = Counter()
        self._url = url
        self._changed = asyncio.Event()

    async def __aenter__(self) -> Ear:
        self.task = asyncio.create_task(listen(self._url, self._hear))
        await self.until(lambda: set(self.heard) == set(Work))
        return self

    async def __aexit__(self, *_: object) -> None:
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task

    def _hear(self, work: Work) -> None:
        self.heard[work] += 1
        self._changed.set()

    async def until(self, holds: Any) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                self._changed.clear()
                await self._changed.wait()


@pytest.fixture
def url(postgresql: Any, migrated_postgresql: str) -> Any:
    url = postgresql.new_database(template=migrated_postgresql)
    yield url
    postgresql.drop_database(url)


def test_a_commit_says_each_kind_once_however_many_units_noted_it(url: str) -> None:
    def work(conn: Connection) -> None:
        note(conn, Work.INBOX)
        note(conn, Work.INBOX)

    def other(conn: Connection) -> None:
        note(conn, Work.OUTBOX)

    async def scenario() -> Counter[Work]:
        database = Database.open(url)
        async with Ear(url) as ear:
            ear.heard.clear()
            await asyncio.to_thread(database.write, work)
            # Notifications keep the order of their commits: what came before this one was all there is.
            await asyncio.to_thread(database.write, other)
            await ear.until(lambda: ear.heard[Work.OUTBOX])
        database.close()
        return ear.heard

    assert asyncio.run(scenario()) == {Work.INBOX: 1, Work.OUTBOX: 1}


def test_what_is_undone_is_not_said_before_its_time(url: str) -> None:
    """A failed unit says nothing by itself; its note may ride on the next commit, which costs a look."""

    def fails(conn: Connection) -> None:
        note(conn, Work.INBOX)
        raise LookupError

    async def scenario() -> Counter[Work]:
        database = Database.open(url)
        async with Ear(url) as ear:
            ear.heard.clear()
            with pytest.raises(LookupError):
                await asyncio.to_thread(database.write, fails)
            await asyncio.to_thread(database.write, lambda conn: note(conn, Work.CLOCK))
            await ear.until(lambda: ear.heard[Work.CLOCK])
        database.close()
        return ear.heard

    assert asyncio.run(scenario())[Work.CLOCK] == 1


def test_a_cut_connection_is_made_anew_and_reports_everything_it_may_have_missed(url: str) -> None:
    async def scenario() -> None:
        async with Ear(url) as ear:
            ear.heard.clear()
            await asyncio.to_thread(_cut_listeners, url)
            await ear.until(lambda: set(ear.heard) == set(Work))

    asyncio.run(scenario())


def test_a_server_that_is_away_is_waited_for(url: str, postgresql: Any) -> None:
    async def scenario() -> None:
        async with Ear(url) as ear:
            ear.heard.clear()
            # Not in another thread: the server ends with the thread that started it.
            postgresql.stop()
            postgresql.start()
            await ear.until(lambda: set(ear.heard) == set(Work))

    asyncio.run(scenario())


def test_what_a_newer_node_says_is_passed_over(url: str) -> None:
    async def scenario() -> Counter[Work]:
        async with Ear(url) as ear:
            ear.heard.clear()
            await asyncio.to_thread(_say, url, "something new", "inbox")
            await ear.until(lambda: ear.heard[Work.INBOX])
        return ear.heard

    assert asyncio.run(scenario()) == {Work.INBOX: 1}


def test_on_sqlite_nobody_listens() -> None:
    asyncio.run(listen("sqlite:///nowhere.db", lambda _: None))


def _cut_listeners(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        cut = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query LIKE 'LISTEN%' AND datname = current_database()"
        )
        assert cut.fetchall() == [(True,)]


def _say(url: str, *payloads: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for payload in payloads:
            connection.execute("SELECT pg_notify('mailgate', %s)", (payload,))
