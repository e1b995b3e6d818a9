from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailgate.config.rule_names import FIELDS, TICKET_FIELDS
from mailgate.model.identity import Tier
from mailgate.triage.fields import UNKNOWN

FOUND = {
    "event": ("ticket.created",),
    "now": datetime(2026, 11, 21, 12, tzinfo=UTC),
    "sender": "unknown",
    "sender.tier": Tier.WEAK,
    "customer.email": "zoe@sub.customer.test",
    "customer.name": "Zoe",
    "customer.domain": "sub.customer.test",
    "mark": ("list",),
    "delivered_to": ("support+x@desk.test",),
    "body": "Please refund me.\n> Old words\n",
    "new_text": "Please refund me.",
    "from": "zoe@sub.customer.test",
    "from_name": "Zoe",
    "to": ("Support@desk.test", "help@desk.test"),
    "cc": ("carl@other.test",),
    "reply_to": ("reply@customer.test",),
    "language": "en",
    "kind": "human",
    "auto_submitted": "no",
    "attachment.count": 1,
    "attachment.name": ("Invoice.PDF",),
    "attachment.type": ("application/pdf",),
    "attachment.size": 4,
    "subject": "Refund for Order 12",
    "status": "open",
    "tags": ("Vip", "money"),
    "custom.seats": "120",
    "header.X-Tag": ("One", "Two"),
    "header.x-none": (),
}
OF_MAIL = [
    "delivered_to", "body", "new_text", "from", "from_name", "to", "cc", "reply_to", "language", "kind",
    "auto_submitted", "sender", "sender.tier", "mark", "attachment.count", "attachment.name", "attachment.type",
    "attachment.size", "header.x-tag",
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), FOUND.items())
def test_field_reads_what_the_occasion_holds(make_reading, name, value):
    assert make_reading().of(name).raw == value


@pytest.mark.parametrize("name", TICKET_FIELDS)
def test_field_of_the_ticket_reads_its_attribute_now_and_before(make_reading, make_ticket, name):
    before = make_ticket(subject="Earlier", priority="high")
    reading = make_reading(before=before)

    assert reading.of(name).raw == getattr(reading.occasion.ticket, name)
    assert reading.of(f"before.{name}").raw == getattr(before, name)


def test_every_field_of_the_desk_file_is_read_here_or_known_as_unknown():
    assert set(FIELDS) == {name for name in FOUND if "custom." not in name and "header." not in name} | {
        *TICKET_FIELDS,
        *UNKNOWN,
    }


@pytest.mark.parametrize("name", OF_MAIL)
def test_field_of_a_mail_is_missing_where_no_mail_came(make_reading, name):
    reading = make_reading(message=None, sender=None, verdict=None, envelope=None)

    assert reading.of(name).texts == ()


@pytest.mark.parametrize("name", ["before.status", "custom.none", "no_such_field", "header.", "custom.", "before."])
def test_what_is_not_there_is_missing(make_reading, name):
    assert make_reading().of(name).raw is None


@pytest.mark.parametrize(
    ("address", "known", "sender"),
    [
        ("ann@agents.test", False, "agent"),
        ("zoe@sub.customer.test", True, "customer"),
        ("zoe@sub.customer.test", False, "unknown"),
    ],
)
def test_sender_is_an_agent_a_customer_or_unknown(make_occasion, make_reading, address, known, sender):
    author = replace(make_occasion().sender, address=address)

    assert make_reading(sender=author, known_sender=known).of("sender").raw == sender


def test_after_a_rule_the_ticket_is_read_anew_and_the_mail_is_not(make_reading, make_ticket):
    reading = make_reading()
    body, category = reading.of("body"), reading.of("category")
    seats = reading.of("custom.seats")

    later = reading.after(make_ticket(category="billing", custom={}))

    assert later.of("body") is body
    assert (category.raw, later.of("category").raw) == ("", "billing")
    assert (seats.raw, later.of("custom.seats").raw) == ("120", None)
