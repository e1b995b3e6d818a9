"""Results on stdout: tables for people, JSON for machines."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from uuid import UUID

from rich.console import Console
from rich.table import Table
from rich.text import Text

#: Characters of a line that nobody looks at on a screen.
_ENDLESS = 10_000


def print_json(value: object) -> None:
    """One JSON value; instants as ISO 8601 in UTC, lengths of time in seconds."""
    print(json.dumps(plain(value), ensure_ascii=True, indent=2))


def plain(value: object) -> object:
    """A value of ours as JSON knows it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, UUID | bytes) else value


def print_rows(columns: Sequence[str], rows: Sequence[Sequence[object]], *, empty: str) -> None:
    """A table; off a terminal without colour and in full width, so that it can be cut and searched."""
    on_terminal = Console().is_terminal
    console = Console(width=None if on_terminal else _ENDLESS)
    if not rows:
        console.print(empty)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        # As Text: what strangers wrote must not be taken for markup, nor move the cursor.
        table.add_row(*(Text(shown(cell)) for cell in row))
    console.print(table)


def shown(value: object) -> str:
    """A cell: control characters made visible, instants to the second."""
    if value is None:
        return "-"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    text = str(value.value) if isinstance(value, Enum) else str(value)
    return "".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text)
