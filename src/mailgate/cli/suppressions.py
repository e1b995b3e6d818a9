"""``mailgate outbox suppressed|unsuppress``: the addresses that get no mail for a while."""

from __future__ import annotations

from datetime import UTC, datetime
from getpass import getuser
from typing import Annotated

import typer

from mailgate.cli.opened import TenantOption, opened, the_tenant
from mailgate.cli.options import ConfigOption, JsonOption
from mailgate.cli.output import print_json, print_rows
from mailgate.errors import NotFound
from mailgate.model.outbound import Suppression
from mailgate.store.outbound import suppressions

_COLUMNS = ("tenant", "address", "times", "since", "until", "reason", "lifted", "by")


def register(group: typer.Typer) -> None:
    """Add both to the commands over mail that goes out."""

    @group.command()
    def suppressed(
        all_: Annotated[bool, typer.Option("--all", help="Also those whose term is over, or was lifted.")] = False,
        tenant: TenantOption = None,
        config: ConfigOption = None,
        as_json: JsonOption = False,
    ) -> None:
        """List the addresses that get no mail, and why."""
        now = None if all_ else datetime.now(UTC)
        with opened(config) as parts:
            found = parts.tools.database.read(lambda conn: suppressions.listing(conn, tenant, now=now))
        if as_json:
            print_json([{"tenant": name, **_shape(each)} for name, each in found])
        else:
            print_rows(_COLUMNS, [(name, *_shape(each).values()) for name, each in found], empty="none")

    @group.command()
    def unsuppress(
        address: Annotated[str, typer.Argument(help="Who is to have mail again.")],
        tenant: TenantOption = None,
        config: ConfigOption = None,
        as_json: JsonOption = False,
    ) -> None:
        """Let an address have mail again, from the next one on."""
        wanted = address.strip().lower()
        with opened(config) as parts:
            name, by, now = the_tenant(parts, tenant), getuser(), datetime.now(UTC)
            if not parts.tools.database.write(lambda conn: suppressions.lift(conn, name, wanted, by=by, now=now)):
                raise NotFound(f"{wanted} is not suppressed")
        if as_json:
            print_json({"lifted": wanted})
        else:
            print(f"lifted {wanted}")


def _shape(found: Suppression) -> dict[str, object]:
    return {
        "address": found.address,
        "times": found.times,
        "since": found.since,
        "until": found.until,
        "reason": found.reason,
        "lifted_at": found.lifted_at,
        "lifted_by": found.lifted_by,
    }
