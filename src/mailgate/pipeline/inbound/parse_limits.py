"""Counts the parser's limits by their ids: the parser itself only names them among a mail's defects."""

from __future__ import annotations

from collections.abc import Iterable

from mailgate.metrics import LIMITS

_PREFIX = "limit:"
_NUMBERS = {
    "header_bytes": 3,
    "headers_bytes": 3,
    "header_count": 3,
    "address_header_bytes": 4,
    "mime_depth": 5,
    "mime_parts": 6,
    "boundary_length": 7,
    "parameters": 8,
    "attachments": 9,
    "attachment_bytes": 9,
    "text_bytes": 10,
}


def count_limits(defects: Iterable[str]) -> None:
    """Count each limit that a mail was cut at; those of its HTML have no ids."""
    for defect in defects:
        if defect.startswith(_PREFIX) and (number := _NUMBERS.get(defect.removeprefix(_PREFIX))):
            LIMITS.fired(number)
