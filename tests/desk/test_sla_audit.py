"""Promises are made again from the journal every night, and the operator hears of it when they differ."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update
from tests.rig.desk import TENANT

from mailgate.model.ticket import Status
from mailgate.pipeline.jobs.running import run_now
from mailgate.pipeline.tickets.actions import move
from mailgate.store.tables.clock import cycle

KIM = "kim@client.test"


def _audit(desk):
    """What the job came to, and what it sent."""
    its = desk.tools.desk(TENANT)
    outcome = run_now(desk.tools, its, its.job("sla_audit"), now=desk.now)
    return outcome.detail, [mail for mail in desk.sent() if mail.kind == "sla_audit"]


def _damage(desk, number):
    wrong = update(cycle).where(cycle.c.ticket_id == desk.ticket(number).id, cycle.c.metric == "resolution")
    desk.tools.database.write(lambda conn: conn.execute(wrong.values(goal=timedelta(hours=1))) and None)


def _two_tickets(desk):
    for subject in ("Printer", "Scanner"):
        desk.receive(KIM, f"About the {subject}.", subject=subject)
    desk.sent()
    return [ticket.number for ticket in desk.tickets()]


def test_nobody_is_mailed_while_every_promise_is_what_its_journal_tells(desk):
    _two_tickets(desk)
    assert _audit(desk) == ("2 tickets, no differences", [])


def test_one_mail_tells_of_every_ticket_that_differs_and_nothing_is_changed(desk):
    numbers = _two_tickets(desk)
    for number in numbers:
        _damage(desk, number)

    told, (mail,) = _audit(desk)

    assert told == "2 of 2 tickets differ, 1 told"
    assert all(f"{number}: resolution 1: goal" in mail.text for number in numbers)
    desk.now += timedelta(days=1)
    assert _audit(desk)[0] == told


def test_what_is_over_is_not_looked_at(desk):
    number, _ = _two_tickets(desk)
    _damage(desk, number)
    move(desk.tools, desk.actor(), number, Status.CLOSED, now=desk.now)
    assert _audit(desk) == ("1 tickets, no differences", [])
