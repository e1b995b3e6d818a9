"""``mailgate jobs``: what a desk does at fixed times; and its jobs under names of their own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from mailgate.cli.opened import TenantOption, opened, the_tenant
from mailgate.cli.options import ConfigOption, JsonOption
from mailgate.cli.output import print_json, print_rows
from mailgate.errors import Refused
from mailgate.lifecycle.closing import Fate, Quiet
from mailgate.model.job import Job, SlotState
from mailgate.pipeline.jobs.auto_closing import carry_out, due, spoken
from mailgate.pipeline.jobs.running import run_now
from mailgate.pipeline.tickets.relations import fix, look
from mailgate.report.dashboard import dashboard
from mailgate.report.days import day_span
from mailgate.sla.wording import duration
from mailgate.store.clock import jobs

app = typer.Typer(no_args_is_help=True, help="What a desk does at fixed times.")
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
_COLUMNS = ("job", "cron", "time zone", "next", "last", "result", "detail")


@app.command("list")
def list_(tenant: TenantOption = None, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List every job with its next slot, and what the latest one came to; a job that is off has no next."""
    with opened(config) as parts:
        desk = parts.tools.desk(the_tenant(parts, tenant))
        planned = {
            row.plan.name: row for row in parts.tools.database.read(lambda conn: jobs.listing(conn, desk.tenant))
        }
        shown = [_shown(job, desk.timezone, planned.get(job.name)) for job in desk.jobs]
    if as_json:
        print_json([dict(zip(_COLUMNS, row, strict=True)) for row in shown])
    else:
        print_rows(_COLUMNS, shown, empty="no jobs")


@app.command()
def run(
    name: Annotated[str, typer.Argument(help="As in jobs list.")],
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> int:
    """Run a job now, out of its turn; its next slot stays."""
    with opened(config) as parts:
        desk = parts.tools.desk(the_tenant(parts, tenant))
        job = desk.job(name)
        if job is None:
            known = tuple(each.name for each in desk.jobs)
            raise Refused("job.unknown", f"no job {name}; there are: {', '.join(known)}", allowed=known)
        outcome = run_now(parts.tools, desk, job, now=datetime.now(UTC))
    if as_json:
        print_json(outcome)
    else:
        print(f"{name}: {outcome.state.value}: {outcome.detail}")
    return 0 if outcome.state is SlotState.DONE else 65


def auto_close(
    dry_run: DryRunOption = False, tenant: TenantOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Warn customers who are heard of no more, and close what nobody writes on."""
    now = datetime.now(UTC)
    with opened(config) as parts:
        desk = parts.tools.desk(the_tenant(parts, tenant))
        planned = list(due(parts.tools, desk, now=now)) if dry_run else []
        done = carry_out(parts.tools, desk, now=now) if not dry_run else None
    if done is not None:
        print_json({fate.value: done[fate] for fate in Fate}) if as_json else print(spoken(done))
        return
    shown = [_wanted(quiet, fate) for quiet, fate in planned]
    columns = ("number", "does", "quiet since", "customer")
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in shown])
    else:
        print_rows(columns, shown, empty="nothing to do")


def fix_relations(
    dry_run: DryRunOption = False, tenant: TenantOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Look for what points at agents, teams, tickets or files that are not there, and put it right."""
    with opened(config) as parts:
        desk = parts.tools.desk(the_tenant(parts, tenant))
        found = look(parts.tools, desk) if dry_run else fix(parts.tools, desk, now=datetime.now(UTC))
    if as_json:
        print_json(found)
    else:
        rows = [(each.number or "-", each.what, each.repair or "nothing can be done") for each in found]
        columns = ("ticket", "found", "would be" if dry_run else "repaired")
        print_rows(columns, rows, empty="nothing points nowhere")


def stats(tenant: TenantOption = None, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Today's figures, and how the desk stands; what there is nothing to tell from is null, or a dash."""
    with opened(config) as parts:
        desk = parts.tools.desk(the_tenant(parts, tenant))
        zone = ZoneInfo(desk.timezone)
        today = day_span(zone, datetime.now(UTC).astimezone(zone).date())
        found = parts.tools.database.read(lambda conn: dashboard(conn, desk.tenant, today))
    shown: dict[str, object] = {
        "total_open": found.total_open,
        "total_resolved": found.total_resolved,
        "avg_first_response": _seconds(found.avg_first_response),
        "success_rate": found.success_rate,
        "breached": found.breached,
        "compliance_rate": found.compliance_rate,
        "at_risk": found.at_risk,
        "surveys_sent": found.contentment.asked,
        "surveys_answered": found.contentment.answered,
        "avg_rating": found.contentment.mean,
    }
    if as_json:
        print_json(shown)
    else:
        if found.avg_first_response is not None:
            shown["avg_first_response"] = duration(found.avg_first_response)
        rows = [(name.replace("_", " "), _figure(value)) for name, value in shown.items()]
        print_rows(("figure", "today"), rows, empty="")


def register(root: typer.Typer) -> None:
    """Add the jobs that have a name of their own, also under the names they have elsewhere."""
    for name, command in (("auto-close", auto_close), ("fix-relations", fix_relations), ("stats", stats)):
        root.command(name)(command)
        root.command(f"support:{name}", hidden=True)(command)


def _shown(job: Job, timezone: str, row: jobs.JobRow | None) -> tuple[object, ...]:
    latest = row.latest[0] if row and row.latest else None
    slot, state, detail = (latest.slot, latest.state, latest.detail) if latest else (None, None, "")
    return job.name, job.cron, timezone, row.plan.next_at if row else None, slot, state, detail


def _wanted(quiet: Quiet, fate: Fate) -> tuple[object, ...]:
    does = "warn" if fate is Fate.WARN else f"close ({fate.value})"
    return quiet.ticket.number, does, quiet.since, quiet.ticket.customer_email


def _seconds(length: timedelta | None) -> int | None:
    return None if length is None else int(length.total_seconds())


def _figure(value: object) -> object:
    return round(value, 3) if isinstance(value, float) else value
