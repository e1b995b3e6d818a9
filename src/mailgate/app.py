"""The only place where parts are wired together."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from mailgate.config.desk_json import desk_from_json
from mailgate.config.load import Configuration, DeskFile, load
from mailgate.config.packages import Packages
from mailgate.model.desk import Desk
from mailgate.model.server import Authentication
from mailgate.notify.templates import Templates, shipped_templates
from mailgate.pipeline.desk_files import Installation, Installed, install
from mailgate.pipeline.tools import Tools
from mailgate.store.blocks import Blocks
from mailgate.store.database import Database
from mailgate.store.desks import data_folder, revisions
from mailgate.store.engine.damage import expect_sound
from mailgate.store.migrate import check_schema, migrate
from mailgate.thread.addresses import AddressBook
from mailgate.thread.reply_token import TokenKeys
from mailgate.triage.compile import compile_rules

if TYPE_CHECKING:
    from mailgate.pipeline.inbound.authenticating import SenderCheck

_LOG = structlog.get_logger()
_GO_BACK = "to go back to this file, change something in it: a comment is enough"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """One process' parts, opened."""

    configuration: Configuration
    tools: Tools
    #: Id of this machine's data folder; leases are held under it.
    node: str
    #: The secret key that all nodes of the database share.
    secret: bytes = field(repr=False)

    def reload(self) -> Tools:
        """The same tools under the desks that are in force now."""
        return with_desks(self.tools, desks_in_force(self.tools.database))

    def close(self) -> None:
        self.tools.database.close()


def open_front(path: Path | None) -> Parts:
    """Open everything for the process that owns the node: migrate, then install desk files never seen before."""
    configuration = load(path)
    for warning in configuration.warnings:
        _LOG.warning("configuration.warning", text=warning)
    server = configuration.server
    data_folder.prepare(server.data_dir)
    expect_sound(server.database)
    migrate(server.database)
    parts = open_parts(configuration)
    data_folder.bind_secret(parts.tools.database, server.data_dir, datetime.now(UTC))
    install_desks(parts.tools.database, configuration.desks)
    return replace(parts, tools=parts.reload())


def open_command(path: Path | None) -> Parts:
    """Open everything for a command beside a front: the schema is checked, never changed."""
    return open_parts(load(path))


def sender_check(believed: Authentication) -> SenderCheck | None:
    """Our own check of senders; None when it is off."""
    if not believed.verify:
        return None
    # dkimpy and dnspython cost what they weigh, and only those who use them.
    from mailgate.pipeline.inbound.authenticating import SenderCheck
    from mailgate.pipeline.inbound.resolving import DnsResolver

    return SenderCheck(DnsResolver(believed.resolver), believed)


def open_parts(configuration: Configuration, *, threaded: bool = True) -> Parts:
    """Wire the parts; the database is checked to be of a schema that this code serves.

    Args:
        threaded: As for ``Database.open``.

    Raises:
        SchemaTooNew: A newer mailgate made the database.
        ConfigurationError: The database has no tables yet, or belongs to nodes with another secret key.
    """
    server = configuration.server
    data_folder.prepare(server.data_dir)
    database = Database.open(server.database, threaded=threaded)
    check_schema(database)
    secret = data_folder.shared_secret(database, server.data_dir)
    tools = Tools(
        server=server,
        database=database,
        blocks=Blocks(database),
        templates=Templates.load(shipped_templates(), server.templates),
        keys=TokenKeys(keys={0: hashlib.sha256(b"reply tokens 0" + secret).digest()}),
        loop_id=hashlib.sha256(b"loop id" + secret).hexdigest()[:32],
        desks={},
        rules={},
        book=AddressBook(()),
        packages=Packages(),
    )
    tools = with_desks(tools, desks_in_force(database))
    node = data_folder.node_id(server.data_dir)
    return Parts(configuration=configuration, tools=tools, node=node, secret=secret)


def with_desks(tools: Tools, desks: Sequence[Desk]) -> Tools:
    """The tools with other desks in force, which may name packages installed since."""
    tools.packages.look_again()
    return replace(
        tools,
        desks={desk.tenant: desk for desk in desks},
        rules={desk.tenant: compile_rules(desk) for desk in desks},
        book=AddressBook(desks),
    )


def desks_in_force(database: Database) -> list[Desk]:
    found = database.read(revisions.current_all)
    return [desk_from_json(revision.document, revision.number) for revision in found]


def install_desks(database: Database, files: Sequence[DeskFile]) -> list[Installed]:
    """Install each desk file whose content was never seen."""
    now = datetime.now(UTC)
    found = [database.write(partial(install, file=file, now=now)) for file in files]
    for file, result in zip(files, found, strict=True):
        if result.what is Installation.OLDER:
            _LOG.warning("desk.older_file_ignored", file=str(file.path), in_force=result.number, then=_GO_BACK)
    return found
