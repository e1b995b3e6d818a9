"""Rates of new tickets and of replies."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mailgate.model.desk import DeskRates
from mailgate.model.limits import Rate
from mailgate.model.mark import MarkKind, SenderFacts
from mailgate.screen import reply_rate, ticket_rate

HOUR = timedelta(hours=1)
RATES = DeskRates(
    tickets_per_sender=Rate(count=10, window=HOUR),
    tickets_per_domain=Rate(count=200, window=HOUR),
    replies_per_ticket=Rate(count=3, window=HOUR),
)
OFF = DeskRates(tickets_per_sender=None, tickets_per_domain=None, replies_per_ticket=None)


@pytest.mark.parametrize(
    ("by_sender", "by_domain", "reason"),
    [
        (0, 0, None),
        (9, 199, None),
        (10, 0, "screen.rate.tickets_per_sender"),
        (0, 200, "screen.rate.tickets_per_domain"),
        (11, 201, "screen.rate.tickets_per_sender"),
    ],
)
def test_sender_or_domain_that_opened_its_share_of_tickets_is_marked(ask, by_sender, by_domain, reason):
    mark = ticket_rate.check(
        ask(facts=SenderFacts(tickets_by_sender=by_sender, tickets_by_domain=by_domain), rates=RATES)
    )

    assert (mark.reason if mark else None) == reason
    assert mark is None or mark.kind is MarkKind.TICKET_RATE


@pytest.mark.parametrize(("replies", "marked"), [(0, False), (2, False), (3, True), (99, True)])
def test_reply_over_the_rate_is_marked(ask, replies, marked):
    mark = reply_rate.check(ask(facts=SenderFacts(replies_on_ticket=replies), rates=RATES))

    assert (mark is not None and mark.kind is MarkKind.REPLY_RATE) == marked


def test_a_rate_that_is_off_is_never_reached(ask):
    facts = SenderFacts(tickets_by_sender=10**6, tickets_by_domain=10**6, replies_on_ticket=10**6)

    assert ticket_rate.check(ask(facts=facts, rates=OFF)) is None
    assert reply_rate.check(ask(facts=facts, rates=OFF)) is None
