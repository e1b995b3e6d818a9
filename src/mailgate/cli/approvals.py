"""``mailgate approvals``: somebody's yes is asked for, looked after, and given or refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from mailgate.api.shapes import approval_shape
from mailgate.cli.opened import TenantOption, opened, the_tenant
from mailgate.cli.options import ConfigOption, JsonOption
from mailgate.cli.output import print_json, print_rows
from mailgate.cli.tickets import ActorOption, acting, done
from mailgate.config.approval_file import terms_of
from mailgate.errors import Refused
from mailgate.model.approval import Approval
from mailgate.pipeline.approvals.answers import Word, decide, request
from mailgate.pipeline.approvals.looking import Wanted, asked_for

app = typer.Typer(no_args_is_help=True, help="Somebody's yes: ask for it, look after it, give or refuse it.")
IdArgument = Annotated[int, typer.Argument(help="Id of the approval.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why.")]


@app.command("list")
def list_(
    ticket: Annotated[str, typer.Option(help="Only those of a ticket.")] = "",
    of: Annotated[str, typer.Option("--of", help="Only those that this person is asked.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="With those that are decided.")] = False,
    limit: Annotated[int, typer.Option(help="Rows at the most.")] = 50,
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what waits for somebody's yes, newest first."""
    wanted = Wanted(ref=ticket, approver=of, decided=everything)
    with opened(config) as parts:
        name = the_tenant(parts, tenant)
        found = parts.tools.database.read(lambda conn: asked_for(conn, name, wanted, limit=limit))
    if as_json:
        print_json([{"ticket": number, **approval_shape(each)} for number, each in found])
        return
    rows = [
        (each.id, number, each.state, _voices(each), each.requested_by, each.expires_at, each.terms.what)
        for number, each in found
    ]
    columns = ("id", "ticket", "state", "asked", "by", "until", "what")
    print_rows(columns, rows, empty="nothing waits for a yes")


@app.command("ask")
def ask_(
    ref: str,
    approvers: Annotated[list[str], typer.Argument(help="Addresses, team, team:lead, team:KEY, oncall:KEY.")],
    what: Annotated[str, typer.Option(help="One sentence for those who decide; default: the ticket's subject.")] = "",
    mode: Annotated[str, typer.Option(help="any, all or quorum.")] = "any",
    quorum: Annotated[int, typer.Option(help="Voices needed, for quorum.")] = 0,
    expires_after: Annotated[str, typer.Option(help="How long it waits.")] = "3d",
    by: ActorOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask for somebody's yes on a ticket."""
    given = {"approvers": approvers, "mode": mode, "expires_after": expires_after}
    asked_of = {name: value for name, value in (("what", what), ("quorum", quorum)) if value}
    try:
        terms = terms_of(given | asked_of)
    except ValueError as error:
        raise Refused("approval.bad_terms", str(error)) from None
    with acting(config, tenant, by) as (tools, actor):
        asked = request(tools, actor, ref, terms, now=datetime.now(UTC))
    done(approval_shape(asked), f"approval {asked.id}", as_json=as_json)


@app.command()
def approve(
    approval: IdArgument,
    reason: ReasonOption = "",
    by: ActorOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say yes to what you were asked."""
    _decided(approval, Word(approves=True, reason=reason, way="cli"), by, tenant, config, as_json=as_json)


@app.command()
def reject(
    approval: IdArgument,
    reason: ReasonOption = "",
    by: ActorOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say no to what you were asked."""
    _decided(approval, Word(approves=False, reason=reason, way="cli"), by, tenant, config, as_json=as_json)


def _decided(approval: int, word: Word, by: str, tenant: TenantOption, config: ConfigOption, *, as_json: bool) -> None:
    with acting(config, tenant, by) as (tools, actor):
        found = decide(tools, actor, approval, word, now=datetime.now(UTC))
    done(approval_shape(found), found.state.value, as_json=as_json)


def _voices(approval: Approval) -> str:
    """Who is asked, with what was said so far."""
    said = {voice.approver: "yes" if voice.approves else "no" for voice in approval.voices}
    return ", ".join(f"{who}: {said[who]}" if who in said else who for who in approval.terms.approvers)
