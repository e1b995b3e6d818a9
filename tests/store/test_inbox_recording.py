"""A batch is recorded at once; one mail that stands in the way takes none of its neighbours with it."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from mailgate.errors import Conflict
from mailgate.model.envelope import InboxState
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.recording import Recording
from mailgate.pipeline.inbound.recording import Failed, record_all
from mailgate.pipeline.outcome import Outcome
from mailgate.store.database import Database
from mailgate.store.tickets import events


@pytest.fixture
def outcome(intake):
    def do(row: int) -> Outcome:
        happened = Event(
            kind=EventKind.MAIL_RECEIVED, at=intake.now, actor="system", cause=Cause(kind="mail", ref=str(row))
        )
        recording = Recording(tenant="acme", revision=1, events=(happened,), event_ids=(1000 + row,), inbox_id=row)
        return Outcome(state=InboxState.PROCESSED, code="new_ticket", recording=recording)

    return do


def test_a_lost_lease_fails_its_own_mail_only(intake, database: Database, outcome):
    intake.accept_many(range(1, 6))
    items = intake.take()
    intake.finish(items[2])

    failed = record_all(database, [(item, outcome(item.id)) for item in items], intake.now)

    assert {row: type(error) for row, error in failed.items()} == {items[2].id: Conflict}
    journal = {item.id: database.read(lambda conn, row=item.id: events.of_mail(conn, row)) for item in items}
    assert [len(journal[item.id]) for item in items] == [1, 1, 0, 1, 1]


def test_a_mail_that_we_failed_on_waits_while_its_neighbours_are_processed(intake, database: Database, outcome):
    intake.accept_many(range(1, 4))
    items = intake.take()
    found = [(item, outcome(item.id)) for item in items]
    found[1] = (items[1], Failed(ValueError("no")))

    assert record_all(database, found, intake.now) == {}

    states = [intake.row(item.id).state for item in items]
    assert states == [InboxState.PROCESSED, InboxState.PENDING, InboxState.PROCESSED]


def test_twelve_mails_take_no_more_statements_than_two(intake, database: Database, outcome):
    intake.accept_many(range(1, 15))
    items = intake.take()

    def statements(chosen) -> int:
        seen: list[str] = []
        engine = database._backend.writing

        def note(_conn, _cursor, statement, *_):
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            assert record_all(database, [(item, outcome(item.id)) for item in chosen], intake.now) == {}
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    # Fewer where many rows of a table go by COPY, which passes by what listens here.
    assert statements(items[:2]) >= statements(items[2:]) > 0
