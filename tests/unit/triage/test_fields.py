from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailgate.config.rule_names import FIELDS, OUTGOING_FIELDS, TICKET_FIELDS
from mailgate.model.desk import Desk
from mailgate.model.identity import Sender, Tier
from mailgate.model.message import Headers

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
    "tag": ("Vip", "money"),
    "customer.tier": "gold",
    "spf": ("softfail",),
    "dkim": ("pass",),
    "dmarc": "not_enforced",
    "score": None,
    "event.by": "customer",
    "event.actor": "zoe@sub.customer.test",
    "event.channel": "mail",
    "event.message": "public",
    "sla.resolution.state": "running",
    "sla.resolution.remaining": 3600.0,
    "sla.resolution.due_at": datetime(2026, 11, 21, 13, tzinfo=UTC),
    "sla.first_response.state": None,
    "count.open_tickets": 2,
    "count.tickets.1h": None,
}
OF_MAIL = [
    "delivered_to", "body", "new_text", "from", "from_name", "to", "cc", "reply_to", "language", "kind",
    "auto_submitted", "sender", "sender.tier", "mark", "attachment.count", "attachment.name", "attachment.type",
    "attachment.size", "header.x-tag",
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), FOUND.items())
def test_field_reads_what_the_occasion_holds(make_reading, name, value):
    assert make_reading().of(name).raw == value


def test_spam_score_is_read_from_what_filters_write(make_reading, make_message):
    for field, score in (("x-spam-status", "Yes, score=7.2 required=5"), ("x-spamd-result", "default: True [7.2 / 6]")):
        assert make_reading(message=make_message(headers=Headers(fields=((field, score),)))).of("score").raw == "7.2"


def test_result_of_a_relay_is_read_by_method(make_reading):
    line = "mx.desk.test; spf=pass smtp.mailfrom=a.test; dkim=fail (bad) header.d=a.test; dmarc=pass"
    sender = Sender(address="zoe@a.test", name="", tier=Tier.WEAK, reason="nothing_known", evidence=(line,))

    assert [make_reading(sender=sender).of(name).texts for name in ("spf", "dkim", "dmarc")] == [
        ("pass",),
        ("fail",),
        ("pass",),
    ]


def test_vip_is_a_kind_of_sender_beside_the_others(make_reading):
    desk = Desk(tenant="acme", customer_tiers={"vip": ("customer.test", "zoe@sub.customer.test")})

    assert make_reading(desk=desk).of("sender").texts == ("unknown", "vip")


def test_address_of_a_tier_wins_over_its_domain():
    desk = Desk(tenant="acme", customer_tiers={"gold": ("a.test",), "vip": ("boss@a.test",)})

    assert [desk.tier(email) for email in ("Boss@A.test", "x@a.test", "x@b.test")] == ["vip", "gold", ""]


def test_promise_that_is_overdue_has_negative_time_left(make_reading, make_cycle):
    reading = make_reading(cycles=(make_cycle(due_in=timedelta(minutes=-30)),))

    assert reading.of("sla.resolution.remaining").raw == -1800.0


@pytest.mark.parametrize("name", TICKET_FIELDS)
def test_field_of_the_ticket_reads_its_attribute_now_and_before(make_reading, make_ticket, name):
    before = make_ticket(subject="Earlier", priority="high")
    reading = make_reading(before=before)

    assert reading.of(name).raw == getattr(reading.occasion.ticket, name)
    assert reading.of(f"before.{name}").raw == getattr(before, name)


def test_every_field_of_the_desk_file_is_read_here():
    read = {name for name in FOUND if name.partition(".")[0] not in ("custom", "header", "sla", "count", "before")}

    assert set(FIELDS) == read | {*TICKET_FIELDS, *OUTGOING_FIELDS}


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
