"""Category and priority by what a customer wrote, and who has the last word."""

from __future__ import annotations

import pytest
from tests.rig.desk import ANN, TENANT

from mailgate.model.event import EventKind
from mailgate.model.ticket import Priority
from mailgate.pipeline.customers.words import CustomerWords, customer_says
from mailgate.pipeline.tickets.opening import NewTicket, open_by_api
from mailgate.store.tickets import events, tickets

KIM = "kim@client.test"
AID = "[detection]\nenabled = true\n"
RULE = """
[[rule]]
name = "Billing is calm"
on = ["ticket.created"]
if = { field = "category", op = "is", value = "billing_inquiry" }
then = [ { set_priority = "low" }, { set_category = "money" } ]
"""


@pytest.fixture
def opened(make_desk):
    """A desk, and the ticket that a mail of Kim's opens on it."""

    def open_one(text: str, subject: str = "Hello", more: str = AID, queue: str = ""):
        desk = make_desk(queue, more=more)
        desk.receive(KIM, text, subject=subject)
        return desk, desk.tickets()[0]

    return open_one


def _journal(desk, ticket, kind):
    found = desk.tools.database.read(lambda conn: events.of_ticket(conn, TENANT, ticket.id))
    return [event for event in found if event.kind is kind]


def test_a_mail_gets_category_and_priority_and_the_journal_says_why(opened):
    desk, ticket = opened("I am furious.", subject="Invoice 12")
    assert (ticket.category, ticket.priority, ticket.priority_source) == ("billing_inquiry", Priority.HIGH, "detected")
    (raised,) = _journal(desk, ticket, EventKind.PRIORITY_CHANGED)
    assert (raised.cause.kind, raised.cause.ref) == ("detection", "anger: furious")
    (created,) = _journal(desk, ticket, EventKind.CREATED)
    assert created.details["detected"] == {
        "category": ["billing_inquiry", "invoice in subject"],
        "priority": ["high", "anger: furious"],
    }


def test_without_the_aid_nothing_is_guessed(opened):
    desk, ticket = opened("I am furious.", subject="Invoice 12", more="")
    assert (ticket.category, ticket.priority, ticket.priority_source) == ("", Priority.MEDIUM, "default")
    assert "detected" not in _journal(desk, ticket, EventKind.CREATED)[0].details


def test_rules_see_the_guess_and_have_the_last_word(opened):
    _, ticket = opened("I am furious.", subject="Invoice 12", more=AID + RULE)
    assert (ticket.category, ticket.priority, ticket.priority_source) == ("money", Priority.LOW, "rule")


def test_a_queues_category_stays(opened):
    _, ticket = opened("Hello", subject="Invoice 12", queue='category = "sales"')
    assert ticket.category == "sales"


def test_the_promises_are_those_of_the_priority_that_was_found(opened):
    calm, first = opened("Hello")
    calm.receive(KIM, "I am furious.", subject="Other")
    second = calm.tickets()[0]
    assert second.sla_due_at - second.created_at < first.sla_due_at - first.created_at


@pytest.mark.parametrize("given", [Priority.LOW, None])
def test_what_a_request_gives_stays(make_desk, given):
    desk = make_desk(more=AID)
    new = NewTicket(subject="Invoice", text="I am furious.", customer_email=KIM, priority=given, category="sales")
    row = open_by_api(desk.tools, desk.actor(), new, now=desk.now)
    ticket = desk.tools.database.read(lambda conn: tickets.by_id(conn, TENANT, row))
    assert (ticket.category, ticket.priority) == ("sales", given or Priority.HIGH)


def test_a_later_mail_raises_and_never_lowers(opened):
    desk, ticket = opened("Hello")
    desk.receive(KIM, "This is unacceptable.", subject=f"Re: [#{ticket.number}]")
    assert desk.ticket(ticket.number).priority is Priority.HIGH
    desk.receive(KIM, "Sorry. It is not urgent.", subject=f"Re: [#{ticket.number}]")
    customer_says(desk.tools, desk.actor(KIM), ticket.number, CustomerWords(text="No rush."), now=desk.now)
    assert desk.ticket(ticket.number).priority is Priority.HIGH
    assert len(_journal(desk, ticket, EventKind.PRIORITY_CHANGED)) == 1


def test_an_agents_priority_stays_whatever_the_customer_writes(opened):
    desk, ticket = opened("Hello")
    notice = desk.sent_to(ANN, "new_ticket_notice")[0]
    desk.receive(ANN, "#priority low", to=notice["Reply-To"])
    desk.receive(KIM, "This is unacceptable.", subject=f"Re: [#{ticket.number}]")
    after = desk.ticket(ticket.number)
    assert (after.priority, after.priority_source) == (Priority.LOW, "agent")


def test_a_machines_answer_raises_nothing(opened):
    signs = '[[detection.priority]]\npriority = "high"\nkeywords = ["jim"]\n'
    desk, ticket = opened("Hello", more=AID + signs)
    headers = "Auto-Submitted: auto-replied\r\n"
    desk.receive(KIM, "I am away. It is urgent? Call Jim.", subject=f"Re: [#{ticket.number}]", headers=headers)
    assert desk.ticket(ticket.number).priority is Priority.MEDIUM
