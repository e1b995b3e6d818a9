"""Many questions of when something falls due are one statement, and each has the answer that it would get alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import event, literal, select

from mailgate.schedule.deadlines import DUTIES, calls_by
from mailgate.store.clock import jobs
from mailgate.store.clock.dues import Dues
from mailgate.store.inbound import inbox

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
ASKS = (*(ask for _, ask in (*DUTIES, *calls_by("n"))), inbox.next_due)


@pytest.fixture
def statements(database):
    """What was asked since."""
    asked: list[str] = []
    engine = database._backend.reading

    def note(conn, cursor, statement, *rest):
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def test_all_duties_are_asked_about_in_one_statement(database, statements):
    dues = Dues(ASKS)
    answers = database.read(dues.read)
    assert len(statements) == 1
    assert answers == database.read(lambda conn: [ask(conn) for ask in ASKS])


def test_each_answer_is_its_own(database):
    plan = jobs.JobPlan(tenant="acme", name="a", cron="0 * * * *", timezone="UTC", next_at=AT)
    database.write(lambda conn: jobs.plan(conn, tenant="acme", wanted=[plan]))
    assert database.read(Dues((inbox.next_due, jobs.next_due)).read) == [None, AT]


def test_what_is_not_the_same_statement_each_time_is_asked_by_itself(database):
    assert database.read(Dues((lambda conn: conn.scalar(select(literal("now"))), jobs.next_due)).read) == ["now", None]
