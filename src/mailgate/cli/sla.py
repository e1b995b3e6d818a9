"""``mailgate sla``: why a promise falls due when it does, and whether what is stored is what happened."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from getpass import getuser
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from mailgate.api.promise_shapes import promises_shape
from mailgate.app import Parts
from mailgate.cli.exits import Exit
from mailgate.cli.opened import TenantOption, opened, the_tenant
from mailgate.cli.options import ConfigOption, JsonOption
from mailgate.cli.output import plain, print_json, print_rows, shown
from mailgate.cli.promise_words import account
from mailgate.errors import Refused
from mailgate.pipeline.promises.explaining import explained
from mailgate.pipeline.promises.recomputing import Audit, Recomputing, every_ticket, recompute
from mailgate.store.tickets import tickets

app = typer.Typer(no_args_is_help=True, help="Promises: why they are due, and whether they are what happened.")

_COLUMNS = ("ticket", "promise", "no", "what", "stored", "by the journal", "")


@app.command()
def explain(ref: str, tenant: TenantOption = None, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Explain every promise on a ticket: each window counted, holiday, pause and clock change, and one sentence."""
    now = datetime.now(UTC)
    with opened(config) as parts:
        desk = parts.tools.desk(the_tenant(parts, tenant))
        found = parts.tools.database.read(lambda conn: explained(conn, desk, ref, now))
    if as_json:
        print_json(promises_shape(found))
        return
    print(f"{found.ticket.number}  {shown(found.ticket.subject)}")
    for promise in found.promises:
        print()
        print("\n".join(shown(line) for line in account(promise)))
    if not found.promises:
        print("Nothing is promised on this ticket.")


@app.command("recompute")
def recompute_(
    ref: Annotated[str, typer.Argument(help="A ticket; or --all.")] = "",
    all_tickets: Annotated[bool, typer.Option("--all", help="Every ticket of the desk.")] = False,
    in_force: Annotated[
        bool, typer.Option("--in-force", help="Measure what still runs by the policies and calendars now in force.")
    ] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Write what was found; without it nothing is.")] = False,
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hold the stored promises against the journal; differences that are not applied exit with 65."""
    if bool(ref) == all_tickets:
        raise Refused("recompute.what", "say one ticket, or --all")
    how = Recomputing(actor=getuser(), now=datetime.now(UTC), in_force=in_force, apply=apply)
    with opened(config) as parts:
        name = the_tenant(parts, tenant)
        ids = every_ticket(parts.tools, name) if all_tickets else iter((_row(parts, name, ref),))
        audits = [recompute(parts.tools, name, row, how) for row in _counted(ids)]
    told = [audit for audit in audits if audit.differences or audit.gaps]
    if as_json:
        print_json({"tickets": len(audits), "applied": apply, "found": told})
    else:
        print_rows(_COLUMNS, [row for audit in told for row in _rows(audit)], empty="no differences")
    if told and not apply:
        raise typer.Exit(Exit.DATA)


def _row(parts: Parts, tenant: str, ref: str) -> int:
    return parts.tools.database.read(lambda conn: tickets.required(conn, tenant, ref)).id


def _counted(ids: Iterator[int]) -> Iterator[int]:
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("tickets", total=None)
        for row in ids:
            yield row
            bar.advance(task)


def _rows(audit: Audit) -> Iterator[tuple[object, ...]]:
    for gap in audit.gaps:
        yield (audit.number, "", "", gap, "", "", "cannot be told")
    for it in audit.differences:
        kept = "stays: never taken back" if it.kept else ""
        what = it.field or "the promise itself"
        yield (audit.number, it.metric.value, it.number, what, _cell(it.stored), _cell(it.rebuilt), kept)


def _cell(value: object) -> object:
    return value if not isinstance(value, tuple) else "; ".join(str(plain(each)) for each in value)
