"""``mailgate spam``: the senders whose mail an agent called spam."""

from __future__ import annotations

from datetime import UTC, datetime
from getpass import getuser
from typing import Annotated

import typer

from mailgate.cli.opened import TenantOption, opened, the_tenant
from mailgate.cli.options import ConfigOption, JsonOption
from mailgate.cli.output import print_json, print_rows
from mailgate.errors import NotFound, Refused
from mailgate.pipeline.held.spam_teaching import listed_by_hand
from mailgate.store.inbound import spam_senders

app = typer.Typer(no_args_is_help=True, help="Senders whose mail is spam.")
AddressArgument = Annotated[str, typer.Argument(help="The address in From.")]
_COLUMNS = ("email", "listed by", "because", "since", "until")


@app.command("list")
def list_(tenant: TenantOption = None, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List them, with who listed each, why, and until when."""
    with opened(config) as parts:
        name = the_tenant(parts, tenant)
        found = parts.tools.database.read(lambda conn: spam_senders.listing(conn, name))
    if as_json:
        print_json(found)
    else:
        rows = [(each.email, each.listed_by, each.because, each.listed_at, each.until) for each in found]
        print_rows(_COLUMNS, rows, empty="none")


@app.command()
def add(
    email: AddressArgument, tenant: TenantOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Call a sender's mail spam from now on."""
    wanted = email.strip().lower()
    with opened(config) as parts:
        name, tools = the_tenant(parts, tenant), parts.tools
        now = datetime.now(UTC)
        sender = tools.database.read(lambda conn: listed_by_hand(conn, tools, name, wanted, getuser(), now))
        if sender is None:
            raise Refused("spam.not_possible", f"{wanted} is listed already, or is no address of a stranger")
        tools.database.write(lambda conn: spam_senders.add(conn, [(name, sender)]))
    _done(wanted, "listed", as_json=as_json)


@app.command()
def remove(
    email: AddressArgument, tenant: TenantOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Take a sender off the list; what was put away stays so."""
    wanted = email.strip().lower()
    with opened(config) as parts:
        name = the_tenant(parts, tenant)
        if not parts.tools.database.write(lambda conn: spam_senders.remove(conn, name, wanted)):
            raise NotFound(f"{wanted} is not listed")
    _done(wanted, "removed", as_json=as_json)


def _done(email: str, what: str, *, as_json: bool) -> None:
    if as_json:
        print_json({what: email})
    else:
        print(f"{what} {email}")
