"""An entity of a mail while the tree is still being found: its headers are read, its end is not known yet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mailgate.model.limits import ParseLimits
from mailgate.parse.headers.block import HeaderBlock, read_header_block
from mailgate.parse.headers.encoded_words import header_characters
from mailgate.parse.headers.parameters import read_parameters
from mailgate.parse.mime.transfer import encoding_name

MESSAGE_TYPES = frozenset({"message/rfc822", "message/global", "message/news"})
_TYPE = re.compile(r"([a-z0-9!#$&^_.+-]+)\s*/\s*([a-z0-9!#$&^_.+-]+)")
#: A type without its half, and what was meant.
_HALF_TYPES = {
    "text": "text/plain",
    "plain": "text/plain",
    "html": "text/html",
    "multipart": "multipart/mixed",
    "message": "message/rfc822",
}


@dataclass(slots=True, eq=False)
class Entity:
    """``boundary`` is set for a multipart that waits for its parts; ``closed`` once its last delimiter came."""

    block: HeaderBlock
    type: str
    parameters: dict[str, str]
    encoding: str
    #: How many multiparts and messages it lies in.
    depth: int
    source: bytes
    start: int
    end: int
    boundary: bytes = b""
    closed: bool = False
    children: list[Entity] = field(default_factory=list)

    @property
    def is_multipart(self) -> bool:
        return self.type.startswith("multipart/")


def read_entity(
    source: bytes, span: tuple[int, int], depth: int, default: str, limits: ParseLimits, defects: set[str]
) -> Entity:
    """The entity that begins at ``span[0]``; ``span[1]`` is the furthest that it can reach.

    Args:
        default: its type where it names none (RFC 2046 section 5.1.5: ``message/rfc822`` in a digest).
    """
    block = read_header_block(source, *span, limits, defects)
    value = header_characters(block.first("content-type"), defects)
    word, parameters = read_parameters(value, limits, defects)
    return Entity(
        block=block,
        type=_type_name(word, default, defects),
        parameters=parameters,
        encoding=encoding_name(block.first("content-transfer-encoding").decode("latin-1")),
        depth=depth,
        source=source,
        start=block.body,
        end=span[1],
    )


def _type_name(word: str, default: str, defects: set[str]) -> str:
    if not word:
        return default
    found = _TYPE.search(word)
    if found:
        return f"{found[1]}/{found[2]}"
    defects.add("mime:type_unreadable")
    # RFC 2045 section 5.2: what cannot be understood is read as plain text.
    return _HALF_TYPES.get(word.split()[0].strip("/") if word.split() else "", default)
