from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailgate.model.calendar import Calendar, Window
from mailgate.model.outbound import OutboundKind, OutboundMail
from mailgate.notify.quiet import quiet_until, waits_until

NIGHT = (Window(start=0, end=7 * 60), Window(start=22 * 60, end=24 * 60))
BERLIN = Calendar(key="", timezone="Europe/Berlin", week=(NIGHT,) * 7)
#: From Friday evening to Monday morning.
WEEKEND = Calendar(
    key="",
    timezone="UTC",
    week=(
        (Window(start=0, end=480),),
        *((),) * 3,
        (Window(start=1080, end=1440),),
        *((Window(start=0, end=1440),),) * 2,
    ),
)


def mail(kind: OutboundKind, *, urgent: bool = False) -> OutboundMail:
    return OutboundMail(
        id=1,
        tenant="acme",
        ticket_id=1,
        kind=kind,
        cause="inbox:1",
        recipient="ann@agents.test",
        envelope_from="",
        message_id="m@acme.test",
        raw=b"",
        created_at=datetime(2026, 11, 21, tzinfo=UTC),
        urgent=urgent,
    )


@pytest.mark.parametrize(
    ("calendar", "now", "until"),
    [
        (BERLIN, "2026-11-21T20:59", None),
        (BERLIN, "2026-11-21T21:00", "2026-11-22T06:00"),
        (BERLIN, "2026-11-22T05:59", "2026-11-22T06:00"),
        (BERLIN, "2026-11-22T06:00", None),
        # The night has nine, eight and ten hours: clocks go forward on 28 March and back on 25 October 2027.
        (BERLIN, "2027-03-27T21:30", "2027-03-28T05:00"),
        (BERLIN, "2026-10-24T20:30", "2026-10-25T06:00"),
        (WEEKEND, "2026-11-20T18:00", "2026-11-23T08:00"),
        (WEEKEND, "2026-11-22T23:59", "2026-11-23T08:00"),
    ],
)
def test_quiet_hours_end_at_their_wall_time(calendar, now, until):
    ends = quiet_until(calendar, datetime.fromisoformat(f"{now}+00:00"))
    assert ends == (datetime.fromisoformat(f"{until}+00:00") if until else None)


NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)


@pytest.mark.parametrize("kind", [OutboundKind.ESCALATION, OutboundKind.CUSTOMER_NOTICE, OutboundKind.APPROVAL_REQUEST])
def test_what_is_about_a_critical_ticket_never_waits(kind):
    assert waits_until(mail(kind), BERLIN, NOW, critical=False) == datetime(2026, 11, 22, 6, tzinfo=UTC)
    assert waits_until(mail(kind), BERLIN, NOW, critical=True) is None
    assert waits_until(mail(kind, urgent=True), BERLIN, NOW, critical=False) is None


@pytest.mark.parametrize(
    "kind",
    [
        OutboundKind.TRANSCRIPT,
        OutboundKind.HELD_ANSWER,
        OutboundKind.NOTICE_DIGEST,
        OutboundKind.OPERATOR_ALERT,
        OutboundKind.URGENT_PAGE,
        OutboundKind.REPLY,
    ],
)
def test_answers_and_alarms_never_wait(kind):
    assert waits_until(mail(kind), BERLIN, NOW, critical=False) is None
