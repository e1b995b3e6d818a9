from __future__ import annotations

import base64
import random
from collections.abc import Iterator

import pytest

from mailgate.model.desk import Queue
from mailgate.model.match import Purpose
from mailgate.thread.reply_token import TokenKeys, agent_holder, read, reply_address, sign

SEED = 20261121
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
OLD, NEW = b"o" * 32, b"n" * 32
KEYS = TokenKeys(keys={1: OLD})


def _queue(address: str, **more: str) -> Queue:
    return Queue(key="support", address=address, name="Support", **more)


@pytest.mark.parametrize("purpose", list(Purpose))
@pytest.mark.parametrize(("subject_id", "holder"), [(0, 0), (1, 2), (2**40 - 1, 2**40 - 1)])
def test_token_says_what_was_signed_in_whatever_case_it_comes_back(purpose, subject_id, holder):
    token = sign(KEYS, "acme", purpose=purpose, subject_id=subject_id, holder=holder)

    for spelled in (token, token.upper(), token.title()):
        found = read(KEYS, "acme", spelled)
        assert found is not None
        assert (found.purpose, found.subject_id, found.holder, found.key) == (purpose, subject_id, holder, 1)


def test_old_key_is_good_as_long_as_it_is_kept_and_signs_nothing_any_more():
    old = sign(KEYS, "acme", purpose=Purpose.CUSTOMER, subject_id=1, holder=2)
    rotating = TokenKeys(keys={1: OLD, 2: NEW})
    new = sign(rotating, "acme", purpose=Purpose.CUSTOMER, subject_id=1, holder=2)

    assert [read(rotating, "acme", token).key for token in (old, new)] == [1, 2]
    assert read(TokenKeys(keys={2: NEW}), "acme", old) is None
    assert read(TokenKeys(keys={2: NEW}), "acme", new) is not None


def test_token_is_worthless_under_another_purpose_tenant_or_key():
    token = sign(KEYS, "acme", purpose=Purpose.AGENT_NOTE, subject_id=1, holder=2)

    for purpose in Purpose:
        if purpose is not Purpose.AGENT_NOTE:
            assert read(KEYS, "acme", f"{purpose.value}-{token[2:]}") is None
    assert read(KEYS, "acmee", token) is None
    assert read(TokenKeys(keys={1: NEW}), "acme", token) is None


def test_only_the_canonical_spelling_counts():
    token = sign(KEYS, "acme", purpose=Purpose.CUSTOMER, subject_id=1, holder=2)
    last = LETTERS.index(token[-1])
    # 27 bytes are 216 bits, 44 letters 220: four of them say nothing.
    others = [token[:-1] + LETTERS[last ^ spare] for spare in range(1, 16)]

    assert [other for other in others if read(KEYS, "acme", other)] == []
    assert read(KEYS, "acme", token + "=") is None


@pytest.mark.parametrize(
    "text", ["", "-", "c", "c-", "c-\u0131" + "a" * 43, "\ud800-" + "a" * 44, "c-" + "\u00df" * 44]
)
def test_what_is_no_token_is_none(text):
    assert read(KEYS, "acme", text) is None


def _forgeries(count: int) -> Iterator[tuple[TokenKeys, str, str]]:
    """Random, bit-flipped, swapped; each differs from every token that was signed."""
    chance = random.Random(SEED)
    other_keys = TokenKeys(keys={1: NEW})
    for number in range(count):
        purpose = chance.choice(list(Purpose))
        ticket, contact = chance.randrange(2**40), chance.randrange(2**40)
        token = sign(KEYS, "acme", purpose=purpose, subject_id=ticket, holder=contact)
        body = base64.b32decode(token[2:].upper() + "====")
        match number % 6:
            case 0:
                yield KEYS, "acme", f"{purpose.value}-{''.join(chance.choices(LETTERS, k=44))}"
            case 1:
                flipped = (int.from_bytes(body, "big") ^ (1 << chance.randrange(8 * len(body)))).to_bytes(27, "big")
                yield KEYS, "acme", f"{purpose.value}-{base64.b32encode(flipped).decode().rstrip('=').lower()}"
            case 2:
                other = sign(KEYS, "acme", purpose=purpose, subject_id=ticket ^ 1, holder=contact)
                yield KEYS, "acme", _grafted(purpose, other, body)
            case 3:
                other = sign(KEYS, "acme", purpose=purpose, subject_id=ticket, holder=contact ^ 1)
                yield KEYS, "acme", _grafted(purpose, other, body)
            case 4:
                yield KEYS, f"acme{number}", token
            case _:
                yield other_keys, "acme", token


def _grafted(purpose: Purpose, other: str, body: bytes) -> str:
    """The ids of one token with the MAC of another."""
    ids = base64.b32decode(other[2:].upper() + "====")[:11]
    return f"{purpose.value}-{base64.b32encode(ids + body[11:]).decode().rstrip('=').lower()}"


@pytest.mark.parametrize("count", [20_000, pytest.param(1_000_000, marks=pytest.mark.prove)])
def test_no_forged_token_is_accepted(count):
    accepted = [forged for keys, tenant, forged in _forgeries(count) if read(keys, tenant, forged)]

    assert accepted == [], f"seed {SEED}"


@pytest.mark.parametrize(
    ("queue", "address"),
    [
        (_queue("support@desk.test"), "support+TOKEN@desk.test"),
        (_queue("support@desk.test", reply_domain="reply.desk.test"), "support+TOKEN@reply.desk.test"),
        (_queue("a" * 17 + "@desk.test"), "a" * 17 + "+TOKEN@desk.test"),
        (_queue("a" * 18 + "@desk.test"), "a" * 18 + "@desk.test"),
    ],
)
def test_reply_address_keeps_to_64_bytes_of_local_part(queue, address):
    token = sign(KEYS, "acme", purpose=Purpose.CUSTOMER, subject_id=2**40 - 1, holder=2**40 - 1)

    made = reply_address(queue, token)

    assert made == address.replace("TOKEN", token)
    assert len(made.partition("@")[0]) <= 64


def test_an_agents_number_does_not_depend_on_case():
    assert agent_holder("Ann@Agents.test") == agent_holder("ann@agents.test") != agent_holder("bob@agents.test")
