"""Which parts of a mail are its words and which are files (RFC 2046 section 5.1, RFC 2183)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from html import escape
from urllib.parse import unquote

from mailgate.model.limits import ParseLimits
from mailgate.model.message import Attachment
from mailgate.parse.flowed import unflowed
from mailgate.parse.html_guard import defused
from mailgate.parse.html_text import html_to_text
from mailgate.parse.names import attachment_name
from mailgate.parse.parts import Part

_BODY_TYPES = frozenset({"text/plain", "text/html"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the body as text, as HTML (unsanitised), or as both."""

    text: str = ""
    html: str = ""

    def as_text(self) -> str:
        return self.text if self.text.strip() or not self.html else html_to_text(self.html)

    def as_html(self) -> str:
        return self.html or (f"<div>{escape(self.text)}</div>".replace("\n", "<br>\n") if self.text.strip() else "")


@dataclass(frozen=True, slots=True)
class Body:
    """What a mail says, and what it brings. ``html`` is unsanitised and empty when there is none."""

    text: str
    html: str
    attachments: tuple[Attachment, ...]


def read_body(root: Part, limits: ParseLimits) -> Body:
    """Body and attachments of the tree below ``root``, in the order of the mail."""
    reader = _BodyReader(limits, root.defects)
    pieces = reader.read(root)
    html = joined_html(pieces)
    return Body(joined_text(pieces), html, _with_inline_flags(reader.attachments, html))


def joined_text(pieces: list[Piece]) -> str:
    return "\n".join(text for piece in pieces if (text := piece.as_text()).strip())


def joined_html(pieces: list[Piece]) -> str:
    if not any(piece.html for piece in pieces):
        return ""
    return "\n".join(html for piece in pieces if (html := piece.as_html()))


class _BodyReader:
    def __init__(self, limits: ParseLimits, defects: set[str]) -> None:
        self._limits = limits
        self._defects = defects
        self.attachments: list[Attachment] = []

    def read(self, part: Part) -> list[Piece]:
        """The pieces of a part and all below it; files go to ``attachments``."""
        if part.is_multipart and part.children:
            return self._multipart(part)
        if self._is_body(part):
            return self._text(part)
        self._attach(part)
        return []

    def _multipart(self, part: Part) -> list[Piece]:
        if part.type == "multipart/alternative":
            return self._alternative([self.read(child) for child in part.children])
        return [piece for child in part.children for piece in self.read(child)]

    def _alternative(self, choices: list[list[Piece]]) -> list[Piece]:
        """One piece: the plainest version as text, the richest (the last, RFC 2046 section 5.1.4) as HTML."""
        html = next((found for pieces in reversed(choices) if (found := joined_html(pieces))), "")
        plain = [pieces for pieces in choices if any(piece.text.strip() for piece in pieces)]
        text = joined_text(plain[0]) if plain else ""
        return [Piece(text, html)] if text or html else []

    def _is_body(self, part: Part) -> bool:
        if part.disposition == "attachment" or part.is_message:
            return False
        if part.is_multipart:
            return True
        named = part.disposition_parameters.get("filename") or part.parameters.get("name")
        return part.type in _BODY_TYPES and not named

    def _text(self, part: Part) -> list[Piece]:
        text = part.text()
        if len(text) > self._limits.text_bytes:
            self._defects.add("limit:text_bytes")
            self._attach(part)
            text = text[: self._limits.text_bytes]
        if part.type == "text/html":
            return [Piece(html=defused(text, self._defects))] if text.strip() else []
        if part.parameters.get("format", "").lower() == "flowed":
            text = unflowed(text, del_sp=part.parameters.get("delsp", "").lower() == "yes")
        return [Piece(text=text)] if text.strip() else []

    def _attach(self, part: Part) -> None:
        content = part.content()
        if not content and not part.headers.fields:
            return
        if len(self.attachments) >= self._limits.attachments:
            self._defects.add("limit:attachments")
            return
        if len(content) > self._limits.attachment_bytes:
            self._defects.add("limit:attachment_bytes")
            return
        self.attachments.append(
            Attachment(
                name=attachment_name(part, len(self.attachments) + 1),
                type=part.type,
                content=content,
                sha256=sha256(content).hexdigest(),
                disposition=part.disposition if part.disposition in ("attachment", "inline") else "",
                content_id=part.headers.first("content-id").strip().strip("<>").strip(),
            )
        )


def _with_inline_flags(attachments: list[Attachment], html: str) -> tuple[Attachment, ...]:
    """Marked ``inline`` where the HTML shows them by their Content-ID (RFC 2392)."""
    if "cid:" not in html.lower():
        return tuple(attachments)
    shown = {unquote(rest.split('"')[0].split("'")[0].split(">")[0].split()[0]) for rest in _after_cid(html)}
    return tuple(replace(item, inline=True) if item.content_id in shown else item for item in attachments)


def _after_cid(html: str) -> list[str]:
    return [rest for rest in html.replace("CID:", "cid:").split("cid:")[1:] if rest.split()]
