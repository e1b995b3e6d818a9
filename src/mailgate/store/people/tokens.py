"""Access tokens of the API: kept as hashes, so that no reader of the database can use one."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update
from sqlalchemy import insert as insert_into

from mailgate.store.tables.desk import api_token

#: 256 bits: guessing is hopeless, so a plain hash is enough.
RANDOM_BYTES = 32
#: What a token begins with, so that people and secret scanners know it.
MARK = "mg_"
#: Characters of a token that lists show and ``revoke`` takes.
PREFIX_LENGTH = len(MARK) + 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A token as it is kept."""

    id: int
    tenant: str
    prefix: str
    #: SHA-256 of the whole token, in hex.
    hash: str = field(repr=False)
    role: str
    #: Of the person it acts for, empty for a machine.
    email: str
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


_FIELDS = tuple(ApiToken.__dataclass_fields__)
_SELECT = select(*(api_token.c[name] for name in _FIELDS))
_INSERT = insert_into(api_token)
_BY_HASH = _SELECT.where(api_token.c.hash == bindparam("hash"), api_token.c.revoked_at.is_(None))
_OF_TENANT = _SELECT.where(api_token.c.tenant == bindparam("tenant")).order_by(api_token.c.id)
_REVOKE = (
    update(api_token)
    .where(
        api_token.c.tenant == bindparam("of_tenant"),
        api_token.c.prefix == bindparam("with_prefix"),
        api_token.c.revoked_at.is_(None),
    )
    .values(revoked_at=bindparam("now"))
)
_TOUCH = update(api_token).where(api_token.c.id == bindparam("token_id")).values(last_used_at=bindparam("now"))


def new_token(random_bytes: bytes) -> tuple[str, str, str]:
    """Make a token of 32 random bytes: its text, its prefix and its hash. The text is shown once and never kept.

    Raises:
        ValueError: There are not exactly 32 bytes.
    """
    if len(random_bytes) != RANDOM_BYTES:
        raise ValueError(f"a token needs {RANDOM_BYTES} random bytes, not {len(random_bytes)}")
    token = MARK + urlsafe_b64encode(random_bytes).decode("ascii").rstrip("=")
    return token, token[:PREFIX_LENGTH], hash_of(token)


def hash_of(token: str) -> str:
    """What ``find_by_hash`` takes, of a token as a client sent it."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def insert(conn: Connection, token: ApiToken) -> None:
    conn.execute(_INSERT, {name: getattr(token, name) for name in _FIELDS})


def find_by_hash(conn: Connection, hash: str) -> ApiToken | None:  # noqa: A002 - the word for it in this module
    """The token of that hash, unless it was revoked."""
    row = conn.execute(_BY_HASH, {"hash": hash}).first()
    return None if row is None else _token(row)


def listing(conn: Connection, tenant: str) -> list[ApiToken]:
    """All tokens of a tenant, revoked ones too, oldest first."""
    return [_token(row) for row in conn.execute(_OF_TENANT, {"tenant": tenant})]


def revoke(conn: Connection, tenant: str, prefix: str, now: datetime) -> bool:
    """End a token for good. False: the tenant has no such token in force."""
    values = {"of_tenant": tenant, "with_prefix": prefix, "now": now}
    return conn.execute(_REVOKE, values).rowcount > 0


def touch(conn: Connection, token_id: int, now: datetime) -> None:
    """Note when a token was used last; once a minute is enough, it is a write."""
    conn.execute(_TOUCH, {"token_id": token_id, "now": now})


def _token(row: Row[Any]) -> ApiToken:
    return ApiToken(**row._asdict())
