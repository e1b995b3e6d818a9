"""Many breaches at one instant: few mails, the first pages at once, all else in a digest; nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from tests.pipeline.conftest import House

from mailgate.model.outbound import OutboundKind
from mailgate.store.tables.clock import deadline

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
