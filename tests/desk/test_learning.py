"""A desk learns from the tickets that its people close, and forgets exactly those that are removed."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from tests.rig.desk import ANN, TENANT

from mailgate.model.detection import Lesson
from mailgate.model.event import EventKind
from mailgate.pipeline.tickets.removal import remove
from mailgate.store.tables.learned import learned_count, learned_ticket
from mailgate.store.tickets import events, learned

KIM = "kim@client.test"
AID = "[detection.learn]\nenabled = true\n"
ACTS = AID + "act_above = 0.95\n"
RULE = """
[[rule]]
name = "All is sales"
on = ["ticket.created"]
then = [ { set_category = "sales" } ]
"""


def _rows(desk):
    """Every count, and the tickets that they are of."""

    def read(conn):
        counts = conn.execute(select(learned_count).order_by(*learned_count.primary_key)).all()
        return counts, conn.execute(select(learned_ticket.c.ticket_id)).all()

    return desk.tools.database.read(read)


def _close(desk, subject, text, commands="#category billing\n#close"):
    desk.receive(KIM, text, subject=subject)
    (notice,) = desk.sent_to(ANN, "new_ticket_notice")
    desk.receive(ANN, commands, to=notice["Reply-To"])
    return desk.tickets()[0]


def _school(desk, count=40):
    """Lessons of two categories, each guessed right before."""

    def write(conn):
        for row in range(count):
            label, words = (("billing", "invoice refund"), ("network", "router cable"))[row % 2]
            trials = (("category", level, True) for level in range(12))
            lesson = Lesson(
                ticket_id=1_000_000 + row,
                number=f"past-{row}",
                words=tuple(words.split()),
                labels=(("category", label),),
                trials=tuple(trials),
            )
            learned.learn(conn, TENANT, lesson, desk.now)

    desk.tools.database.write(write)


def _journal(desk, ticket):
    found = desk.tools.database.read(lambda conn: events.of_ticket(conn, TENANT, ticket.id))
    (created,) = (event for event in found if event.kind is EventKind.CREATED)
    return created.details.get("learned")


def test_a_closed_ticket_is_counted_and_its_removal_takes_all_of_it_back(make_desk):
    desk = make_desk(more=AID)
    _school(desk)
    before = _rows(desk)
    ticket = _close(desk, "Refund", "The invoice is wrong, please refund it.")
    counts, lessons = _rows(desk)
    assert (ticket.id,) in lessons
    assert ("acme", "refund", "category", "billing", 21) in counts
    assert ("acme", "front", "team", "front", 1) not in counts
    remove(desk.tools, desk.actor(), ticket.number, now=desk.now)
    assert _rows(desk) == before


def test_a_ticket_that_is_closed_again_counts_once_and_as_it_is_now(make_desk):
    desk = make_desk(more=AID)
    _close(desk, "Refund", "The invoice is wrong.")
    ticket = desk.tickets()[0]
    once = _rows(desk)
    notice = desk.receive(KIM, "Still wrong!", subject=f"Re: [#{ticket.number}]")
    assert notice
    reply_to = desk.sent_to(ANN, "customer_notice")[0]["Reply-To"]
    desk.receive(ANN, "#category network\n#close", to=reply_to)
    counts, lessons = _rows(desk)
    assert (len(counts), lessons) == (len(once[0]), once[1])
    assert {row.label for row in counts if row.field == "category"} == {"network"}


def test_without_the_aid_nothing_is_counted(make_desk):
    desk = make_desk()
    _close(desk, "Refund", "The invoice is wrong.")
    assert _rows(desk) == ([], [])


def test_the_notice_and_the_journal_name_category_words_and_past_tickets_and_nothing_is_done(make_desk):
    desk = make_desk(more=AID)
    _school(desk)
    desk.receive(KIM, "Where is my refund? The invoice is paid.", subject="Hello")
    ticket = desk.tickets()[0]
    (said,) = _journal(desk, ticket)
    assert (said["field"], said["value"], set(said["evidence"])) == ("category", "billing", {"invoice", "refund"})
    assert said["confidence"] > 0.95
    assert len(said["nearest"]) == 3
    assert all(int(number.removeprefix("past-")) % 2 == 0 for number in said["nearest"])
    (notice,) = desk.sent_to(ANN, "new_ticket_notice")
    assert "category billing? 98% of such guesses were right" in " ".join(notice.text.split())
    assert ticket.category == ""


@pytest.mark.parametrize(
    ("more", "queue", "category"),
    [(ACTS, "", "billing"), (ACTS + RULE, "", "sales"), (ACTS, 'category = "bulk"', "bulk")],
    ids=["nobody gave one", "a rule", "the queue"],
)
def test_above_act_above_it_fills_what_nobody_gave(make_desk, more, queue, category):
    desk = make_desk(queue, more=more)
    _school(desk)
    desk.receive(KIM, "Where is my refund? The invoice is paid.", subject="Hello")
    assert desk.tickets()[0].category == category
