"""A desk as JSON, lossless: what the database keeps of a revision."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from mailgate.model.desk import Desk


def desk_to_json(desk: Desk) -> str:
    """The same text for equal desks; the revision's number is left out, since the row has it."""
    document: dict[str, Any] = _adapter().dump_python(desk, mode="json", exclude={"revision"})
    for calendar in document["calendars"]:
        # Sets have no order of their own, and a difference between revisions shall show changes only.
        calendar["holidays"].sort()
        calendar["yearly_holidays"].sort()
    return json.dumps(document, sort_keys=True, separators=(",", ":"))


def desk_from_json(text: str, revision: int) -> Desk:
    """The desk of ``desk_to_json``; keys that an older version did not write get their defaults.

    Raises:
        ValueError: the text was not written by ``desk_to_json``.
    """
    return replace(_adapter().validate_json(text), revision=revision)


@cache
def _adapter() -> TypeAdapter[Desk]:
    """Built once: it takes far longer than its use."""
    return TypeAdapter(Desk)
