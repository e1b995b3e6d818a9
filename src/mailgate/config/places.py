"""Reading a file's raw values by pattern, so that checks between tables run whatever else is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mailgate.config.toml_lines import Place


def every(data: Any, pattern: str, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Each value at ``pattern`` (``queue.*.aliases.*``), in file order; ``*`` is any element of a list."""
    if not pattern:
        yield place, data
        return
    step, _, rest = pattern.partition(".")
    if step == "*":
        for index, each in enumerate(data if isinstance(data, list) else ()):
            yield from every(each, rest, (*place, index))
    elif isinstance(data, dict) and step in data:
        yield from every(data[step], rest, (*place, step))


def texts(data: Any, *patterns: str) -> Iterator[tuple[Place, str]]:
    """The same of several patterns, text values only; what is no text is a finding of another check."""
    for pattern in patterns:
        for place, value in every(data, pattern):
            if isinstance(value, str):
                yield place, value
