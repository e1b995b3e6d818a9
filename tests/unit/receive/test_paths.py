"""Paths of MAIL and RCPT."""

import pytest

from mailgate.receive import replies
from mailgate.receive.paths import parse_path, wants_relaying


@pytest.mark.parametrize(
    ("argument", "address"),
    [
        ("FROM:<jane@customer.test>", "jane@customer.test"),
        ("from:<jane@customer.test>", "jane@customer.test"),
        ("FROM: <jane@customer.test>", "jane@customer.test"),
        ("FROM:jane@customer.test", "jane@customer.test"),
        ("FROM:<>", ""),
        ("FROM:<@a.test,@b.test:jane@customer.test>", "jane@customer.test"),
        ('FROM:<"jane doe"@customer.test>', '"jane doe"@customer.test'),
        ('FROM:<"a>b"@customer.test>', '"a>b"@customer.test'),
        ('FROM:<"jane"@customer.test>', "jane@customer.test"),
        ("FROM:<jane@[192.0.2.1]>", "jane@[192.0.2.1]"),
        ("FROM:<bounces+SRS=abc=de=f.test=jane@customer.test>", "bounces+SRS=abc=de=f.test=jane@customer.test"),
        ("FROM:<postmaster>", "postmaster"),
    ],
)
def test_path_is_read(argument, address):
    path = parse_path(argument, "FROM:")
    assert not isinstance(path, bytes)
    assert path.address == address


@pytest.mark.parametrize(
    ("argument", "reply"),
    [
        ("", replies.BAD_ARGUMENT),
        ("TO:<a@b>", replies.BAD_ARGUMENT),
        ("FROM <a@b>", replies.BAD_ARGUMENT),
        ("FROM:<a@b> SIZE==", replies.BAD_ARGUMENT),
        ("FROM:", replies.BAD_ADDRESS),
        ("FROM:<", replies.BAD_ADDRESS),
        ("FROM:<a@b>>", replies.BAD_ADDRESS),
        ("FROM:<a b@c>", replies.BAD_ADDRESS),
        ('FROM:<"a@b>', replies.BAD_ADDRESS),
        ("FROM:<a@b>SIZE=1", replies.BAD_ADDRESS),
    ],
)
def test_what_is_no_path_is_answered(argument, reply):
    assert parse_path(argument, "FROM:") == reply


def test_parameters_are_read_behind_the_path():
    path = parse_path("FROM:<a@b.test> SIZE=12 body=8bitmime SMTPUTF8", "FROM:")
    assert not isinstance(path, bytes)
    assert path.parameters == {"SIZE": "12", "BODY": "8bitmime", "SMTPUTF8": ""}


@pytest.mark.parametrize("text", ["<a%b@c.test>", "<a!b@c.test>", '<"a@b"@c.test>', "<@x.test:a@c.test>"])
def test_ways_around_us_are_recognised(text):
    path = parse_path("TO:" + text, "TO:")
    assert not isinstance(path, bytes)
    assert wants_relaying(path)


@pytest.mark.parametrize("text", ["<support+b-abc@c.test>", "<o'neill@c.test>", "<a=b@c.test>"])
def test_ordinary_addresses_are_no_way_around_us(text):
    path = parse_path("TO:" + text, "TO:")
    assert not isinstance(path, bytes)
    assert not wants_relaying(path)
