"""Mails to whoever looks after the house go by the common road: once each, governed, never to a dead address."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from tests.pipeline.conftest import MINUTE

from mailgate.model.mailbox import Trouble, TroubleKind
from mailgate.model.outbound import OutboundKind, OutboxState
from mailgate.notify.suppressing import suppressed
from mailgate.pipeline.outbound.mailbox_alarms import tell_operator
from mailgate.store.outbound import suppressions

ANN = "ann@agents.test"


@pytest.fixture
def trouble(house):
    return Trouble(
        kind=TroubleKind.FAILING, account="main", folder="INBOX", deliver_to=house.support, since=house.now, detail="no"
    )


def test_mailbox_that_needs_a_person_is_told_once(house, trouble):
    assert [tell_operator(house.tools, [trouble], house.now) for _ in range(3)] == [1, 0, 0]
    (alarm,) = house.send()
    assert (alarm.kind, alarm.recipient) == (OutboundKind.MAILBOX_TROUBLE, ANN)


def test_trouble_that_several_see_at_once_is_told_once(house, trouble):
    with ThreadPoolExecutor(4) as nodes:
        told = list(nodes.map(lambda _: tell_operator(house.tools, [trouble], house.now), range(4)))
    assert sorted(told) == [0, 0, 0, 1]
    assert [mail.kind for mail in house.send()] == [OutboundKind.MAILBOX_TROUBLE]


def test_alarm_to_an_address_that_gives_mail_back_is_not_sent(house, trouble):
    dead = suppressed(ANN, "5.1.1 gone", None, house.now)
    house.database.write(partial(suppressions.put, tenant=house.tenant, found=[dead]))
    tell_operator(house.tools, [trouble], house.now)
    assert house.send() == []
    assert [row.kind for row in house.rows(OutboxState.SUPPRESSED)] == [OutboundKind.MAILBOX_TROUBLE]


def test_held_mail_is_held_also_while_nobody_sends_what_agents_are_still_to_be_told(house):
    """The scheduler is away: an overdue bundle, and an agent who was told meanwhile."""
    proof = "mx.acme.test; dmarc=fail header.from=bad.test"
    for minutes in (1, 11, 1, 1):
        row = house.take(house.mail("Kim <kim@bad.test>", "Hi", Authentication_Results=proof), sender="kim@bad.test")
        house.work()
        assert house.outcome(row) == "held.failed_sender"
        house.pass_time(minutes * MINUTE)
    told = [mail.kind for mail in house.send() if mail.recipient == ANN]
    assert told == [OutboundKind.HELD_NOTICE, OutboundKind.HELD_NOTICE]
