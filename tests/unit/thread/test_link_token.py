"""A link says what it is for and nothing can be changed about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailgate.thread.link_token import Link, LinkPurpose, read_link, sign_link
from mailgate.thread.reply_token import TokenKeys

KEYS = TokenKeys(keys={0: b"old", 1: b"new"})
LINK = Link(
    purpose=LinkPurpose.ACK,
    tenant="acme",
    ticket_id=7,
    subject_id=8,
    recipient="ann@acme.test",
    expires_at=datetime(2026, 11, 24, tzinfo=UTC),
)


def test_link_is_read_as_it_was_signed() -> None:
    assert read_link(KEYS, sign_link(KEYS, LINK)) == LINK


def test_every_changed_character_makes_it_worthless() -> None:
    token = sign_link(KEYS, LINK)
    for place, letter in enumerate(token):
        changed = token[:place] + ("A" if letter != "A" else "B") + token[place + 1 :]
        found = read_link(KEYS, changed)
        # The last letter of base64 has spare bits, which say nothing.
        assert found in (None, LINK)
        assert found is None or place in (token.index(".") - 1, len(token) - 1)


def test_rotated_key_is_good_until_it_is_taken_away() -> None:
    token = sign_link(TokenKeys(keys={0: b"old"}), LINK)
    assert read_link(KEYS, token) == LINK
    assert read_link(TokenKeys(keys={1: b"new"}), token) is None


def test_links_differ_in_all_that_they_say() -> None:
    others = [
        replace(LINK, purpose=LinkPurpose.DECIDE),
        replace(LINK, tenant="other"),
        replace(LINK, ticket_id=9),
        replace(LINK, subject_id=9),
        replace(LINK, recipient="bob@acme.test"),
    ]
    assert len({sign_link(KEYS, each).partition(".")[2] for each in (LINK, *others)}) == 1 + len(others)


@pytest.mark.parametrize("text", ["", ".", "a.b", "é.é", "x" * 5_000, "....", "AAAA.AAAA"])
def test_anything_else_is_no_link(text: str) -> None:
    assert read_link(KEYS, text) is None
