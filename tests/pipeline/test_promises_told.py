"""What ``sla?`` answers: in the desk's own time, as all else that its agents are told."""

from __future__ import annotations

import re

from mailgate.model.outbound import OutboundKind

EVE, ANN = "eve@customer.test", "ann@agents.test"


def test_promises_that_count_day_and_night_are_told_by_the_desks_clocks(build):
    house = build(top='timezone = "Europe/Berlin"')
    sent = house.carry(house.mail(f"Eve <{EVE}>", "Printer"), sender=EVE)
    notice = next(mail for mail in sent if mail.kind is OutboundKind.NEW_TICKET_NOTICE)
    address = re.sub(r".*<|>.*", "", str(notice.message["Reply-To"]))
    (told,) = house.carry(house.mail(f"Ann <{ANN}>", "Re: Printer", "sla?", to=address), sender=ANN, to=address)
    assert "First response is due Sat 2026-11-21 17:00 (Europe/Berlin)" in told.text
    assert "UTC" not in told.text
