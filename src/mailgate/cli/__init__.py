"""The command line: one file a group of commands."""

from __future__ import annotations

from collections.abc import Sequence


def run(arguments: Sequence[str]) -> None:
    """Run one command and end the process with its exit code."""
    from mailgate.cli.root import main

    main(arguments)
