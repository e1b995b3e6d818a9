"""The parts that a command works with, opened for as long as it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Optional

import typer

from mailgate import app, log
from mailgate.app import Parts
from mailgate.errors import Refused

TenantOption = Annotated[
    Optional[str],  # noqa: UP045 - typer reads the annotation at run time
    typer.Option("--tenant", help="Which desk; not needed where there is one.", show_default=False),
]


@contextmanager
def opened(config: Path | None) -> Iterator[Parts]:
    """Open the store beside a running daemon, or without one."""
    log.configure("warning")
    parts = app.open_command(config)
    try:
        yield parts
    finally:
        parts.close()


def the_tenant(parts: Parts, named: str | None) -> str:
    """The tenant named, or the only one.

    Raises:
        Refused: It is unknown, or there are several and none was named.
    """
    known = tuple(sorted(parts.tools.desks)) or tuple(file.desk.tenant for file in parts.configuration.desks)
    if named is None and len(known) == 1:
        return known[0]
    if named in known:
        return str(named)
    told = ", ".join(known) or "none installed yet; start the daemon once"
    raise Refused("tenant.unknown", f"say --tenant with one of: {told}", allowed=known)
