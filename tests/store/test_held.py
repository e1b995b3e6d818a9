"""Mail over a rate stands in line, and each is released when its turn comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from mailgate.model.desk import Desk, DeskRates
from mailgate.model.envelope import InboxState
from mailgate.model.limits import Rate
from mailgate.model.ticket import Contact, Priority, Status, Ticket
from mailgate.store.database import Database
from mailgate.store.inbound import held, inbox
from mailgate.store.tickets import contacts, tickets

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVE = Contact(id=1, tenant="acme", email="eve@example.test", name="Eve")
BY_SENDER = Desk(tenant="acme", rates=DeskRates(tickets_per_sender=Rate(count=2, window=HOUR), tickets_per_domain=None))
BY_DOMAIN = replace(BY_SENDER, rates=DeskRates(tickets_per_sender=None, tickets_per_domain=Rate(count=2, window=HOUR)))


class Line:
    """A desk where Eve opened tickets some minutes ago, and more of her mail waits."""

    def __init__(self, database: Database, intake) -> None:
        self.database = database
        self.intake = intake
        self.database.write(lambda conn: contacts.add(conn, [EVE], NOW))

    def opened(self, *minutes_ago: int, email: str = EVE.email) -> None:
        found = [
            Ticket(
                id=100 + minutes,
                uuid=UUID(int=minutes),
                tenant="acme",
                number=f"2026-11-{minutes:05d}",
                refid=f"sup_{minutes:020d}",
                subject="",
                status=Status.OPEN,
                priority=Priority.MEDIUM,
                queue="support",
                product="",
                contact_id=EVE.id,
                customer_email=email,
                customer_name="",
                created_at=NOW - timedelta(minutes=minutes),
                updated_at=NOW,
            )
            for minutes in minutes_ago
        ]
        self.database.write(lambda conn: tickets.add(conn, found))

    def turn(self, desk: Desk = BY_SENDER) -> held.Turn:
        return self.database.read(lambda conn: held.next_turn(conn, desk, EVE, EVE.email, now=NOW))

    def hold(self, mail_id: int, turn: held.Turn | None) -> None:
        self.intake.accept(mail_id, at=NOW - timedelta(minutes=1))
        (item,) = self.intake.take()
        ending = inbox.Ending(
            item=item,
            state=InboxState.HELD,
            outcome="held.rate",
            due_at=turn.at if turn else None,
            waits_for=turn.line if turn else "",
        )
        self.database.write(lambda conn: inbox.finish(conn, (ending,), now=NOW))

    def release(self, now: datetime) -> int:
        return self.database.write(lambda conn: held.release_due(conn, now=now))


@pytest.fixture
def line(database: Database, intake) -> Line:
    return Line(database, intake)


def test_the_turn_comes_when_the_window_has_room(line: Line) -> None:
    line.opened(50, 40, 10)
    assert line.turn() == held.Turn(at=NOW + timedelta(minutes=20), line="sender:1")


def test_who_comes_later_stands_behind_those_that_wait(line: Line) -> None:
    line.opened(40, 10)
    turns = []
    for mail_id in range(1, 5):
        turns.append(line.turn().at)
        line.hold(mail_id, line.turn())
    assert [(turn - NOW) // timedelta(minutes=1) for turn in turns] == [20, 50, 80, 110]


def test_a_domain_has_a_line_of_its_own(line: Line) -> None:
    line.opened(30, 20, email="bob@example.test")
    assert line.turn(BY_DOMAIN) == held.Turn(at=NOW + timedelta(minutes=30), line="domain:example.test")


def test_each_is_released_once_and_not_before_its_turn(line: Line) -> None:
    line.hold(1, held.Turn(at=NOW + HOUR, line="sender:1"))
    line.hold(2, held.Turn(at=NOW + 2 * HOUR, line="sender:1"))
    line.hold(3, None)
    assert line.database.read(held.next_release) == NOW + HOUR
    assert [line.release(NOW + HOUR - timedelta(seconds=1)), line.release(NOW + HOUR), line.release(NOW + HOUR)] == [
        0,
        1,
        0,
    ]
    assert [line.intake.row(mail_id).state for mail_id in (1, 2, 3)] == [
        InboxState.PENDING,
        InboxState.HELD,
        InboxState.HELD,
    ]
    assert line.database.read(held.next_release) == NOW + 2 * HOUR
    assert line.intake.take_ids(now=NOW + HOUR) == [1]


def test_a_person_may_release_it_before(line: Line) -> None:
    line.hold(1, held.Turn(at=NOW + HOUR, line="sender:1"))
    assert line.intake.row(1).waits_for == "sender:1"
    assert line.intake.row(1).due_at == NOW + HOUR
    line.database.write(lambda conn: inbox.release(conn, 1, how="new", now=NOW))
    assert line.release(NOW + HOUR) == 0
    assert line.intake.row(1).waits_for == ""
    assert line.intake.take_ids() == [1]


def test_what_a_person_put_away_stays_away(line: Line) -> None:
    line.hold(1, held.Turn(at=NOW + HOUR, line="sender:1"))
    line.database.write(lambda conn: inbox.discard(conn, 1, NOW))
    assert line.release(NOW + 2 * HOUR) == 0
    assert line.intake.row(1).state is InboxState.DISCARDED
