"""A customer who writes twice: agents are told that the second ticket may be the first one's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.rig.desk import ANN, TENANT

from mailgate.model.event import EventKind
from mailgate.model.ticket import Status
from mailgate.pipeline.tickets.opening import NewTicket, open_by_api
from mailgate.store.tickets import events

KIM, LEE = "kim@client.test", "lee@client.test"
AID = "[detection]\nduplicates = true\n"
SUBJECT = "Printer prints blank pages"


def _candidates(desk, ticket):
    found = desk.tools.database.read(lambda conn: events.of_ticket(conn, TENANT, ticket.id))
    (created,) = (event for event in found if event.kind is EventKind.CREATED)
    return created.details.get("duplicate_candidates")


@pytest.fixture
def twice(make_desk):
    """A desk where the same was written twice: the notice of the second ticket, and what the journal says of it."""

    def write(author: str = KIM, later: timedelta = timedelta(0), more: str = AID, first: str = ""):
        desk = make_desk(more=more)
        desk.receive(KIM, "It began today.", subject=SUBJECT)
        (notice,) = desk.sent_to(ANN, "new_ticket_notice")
        if first:
            desk.receive(ANN, first, to=notice["Reply-To"])
        desk.now += later
        desk.receive(author, "Hello? Is anybody there?", subject=SUBJECT)
        second, old = desk.tickets()
        (notice,) = desk.sent_to(ANN, "new_ticket_notice")
        return desk, old, second, notice

    return write


def test_the_notice_and_the_journal_name_the_first_ticket_and_nothing_is_merged(twice):
    desk, old, second, notice = twice()
    assert f'Hint      perhaps the same as {old.number} "{SUBJECT}" (subject 100% alike)' in notice.text
    assert _candidates(desk, second) == [{"ticket": old.number, "by": "subject", "likeness": 100}]
    assert (second.status, second.merged_into, old.merged_into) == (Status.OPEN, None, None)


@pytest.mark.parametrize(
    "given",
    [
        {"author": LEE},
        {"later": timedelta(hours=24)},
        {"more": ""},
        {"first": "#close"},
    ],
    ids=["another sender", "a day later", "switched off", "closed"],
)
def test_nothing_is_named(twice, given):
    desk, _, second, notice = twice(**given)
    assert "Hint" not in notice.text
    assert _candidates(desk, second) is None


def test_a_request_is_compared_as_well(make_desk):
    desk = make_desk(more=AID)
    desk.receive(KIM, "It began today.", subject=SUBJECT)
    new = NewTicket(subject=SUBJECT, text="Hello?", customer_email=KIM)
    open_by_api(desk.tools, desk.actor(), new, now=desk.now)
    second, old = desk.tickets()
    assert [each["ticket"] for each in _candidates(desk, second)] == [old.number]
