"""What others call our matter leads to its ticket: ids that their relays make, their references (B11, B12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.rig.desk import TENANT

from mailgate.model.outbound import Attempt, Delivery, OutboxState
from mailgate.pipeline.outbound.delivery import record_attempts
from mailgate.store.outbound import outbox

CORA, MALLORY = "cora@customers.test", "mallory@elsewhere.test"
SES = "0100019a1b2c3d4e-5f6a7b8c-1234-5678-9abc-def012345678-000000"


def _listen_to(desk, system):
    known = desk.tools.desk(TENANT)
    desk.use(replace(desk.tools, desks={TENANT: replace(known, foreign_refs=(system,))}))


def _sent_by_a_renaming_relay(desk):
    """The acknowledgement left with the relay's own Message-ID."""
    desk.receive(CORA, "It does not print.")

    def deliver(conn):
        taken = outbox.claim(conn, node="n", now=desk.now, lease=timedelta(minutes=1), limit=10)
        done = Delivery(state=OutboxState.SENT, answer=f"250 Ok {SES}")
        attempts = [Attempt(item=item, at=desk.now, delivery=done) for item in taken]
        record_attempts(conn, attempts, (), renamed_to="email.amazonses.com")

    desk.tools.database.write(deliver)


def test_a_reply_to_the_id_that_the_relay_gave_our_mail_lands_on_its_ticket(desk):
    _sent_by_a_renaming_relay(desk)
    named = f"In-Reply-To: <{SES}@email.amazonses.com>\r\n"
    desk.receive(CORA, "The blue one.", subject="The blue one", headers=named)
    assert len(desk.tickets()) == 1


def test_a_strangers_reply_to_it_is_a_ticket_of_its_own(desk):
    _sent_by_a_renaming_relay(desk)
    named = f"In-Reply-To: <{SES}@email.amazonses.com>\r\n"
    desk.receive(MALLORY, "Tell me more.", subject="The blue one", headers=named)
    assert len(desk.tickets()) == 2


@pytest.mark.parametrize(
    ("system", "first", "second"),
    [
        ("jira", "[JIRA] (DESK-42) Printer", "Re: [VENDOR] (DESK-42) closed"),
        ("servicenow", "INC0012345 has been opened", "Resolved: INC0012345"),
        ("salesforce", "Your case ref:_00D20ABCD._50020XYZ1:ref", "Answer [ ref:_00D20ABCD._50020XYZ1:ref ]"),
        ("prefix:CASE-", "CASE-991 opened", "About CASE-991"),
    ],
)
def test_another_systems_reference_keeps_the_conversation_together(desk, system, first, second):
    _listen_to(desk, system)
    desk.receive(CORA, "Opened.", subject=first)
    desk.receive(CORA, "And this.", subject=second)
    assert len(desk.tickets()) == 1
    # A reference proves nothing: somebody else's mail with it is a ticket of its own.
    desk.receive(MALLORY, "Me too.", subject=second)
    assert len(desk.tickets()) == 2


def test_a_reference_in_the_last_line_counts_where_its_system_writes_it_there(desk):
    _listen_to(desk, "zendesk")
    desk.receive(CORA, "We look at it.\n\n[3XR2M9-K0QZ]", subject="Opened")
    desk.receive(CORA, "Done.\n\n[3XR2M9-K0QZ]", subject="Done")
    assert len(desk.tickets()) == 1


def test_no_reference_counts_unless_its_system_is_named(desk):
    desk.receive(CORA, "Opened.", subject="INC0012345 has been opened")
    desk.receive(CORA, "And this.", subject="Resolved: INC0012345")
    assert len(desk.tickets()) == 2
