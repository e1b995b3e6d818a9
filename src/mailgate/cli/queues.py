"""``mailgate inbox|held|quarantine|outbox``: operate the durable queues."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from getpass import getuser
from typing import Annotated

import typer

from mailgate.api.held_view import held_for_agent
from mailgate.api.shapes import Shape
from mailgate.cli import suppressions
from mailgate.cli.opened import TenantOption, opened
from mailgate.cli.options import ConfigOption, JsonOption, LimitOption
from mailgate.cli.output import print_json, print_rows
from mailgate.errors import NotFound, Refused
from mailgate.model.envelope import InboxState
from mailgate.model.event import Cause
from mailgate.model.outbound import OutboxState
from mailgate.pipeline.held.replies import let_go
from mailgate.pipeline.held.words import WORDS, say_of_held
from mailgate.pipeline.tickets.actions import Actor
from mailgate.store.database import Connection
from mailgate.store.inbound import inbox
from mailgate.store.inbound.held_answers import held_mails
from mailgate.store.inbound.inbox_rows import InboxRow
from mailgate.store.outbound import outbox

RawOption = Annotated[bool, typer.Option("--raw", help="The mail itself, byte-exact.")]

_INBOX_COLUMNS = ("id", "tenant", "state", "received", "from", "to", "bytes", "attempts", "outcome", "released")
_ONLY_HELD = (InboxState.HELD,)
_HELD_COLUMNS = ("id", "tenant", "received", "from", "subject", "ticket", "reason", "released")
_OUTBOX_COLUMNS = ("id", "tenant", "state", "kind", "recipient", "attempts", "next", "answer")


def inbox_commands(states: tuple[InboxState, ...], told: str) -> typer.Typer:
    """One group of commands over mails in these states."""
    group = typer.Typer(no_args_is_help=True, help=told)

    @group.command("list")
    def list_(
        tenant: TenantOption = None, limit: LimitOption = 100, config: ConfigOption = None, as_json: JsonOption = False
    ) -> None:
        """List mails, newest first."""
        with opened(config) as parts:
            database = parts.tools.database
            found = database.read(lambda conn: inbox.listing(conn, tenant=tenant, states=states, limit=limit, offset=0))
            held = database.read(lambda conn: _held_rows(conn, found)) if states == _ONLY_HELD else []
        if as_json:
            print_json(found)
            return
        if states == _ONLY_HELD:
            print_rows(_HELD_COLUMNS, held, empty="none")
            return
        rows = [
            (
                row.id,
                row.tenant,
                row.state,
                row.received_at,
                row.mail_from or "<>",
                " ".join(row.recipients),
                row.size_bytes,
                row.attempts,
                row.outcome,
                row.due_at if row.waits_for else "",
            )
            for row in found
        ]
        print_rows(_INBOX_COLUMNS, rows, empty="none")

    @group.command()
    def show(mail: int, raw: RawOption = False, config: ConfigOption = None, as_json: JsonOption = False) -> None:
        """Show one mail: its row, or with --raw its bytes."""
        with opened(config) as parts:
            row = parts.tools.database.read(lambda conn: inbox.show(conn, mail))
            content = parts.tools.database.read(lambda conn: inbox.raw(conn, mail)) if raw else None
        if row is None:
            raise NotFound(f"no mail {mail}")
        _show(row, content)

    _acts(group, states)
    return group


def _held_rows(conn: Connection, found: Sequence[InboxRow]) -> list[tuple[object, ...]]:
    """What a person decides by: who wrote, about what, and why it waits."""
    seen: dict[object, Shape] = {}
    for tenant in {row.tenant for row in found}:
        mails = held_mails(conn, tenant, [row.id for row in found if row.tenant == tenant])
        seen |= {shape["id"]: shape for shape in held_for_agent(conn, tenant, list(mails.values()))}
    names = ("author", "subject", "ticket", "reason")
    return [
        (
            row.id,
            row.tenant,
            row.received_at,
            *(seen[row.id][name] for name in names),
            row.due_at if row.waits_for else "",
        )
        for row in found
        if row.id in seen
    ]


def _acts(group: typer.Typer, states: tuple[InboxState, ...]) -> None:
    @group.command()
    def retry(mail: int, config: ConfigOption = None, as_json: JsonOption = False) -> None:
        """Work on it again, at once and alone."""
        _act(config, lambda conn, now: inbox.retry(conn, mail, now), mail, "retried", as_json=as_json)

    if states == _ONLY_HELD:
        _held_acts(group)
        return

    @group.command()
    def discard(mail: int, config: ConfigOption = None, as_json: JsonOption = False) -> None:
        """Let it rest: nothing becomes of it; its bytes stay."""
        _act(config, lambda conn, now: inbox.discard(conn, mail, now), mail, "discarded", as_json=as_json)


def _held_acts(group: typer.Typer) -> None:
    @group.command()
    def release(
        mail: int,
        how: Annotated[str, typer.Option("--as", help="accept (join its ticket), new (open one), spam.")] = "accept",
        config: ConfigOption = None,
        as_json: JsonOption = False,
    ) -> None:
        """Say what is to become of a held mail."""
        if how not in WORDS:
            raise Refused("held.unknown_release", f"say --as with one of: {', '.join(WORDS)}", allowed=WORDS)
        _say(config, mail, how, "released", as_json=as_json)

    @group.command()
    def discard(mail: int, config: ConfigOption = None, as_json: JsonOption = False) -> None:
        """Let it rest: nothing becomes of it; its bytes stay."""
        _say(config, mail, "discard", "discarded", as_json=as_json)


def _say(config: ConfigOption, mail: int, how: str, done: str, *, as_json: bool) -> None:
    """The journal keeps who said it."""
    with opened(config) as parts:
        row = parts.tools.database.read(lambda conn: inbox.show(conn, mail))
        if row is None:
            raise NotFound(f"no mail {mail}")
        actor = Actor(tenant=row.tenant, email=getuser(), cause=Cause(kind="cli"))
        say_of_held(parts.tools, actor, mail, how, now=datetime.now(UTC))
    _tell(mail, done, as_json=as_json)


def outbox_commands() -> typer.Typer:
    """The commands over mail that goes out."""
    group = typer.Typer(no_args_is_help=True, help="Mail that goes out.")

    @group.command("list")
    def list_(
        tenant: TenantOption = None,
        state: Annotated[list[str] | None, typer.Option(help="Only these states.")] = None,
        limit: LimitOption = 100,
        config: ConfigOption = None,
        as_json: JsonOption = False,
    ) -> None:
        """List outbound mails, newest first."""
        states = tuple(_state(name) for name in state) if state else tuple(OutboxState)
        with opened(config) as parts:
            found = parts.tools.database.read(
                lambda conn: outbox.listing(conn, tenant=tenant, states=states, limit=limit, offset=0)
            )
        if as_json:
            print_json(found)
            return
        rows = [
            (row.id, row.tenant, row.state, row.kind, row.recipient, row.attempts, row.next_at, row.answer)
            for row in found
        ]
        print_rows(_OUTBOX_COLUMNS, rows, empty="none")

    @group.command()
    def show(mail: int, raw: RawOption = False, config: ConfigOption = None, as_json: JsonOption = False) -> None:
        """Show one outbound mail: its row, or with --raw its final bytes."""
        with opened(config) as parts:
            row = parts.tools.database.read(lambda conn: outbox.show(conn, mail))
            content = parts.tools.database.read(lambda conn: outbox.raw(conn, mail)) if raw else None
        if row is None:
            raise NotFound(f"no outbound mail {mail}")
        _show(row, content)

    @group.command()
    def retry(mail: int, config: ConfigOption = None, as_json: JsonOption = False) -> None:
        """Send it again, the same bytes."""
        _act(config, lambda conn, now: outbox.retry(conn, mail, now), mail, "retried", as_json=as_json)

    @group.command()
    def release(mail: int, config: ConfigOption = None, as_json: JsonOption = False) -> None:
        """Send a mail that was held."""
        with opened(config) as parts:
            if not let_go(parts.tools, mail, actor=getuser(), now=datetime.now(UTC)):
                raise Refused("queue.not_possible", f"mail {mail} is not there, or is not held")
        _tell(mail, "released", as_json=as_json)

    @group.command()
    def discard(mail: int, config: ConfigOption = None, as_json: JsonOption = False) -> None:
        """Never send it."""
        _act(config, lambda conn, now: outbox.discard(conn, mail, now), mail, "discarded", as_json=as_json)

    suppressions.register(group)
    return group


def _state(name: str) -> OutboxState:
    try:
        return OutboxState(name)
    except ValueError:
        known = tuple(each.value for each in OutboxState)
        raise Refused("queue.unknown_state", f"no state {name}; there are: {', '.join(known)}", allowed=known) from None


def _act(
    config: ConfigOption, work: Callable[[Connection, datetime], bool], mail: int, done: str, *, as_json: bool
) -> None:
    now = datetime.now(UTC)
    with opened(config) as parts:
        if not parts.tools.database.write(lambda conn: work(conn, now)):
            raise Refused("queue.not_possible", f"mail {mail} is not there, or its state does not allow it")
    _tell(mail, done, as_json=as_json)


def _tell(mail: int, done: str, *, as_json: bool) -> None:
    if as_json:
        print_json({done: mail})
    else:
        print(f"{done} {mail}")


def _show(row: object, content: bytes | None) -> None:
    if content is not None:
        sys.stdout.buffer.write(content)
    else:
        print_json(row)
