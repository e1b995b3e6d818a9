"""``mailgate tickets merge|unmerge|split|link|snooze``: tickets become one, two, or have to do with each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from mailgate.cli.opened import TenantOption
from mailgate.cli.options import ConfigOption, JsonOption
from mailgate.cli.ticket_calls import app
from mailgate.cli.tickets import ActorOption, acting, done
from mailgate.config.durations import parse_duration
from mailgate.errors import Refused
from mailgate.pipeline.tickets.joining import Wish, link, merge, snooze, split, unmerge

#: The commands of ``tickets`` with these.
__all__ = ["app"]


@app.command("merge")
def merge_(
    ref: str,
    into: str,
    other_customer: Annotated[bool, typer.Option("--other-customer", help="They are different customers'.")] = False,
    by: ActorOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a ticket part of another one."""
    with acting(config, tenant, by) as (tools, actor):
        merge(tools, actor, ref, into, other_customer=other_customer, now=datetime.now(UTC))
    done({"merged_into": into}, f"merged into {into}", as_json=as_json)


@app.command("unmerge")
def unmerge_(
    ref: str,
    by: ActorOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a merged ticket one of its own again, as it was."""
    with acting(config, tenant, by) as (tools, actor):
        unmerge(tools, actor, ref, now=datetime.now(UTC))
    done({"unmerged": ref}, f"{ref} is one of its own again", as_json=as_json)


@app.command("split")
def split_(
    ref: str,
    messages: Annotated[list[int], typer.Argument(help="Ids of messages; none: the customer's last one.")] = [],  # noqa: B006 - typer copies it
    subject: Annotated[str, typer.Option(help="Of the new ticket; default: the old one's.")] = "",
    by: ActorOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give messages of a ticket a ticket of their own."""
    with acting(config, tenant, by) as (tools, actor):
        number = split(tools, actor, ref, messages, subject=subject, now=datetime.now(UTC))
    done({"ticket": number}, f"split into {number}", as_json=as_json)


@app.command("link")
def link_(
    ref: str,
    kind: Annotated[str, typer.Argument(help="parent, child, blocks, blocked-by, duplicates, related, follow-up.")],
    other: str,
    remove: Annotated[bool, typer.Option("--remove", help="They have it no longer.")] = False,
    by: ActorOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what a ticket has to do with another one."""
    with acting(config, tenant, by) as (tools, actor):
        link(tools, actor, ref, Wish(kind=kind, other=other, holds=not remove), now=datetime.now(UTC))
    told = f"{'no longer ' if remove else ''}{kind}: {other}"
    done({"kind": kind, "other": other, "holds": not remove}, told, as_json=as_json)


@app.command("snooze")
def snooze_(
    ref: str,
    length: Annotated[str, typer.Argument(help='How long, like "2d"; "off" has it back.')],
    by: ActorOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put a ticket off."""
    now = datetime.now(UTC).replace(microsecond=0)
    until = None if length == "off" else now + _length(length)
    with acting(config, tenant, by) as (tools, actor):
        snooze(tools, actor, ref, until, now=now)
        zone = ZoneInfo(tools.desk(actor.tenant).timezone)
    told = f"snoozed until {until.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}" if until else "back"
    done({"snoozed_until": until}, told, as_json=as_json)


def _length(text: str) -> timedelta:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise Refused("snooze.bad_length", str(error)) from None
