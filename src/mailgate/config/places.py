"""Reading a file's raw values by pattern, so that checks between tables run whatever else is wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from mailgate.config.toml_lines import Place

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


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


def leaves(data: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every value of a file that is neither list nor table."""
    if isinstance(data, dict):
        for key, each in data.items():
            yield from leaves(each, (*place, key))
    elif isinstance(data, list):
        for index, each in enumerate(data):
            yield from leaves(each, (*place, index))
    else:
        yield place, data


def unusable(data: Any) -> Iterator[tuple[Place, str]]:
    """Values that TOML allows and nothing here can use: the database refuses NUL, JSON has no infinity."""
    for place, value in leaves(data):
        name = next((str(part) for part in reversed(place) if isinstance(part, str)), "")
        if isinstance(value, float) and not math.isfinite(value):
            yield place, f"{name}: {value} is not a number that can be used; write a finite one"
        if isinstance(value, str) and _CONTROL.search(value):
            yield place, f"{name}: it holds a control character; remove it"


def texts(data: Any, *patterns: str) -> Iterator[tuple[Place, str]]:
    """The same of several patterns, text values only; what is no text is a finding of another check."""
    for pattern in patterns:
        for place, value in every(data, pattern):
            if isinstance(value, str):
                yield place, value


def repeated(data: Any, pattern: str) -> Iterator[tuple[Place, str]]:
    """Texts at ``pattern`` that stood there before; addresses are the same in any case."""
    seen: set[str] = set()
    for place, name in texts(data, pattern):
        folded = name.lower() if "@" in name else name
        if folded in seen:
            yield place, name
        seen.add(folded)
