"""What the use cases work with, wired once in ``app``."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from mailgate.config.packages import Packages
from mailgate.errors import NotFound
from mailgate.model.desk import Desk
from mailgate.model.server import Server
from mailgate.notify.templates import Templates
from mailgate.store.blocks import Blocks
from mailgate.store.database import Database
from mailgate.thread.addresses import AddressBook
from mailgate.thread.reply_token import TokenKeys
from mailgate.triage.compile import CompiledRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """One process' parts. A new desk revision is a new value."""

    server: Server
    database: Database
    blocks: Blocks
    templates: Templates
    keys: TokenKeys
    #: Value of our ``X-Mailgate-Loop`` header.
    loop_id: str
    desks: Mapping[str, Desk]
    rules: Mapping[str, CompiledRules]
    book: AddressBook
    #: Workflows in code of others; one for the life of the process.
    packages: Packages = field(default_factory=Packages)

    def desk(self, tenant: str) -> Desk:
        """The desk in force.

        Raises:
            NotFound: No desk file of that tenant was ever installed.
        """
        found = self.desks.get(tenant)
        if found is None:
            raise NotFound(f"no tenant {tenant}")
        return found

    def rows(self, count: int) -> list[int]:
        """Fresh row ids, ascending."""
        return list(self.blocks.take("row", count))

    def new_message_id(self) -> str:
        """An id with 128 random bits, so that knowing it proves having seen the mail."""
        return f"mg.{secrets.token_hex(16)}@{self.server.name}"


def new_refid() -> str:
    """``sup_`` and 80 random bits in letters and digits."""
    return f"sup_{secrets.token_hex(10)}"
