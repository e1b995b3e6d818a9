"""``mailgate oncall``: who is to be woken, and who stands in."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from mailgate.app import Parts
from mailgate.cli.opened import TenantOption, opened, the_tenant
from mailgate.cli.options import ConfigOption, JsonOption
from mailgate.cli.output import print_json, print_rows
from mailgate.errors import NotFound, Refused
from mailgate.model.oncall import Override
from mailgate.pipeline.escalations.on_duty import on_duty
from mailgate.pipeline.escalations.rotation_calendar import read, written
from mailgate.pipeline.escalations.rotations import Roster, withdraw
from mailgate.store.people import oncall_overrides

app = typer.Typer(no_args_is_help=True, help="Who is to be woken, and who stands in.")
AtOption = Annotated[str, typer.Option("--at", help="Local time of the desk, 2026-12-24T18:00; default: now.")]
DaysOption = Annotated[int, typer.Option("--days", help="How far ahead.", min=1, max=366)]
ByOption = Annotated[str, typer.Option("--by", help="Who says so.")]


@app.command("who")
def who_(
    rotation: Annotated[str, typer.Argument(help="Key of a rotation; default: all.")] = "",
    at: AtOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say who is on call, now or at a time."""
    with opened(config) as parts:
        desk = parts.tools.desk(the_tenant(parts, tenant))
        if rotation and desk.oncall(rotation) is None:
            raise NotFound(f"no on-call rotation {rotation}")
        when = _instant(parts, desk.tenant, at)
        found = parts.tools.database.read(lambda conn: on_duty(conn, desk, when))
    rows = [(key, person) for key, person in found.items() if rotation in ("", key)]
    if as_json:
        print_json([{"rotation": key, "at": when, "on_call": person or None} for key, person in rows])
        return
    print_rows(("rotation", "on call"), [(key, person or "nobody") for key, person in rows], empty="no rotations")


@app.command("list")
def list_(
    rotation: Annotated[str, typer.Argument(help="Key of a rotation; default: all.")] = "",
    at: AtOption = "",
    days: DaysOption = 14,
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the turns ahead, with the overrides in force."""
    with opened(config) as parts:
        desk = parts.tools.desk(the_tenant(parts, tenant))
        start = _instant(parts, desk.tenant, at)
        end = start + timedelta(days=days)
        keys = [rotation] if rotation else [each.key for each in desk.oncalls]
        found = [
            (key, turn)
            for key in keys
            for turn in Roster(tools=parts.tools, tenant=desk.tenant, key=key).ahead(start, end)
        ]
        zones = {each.key: ZoneInfo(each.timezone) for each in desk.oncalls}
        made = parts.tools.database.read(lambda conn: oncall_overrides.still(conn, desk.tenant, since=start))
    if as_json:
        turns = [
            {"rotation": key, "start": turn.start, "end": turn.end, "on_call": turn.person or None}
            for key, turn in found
        ]
        print_json({"turns": turns, "overrides": made})
        return
    rows = [
        (key, _local(turn.start, zones[key]), _local(turn.end, zones[key]), turn.person or "nobody")
        for key, turn in found
    ]
    print_rows(("rotation", "from", "until", "on call"), rows, empty="no rotations")
    standing = [
        (each.id, key, _local(each.since, zones[key]), _local(each.until, zones[key]), each.person or "nobody")
        for key, its in made.items()
        if key in zones and key in keys
        for each in its
    ]
    if standing:
        print()
        print_rows(("override", "rotation", "from", "until", "on call"), standing, empty="")


@app.command()
def export(
    rotation: str,
    days: DaysOption = 90,
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the turns ahead as iCalendar."""
    now = datetime.now(UTC)
    with opened(config) as parts:
        found = _roster(parts, tenant, rotation).ahead(now, now + timedelta(days=days))
        content = written(rotation, found, host=parts.tools.server.name, now=now)
    if as_json:
        print_json({"calendar": content.decode()})
    else:
        sys.stdout.write(content.decode())


@app.command("import")
def import_(
    rotation: str,
    file: Annotated[Path, typer.Argument(help="An iCalendar file.", exists=True, dir_okay=False)],
    by: ByOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read an iCalendar file: each event puts its attendee on call."""
    with opened(config) as parts:
        roster = _roster(parts, tenant, rotation)
        zone = roster.rotation.timezone
        overrides, left = read(file.read_bytes(), zone)
        rows = roster.keep(overrides, by=by, now=datetime.now(UTC))
    if as_json:
        print_json({"overrides": rows, "left_out": left})
        return
    for sentence in left:
        print(f"left out: {sentence}", file=sys.stderr)
    print(f"{len(rows)} overrides")


@app.command()
def override(
    rotation: str,
    person: Annotated[str, typer.Argument(help="Address of who is on call; nobody, if it is empty.")],
    since: Annotated[str, typer.Option("--from", help="Local time of the rotation, 2026-12-24T18:00.")],
    until: Annotated[str, typer.Option("--until", help="Local time of the rotation.")],
    instead_of: Annotated[str, typer.Option("--instead-of", help="Only where this person would be on call.")] = "",
    by: ByOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put somebody on call for a while."""
    with opened(config) as parts:
        roster = _roster(parts, tenant, rotation)
        zone = roster.rotation.timezone
        wanted = Override(
            since=_read(since, zone), until=_read(until, zone), person=person.lower(), instead_of=instead_of.lower()
        )
        rows = roster.keep([wanted], by=by, now=datetime.now(UTC))
    _done(rows, as_json=as_json)


@app.command("swap")
def swap_(
    rotation: str,
    first: Annotated[str, typer.Argument(help="A time in one person's turn.")],
    second: Annotated[str, typer.Argument(help="A time in the other person's turn.")],
    by: ByOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let two people take each other's turn."""
    with opened(config) as parts:
        roster = _roster(parts, tenant, rotation)
        zone = roster.rotation.timezone
        times = _read(first, zone), _read(second, zone)
        rows = roster.swap(*times, by=by, now=datetime.now(UTC))
    _done(rows, as_json=as_json)


@app.command("remove")
def remove_(
    override_id: Annotated[int, typer.Argument(help="As mailgate oncall list shows it.")],
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take an override back."""
    with opened(config) as parts:
        withdraw(parts.tools, the_tenant(parts, tenant), override_id)
    _done([override_id], as_json=as_json)


def _roster(parts: Parts, tenant: str | None, rotation: str) -> Roster:
    return Roster(tools=parts.tools, tenant=the_tenant(parts, tenant), key=rotation)


def _instant(parts: Parts, tenant: str, at: str) -> datetime:
    return _read(at, parts.tools.desk(tenant).timezone) if at else datetime.now(UTC)


def _read(text: str, zone: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("oncall.no_time", f"{text} is not a time; write it like 2026-12-24T18:00") from None
    return read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))


def _local(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a %Y-%m-%d %H:%M %Z}"


def _done(rows: list[int], *, as_json: bool) -> None:
    if as_json:
        print_json({"overrides": rows})
    else:
        print("\n".join(f"override {row}" for row in rows))
