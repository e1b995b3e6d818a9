"""A page that nobody can read moves the chain on at once, whatever told us so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.pipeline.conftest import MINUTE, House, Sent

from mailgate.model.outbound import OutboundKind

EVE, OLGA, BOB = "eve@customer.test", "olga@oncall.test", "bob@oncall.test"
PAGING = f"""
[[sla]]
key = "quick"
medium = {{ first_response = "3h" }}
warn = ["179m"]
[[escalation]]
key = "default"
on = ["sla.warning"]
steps = [
  {{ after = "0s", notify = ["{OLGA}"] }},
  {{ after = "1h", notify = ["{BOB}"] }},
]
"""


@pytest.fixture
def paged(build) -> tuple[House, Sent]:
    """Olga was paged; Bob's turn is an hour later."""
    house = build(more=PAGING, top='default_sla = "quick"')
    house.carry(house.mail(f"Eve <{EVE}>", "Down"), sender=EVE)
    house.pass_time(2 * MINUTE)
    house.tick()
    (page,) = [mail for mail in house.send() if mail.recipient == OLGA]
    house.pass_time(MINUTE)
    house.tick()
    assert house.send() == []
    return house, page


def told(house: House) -> list[str]:
    house.work()
    house.tick()
    return [mail.recipient for mail in house.send()]


def test_page_that_bounces_moves_the_chain_on(paged):
    house, page = paged
    house.take_all([house.report(page)])

    assert told(house) == [BOB]


def test_page_that_is_late_waits_for_its_turn(paged):
    house, page = paged
    house.take_all([house.report(page, status="4.4.1", action="delayed")])
    assert told(house) == []

    house.pass_time(timedelta(hours=1))
    assert told(house) == [BOB]


def test_machine_that_answers_the_return_path_of_a_page_moves_the_chain_on(paged):
    house, page = paged
    raw = house.mail(OLGA, "Away", to=page.return_path, Auto_Submitted="auto-replied")
    house.take(raw, sender="", to=page.return_path)

    assert page.kind is OutboundKind.SLA_WARNING
    assert told(house) == [BOB]


def test_forged_report_of_a_page_moves_nothing(paged):
    house, page = paged
    house.take_all([house.report(page, to=house.support)])

    assert told(house) == []
