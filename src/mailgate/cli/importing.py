"""``mailgate import``: mail from files into the inbox."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from mailgate.cli.exits import Exit
from mailgate.cli.opened import opened
from mailgate.cli.options import ConfigOption, JsonOption
from mailgate.cli.output import print_json
from mailgate.errors import StorageFull

if TYPE_CHECKING:
    from mailgate.model.server import Server
    from mailgate.receive.files.importing import Import
    from mailgate.receive.files.importing import Progress as Reached
    from mailgate.receive.files.sources import Source


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_)


def import_(
    path: Annotated[Path, typer.Argument(help="An mbox, a Maildir, a folder with .eml files, or one mail.")],
    to: Annotated[str, typer.Option("--to", help="Address of the queue that the mails belong to.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> int:
    """Import old mail as if it had come in, without telling anybody; a mail that was imported before is left out.

    It may be ended at any time and run again.
    """
    from mailgate.receive.files.importing import Import
    from mailgate.receive.files.sources import look_at

    with opened(config) as parts:
        work = Import(parts.tools, to)
        source = look_at(path)
        _expect_room(source, parts.tools.server)
        reached = _run(work, source, parts.tools.server.limits.session.message_size)
    if as_json:
        print_json({"kind": source.kind, "added": reached.added, "known": reached.known, "skipped": reached.skipped})
    else:
        print(f"{reached.added} imported, {reached.known} known before, {len(reached.skipped)} skipped")
        for place in reached.skipped:
            print(f"skipped, empty or larger than message_size: {place}", file=sys.stderr)
    return Exit.DATA if reached.skipped else Exit.OK


def _run(work: Import, source: Source, largest: int) -> Reached:
    from mailgate.receive.files.importing import Progress as Reached

    reached = Reached()
    with _bar(source.size_bytes) as bar:
        try:
            for reached in work.run(source.mails(largest)):
                bar.update(bar.task_ids[0], completed=reached.position, mails=reached.added + reached.known)
        except KeyboardInterrupt:
            bar.stop()
            print("ended; what is imported stays, and the same command goes on from there", file=sys.stderr)
            raise
    return reached


@contextmanager
def _bar(total: int) -> Iterator[Progress]:
    """On a terminal; stdout carries the result alone."""
    columns = (TextColumn("{task.fields[mails]} mails"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        bar.add_task("import", total=total, mails=0)
        yield bar


def _expect_room(source: Source, server: Server) -> None:
    """Raises ``StorageFull`` where the mails would leave no room for those that come in (L-22)."""
    wanted = source.size_bytes * 3 // 2 + server.limits.session.free_space_reserve
    if shutil.disk_usage(server.data_dir).free < wanted:
        raise StorageFull(f"the import needs {wanted} bytes of free space under {server.data_dir}")
