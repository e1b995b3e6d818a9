"""A database that goes away while a worker has mails in hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from mailgate import app
from mailgate.errors import StorageFull, StoreUnavailable
from mailgate.model.envelope import Channel, Envelope, InboxKeys, InboxState, NewMail
from mailgate.pipeline.inbound import batch
from mailgate.pipeline.inbound.batch import BatchWorker
from mailgate.store.inbound import inbox

#: Beyond every lease.
_LONG = timedelta(seconds=20)


@pytest.fixture
def parts(desk) -> Iterator[app.Parts]:
    parts = app.open_front(desk.daemon.config)
    yield parts
    parts.close()


def _fill(database) -> None:
    """From now on no ticket finds room."""
    if database.dialect == "sqlite":
        pages = database.read(lambda conn: conn.exec_driver_sql("PRAGMA page_count").scalar())
        database.write(lambda conn: conn.exec_driver_sql(f"PRAGMA max_page_count = {pages}"))
        return
    raises = "BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END"
    made = f"CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ {raises} $$"
    fires = "CREATE TRIGGER full_disk BEFORE INSERT ON ticket FOR EACH ROW EXECUTE FUNCTION full_disk()"
    database.write(lambda conn: [conn.exec_driver_sql(statement) for statement in (made, fires)])


def _empty(database) -> None:
    sqlite, postgresql = "PRAGMA max_page_count = 1000000", "DROP FUNCTION full_disk CASCADE"
    database.write(lambda conn: conn.exec_driver_sql(sqlite if database.dialect == "sqlite" else postgresql))


def _accept(parts, write, number):
    raw = write("cora@customers.test", "Down", "Help.", message_id=f"m{number}@customers.test")
    envelope = Envelope(mail_from="cora@customers.test", recipients=("support@desk.test",), channel=Channel.SMTP)
    mail = NewMail(tenant="acme", envelope=envelope, raw=raw.encode(), received_at=datetime.now(UTC), keys=InboxKeys())
    parts.tools.database.write(lambda conn: inbox.insert(conn, number, mail))


def test_outages_are_no_deaths_of_the_mail_that_was_in_hand(parts, write, monkeypatch):
    _accept(parts, write, 1)
    worker = BatchWorker(tools=parts.tools, node=parts.node, name="w1")
    now = datetime.now(UTC)

    def away(*_: object) -> None:
        raise StoreUnavailable("the server is away")

    with monkeypatch.context() as outage:
        outage.setattr(batch, "decide", away)
        for _ in range(5):
            now += _LONG
            with pytest.raises(StoreUnavailable):
                worker.step(lambda at=now: at)
    worker.step(lambda: now + _LONG)

    row = parts.tools.database.read(lambda conn: inbox.show(conn, 1))
    assert (row.state, row.outcome, row.attempts) == (InboxState.PROCESSED, "new_ticket", 1)


def test_disk_that_is_full_is_no_death_of_the_mail_that_was_in_hand(parts, write):
    database = parts.tools.database
    _accept(parts, write, 1)
    worker = BatchWorker(tools=parts.tools, node=parts.node, name="w1")
    now = datetime.now(UTC)
    parts.tools.rows(1)

    _fill(database)
    for _ in range(5):
        now += _LONG
        with pytest.raises(StorageFull):
            worker.step(lambda at=now: at)
        worker.renew(worker._cut_off, now)
    _empty(database)
    worker.step(lambda: now + _LONG)

    row = database.read(lambda conn: inbox.show(conn, 1))
    assert (row.state, row.outcome, row.attempts) == (InboxState.PROCESSED, "new_ticket", 1)


def test_mail_that_another_worker_took_meanwhile_is_left_to_it(parts, write, monkeypatch):
    _accept(parts, write, 1)
    cut_off, other = (BatchWorker(tools=parts.tools, node=parts.node, name=name) for name in ("w1", "w2"))
    now = datetime.now(UTC)

    def away(*_: object) -> None:
        raise StoreUnavailable("the server is away")

    with monkeypatch.context() as outage:
        outage.setattr(batch, "decide", away)
        with pytest.raises(StoreUnavailable):
            cut_off.step(lambda: now)
    assert other.step(lambda: now + _LONG).claimed == 1
    assert cut_off.step(lambda: now + _LONG).claimed == 0

    with parts.tools.database._backend.reading.connect() as connection:
        assert len(connection.exec_driver_sql("SELECT id FROM message WHERE inbox_id = 1").all()) == 1
