"""``mailgate tickets``: the desk from a shell."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any, Optional

import typer

from mailgate.api.agent_view import messages_for_agent, not_sent, tickets_for_agent
from mailgate.api.shapes import Shape
from mailgate.app import Parts
from mailgate.cli.opened import TenantOption, opened, the_tenant
from mailgate.cli.options import ConfigOption, JsonOption, LimitOption
from mailgate.cli.output import print_json, print_rows
from mailgate.cli.ticket_page import page
from mailgate.errors import Refused
from mailgate.lifecycle.statuses import parse_status
from mailgate.model.assignment import Choice
from mailgate.model.event import Cause
from mailgate.model.ticket import Entry, Status, Ticket
from mailgate.pipeline.agents.turn import Words
from mailgate.pipeline.tickets.actions import Actor, assign, claim, give_out, move, note_on, reply_to, would_get
from mailgate.pipeline.tickets.children import CLOSE, KEEP
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.tickets import entries, tickets
from mailgate.store.tickets.listing import PageRequest, list_tickets, message_of
from mailgate.store.tickets.merges import said_in, shown_in
from mailgate.store.tickets.ticket_filters import Flag, TicketFilter

app = typer.Typer(no_args_is_help=True, help="The desk from a shell.")
ActorOption = Annotated[str, typer.Option("--by", help="The agent who acts; default: the desk's first agent.")]
ChildrenOption = Annotated[str, typer.Option(help="What becomes of open tickets below: close or keep.")]
TextArgument = Annotated[str, typer.Argument(help="The words, or - to read them from standard input.")]


@app.command("list")
def list_(
    status: Annotated[str, typer.Option(help="Only tickets in this status.")] = "",
    flag: Annotated[
        Optional[Flag],  # noqa: UP045 - typer reads the annotation at run time
        typer.Option(help="Only tickets that somebody should look at, for this reason.", show_default=False),
    ] = None,
    limit: LimitOption = 50,
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List tickets, newest first."""
    wanted = TicketFilter(statuses=(_status(status),) if status else None, flag=flag, now=datetime.now(UTC))
    with opened(config) as parts:
        name = the_tenant(parts, tenant)
        database = parts.tools.database
        found = database.read(lambda conn: list_tickets(conn, name, wanted, PageRequest(limit=limit)).items)
        shapes = database.read(lambda conn: tickets_for_agent(conn, name, found)) if as_json else []
    if as_json:
        print_json(shapes)
        return
    rows = [
        (t.number, t.status, t.priority, t.assigned_to or t.assigned_team, t.customer_email, t.sla_due_at, t.subject)
        for t in found
    ]
    print_rows(("number", "status", "priority", "assigned", "customer", "due", "subject"), rows, empty="no tickets")


@app.command()
def show(
    ref: str,
    everything: Annotated[bool, typer.Option("--all", help="With the mails that we sent.")] = False,
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a ticket with its messages and notes."""
    with opened(config) as parts:
        name = the_tenant(parts, tenant)
        database = parts.tools.database
        ticket, said = database.read(lambda conn: _with_entries(conn, name, ref))
        shape = database.read(lambda conn: _shape(conn, ticket, said))
    if as_json:
        print_json(shape)
    else:
        print(page(ticket, shape["ticket"], said, everything=everything))


@app.command()
def reply(
    ref: str,
    text: TextArgument,
    children: Annotated[bool, typer.Option("--children", help="Also the customers of all open tickets below.")] = False,
    by: ActorOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer the customer."""
    with acting(config, tenant, by) as (tools, actor):
        row = reply_to(tools, actor, ref, Words(text=_read(text)), children=children, now=datetime.now(UTC))
        stopped = tools.database.read(lambda conn: _not_sent(conn, actor.tenant, ref, row))
    told = "".join(f"; not sent to {each['to']}: {each['reason']}" for each in stopped)
    done({"message": row, "not_sent": stopped}, f"replied, message {row}{told}", as_json=as_json)


@app.command()
def note(
    ref: str,
    text: TextArgument,
    by: ActorOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Leave a note; no customer ever sees it."""
    with acting(config, tenant, by) as (tools, actor):
        row = note_on(tools, actor, ref, Words(text=_read(text)), now=datetime.now(UTC))
    done({"message": row}, f"noted, message {row}", as_json=as_json)


@app.command("assign")
def assign_(
    ref: str,
    agent: Annotated[str, typer.Option(help="Email of an agent.")] = "",
    team: Annotated[str, typer.Option(help="Key of a team.")] = "",
    auto: Annotated[bool, typer.Option("--auto", help="Whom the team's strategy chooses.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show whom it would choose, and why.")] = False,
    by: ActorOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hand a ticket to an agent or a team."""
    if not agent and not team and not auto and not dry_run:
        raise Refused("assign.nobody", "say --agent, --team or --auto")
    with acting(config, tenant, by) as (tools, actor):
        if dry_run or auto:
            choice = would_get(tools, actor, ref, now=datetime.now(UTC))
            if not dry_run:
                give_out(tools, actor, ref, now=datetime.now(UTC))
            _tell_choice(choice, as_json=as_json)
            return
        assign(tools, actor, ref, agent=agent or None, team=team or None, now=datetime.now(UTC))
    done({"assigned": agent or team}, f"assigned to {agent or team}", as_json=as_json)


@app.command("claim")
def claim_(
    ref: str,
    by: ActorOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a ticket, unless somebody else has it."""
    with acting(config, tenant, by) as (tools, actor):
        claim(tools, actor, ref, now=datetime.now(UTC))
    done({"assigned": actor.email}, f"assigned to {actor.email}", as_json=as_json)


@app.command()
def status(
    ref: str,
    to: str,
    children: ChildrenOption = "",
    by: ActorOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring a ticket to another status."""
    _move((ref, _status(to), children), by, tenant, config, as_json=as_json)


@app.command()
def resolve(
    ref: str,
    children: ChildrenOption = "",
    by: ActorOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Resolve a ticket."""
    _move((ref, Status.RESOLVED, children), by, tenant, config, as_json=as_json)


@app.command()
def close(
    ref: str,
    children: ChildrenOption = "",
    by: ActorOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Close a ticket."""
    _move((ref, Status.CLOSED, children), by, tenant, config, as_json=as_json)


def _move(what: tuple[str, Status, str], by: str, tenant: TenantOption, config: ConfigOption, *, as_json: bool) -> None:
    ref, target, children = what
    if children not in ("", CLOSE, KEEP):
        raise Refused(
            "children.unknown", f"--children: {children} is neither {CLOSE} nor {KEEP}", allowed=(CLOSE, KEEP)
        )
    with acting(config, tenant, by) as (tools, actor):
        move(tools, actor, ref, target, children=children, now=datetime.now(UTC))
    done({"status": target.value}, target.value, as_json=as_json)


def _tell_choice(choice: Choice, *, as_json: bool) -> None:
    if as_json:
        print_json(choice)
        return
    rows = [
        (row.agent, "yes" if row.eligible else ", ".join(row.reasons), f"{row.load:g}", row.capacity, f"{row.skill:g}")
        for row in choice.candidates
    ]
    print_rows(("agent", "possible", "load", "capacity", "skill"), rows, empty="the team has no members")
    print(f"{choice.strategy}: {choice.agent or 'nobody'}. {choice.why}")


def _with_entries(conn: Connection, tenant: str, ref: str) -> tuple[Ticket, list[Entry]]:
    ticket = tickets.required(conn, tenant, ref)
    said = [
        entry for row in shown_in(conn, ticket, to_customer=False) for entry in entries.of_ticket(conn, tenant, row)
    ]
    return ticket, sorted(said, key=lambda entry: (entry.created_at, entry.id))


def _not_sent(conn: Connection, tenant: str, ref: str, row: int) -> list[Shape]:
    entry = message_of(conn, tenant, said_in(conn, tickets.required(conn, tenant, ref)), row)
    return not_sent(conn, tenant, entry) if entry else []


def _shape(conn: Connection, ticket: Ticket, said: list[Entry]) -> dict[str, Any]:
    (shape,) = tickets_for_agent(conn, ticket.tenant, [ticket])
    return {"ticket": shape, "messages": messages_for_agent(conn, ticket.tenant, said)}


@contextmanager
def acting(config: ConfigOption, tenant: str | None, by: str) -> Iterator[tuple[Tools, Actor]]:
    with opened(config) as parts:
        yield parts.tools, _actor(parts, tenant, by)


def _actor(parts: Parts, tenant: str | None, by: str) -> Actor:
    name = the_tenant(parts, tenant)
    desk = parts.tools.desk(name)
    named = desk.agent(by) if by else next(iter(desk.agents), None)
    if by and named is None:
        known = tuple(agent.email for agent in desk.agents)
        raise Refused("agent.unknown", f"no agent {by}; there are: {', '.join(known)}", allowed=known)
    if named is None:
        raise Refused("agent.unknown", "the desk has no agent who could act")
    return Actor(tenant=name, email=named.email, cause=Cause(kind="cli", ref=named.email))


def _status(text: str) -> Status:
    found = parse_status(text)
    if found is None:
        known = tuple(each.value for each in Status)
        raise Refused("status.unknown", f"no status {text}; there are: {', '.join(known)}", allowed=known)
    return found


def _read(text: str) -> str:
    words = sys.stdin.read() if text == "-" else text
    if not words.strip():
        raise Refused("words.empty", "nothing was said")
    return words


def done(value: dict[str, object], told: str, *, as_json: bool) -> None:
    if as_json:
        print_json(value)
    else:
        print(told)
