"""The MIME tree of a mail (RFC 2046), in one pass over its delimiter lines and without copying bodies.

The standard library's parser recurses once a level and keeps every line; both fall to a mail made for it.
"""

from __future__ import annotations

import re

from mailgate.model.limits import ParseLimits
from mailgate.parse.headers.block import HeaderBlock
from mailgate.parse.mime.delimiters import Delimiter, DelimiterIndex
from mailgate.parse.mime.entity import MESSAGE_TYPES, Entity, read_entity
from mailgate.parse.mime.transfer import decode_transfer

_TOP_NOISE = re.compile(rb"(?:[ \t]*+\r*+\n)++|>?From [^\n]*\n|\xef\xbb\xbf")
#: What is too deep to be taken apart is a file.
_UNREAD = "application/octet-stream"
_ENCODED = frozenset({"base64", "quoted-printable", "x-uuencode"})


def split(source: bytes, limits: ParseLimits, defects: set[str]) -> Entity:
    """The tree of a whole mail. What is over a limit stays one undivided entity and is named in ``defects``."""
    return _Splitter(limits, defects).tree(source, 0)


class _Splitter:
    """One mail's walk; parts are counted through embedded messages too."""

    def __init__(self, limits: ParseLimits, defects: set[str]) -> None:
        self._limits = limits
        self._defects = defects
        self._parts = 0
        self._closings = 0

    def tree(self, source: bytes, depth: int) -> Entity:
        path: list[Entity] = []
        root = self._open(source, (0, len(source)), depth, "text/plain", path)
        if not any(entity.is_multipart for entity in path):
            return root
        index = DelimiterIndex(source)
        self._settle_boundaries(path, index)
        position = root.start
        while event := _next_event(path, index, position):
            place, delimiter = event
            position = delimiter.after
            self._leave(path, place + 1, _end_before(source, delimiter.line))
            if not (self._close(path[place], position) if delimiter.closes else self._enter(path, index, position)):
                break
        self._leave(path, 0, len(source))
        return root

    def _close(self, entity: Entity, position: int) -> bool:
        """End a multipart; False when more ends were told than there can be parts, and the rest was taken as one."""
        entity.closed = True
        self._closings += 1
        if self._closings <= self._limits.mime_parts:
            return True
        self._take_rest(entity, position)
        return False

    def _take_rest(self, parent: Entity, position: int) -> None:
        self._defects.add("limit:mime_parts")
        parent.children.append(_remainder(parent, position))

    def _enter(self, path: list[Entity], index: DelimiterIndex, position: int) -> bool:
        """Open the part behind a delimiter; False when there were too many and the rest was taken as one."""
        parent = path[-1]
        if self._parts >= self._limits.mime_parts:
            self._take_rest(parent, position)
            return False
        if parent.closed:
            self._defects.add("mime:part_after_end")
        following = _next_event(path, index, position)
        end = _end_before(parent.source, following[1].line) if following else len(parent.source)
        default = "message/rfc822" if parent.type == "multipart/digest" else "text/plain"
        before = len(path)
        parent.children.append(
            self._open(parent.source, (position, max(position, end)), parent.depth + 1, default, path)
        )
        self._settle_boundaries(path[before:], index)
        return True

    def _open(self, source: bytes, span: tuple[int, int], depth: int, default: str, path: list[Entity]) -> Entity:
        """Read an entity's headers and put it on the path, followed by the message that it embeds."""
        self._parts += 1
        if not path or path[-1].type in MESSAGE_TYPES:
            span = (_skip_top_noise(source, span, self._defects), span[1])
        entity = read_entity(source, span, depth, default, self._limits, self._defects)
        path.append(entity)
        if entity.type in MESSAGE_TYPES and self._may_open(entity):
            self._open_message(entity, path)
        return entity

    def _may_open(self, entity: Entity) -> bool:
        if entity.depth < self._limits.mime_depth:
            return self._parts < self._limits.mime_parts
        self._defects.add("limit:mime_depth")
        return False

    def _open_message(self, entity: Entity, path: list[Entity]) -> None:
        if entity.encoding in _ENCODED:
            # RFC 2046 section 5.2.1 forbids this; clients do it all the same, and the message is a source of its own.
            decoded = decode_transfer(entity.source, entity.start, entity.end, entity.encoding, self._defects)
            entity.children.append(self.tree(decoded, entity.depth + 1))
        else:
            span = (entity.start, entity.end)
            entity.children.append(self._open(entity.source, span, entity.depth + 1, "text/plain", path))

    def _settle_boundaries(self, opened: list[Entity], index: DelimiterIndex) -> None:
        """Give each multipart the boundary that it declares, or the one its text suggests where that never comes."""
        for entity in opened:
            if entity.is_multipart:
                if self._may_open(entity):
                    entity.boundary = self._boundary(entity, index)
                else:
                    entity.type = _UNREAD

    def _boundary(self, entity: Entity, index: DelimiterIndex) -> bytes:
        declared = entity.parameters.get("boundary", "").rstrip().encode("utf-8", "replace")
        if len(declared) > self._limits.boundary_length:
            self._defects.add("limit:boundary_length")
            declared = b""
        found = index.next(declared, entity.start) if declared else None
        # A boundary that ends the outer multipart just there is the inner one's all the same, as long as it is open.
        if found and _end_before(entity.source, found.line) <= entity.end:
            return declared
        guessed = index.guess(entity.start, entity.end)
        self._defects.add("mime:boundary_guessed" if guessed else "mime:boundary_missing")
        return guessed

    def _leave(self, path: list[Entity], place: int, end: int) -> None:
        """Everything on the path from ``place`` on ends here."""
        for entity in path[place:]:
            entity.end = max(entity.start, end)
            if entity.boundary and not entity.closed:
                self._defects.add("mime:unterminated")
        del path[place:]


def _next_event(path: list[Entity], index: DelimiterIndex, position: int) -> tuple[int, Delimiter] | None:
    """The next delimiter of any multipart on the path; of equal boundaries the innermost open one owns it."""
    best: tuple[int, Delimiter] | None = None
    for closed in (False, True):
        for place in range(len(path) - 1, -1, -1):
            entity = path[place]
            if entity.boundary and entity.closed is closed:
                found = index.next(entity.boundary, position)
                if found and (best is None or found.line < best[1].line):
                    best = (place, found)
    return best


def _end_before(source: bytes, line: int) -> int:
    """Where the body before a delimiter line ends: the line end belongs to the delimiter."""
    end = line - 1 if line and source[line - 1] == 0x0A else line
    return end - 1 if end and source[end - 1] == 0x0D else end


def _skip_top_noise(source: bytes, span: tuple[int, int], defects: set[str]) -> int:
    """Past what mailboxes and clients put above the first header: blank lines, a ``From `` line, a byte order mark."""
    start, end = span
    while noise := _TOP_NOISE.match(source, start, end):
        if b"From " in noise[0]:
            defects.add("header:mbox_from")
        start = noise.end()
    return start


def _remainder(parent: Entity, start: int) -> Entity:
    """All that is left of a mail with too many parts, as one file."""
    block = HeaderBlock((("content-disposition", b"attachment; filename=unread-parts.txt"),), start)
    source = parent.source
    return Entity(block, _UNREAD, {}, "8bit", parent.depth + 1, source, start, len(source))
