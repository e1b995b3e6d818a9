"""What points nowhere is found and put right, and nothing else is touched."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import update
from tests.rig.desk import ANN, TENANT

from mailgate.pipeline.jobs.running import run_now
from mailgate.pipeline.tickets.actions import assign
from mailgate.pipeline.tickets.relations import fix, look
from mailgate.store.tables.tickets import ticket
from mailgate.store.tickets import events, tickets

FILE = (
    b"From: kim@client.test\r\nTo: support@desk.test\r\nSubject: File\r\nMessage-ID: <f@client.test>\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: application/pdf\r\n"
    b'Content-Disposition: attachment; filename="bill.pdf"\r\n\r\nPDF\r\n'
)


@pytest.fixture
def number(desk):
    """A ticket of Ann's, and another one that nothing is wrong with."""
    desk.receive("lea@client.test", "Fine.")
    desk.receive("kim@client.test", "My printer burns.")
    found = desk.tickets()[0].number
    assign(desk.tools, desk.actor(), found, agent=ANN, team=None, now=desk.now)
    return found


def _break(desk, number: str, **values: object) -> None:
    statement = update(ticket).where(ticket.c.number == number).values(**values)
    desk.tools.database.write(lambda conn: conn.execute(statement))


def _told(findings) -> list[tuple[str, str]]:
    return [(each.number, each.what.split(",")[0]) for each in findings]


def _look(desk):
    return look(desk.tools, desk.tools.desk(TENANT))


def _fix(desk):
    return fix(desk.tools, desk.tools.desk(TENANT), now=desk.now)


def test_where_all_is_well_nothing_is_found_or_changed(desk, number):
    before = desk.tickets()
    assert (_look(desk), _fix(desk), desk.tickets()) == ([], [], before)


@pytest.mark.parametrize(
    ("wrong", "told", "fixed"),
    [
        ({"assigned_to": "gone@agents.test"}, "assigned to gone@agents.test", {"assigned_to": None}),
        ({"assigned_team": "gone"}, "given to the team gone", {"assigned_team": "front"}),
        ({"queue": "gone"}, "of the queue gone", {"queue": "support"}),
        ({"merged_into": 999_999}, "merged into a ticket that is not there", {"merged_into": None}),
        ({"follow_up_of": 999_999}, "follow up of a ticket that is not there", {"follow_up_of": None}),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_each_pointer_is_found_and_put_right_once(desk, number, wrong, told, fixed):
    _break(desk, number, **wrong)
    assert _told(_look(desk)) == [(number, told)]
    assert _told(_fix(desk)) == [(number, told)]
    assert {name: getattr(desk.ticket(number), name) for name in fixed} == fixed
    assert _look(desk) == []
    journal = desk.tools.database.read(lambda conn: events.of_ticket(conn, TENANT, desk.ticket(number).id))
    assert len([event for event in journal if "repaired" in event.details]) == 1


def test_a_ticket_that_is_merged_into_itself_is_found(desk, number):
    _break(desk, number, merged_into=desk.ticket(number).id)
    assert [each.what for each in _look(desk)] == ["merged into a ticket that is not there"]


def test_a_pointer_at_a_ticket_that_is_there_stays(desk, number):
    other = next(each for each in desk.tickets() if each.number != number)
    _break(desk, number, follow_up_of=other.id)
    assert _look(desk) == []


def test_rows_without_their_ticket_are_deleted_with_what_belongs_to_them(desk, number, database_url):
    """As after a restore that left something out: with the keys of the database switched off."""
    desk.take(FILE, sender="kim@client.test")
    its = desk.tickets()[0].id
    _execute_unchecked(database_url, f"DELETE FROM ticket WHERE id = {its}")
    found = {each.what: each.repair for each in _look(desk)}
    assert set(found.values()) == {"deleted"}
    kinds = {what.partition(":")[0] for what in found}
    assert {"attachment without a message", "message without a ticket", "promise without a ticket"} <= kinds
    _fix(desk)
    assert _look(desk) == []
    assert len(desk.tickets()) == 2


def test_files_without_their_bytes_are_told_and_nothing_can_be_done(desk, number, database_url):
    desk.take(FILE, sender="kim@client.test")
    _execute_unchecked(database_url, "DELETE FROM blob")
    (found,) = _look(desk)
    assert (found.number, found.repair) == (desk.tickets()[0].number, "")
    assert "'bill.pdf'" in found.what
    assert _fix(desk) == _look(desk)


def test_the_job_only_looks(desk, number):
    _break(desk, number, assigned_to="gone@agents.test")
    its = desk.tools.desk(TENANT)
    outcome = run_now(desk.tools, its, its.job("fix_relations"), now=desk.now)
    assert outcome.detail == "1 findings; mailgate fix-relations --dry-run lists them"
    assert desk.ticket(number).assigned_to == "gone@agents.test"


def test_what_is_of_another_desk_is_left_alone(desk, number):
    _break(desk, number, assigned_to="gone@agents.test")
    other = replace(desk.tools.desk(TENANT), tenant="other")
    assert look(desk.tools, other) == []
    fix(desk.tools, other, now=desk.now)
    assert desk.tools.database.read(lambda conn: tickets.by_ref(conn, TENANT, number)).assigned_to == "gone@agents.test"


def _execute_unchecked(url: str, statement: str) -> None:
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.execute(statement)
        connection.close()
        return
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(statement)
