"""``mailgate parse``: what the parser makes of files, one JSON object a line."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from mailgate.model.message import Message
from mailgate.parse.bare import parse_html, parse_text, parse_tnef
from mailgate.parse.message import parse_message
from mailgate.parse.render_json import as_json, error_json

#: For fewer files a second process costs more than it saves.
_FILES_FOR_PROCESSES = 64


class Kind(StrEnum):
    """What the files hold."""

    MAIL = "mail"
    TEXT = "text"
    HTML = "html"
    TNEF = "tnef"


def _decoded(read: Callable[[str], Message]) -> Callable[[bytes], Message]:
    return lambda content: read(content.decode("utf-8", "replace"))


_READERS: dict[Kind, Callable[[bytes], Message]] = {
    Kind.MAIL: parse_message,
    Kind.TEXT: _decoded(parse_text),
    Kind.HTML: _decoded(parse_html),
    Kind.TNEF: parse_tnef,
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(parse)


def parse(
    files: Annotated[list[str], typer.Argument(help="Files, or - for standard input.")],
    kind: Annotated[Kind, typer.Option("--as", help="What the files hold.")] = Kind.MAIL,
    as_json: Annotated[bool, typer.Option("--json", hidden=True)] = True,
    config: Annotated[Path | None, typer.Option("--config", hidden=True)] = None,
) -> None:
    """Parse files and print what was understood; reads no configuration, never fails on content."""
    for line in _lines(files, kind):
        sys.stdout.write(line + "\n")


def _lines(files: list[str], kind: Kind) -> Iterator[str]:
    if len(files) < _FILES_FOR_PROCESSES:
        yield from (_line(file, kind) for file in files)
        return
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        yield from pool.map(partial(_line, kind=kind), files, chunksize=16)


def _line(file: str, kind: Kind) -> str:
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        return error_json(file, error.strerror or type(error).__name__)
    began = time.perf_counter()
    message = _READERS[kind](content)
    return as_json(file, message, time.perf_counter() - began)
