"""Which parts of a mail are its words and which are files (RFC 2046 section 5.1, RFC 2183)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mailgate.model.limits import ParseLimits
from mailgate.model.message import Attachment
from mailgate.parse.attachments import AttachmentList
from mailgate.parse.html.data_images import without_data_images
from mailgate.parse.html.detect import is_html
from mailgate.parse.html.guard import defused
from mailgate.parse.mime.assemble import assemble
from mailgate.parse.mime.split import split
from mailgate.parse.packed.calendar import calendar_summary
from mailgate.parse.packed.cms import is_encrypted, signed_content
from mailgate.parse.packed.embedded import find_files, without_files
from mailgate.parse.packed.tnef import read_tnef
from mailgate.parse.parts import Part
from mailgate.parse.pieces import Piece, joined_html, joined_text, merged_twins
from mailgate.parse.text.armor import is_encrypted_text, without_signature_armor
from mailgate.parse.text.charsets import decode_text
from mailgate.parse.text.flowed import unflowed
from mailgate.parse.text.line_ends import with_lf
from mailgate.parse.text.rich_text import enriched_text

_TEXT_TYPES = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html"})
_SHOWN_TYPES = _TEXT_TYPES | {"multipart/mixed"}
_CMS_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_TNEF_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
#: Signed content inside signed content ends here.
_MOST_OPENED = 5


@dataclass(frozen=True, slots=True)
class Body:
    """What a mail says, and what it brings. ``html`` is unsanitised and empty when there is none."""

    text: str
    html: str
    attachments: tuple[Attachment, ...]


def read_body(root: Part, limits: ParseLimits) -> Body:
    """Body and attachments of the tree below ``root``, in the order of the mail."""
    reader = _BodyReader(limits, root.defects)
    pieces = merged_twins(reader.read(root, is_root=True))
    text = joined_text(pieces)
    if not text.strip() and reader.last_resort:
        pieces += reader.last_resort
        text = joined_text(pieces)
    html = joined_html(pieces)
    return Body(text, html, reader.files.result(html))


class _BodyReader:
    """``last_resort`` holds what is shown when nothing else is: named texts and calendars."""

    def __init__(self, limits: ParseLimits, defects: set[str]) -> None:
        self._limits = limits
        self._defects = defects
        self._opened = 0
        self.files = AttachmentList(limits, defects)
        self.last_resort: list[Piece] = []

    def read(self, part: Part, *, is_root: bool = False) -> list[Piece]:
        """The pieces of a part and all below it; files go to ``files``."""
        if part.is_multipart and part.children:
            return self._multipart(part)
        if part.type in _SHOWN_TYPES and (is_root or self._is_unnamed(part)):
            return self._text(part)
        if part.is_multipart and part.disposition != "attachment":
            return self._text(part)
        return self._file(part)

    def _multipart(self, part: Part) -> list[Piece]:
        match part.type:
            case "multipart/alternative":
                return self._alternative([self.read(child) for child in part.children])
            case "multipart/related":
                return self._related(part)
            case "multipart/encrypted":
                self._defects.add("encrypted:pgp")
        return [piece for child in part.children for piece in self.read(child)]

    def _alternative(self, choices: list[list[Piece]]) -> list[Piece]:
        """One piece: the plainest version as text, the richest (the last, RFC 2046 section 5.1.4) as HTML."""
        html = next((found for pieces in reversed(choices) if (found := joined_html(pieces))), "")
        plain = [pieces for pieces in choices if any(piece.text.strip() for piece in pieces)]
        text = joined_text(plain[0]) if plain else ""
        return [Piece(text, html)] if text or html else []

    def _related(self, part: Part) -> list[Piece]:
        """The root and what it shows (RFC 2387); a text that nothing can refer to is a body beside it."""
        start = part.parameters.get("start", "").strip("<> ")
        root = next((c for c in part.children if start and _content_id(c) == start), part.children[0])
        pieces = self.read(root)
        for child in part.children:
            if child is root:
                continue
            if _content_id(child) and not child.is_multipart:
                self.files.add_part(child)
            else:
                pieces += self.read(child)
        return pieces

    def _is_unnamed(self, part: Part) -> bool:
        if part.disposition == "attachment":
            return False
        return not (part.disposition_parameters.get("filename") or part.parameters.get("name"))

    def _text(self, part: Part) -> list[Piece]:
        text = self._without_files(part)
        if len(text) > self._limits.text_bytes:
            self._defects.add("limit:text_bytes")
            self.files.add_part(part)
            text = text[: self._limits.text_bytes]
        if not text.strip():
            return []
        if part.type in ("text/enriched", "text/richtext"):
            return [Piece(text=enriched_text(text))]
        if is_html(text, declared=part.type in ("text/html", "text/x-amp-html")):
            return [Piece(html=defused(text, self._defects))]
        if part.parameters.get("format", "").lower() == "flowed":
            text = unflowed(text, del_sp=part.parameters.get("delsp", "").lower() == "yes")
        if "-----BEGIN PGP " in text:
            text = self._without_armor(text)
        return [Piece(text=text)]

    def _without_armor(self, text: str) -> str:
        if is_encrypted_text(text):
            self._defects.add("encrypted:pgp_inline")
        return without_signature_armor(text)

    def _without_files(self, part: Part) -> str:
        """The text of a part; files written between its lines and pictures inside its markup become attachments."""
        if part.type == "text/html":
            text, images = without_data_images(part.text())
            for image in images:
                self.files.add_file("", image.type, image.content, image.content_id)
            return text
        body = part.content()
        files = find_files(body) if part.type == "text/plain" else []
        if not files:
            return part.text()
        self._defects.add("embedded:file_in_text")
        for file in files:
            self.files.add_file(decode_text(file.name, "", set()), "", file.content)
        rest = without_files(body, files)
        return with_lf(decode_text(rest, part.parameters.get("charset", ""), self._defects))

    def _file(self, part: Part) -> list[Piece]:
        """A part that is a file, or a wrapping around the real content."""
        if part.type in _CMS_TYPES or part.disposition_parameters.get("filename", "").lower() == "smime.p7m":
            self.files.add_part(part)
            return self._cms(part)
        if part.type in _TNEF_TYPES or _file_name(part).lower() == "winmail.dat":
            return self._tnef(part)
        if part.type == "message/partial":
            self._defects.add("mime:partial")
            self.files.add_part(part)
            return self._entity(part.content())
        self.files.add_part(part)
        self._keep_last_resort(part)
        return []

    def _keep_last_resort(self, part: Part) -> None:
        if part.type in ("text/calendar", "application/ics"):
            summary = calendar_summary(part.text())
            if summary:
                self.last_resort.append(Piece(text=summary))
        elif part.type in _TEXT_TYPES and part.disposition != "attachment" and not self.last_resort:
            text = part.text()[: self._limits.text_bytes]
            self.last_resort.append(Piece(html=text) if part.type == "text/html" else Piece(text=text))

    def _cms(self, part: Part) -> list[Piece]:
        content = part.content()
        if is_encrypted(content):
            self._defects.add("encrypted:smime")
            return []
        signed = signed_content(content)
        return self._entity(signed) if signed else []

    def _entity(self, source: bytes) -> list[Piece]:
        """A MIME entity that was wrapped in something else."""
        if self._opened >= _MOST_OPENED:
            self._defects.add("limit:mime_depth")
            return []
        self._opened += 1
        limits = replace(self._limits, mime_depth=self._limits.mime_depth // 2)
        return self.read(assemble(split(source, limits, self._defects), "", limits, self._defects), is_root=True)

    def _tnef(self, part: Part) -> list[Piece]:
        opened = read_tnef(part.content(), self._defects)
        if opened is None or "tnef:truncated" in self._defects:
            self.files.add_part(part)
        if opened is None:
            return []
        for file in opened.files:
            self.files.add_file(file.name, file.type, file.content, file.content_id)
        if opened.text.strip() or opened.html.strip():
            html = defused(opened.html[: self._limits.text_bytes], self._defects)
            self.last_resort.append(Piece(opened.text[: self._limits.text_bytes], html))
        return []


def _content_id(part: Part) -> str:
    return part.headers.first("content-id").strip("<> ")


def _file_name(part: Part) -> str:
    return part.disposition_parameters.get("filename") or part.parameters.get("name") or ""
