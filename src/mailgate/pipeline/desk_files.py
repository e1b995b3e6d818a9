"""Desk files become numbered revisions; a known older one never comes back by accident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mailgate.config.desk_json import desk_to_json
from mailgate.config.load import DeskFile
from mailgate.store.database import Connection
from mailgate.store.desks import revisions


class Installation(StrEnum):
    """What became of a desk file."""

    INSTALLED = "installed"
    CURRENT = "current"
    #: It was in force once and another came after it: ignored, with a warning.
    OLDER = "older"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    tenant: str
    what: Installation
    #: The revision in force after it.
    number: int


def install(conn: Connection, file: DeskFile, now: datetime) -> Installed:
    """Install a desk file unless its content was seen before."""
    tenant = file.desk.tenant
    current = revisions.current(conn, tenant)
    if current is not None and current.source_hash == file.source_hash:
        return Installed(tenant=tenant, what=Installation.CURRENT, number=current.number)
    number = revisions.install(
        conn,
        tenant=tenant,
        source_hash=file.source_hash,
        source=file.source,
        document=desk_to_json(file.desk),
        now=now,
    )
    if number is not None:
        return Installed(tenant=tenant, what=Installation.INSTALLED, number=number)
    return Installed(tenant=tenant, what=Installation.OLDER, number=current.number if current else 0)
