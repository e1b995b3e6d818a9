"""Many breaches at one instant: few mails, the first pages at once, all else in a digest; nothing is lost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from tests.pipeline.conftest import House

from mailgate.model.outbound import OutboundKind
from mailgate.store.tables.clock import deadline
from mailgate.thread.link_token import LinkPurpose, read_link

OLGA = "olga@oncall.test"
DESK = f"""
[[sla]]
key = "quick"
medium = {{ first_response = "3h" }}
warn = []
[[escalation]]
key = "default"
on = ["sla.breached"]
steps = [{{ after = "1s", notify = ["{OLGA}"] }}]
"""


def storm(build, count: int) -> None:
    house: House = build(more=DESK, top='default_sla = "quick"\n[rate_limit]\ntickets_per_domain = "off"\n')
    mails = [
        (house.mail(f"c{number}@c{number}.test", f"Down {number}"), f"c{number}@c{number}.test", house.support)
        for number in range(count)
    ]
    house.take_all(mails)
    house.work()
    house.send()
    house.pass_time(timedelta(hours=3))
    house.tick()
    house.pass_time(timedelta(seconds=2))
    house.tick()
    first = [mail for mail in house.send() if mail.recipient == OLGA]
    assert [mail.kind for mail in first][:3] == [OutboundKind.ESCALATION] * 3
    assert len(first) == 3

    later = []
    for _ in range(count // 500 + 2):
        house.pass_time(timedelta(minutes=1))
        house.tick()
        later += [mail for mail in house.send() if mail.recipient == OLGA]
    assert {mail.kind for mail in later} == {OutboundKind.NOTICE_DIGEST}
    assert len(later) <= count // 500 + 1
    fired = select(func.count()).where(deadline.c.trigger == "step", deadline.c.state == "fired")
    assert house.database.read(lambda conn: conn.scalar(fired)) == count


def test_sixty_breaches_at_once_are_three_pages_and_a_digest(build):
    storm(build, 60)


@pytest.mark.prove
def test_five_thousand_breaches_at_once_are_three_pages_and_digests(build):
    storm(build, 5_000)


def test_pages_that_are_told_together_can_each_be_taken_by_a_link(build):
    steps = f'{{ after = "1s", notify = ["{OLGA}"], ack_timeout = "10s", repeat = 1 }}'
    house: House = build(
        more=DESK.replace(f'{{ after = "1s", notify = ["{OLGA}"] }}', steps), top='default_sla = "quick"'
    )
    for number in range(4):
        house.carry(house.mail(f"c{number}@c{number}.test", f"Down {number}"), sender=f"c{number}@c{number}.test")
    house.pass_time(timedelta(hours=3))
    for length in (timedelta(0), timedelta(seconds=2), timedelta(seconds=10), timedelta(minutes=1)):
        house.pass_time(length)
        house.tick()
    (digest,) = [mail for mail in house.send() if mail.kind is OutboundKind.NOTICE_DIGEST]

    found = [read_link(house.tools.keys, token) for token in re.findall(r"take it: \S+/l/(\S+)", digest.text)]
    assert {(link.purpose, link.recipient) for link in found} == {(LinkPurpose.ACK, OLGA)}
    assert len({link.ticket_id for link in found}) == len(found) == 4
    assert digest.text.count("Down 3 [#") == 1
    assert "Down 3 [#2026-11-00004], 2 times" in digest.text
