"""Tickets joined from a shell: what is said on a merged one is said, and reported, once."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pytest

from mailgate.model.outbound import OutboundKind
from mailgate.store.tickets.ticket_rows import newest

EVE, LEO = "eve@customer.test", "leo@customer.test"


@pytest.mark.parametrize("other", [EVE, LEO])
def test_words_from_a_shell_on_a_merged_ticket_are_reported_as_said(build, shell, other):
    house = build()
    house.carry(house.mail(EVE, "Printer"), sender=EVE)
    house.carry(house.mail(other, "Scanner"), sender=other)
    found = house.database.read(partial(newest, tenant=house.tenant, status=None, limit=2))
    merged, living = (ticket.number for ticket in found)
    assert shell(house, "tickets", "merge", merged, living, *(["--other-customer"] if other != EVE else [])).code == 0
    house.send()
    replied = shell(house, "tickets", "reply", merged, "It is repaired.", "--json")
    assert (replied.code, replied.json["not_sent"]) == (0, [])
    assert shell(house, "tickets", "note", merged, "He was angry.").code == 0
    house.pass_time(max(datetime.now(UTC) - house.now, datetime.resolution))
    assert [mail.recipient for mail in house.send() if mail.kind is OutboundKind.REPLY] == [other]
