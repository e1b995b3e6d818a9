"""The inbox and the outbox of a test's database, each behind a few words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from sqlalchemy import Connection, event

from mailgate.model.envelope import Channel, Envelope, InboxItem, InboxKeys, InboxState, NewMail
from mailgate.model.outbound import Attempt, Delivery, OutboundKind, OutboundMail, OutboxItem
from mailgate.store.database import Database
from mailgate.store.inbound import inbox
from mailgate.store.outbound import outbox

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Intake:
    """Accepts mails and works on them; the clock stands at ``now`` unless told otherwise."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOW

    def after(self, seconds: float) -> datetime:
        return self.now + timedelta(seconds=seconds)

    def mail(
        self,
        *,
        contact: str = "",
        message_id: str = "",
        refers: tuple[str, ...] = (),
        at: datetime = NOW,
        raw: bytes = b"From: eve@example.test\r\n\r\nHello\r\n",
        tenant: str = "acme",
    ) -> NewMail:
        return NewMail(
            tenant=tenant,
            envelope=Envelope(
                mail_from="eve@example.test",
                recipients=("support@acme.test", "help@acme.test"),
                channel=Channel.SMTP,
                peer="192.0.2.7",
                helo="mx.example.test",
                trusted_peer=True,
            ),
            raw=raw,
            received_at=at,
            keys=InboxKeys(contact=contact, message_id=message_id, refers=refers),
        )

    def accept(self, mail_id: int, **given: Any) -> None:
        self.accept_all({mail_id: self.mail(**given)})

    def accept_all(self, mails: Mapping[int, NewMail]) -> None:
        """Keep mails, by their ids, in one transaction."""

        def keep(conn: Connection) -> None:
            for mail_id, mail in mails.items():
                inbox.insert(conn, mail_id, mail)

        self.database.write(keep)

    def accept_many(self, ids: Iterable[int]) -> None:
        """Keep mails that have nothing to do with each other."""
        self.accept_all({mail_id: self.mail() for mail_id in ids})

    def take(
        self,
        *,
        now: datetime | None = None,
        node: str = "n1",
        worker: str = "w1",
        items: int = 32,
        size: int = 8 * 1024 * 1024,
    ) -> list[InboxItem]:
        when = now or self.now
        return self.database.write(
            lambda conn: inbox.claim(conn, node=node, worker=worker, now=when, items=items, size=size)
        )

    def take_ids(self, *, now: datetime | None = None, worker: str = "w1", items: int = 32) -> list[int]:
        return [item.id for item in self.take(now=now, worker=worker, items=items)]

    def finish(
        self, item: InboxItem, state: InboxState = InboxState.PROCESSED, *, due_at: datetime | None = None
    ) -> None:
        self.database.write(
            lambda conn: inbox.finish(
                conn,
                [inbox.Ending(item=item, state=state, outcome="new_ticket", ticket_id=7, due_at=due_at)],
                now=self.now,
            )
        )

    def worker_dies(self, worker: str = "w1", node: str = "n1") -> list[int]:
        return self.database.write(lambda conn: inbox.worker_died(conn, node=node, worker=worker, now=self.now))

    def node_starts(self, node: str = "n1") -> int:
        return self.database.write(lambda conn: inbox.release_node(conn, node, now=self.now))

    def row(self, mail_id: int) -> inbox.InboxRow:
        row = self.database.read(lambda conn: inbox.show(conn, mail_id))
        assert row is not None
        return row


class Post:
    """Puts mails into the outbox and sends them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOW

    def after(self, seconds: float) -> datetime:
        return self.now + timedelta(seconds=seconds)

    def mail(
        self,
        mail_id: int,
        *,
        cause: str = "",
        recipient: str = "eve@example.test",
        kind: OutboundKind = OutboundKind.ACKNOWLEDGEMENT,
        at: datetime = NOW,
        tenant: str = "acme",
    ) -> OutboundMail:
        return OutboundMail(
            id=mail_id,
            tenant=tenant,
            ticket_id=7,
            kind=kind,
            cause=cause or f"inbox:{mail_id}:acknowledgement",
            recipient=recipient,
            envelope_from="support+b-x@acme.test",
            message_id=f"{mail_id}@desk.test",
            raw=b"Subject: %d\r\n\r\n" % mail_id,
            created_at=at,
        )

    def put(self, *mails: OutboundMail, next_at: datetime = NOW) -> None:
        self.database.write(lambda conn: outbox.insert(conn, mails, next_at=next_at))

    def take(self, *, now: datetime | None = None, node: str = "n1", limit: int = 10) -> list[OutboxItem]:
        when = now or self.now
        return self.database.write(
            lambda conn: outbox.claim(conn, node=node, now=when, lease=timedelta(seconds=150), limit=limit)
        )

    def take_ids(self, *, now: datetime | None = None, limit: int = 10) -> list[int]:
        return [item.id for item in self.take(now=now, limit=limit)]

    def record(self, item: OutboxItem, delivery: Delivery, *, now: datetime | None = None) -> bool:
        when = now or self.now
        return self.record_all(Attempt(item, delivery, when)) == 1

    def record_all(self, *attempts: Attempt) -> int:
        return self.database.write(lambda conn: outbox.record(conn, attempts))

    def row(self, mail_id: int) -> outbox.OutboxRow:
        row = self.database.read(lambda conn: outbox.show(conn, mail_id))
        assert row is not None
        return row


class Plans:
    """How the database would carry out statements."""

    #: Each database's words for reading a table from its first row to its last; SQLite's also for all rows of a tenant.
    #: PostgreSQL chooses by what a table holds, and here it holds next to nothing.
    _WHOLE_TABLE = MappingProxyType(
        {
            "sqlite": re.compile(r"^SCAN (?!CONSTANT)(?!.*USING)|\(tenant=\?\)"),
            "postgresql": re.compile("Seq Scan"),
        }
    )

    def __init__(self, database: Database) -> None:
        self.database = database

    def of(self, work: Callable[[Connection], Any]) -> list[str]:
        """Run a piece of work; the plan of each statement of it but plain inserts, line by line."""
        return self.database.write(lambda conn: self._explained(conn, self._statements(conn, work)))

    def count(self, work: Callable[[Connection], Any]) -> int:
        """How many statements a piece of work is, plain inserts left out."""
        return len(self.database.write(lambda conn: self._statements(conn, work)))

    def whole_tables(self, lines: list[str]) -> list[str]:
        # SQLite also "scans" an index from where the condition begins, and the list behind IN.
        words = self._WHOLE_TABLE[self.database.dialect]
        return [line for line in lines if words.search(line)]

    def _statements(self, conn: Connection, work: Callable[[Connection], Any]) -> list[tuple[str, Any]]:
        seen: list[tuple[str, Any]] = []

        def note(_conn, _cursor, statement, parameters, _context, many):
            if not statement.startswith("INSERT"):
                seen.append((statement, parameters[0] if many else parameters))

        event.listen(conn, "before_cursor_execute", note)
        try:
            work(conn)
        finally:
            event.remove(conn, "before_cursor_execute", note)
        return seen

    def _explained(self, conn: Connection, statements: list[tuple[str, Any]]) -> list[str]:
        if conn.dialect.name == "postgresql":
            # An empty table is cheapest read whole; without that choice the plan shows whether an index would do.
            conn.exec_driver_sql("SET LOCAL enable_seqscan = off")
        words, column = ("EXPLAIN", 0) if conn.dialect.name == "postgresql" else ("EXPLAIN QUERY PLAN", 3)
        return [
            row[column]
            for statement, parameters in statements
            for row in conn.exec_driver_sql(f"{words} {statement}", parameters)
        ]


@pytest.fixture
def plans(database: Database) -> Plans:
    return Plans(database)


@pytest.fixture
def intake(database: Database) -> Intake:
    return Intake(database)


@pytest.fixture
def other_intake(database_url: str, intake: Intake) -> Iterator[Intake]:
    """The same inbox as ``intake``, as another process sees it."""
    database = Database.open(database_url)
    yield Intake(database)
    database.close()


@pytest.fixture
def post(database: Database) -> Post:
    return Post(database)


@pytest.fixture
def other_post(database_url: str, post: Post) -> Iterator[Post]:
    """The same outbox as ``post``, as another process sees it."""
    database = Database.open(database_url)
    yield Post(database)
    database.close()
