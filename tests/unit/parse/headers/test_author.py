from __future__ import annotations

import pytest

from mailgate.model.limits import ParseLimits
from mailgate.model.message import Author
from mailgate.parse.headers.author import read_author


def author(*values: str) -> Author:
    return read_author(values, ParseLimits(), set())


@pytest.mark.parametrize(
    "value",
    [
        "ann@a.example",
        "Ann <ann@a.example>",
        '"Example, Ann" <ann@a.example>',
        "ann@a.example <ann@a.example>",
        '"ANN@a.example" <ann@a.example>',
        "=?utf-8?q?J=C3=B6rg?= <j@a.example>",
        "ann@a.example (Ann)",
        "Ann via Desk <desk@lists.example>",
        "ann@[192.0.2.1]",
        "jörg@bücher.example",
    ],
)
def test_one_plain_mailbox_is_clean(value: str) -> None:
    assert author(value).clean


@pytest.mark.parametrize(
    ("values", "address", "defect"),
    [
        ((), "", "missing"),
        (("  ",), "", "missing"),
        (("Ann <ann@a.example>", "boss@a.example"), "ann@a.example", "several_headers"),
        (("Ann <ann@a.example>, bob@b.example",), "ann@a.example", "several_mailboxes"),
        (("<ann@a.example> <bob@b.example>",), "ann@a.example", "several_mailboxes"),
        (("Team: ann@a.example;",), "ann@a.example", "group"),
        (("ceo@acme.test <evil@x.example>",), "evil@x.example", "address_in_name"),
        (('"ceo@acme.test" <evil@x.example>',), "evil@x.example", "address_in_name"),
        (("=?utf-8?q?ceo=40acme=2Etest?= <evil@x.example>",), "evil@x.example", "address_in_name"),
        (("evil@x.example (ceo@acme.test)",), "evil@x.example", "address_in_name"),
        (("MAILER-DAEMON",), "MAILER-DAEMON", "malformed"),
        (("Nobody at all",), "", "malformed"),
        (("<>",), "", "malformed"),
        (("a@b@c.example",), "a@b@c.example", "malformed"),
        (("a@[1.2.3",), "a@[1.2.3", "malformed"),
        (("ann@a.example <>",), "ann@a.example", "malformed"),
        (("<ann@a.example",), "ann@a.example", "malformed"),
        (('"Ann <ann@a.example>',), "ann@a.example", "malformed"),
        (("Ann ann@a.example",), "ann@a.example", "malformed"),
        (("Example, Ann <ann@a.example>",), "ann@a.example", "malformed"),
    ],
)
def test_anything_else_is_unclean_with_its_reason(values: tuple[str, ...], address: str, defect: str) -> None:
    found = author(*values)

    assert (found.address, found.clean, found.defect) == (address, False, defect)


def test_header_made_one_encoded_word_is_still_read() -> None:
    found = author("=?utf-8?q?Ann_=3Cann=40a=2Eexample=3E?=")

    assert (found.address, found.name) == ("ann@a.example", "Ann")
