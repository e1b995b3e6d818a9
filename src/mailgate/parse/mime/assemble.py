"""Entities whose ends are known, turned into frozen ``Part`` values."""

from __future__ import annotations

import re

from mailgate.model.limits import ParseLimits
from mailgate.model.message import Headers
from mailgate.parse.headers.block import HeaderBlock
from mailgate.parse.headers.encoded_words import header_characters, header_text
from mailgate.parse.headers.parameters import read_parameters
from mailgate.parse.mime.entity import Entity
from mailgate.parse.parts import Part

_CHARSET = re.compile(rb"charset\*?\s*=\s*[\"']?([A-Za-z0-9_.:+-]{2,40})", re.IGNORECASE)


def assemble(entity: Entity, limits: ParseLimits, defects: set[str]) -> Part:
    """The tree below an entity; its depth is bounded by ``ParseLimits.mime_depth``."""
    disposition, parameters = "", dict[str, str]()
    value = entity.block.first("content-disposition")
    if value:
        disposition, parameters = read_parameters(header_characters(value, defects), limits, defects)
    return Part(
        headers=decoded_headers(entity.block, entity.source, defects),
        type=entity.type,
        parameters=entity.parameters,
        disposition=disposition,
        disposition_parameters=parameters,
        encoding=entity.encoding,
        source=entity.source,
        start=entity.start,
        end=entity.end,
        children=tuple(assemble(child, limits, defects) for child in entity.children),
        defects=defects,
    )


def decoded_headers(block: HeaderBlock, source: bytes, defects: set[str]) -> Headers:
    """Every field as text, encoded words decoded and control characters gone."""
    hint = ""
    if not source.isascii() and not all(value.isascii() for _, value in block.fields):
        hint = charset_hint(source)
    return Headers(fields=tuple((name, header_text(value, defects, hint=hint)) for name, value in block.fields))


def charset_hint(source: bytes) -> str:
    """The first charset that the mail declares near its top, for raw 8-bit headers."""
    found = _CHARSET.search(source, 0, 64 * 1024)
    return found[1].decode("ascii") if found else ""
