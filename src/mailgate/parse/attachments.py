"""The files of a mail, counted and bounded (L-9), each with its clean name and hash."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256
from urllib.parse import unquote

from mailgate.model.limits import ParseLimits
from mailgate.model.message import Attachment
from mailgate.parse.names import attachment_name, clean_name, extension
from mailgate.parse.parts import Part

_SHOWN = re.compile(r"cid:([^\s\"'<>)]{1,998})", re.IGNORECASE)


class AttachmentList:
    """Attachments in the order of the mail; what is over a limit stays in the raw mail alone."""

    def __init__(self, limits: ParseLimits, defects: set[str]) -> None:
        self._limits = limits
        self._defects = defects
        self._total = 0
        self._items: list[Attachment] = []

    def add_part(self, part: Part) -> None:
        """A part of the tree; one without headers and content is nothing."""
        content = part.content()
        if not content and not part.headers.fields:
            return
        self._add(
            Attachment(
                name=attachment_name(part, len(self._items) + 1),
                type=part.type,
                content=content,
                sha256=sha256(content).hexdigest(),
                disposition=part.disposition if part.disposition in ("attachment", "inline") else "",
                content_id=part.headers.first("content-id").strip().strip("<>").strip(),
            )
        )

    def add_file(self, name: str, mime_type: str, content: bytes, content_id: str = "") -> None:
        """A file that was packed inside a part."""
        mime_type = mime_type if mime_type.count("/") == 1 else "application/octet-stream"
        self._add(
            Attachment(
                name=clean_name(name) or f"part-{len(self._items) + 1}{extension(mime_type)}",
                type=mime_type,
                content=content,
                sha256=sha256(content).hexdigest(),
                disposition="attachment",
                content_id=content_id,
            )
        )

    def _add(self, item: Attachment) -> None:
        if len(self._items) >= self._limits.attachments:
            self._defects.add("limit:attachments")
        elif self._total + item.size > self._limits.attachment_bytes:
            self._defects.add("limit:attachment_bytes")
        else:
            self._total += item.size
            self._items.append(item)

    def result(self, html: str) -> tuple[Attachment, ...]:
        """All of them, marked ``inline`` where the HTML shows them by their Content-ID (RFC 2392)."""
        if not self._items or "cid:" not in html.lower():
            return tuple(self._items)
        shown = {unquote(identifier) for identifier in _SHOWN.findall(html)}
        return tuple(replace(item, inline=True) if item.content_id in shown else item for item in self._items)
