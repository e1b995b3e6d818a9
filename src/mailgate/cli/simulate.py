"""``mailgate simulate``: a year at a desk, before it is lived through."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from mailgate import app, log
from mailgate.app import Parts
from mailgate.cli.options import ConfigOption, JsonOption
from mailgate.cli.output import print_json, print_rows
from mailgate.config.load import load, load_year
from mailgate.errors import Refused
from mailgate.model.year import YearPlan
from mailgate.store.migrate import migrate

#: Where files live in memory: nothing of a simulated year need outlast it.
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
_SERVER = """\
desks = ["{desk}"]
[server]
name = "desk.localhost"
database = "sqlite:///year.db"
data_dir = "var"
[relay]
url = "maildir:var/sent"
[authentication]
verify = false
agents = "token"
"""


def register(root: typer.Typer) -> None:
    """Add the command."""
    root.command()(simulate)


def simulate(
    year: Annotated[Path, typer.Argument(help="What is tried: desk, since, days, seed, matters, calendar, outages.")],
    mail_log: Annotated[str, typer.Option("--log", help="Write a line for each mail to this file.")] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> int:
    """Let a desk live through a year in seconds, with its real jobs, promises and escalations.

    The same file gives the same mail log, byte for byte. Nothing is sent, and no database of yours is touched.
    """
    from mailgate.schedule.year import Year

    plan = load_year(year)
    with _opened(plan) as parts:
        desk = next(iter(parts.tools.desks.values()))
        if plan.calendar and desk.calendar(plan.calendar) is None:
            raise Refused("calendar.unknown", f"{year}: the desk has no calendar {plan.calendar}")
        lived = Year(parts.tools, desk, plan)
        lines = list(lived.run())
        counts = lived.job_counts()
    if mail_log:
        Path(mail_log).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    if as_json:
        print_json({"mails": dict(sorted(lived.mails.items())), "jobs": counts})
    else:
        print_rows(("mails", "sent"), sorted(lived.mails.items()), empty="no mails")
        print_rows(("job", "ran", "by cron"), [(it.job, it.ran, it.expected) for it in counts], empty="no jobs")
    return 0 if all(it.ran == it.expected for it in counts) else 65


@contextmanager
def _opened(plan: YearPlan) -> Iterator[Parts]:
    """The desk in a database that goes away with it."""
    log.configure("error")
    place = _MEMORY if _MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="mailgate-year-", dir=place) as folder:
        path = Path(folder) / "mailgate.toml"
        path.write_text(_SERVER.format(desk=plan.desk), "utf-8")
        configuration = load(path, today=plan.since, environment={})
        migrate(configuration.server.database)
        parts = app.open_parts(configuration, threaded=False)
        try:
            app.install_desks(parts.tools.database, configuration.desks)
            yield Parts(configuration=configuration, tools=parts.reload(), node=parts.node, secret=parts.secret)
        finally:
            parts.close()
