"""``mailgate tickets escalate``, ``ack`` and ``approve``: what calls people, and what they answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from mailgate.cli.opened import TenantOption
from mailgate.cli.options import ConfigOption, JsonOption
from mailgate.cli.tickets import ActorOption, acting, app, done
from mailgate.errors import Refused
from mailgate.pipeline.approvals.answers import Word, decide
from mailgate.pipeline.escalations.escalating import escalate
from mailgate.pipeline.escalations.taking import take

__all__ = ["app"]


@app.command("escalate")
def escalate_(
    ref: str,
    policy: Annotated[str, typer.Option(help="Key of an escalation policy; default: the ticket's own.")] = "",
    by: ActorOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Begin an escalation."""
    with acting(config, tenant, by) as (tools, actor):
        begins = escalate(tools, actor, ref, policy, now=datetime.now(UTC))
    told = "the escalation begins" if begins else "the escalation is under way already"
    done({"escalated": ref, "begins": begins}, told, as_json=as_json)


@app.command()
def ack(
    ref: str,
    by: ActorOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take what on-call was paged about."""
    with acting(config, tenant, by) as (tools, actor):
        if not take(tools, actor, ref, now=datetime.now(UTC)):
            raise Refused("page.nothing_to_take", "nobody was paged about this ticket")
    done({"taken_by": actor.email}, f"taken by {actor.email}", as_json=as_json)


@app.command()
def approve(
    approval: Annotated[int, typer.Argument(help="Id of the approval.")],
    reject: Annotated[bool, typer.Option("--reject", help="Say no.")] = False,
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    by: ActorOption = "",
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say yes, or no, to what somebody was asked."""
    with acting(config, tenant, by) as (tools, actor):
        said = Word(approves=not reject, reason=reason, way="cli")
        decided = decide(tools, actor, approval, said, now=datetime.now(UTC))
    done({"state": decided.state.value}, decided.state.value, as_json=as_json)
