"""What a mail about a ticket becomes, by state, age and queue."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mailgate.lifecycle.follow_up import follow_up, is_at_rest
from mailgate.lifecycle.terms import reopen_window
from mailgate.model.desk import Desk, Queue
from mailgate.model.ticket import Status

DAY = timedelta(days=1)


@pytest.fixture
def ticket(make_ticket):
    return make_ticket()


def _desk(**queue):
    return Desk(tenant="acme", queues=(Queue(key="support", address="s@x.test", name="S", **queue),))


@pytest.mark.parametrize(
    ("policy", "status", "days", "found"),
    [
        ("reopen", Status.OPEN, 900, "append"),
        ("reopen", Status.CLOSED, 14, "append"),
        ("reopen", Status.CLOSED, 15, "too_late"),
        ("always", Status.CLOSED, 900, "append"),
        ("new", Status.CLOSED, 0, "new"),
        ("hold", Status.CLOSED, 0, "hold"),
        ("new", Status.RESOLVED, 1, "append"),
        ("hold", Status.RESOLVED, 15, "too_late"),
        ("always", Status.CANCELLED, 1, "too_late"),
    ],
)
def test_the_queue_says_what_a_mail_about_a_closed_ticket_does(ticket, policy, status, days, found):
    ended = replace(ticket, queue="support", status=status, closed_at=ticket.created_at, resolved_at=ticket.created_at)
    assert follow_up(ended, _desk(closed_follow_up=policy), ticket.created_at + days * DAY) == found


def test_a_queue_may_have_a_window_of_its_own(ticket):
    ended = replace(ticket, queue="support", status=Status.CLOSED)
    assert reopen_window(_desk(), ended) == 14 * DAY
    assert reopen_window(_desk(reopen_window=2 * DAY), ended) == 2 * DAY
    assert reopen_window(_desk(reopen_window=0 * DAY), ended) == 0 * DAY
    assert reopen_window(_desk(), replace(ended, queue="gone")) == 14 * DAY


@pytest.mark.parametrize(
    ("setting", "status", "days", "rests"),
    [
        ("new", Status.OPEN, 30, False),
        ("new", Status.OPEN, 31, True),
        ("new", Status.CLOSED, 1, True),
        ("append", Status.CLOSED, 31, False),
    ],
)
def test_a_ticket_rests_when_it_is_closed_or_nobody_wrote_for_long(ticket, setting, status, days, rests):
    spoken = ticket.created_at + 5 * DAY
    known = replace(ticket, queue="support", status=status, last_customer_message_at=spoken)
    assert is_at_rest(known, _desk(changed_subject=setting), spoken + days * DAY) is rests
