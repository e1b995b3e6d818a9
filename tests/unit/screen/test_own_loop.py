from __future__ import annotations

import pytest

from mailgate.model.mark import MarkKind
from mailgate.model.message import DeliveryReport
from mailgate.screen.own_loop import check

OURS = ("x-mailgate-loop", "our-loop-id")


@pytest.mark.parametrize("headers", [(OURS,), (("x-mailgate-loop", "another"), OURS), ((OURS[0], " our-loop-id "),)])
def test_our_own_mail_that_comes_back_is_marked(ask, headers):
    mark = check(ask(*headers))

    assert (mark.kind, mark.reason) == (MarkKind.OWN_LOOP, "screen.own_loop")


@pytest.mark.parametrize("headers", [(), (("x-mailgate-loop", "another"),), (("x-loop", "our-loop-id"),)])
def test_mail_of_another_installation_is_not_ours(ask, headers):
    assert check(ask(*headers)) is None


def test_report_about_our_mail_is_no_loop(ask):
    report = DeliveryReport(recipients=(), temporary=False)

    assert check(ask(OURS, message={"report": report})) is None


def test_without_an_own_id_nothing_is_a_loop(ask):
    assert check(ask(("x-mailgate-loop", ""), loop_id="")) is None
