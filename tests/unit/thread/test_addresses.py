from __future__ import annotations

import pytest

from mailgate.model.desk import Desk, Queue
from mailgate.thread.addresses import AddressBook, Route, split_detail

BOOK = AddressBook(
    (
        Desk(
            tenant="acme",
            queues=(
                Queue(
                    key="support",
                    address="Support@Desk.test",
                    name="Support",
                    aliases=("help@desk.test", "support+vip@desk.test"),
                    reply_domain="Reply.desk.test",
                ),
                Queue(key="sales", address="sales@desk.test", name="Sales"),
            ),
        ),
        Desk(tenant="other", queues=(Queue(key="support", address="support@other.test", name="Support"),)),
    )
)


@pytest.mark.parametrize(
    ("address", "tenant", "queue", "detail"),
    [
        ("support@desk.test", "acme", "support", ""),
        ("SUPPORT@DESK.TEST", "acme", "support", ""),
        ("help@desk.test", "acme", "support", ""),
        ("Help+C-Abc@desk.test", "acme", "support", "c-abc"),
        ("support+c-abc+d@desk.test", "acme", "support", "c-abc+d"),
        ("support@reply.desk.test", "acme", "support", ""),
        ("support+c-abc@reply.desk.test", "acme", "support", "c-abc"),
        ("support+vip@desk.test", "acme", "support", "vip"),
        ("sales@desk.test", "acme", "sales", ""),
        ("support@other.test", "other", "support", ""),
    ],
)
def test_address_leads_to_its_queue(address, tenant, queue, detail):
    assert BOOK.route(address) == Route(tenant=tenant, queue=queue, detail=detail)


@pytest.mark.parametrize(
    "address",
    ["", "support", "@desk.test", "support@", "help@reply.desk.test", "sales@reply.desk.test", "x+support@desk.test"],
)
def test_address_of_nobody_leads_nowhere(address):
    assert BOOK.route(address) is None
    assert not BOOK.owns(address)


def test_all_addresses_are_known_in_lower_case():
    assert {"support@desk.test", "help@desk.test", "support@reply.desk.test", "sales@desk.test"} <= BOOK.addresses


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("Support+X-1@Desk.test", ("support@desk.test", "x-1")),
        ("support@desk.test", ("support@desk.test", "")),
        ('"a@b+c"@desk.test', ('"a@b@desk.test', 'c"')),
        ("+x@desk.test", ("@desk.test", "x")),
    ],
)
def test_detail_stands_between_the_first_plus_and_the_last_at(address, parts):
    assert split_detail(address) == parts
