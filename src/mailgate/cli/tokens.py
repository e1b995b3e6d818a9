"""``mailgate token``: access tokens of the API."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Annotated

import typer

from mailgate.cli.opened import TenantOption, opened, the_tenant
from mailgate.cli.options import ConfigOption, JsonOption
from mailgate.cli.output import print_json, print_rows
from mailgate.errors import NotFound, Refused
from mailgate.store.people import tokens

app = typer.Typer(no_args_is_help=True, help="Access tokens of the API.")
ROLES = ("customer", "agent", "lead", "admin")


@app.command()
def create(
    role: Annotated[str, typer.Option(help="customer, agent, lead or admin.")],
    email: Annotated[str, typer.Option(help="Whom it acts for; needed for customers and agents.")] = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a token and show it, once."""
    if role not in ROLES:
        raise Refused("token.unknown_role", f"no role {role}; there are: {', '.join(ROLES)}", allowed=ROLES)
    if role == "customer" and not email:
        raise Refused("token.email_needed", "a customer's token needs --email")
    text, prefix, hashed = tokens.new_token(secrets.token_bytes(tokens.RANDOM_BYTES))
    with opened(config) as parts:
        token = tokens.ApiToken(
            id=parts.tools.rows(1)[0],
            tenant=the_tenant(parts, tenant),
            prefix=prefix,
            hash=hashed,
            role=role,
            email=email.lower(),
            created_at=datetime.now(UTC),
        )
        parts.tools.database.write(lambda conn: tokens.insert(conn, token))
    if as_json:
        print_json({"token": text, "prefix": prefix, "tenant": token.tenant, "role": role, "email": token.email})
    else:
        print(text)


@app.command("list")
def list_(tenant: TenantOption = None, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List tokens by their first characters."""
    with opened(config) as parts:
        name = the_tenant(parts, tenant)
        found = parts.tools.database.read(lambda conn: tokens.listing(conn, name))
    shown = [(t.prefix, t.role, t.email, t.created_at, t.last_used_at, t.revoked_at) for t in found]
    columns = ("prefix", "role", "email", "created", "last used", "revoked")
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in shown])
    else:
        print_rows(columns, shown, empty="no tokens")


@app.command()
def revoke(prefix: str, tenant: TenantOption = None, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Make a token worthless at once."""
    with opened(config) as parts:
        name = the_tenant(parts, tenant)
        now = datetime.now(UTC)
        if not parts.tools.database.write(lambda conn: tokens.revoke(conn, name, prefix, now)):
            raise NotFound(f"no token {prefix} that is not revoked")
    if as_json:
        print_json({"revoked": prefix})
