"""Quiet hours of whoever is told: notices wait, what is about a critical ticket does not, and nothing is told twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.pipeline.conftest import House, Sent

from mailgate.model.outbound import OutboundKind, OutboxState
from mailgate.model.ticket import Ticket
from mailgate.store.tickets.ticket_rows import newest

ANN, EVE = "ann@agents.test", "eve@customer.test"
HOUR = timedelta(hours=1)
#: The house's clock stands at 13:00 in Berlin.
QUIET = 'quiet_hours = ["12:00-15:00"]\ntimezone = "Europe/Berlin"\n'
DOWN = """
[[rule]]
name = "Down is down"
on = ["ticket.created"]
if = { field = "subject", op = "contains", value = "down" }
then = [ { set_priority = "critical" } ]
"""


def ask(house: House, subject: str = "Printer") -> list[Sent]:
    """A customer's mail: what the agent gets of it."""
    return [mail for mail in house.carry(house.mail(EVE, subject), sender=EVE) if mail.recipient == ANN]


def after(house: House, length: timedelta) -> list[Sent]:
    house.pass_time(length)
    house.tick()
    return [mail for mail in house.send() if mail.recipient == ANN]


def test_notices_of_quiet_hours_go_out_as_they_are_when_these_end(build):
    house = build(more=QUIET)
    assert ask(house) == []
    (row,) = house.rows(OutboxState.HELD)
    assert (row.recipient, row.answer) == (ANN, "waits for the end of quiet hours")
    assert after(house, HOUR) == []

    (notice,) = after(house, HOUR)
    assert notice.kind is OutboundKind.NEW_TICKET_NOTICE
    assert "Printer" in str(notice.message["Subject"])
    assert after(house, HOUR) == []
    assert ask(house, "Scanner")


def test_many_notices_of_quiet_hours_are_one_mail(build):
    house = build(more=QUIET)
    for number in range(4):
        ask(house, f"Matter {number}")
    (digest,) = after(house, 2 * HOUR)
    assert digest.kind is OutboundKind.NOTICE_DIGEST
    assert all(f"Matter {number}" in digest.text for number in range(4))
    assert house.rows(OutboxState.HELD) == []
    assert after(house, HOUR) == []


def test_what_is_critical_is_told_at_once(build):
    house = build(more=QUIET + DOWN)
    (notice,) = ask(house, "All is down")
    assert notice.kind is OutboundKind.NEW_TICKET_NOTICE


def test_pages_of_quiet_hours_wait_unless_the_ticket_is_critical(build):
    steps = f'steps = [{{ after = "10m", notify = ["{ANN}"] }}]\n'
    rule = '[[rule]]\nname = "page"\non = ["ticket.created"]\nthen = [{ start_escalation = "up" }]\n'
    policy = f'[[escalation]]\nkey = "up"\non = []\n{steps}'
    house = build(more=QUIET + DOWN + rule + policy)
    ask(house, "Slow")
    ask(house, "All is down")
    pages = after(house, timedelta(0)) + after(house, HOUR / 6)
    assert [(mail.kind, "down" in str(mail.message["Subject"])) for mail in pages] == [(OutboundKind.ESCALATION, True)]
    late = [mail.kind for mail in after(house, 2 * HOUR) if "Slow" in str(mail.message["Subject"])]
    assert sorted(late) == [OutboundKind.ESCALATION, OutboundKind.NEW_TICKET_NOTICE]


def test_what_over_a_limit_waits_for_a_digest_is_not_told_with_what_waits_for_the_morning(build):
    house = build(more=QUIET, server='[limits]\nautomatic_per_recipient = "1/10m"')
    house.now = datetime(2026, 11, 21, 10, 55, tzinfo=UTC)
    for subject in ("First", "Second", "Other"):
        ask(house, subject)
    house.pass_time(timedelta(minutes=6))
    ask(house, "Third")
    digests = [mail for mail in after(house, HOUR / 6) if mail.kind is OutboundKind.NOTICE_DIGEST]
    assert ["Second" in mail.text and "Third" not in mail.text for mail in digests] == [True]
    assert any("Third" in str(mail.message["Subject"]) for mail in after(house, 3 * HOUR))


def test_the_journal_says_until_when_a_notice_waits(build):
    house = build(more=QUIET)
    ask(house)
    (number,) = {row.number for row in _tickets(house)}
    (event,) = [each for each in house.journal(number) if each.kind == "mail.delayed"]
    assert event.details == {
        "recipient": ANN,
        "kind": "new_ticket_notice",
        "because": "quiet hours",
        "until": "2026-11-21T14:00:00+00:00",
    }


def test_a_late_alarm_waits_for_the_morning_too(build):
    sla = '[[sla]]\nkey = "quick"\nmedium = { first_response = "5m" }\nwarn = []\n'
    house = build(more=QUIET + sla, top='default_sla = "quick"\n')
    house.now = datetime(2026, 11, 21, 10, 50, tzinfo=UTC)
    ask(house, "One")
    ask(house, "Two")
    assert after(house, HOUR) == []
    assert {mail.kind for mail in after(house, 3 * HOUR)} == {OutboundKind.SLA_BREACH}


def _tickets(house: House) -> list[Ticket]:
    return house.database.read(lambda conn: newest(conn, house.tenant, status=None, limit=9))
