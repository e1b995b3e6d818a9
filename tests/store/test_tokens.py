"""Access tokens: found by their hash alone, and not at all once revoked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailgate.store.database import Database
from mailgate.store.people import tokens

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def keep(database: Database):
    """Make a token of one repeated byte and keep it; the answer is its text."""

    def do(token_id: int, *, tenant: str = "acme") -> str:
        text, prefix, digest = tokens.new_token(bytes([token_id]) * 32)
        token = tokens.ApiToken(
            id=token_id,
            tenant=tenant,
            prefix=prefix,
            hash=digest,
            role="agent",
            email="ann@acme.test",
            created_at=NOW,
        )
        database.write(lambda conn: tokens.insert(conn, token))
        return text

    return do


def find(database: Database, text: str) -> tokens.ApiToken | None:
    return database.read(lambda conn: tokens.find_by_hash(conn, tokens.hash_of(text)))


def test_a_token_carries_its_mark_and_all_random_bits():
    one, prefix, digest = tokens.new_token(bytes(range(32)))
    assert one == "mg_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
    assert prefix == "mg_AAECAwQF"
    assert digest == tokens.hash_of(one)
    assert len({tokens.new_token(bytes([n]) + bytes(31))[0] for n in range(256)}) == 256
    assert len({tokens.new_token(bytes(31) + bytes([n]))[0] for n in range(256)}) == 256


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_token_of_too_few_or_many_bits_is_refused(length):
    with pytest.raises(ValueError, match="32 random bytes"):
        tokens.new_token(bytes(length))


def test_a_token_is_found_by_its_text(keep, database: Database):
    text = keep(1)
    found = find(database, text)
    assert found is not None
    assert (found.id, found.tenant, found.role, found.email) == (1, "acme", "agent", "ann@acme.test")


def test_neither_prefix_nor_another_text_finds_a_token(keep, database: Database):
    text = keep(1)
    assert find(database, text[:-1]) is None
    assert find(database, text[: tokens.PREFIX_LENGTH]) is None
    assert find(database, "") is None
    assert find(database, "\ud800") is None


def test_the_text_of_a_token_is_nowhere_in_the_database_or_its_repr(keep, database: Database):
    text = keep(1)
    kept = find(database, text)
    assert kept is not None
    assert text not in repr([getattr(kept, name) for name in tokens.ApiToken.__dataclass_fields__])
    assert kept.hash not in repr(kept)


def test_a_revoked_token_is_not_found_but_listed(keep, database: Database):
    text = keep(1)
    prefix = text[: tokens.PREFIX_LENGTH]
    assert database.write(lambda conn: tokens.revoke(conn, "acme", prefix, NOW))
    assert find(database, text) is None
    (listed,) = database.read(lambda conn: tokens.listing(conn, "acme"))
    assert listed.revoked_at == NOW
    assert not database.write(lambda conn: tokens.revoke(conn, "acme", prefix, NOW))


def test_a_tenant_lists_and_revokes_its_own_tokens_only(keep, database: Database):
    text = keep(1)
    keep(2, tenant="globex")
    prefix = text[: tokens.PREFIX_LENGTH]
    assert not database.write(lambda conn: tokens.revoke(conn, "globex", prefix, NOW))
    assert find(database, text) is not None
    assert [token.id for token in database.read(lambda conn: tokens.listing(conn, "globex"))] == [2]


def test_the_last_use_is_noted(keep, database: Database):
    text = keep(1)
    database.write(lambda conn: tokens.touch(conn, 1, NOW))
    found = find(database, text)
    assert found is not None
    assert found.last_used_at == NOW
