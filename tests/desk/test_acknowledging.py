"""Whom an acknowledgement goes to, and how often."""

from __future__ import annotations

CORA = "cora@customers.test"


def _acknowledged(desk, times: int) -> int:
    for number in range(times):
        desk.receive(CORA, "It does not print.", subject=f"Printer {number}")
    return len(desk.sent_to(CORA, "acknowledgement"))


def test_desk_that_checks_nobody_acknowledges_each_mail(desk):
    assert _acknowledged(desk, 4) == 4


def test_desk_that_could_have_verified_the_author_acknowledges_one_mail_a_day(desk):
    desk.believe(trusted_authserv_ids=("mx.desk.test",))

    assert _acknowledged(desk, 4) == 1
