"""Addresses behind which nobody reads, and those behind which somebody does."""

from __future__ import annotations

import pytest

from mailgate.parse.classify.senders import is_machine


@pytest.mark.parametrize(
    "address",
    ["noreply@x.test", "No-Reply@x.test", "orders-noreply@x.test", "mailer-daemon@x.test", "bounces+1@x.test"],
)
def test_addresses_of_machines_are_machines(address: str) -> None:
    assert is_machine(address)


@pytest.mark.parametrize(
    "address", ["ann@customer.test", "norbert@customer.test", "support@customer.test", "info@customer.test", "", "ann"]
)
def test_addresses_of_people_are_not_machines(address: str) -> None:
    assert not is_machine(address)
