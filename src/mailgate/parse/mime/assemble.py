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


def assemble(entity: Entity, hint: str, limits: ParseLimits, defects: set[str]) -> Part:
    """The tree below an entity; its depth is bounded by ``ParseLimits.mime_depth``.

    Args:
        hint: charset for raw 8-bit header fields that are not UTF-8.
    """
    disposition, parameters = "", dict[str, str]()
    value = entity.block.first("content-disposition")
    if value:
        disposition, parameters = read_parameters(header_characters(value, defects, hint=hint), limits, defects)
    return Part(
        headers=_decoded(entity.block, hint, defects),
        type=entity.type,
        parameters=entity.parameters,
        disposition=disposition,
        disposition_parameters=parameters,
        encoding=entity.encoding,
        source=entity.source,
        start=entity.start,
        end=entity.end,
        children=tuple(assemble(child, hint, limits, defects) for child in entity.children),
        defects=defects,
    )


def _decoded(block: HeaderBlock, hint: str, defects: set[str]) -> Headers:
    """Every field as text, encoded words decoded and control characters gone."""
    return Headers(fields=tuple((name, header_text(value, defects, hint=hint)) for name, value in block.fields))


def charset_hint(entity: Entity) -> str:
    """The first charset declared near the top of a mail with raw 8-bit header fields, else empty."""
    if all(value.isascii() for _, value in entity.block.fields):
        return ""
    found = _CHARSET.search(entity.source, 0, 64 * 1024)
    return found[1].decode("ascii") if found else ""
