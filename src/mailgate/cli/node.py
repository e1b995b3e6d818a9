"""Commands about the node itself: serve, check, migrate."""

from __future__ import annotations

import asyncio
import json

import typer

from mailgate.cli.exits import Exit
from mailgate.cli.options import ConfigOption, JsonOption
from mailgate.config import check as configuration_check
from mailgate.config.load import load
from mailgate.store.desks import data_folder
from mailgate.store.migrate import migrate as migrate_store


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(serve)
    app.command()(check)
    app.command()(migrate)


def serve(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Run everything; SIGTERM drains, SIGHUP applies the desk files."""
    from mailgate.daemon.front import serve as run

    asyncio.run(run(config, _announce))


def check(config: ConfigOption = None, as_json: JsonOption = False) -> int:
    """Validate the server and desk files; print every finding as file:line: message."""
    found = configuration_check.findings(config)
    warnings: tuple[str, ...] = ()
    if not found:
        configuration = load(config)
        server, warnings = configuration.server, configuration.warnings
        found = data_folder.doubts(server.database, server.data_dir)
    if as_json:
        print(json.dumps({"findings": list(found), "warnings": list(warnings)}))
    else:
        for warning in warnings:
            print(f"warning: {warning}")
        for finding in found:
            print(finding)
        if not found:
            print("no findings")
    return Exit.CONFIGURATION if found else Exit.OK


def migrate(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Bring the database to this version's schema."""
    applied = migrate_store(load(config).server.database)
    if as_json:
        print(json.dumps({"applied": list(applied)}))
    else:
        print("\n".join(applied) if applied else "the schema is up to date")


def _announce(line: str) -> None:
    print(line, flush=True)
