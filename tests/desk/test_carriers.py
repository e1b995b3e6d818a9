"""What of our mail may be lost on the way before a reply to it no longer finds its ticket: all but one carrier."""

from __future__ import annotations

import itertools
import re

import pytest
from tests.rig.desk import QUEUE

CORA = "cora@customers.test"
CARRIERS = ("reply address", "own Message-ID", "subject tag", "body marker")
SUBSETS = [subset for size in range(1, 5) for subset in itertools.combinations(CARRIERS, size)]


@pytest.fixture
def opened(desk):
    """A ticket, and the acknowledgement of it."""
    desk.receive(CORA, "It does not print.")
    (acknowledgement,) = desk.sent_to(CORA)
    (ticket,) = desk.tickets()
    return ticket.number, acknowledgement


@pytest.mark.parametrize("left", SUBSETS, ids=", ".join)
def test_reply_with_these_carriers_left_lands_on_its_ticket(desk, opened, left):
    number, mail = opened
    (marker,) = set(re.findall(r"\[ref:[^\]]+\]", mail.text))
    named = f"In-Reply-To: {mail['Message-ID']}\r\nReferences: {mail['Message-ID']}\r\n"

    row = desk.receive(
        CORA,
        f"The blue one.\n\n> {marker}" if "body marker" in left else "The blue one.",
        to=mail["Reply-To"] if "reply address" in left else QUEUE,
        subject=f"Re: Printer [#{number}]" if "subject tag" in left else "The blue one",
        headers=named if "own Message-ID" in left else "",
    )

    assert desk.state(row)[0] == "processed"
    assert [ticket.number for ticket in desk.tickets()] == [number]


def test_reply_that_has_lost_them_all_opens_a_ticket(desk, opened):
    desk.receive(CORA, "The blue one.", subject="The blue one")

    assert len(desk.tickets()) == 2
