"""Which mails are over a limit, from what was counted before and what comes with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailgate.model.limits import MailLimits, Rate
from mailgate.model.outbound import OutboundKind, OutboundMail
from mailgate.notify.governor import Fate, Limit, Question, customer_domain, doubtful, judge, questions

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
NONE = MailLimits(**{limit.value: () for limit in Limit})
ACK, NOTICE, REPLY = OutboundKind.ACKNOWLEDGEMENT, OutboundKind.CUSTOMER_NOTICE, OutboundKind.REPLY


def mail(row: int, kind: OutboundKind = NOTICE, to: str = "ann@agents.test", ticket: int | None = 7) -> OutboundMail:
    return OutboundMail(
        id=row,
        tenant="acme",
        ticket_id=ticket,
        kind=kind,
        cause="c",
        recipient=to,
        envelope_from="",
        message_id=f"m{row}@test",
        raw=b"",
        created_at=NOW,
    )


def with_limit(limit: Limit, *rates: tuple[int, timedelta]) -> MailLimits:
    return replace(NONE, **{limit.value: tuple(Rate(count=count, window=window) for count, window in rates)})


def question(limit: Limit, key: str, window: timedelta = HOUR, ticket: int = 0) -> Question:
    return Question(limit=limit, ticket_id=ticket, key=key, window=window)


def test_without_limits_nothing_is_asked_and_nothing_is_over():
    mails = [mail(row) for row in range(100)]
    assert questions(mails, NONE, frozenset()) == set()
    assert judge(mails, {}, NONE) == {}


UNDER = {
    Limit.ACKS_PER_UNVERIFIED: (replace(mail(1, ACK, "Eve@Customer.test"), unverified=True), "eve@customer.test"),
    Limit.ACKS_PER_ADDRESS: (mail(1, ACK, "Eve@Customer.test"), "eve@customer.test"),
    Limit.ACKS_PER_TENANT: (mail(1, ACK), ""),
    Limit.AUTOMATIC_PER_DOMAIN: (mail(1, ACK, "Eve@Customer.test"), "customer.test"),
    Limit.TRANSCRIPTS_PER_AGENT: (mail(1, OutboundKind.TRANSCRIPT, "Ann@agents.test"), "ann@agents.test"),
    Limit.PAGES_PER_RECIPIENT: (mail(1, OutboundKind.ESCALATION), "ann@agents.test"),
    Limit.AUTOMATIC_PER_TICKET: (mail(1), "ann@agents.test"),
    Limit.AUTOMATIC_PER_RECIPIENT: (mail(1), "ann@agents.test"),
    Limit.AUTOMATIC_PER_TENANT: (mail(1), ""),
    Limit.REPLIES_PER_RECIPIENT: (mail(1, REPLY), "ann@agents.test"),
    Limit.REPLIES_PER_TENANT: (mail(1, REPLY), ""),
}


@pytest.mark.parametrize("limit", list(Limit))
def test_each_limit_counts_its_own_mails_in_its_longest_window(limit):
    found, key = UNDER[limit]
    limits = with_limit(limit, (5, HOUR), (20, 24 * HOUR))
    ticket = 7 if limit is Limit.AUTOMATIC_PER_TICKET else 0

    assert questions([found], limits, frozenset()) == {question(limit, key, 24 * HOUR, ticket)}


@pytest.mark.parametrize("limit", list(Limit))
def test_mail_of_the_governor_itself_falls_under_no_limit(limit):
    own = [mail(1, OutboundKind.NOTICE_DIGEST), mail(2, OutboundKind.OPERATOR_ALERT)]
    assert questions(own, with_limit(limit, (1, HOUR)), frozenset()) == set()


def test_of_a_new_ticket_nothing_is_counted():
    limits = with_limit(Limit.AUTOMATIC_PER_TICKET, (5, HOUR))
    assert questions([mail(1, ticket=7), mail(2, ticket=8)], limits, frozenset((7,))) == {
        question(Limit.AUTOMATIC_PER_TICKET, "ann@agents.test", ticket=8)
    }


def test_what_is_far_from_its_tightest_window_is_not_in_doubt():
    limits = with_limit(Limit.AUTOMATIC_PER_RECIPIENT, (5, HOUR), (20, 24 * HOUR))
    asked = question(Limit.AUTOMATIC_PER_RECIPIENT, "ann@agents.test", 24 * HOUR)

    assert doubtful([mail(1)], {asked: 4}, limits) == {}
    assert doubtful([mail(1)], {asked: 5}, limits) == {asked: {asked, asked._replace(window=HOUR)}}
    assert list(doubtful([mail(1), mail(2)], {asked: 4}, limits)) == [asked]


@pytest.mark.parametrize(("hour", "day", "over"), [(4, 19, None), (5, 19, 5), (4, 20, 20), (5, 20, 5)])
def test_every_window_holds(hour, day, over):
    limits = with_limit(Limit.AUTOMATIC_PER_RECIPIENT, (5, HOUR), (20, 24 * HOUR))
    short = question(Limit.AUTOMATIC_PER_RECIPIENT, "ann@agents.test")
    found = judge([mail(1)], {short: hour, short._replace(window=24 * HOUR): day}, limits)

    assert (found[1].rate.count if found else None) == over


def test_mails_before_it_in_the_batch_count():
    limits = with_limit(Limit.AUTOMATIC_PER_RECIPIENT, (3, HOUR))
    asked = question(Limit.AUTOMATIC_PER_RECIPIENT, "ann@agents.test")

    assert sorted(judge([mail(row) for row in range(4)], {asked: 1}, limits)) == [2, 3]


def test_dropped_mail_takes_nobodys_place():
    limits = replace(with_limit(Limit.ACKS_PER_ADDRESS, (1, HOUR)), acks_per_tenant=(Rate(count=2, window=HOUR),))
    mails = [mail(1, ACK, "eve@c.test"), mail(2, ACK, "eve@c.test"), mail(3, ACK, "bob@c.test")]

    assert sorted(judge(mails, {}, limits)) == [2]


def test_fate_is_by_who_waits_for_the_mail():
    limits = replace(
        with_limit(Limit.AUTOMATIC_PER_TENANT, (0, HOUR)), replies_per_tenant=(Rate(count=0, window=HOUR),)
    )
    found = judge([mail(1, ACK), mail(2, NOTICE), mail(3, REPLY)], {}, limits)

    assert [over.fate for over in found.values()] == [Fate.DROPPED, Fate.DIGEST, Fate.HELD]


def test_task_and_notice_of_a_rule_to_an_agent_are_told_in_a_digest_and_not_dropped():
    told = replace(mail(1, OutboundKind.RULE_MAIL), mirrors="internal")
    asked = replace(mail(2, OutboundKind.RULE_MAIL, to="cora@customers.test"), mirrors="asked")

    found = judge([told, asked], {}, with_limit(Limit.AUTOMATIC_PER_RECIPIENT, (0, HOUR)))

    assert [over.fate for over in found.values()] == [Fate.DIGEST, Fate.DROPPED]


def test_urgent_mail_is_over_nothing_but_counts():
    limits = with_limit(Limit.AUTOMATIC_PER_RECIPIENT, (1, HOUR))
    mails = [mail(1), replace(mail(2), urgent=True), mail(3)]

    assert sorted(judge(mails, {}, limits)) == [3]


def test_only_automatic_mail_to_customers_has_a_domain():
    assert [customer_domain(mail(1, kind, "Eve@Customer.test")) for kind in (ACK, NOTICE, REPLY)] == [
        "customer.test",
        "",
        "",
    ]
