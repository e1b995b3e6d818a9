"""TNEF (``winmail.dat``, MS-OXTNEF): the body and the files that Outlook packed into one attachment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from mailgate.parse.packed.mapi import Properties, codepage_name
from mailgate.parse.packed.rtf import decompressed_rtf, rtf_body
from mailgate.parse.text.charsets import decode_text
from mailgate.parse.text.line_ends import with_lf

_SIGNATURE = b"\x78\x9f\x3e\x22"
# Property ids (MS-OXPROPS).
_P_SUBJECT, _P_BODY, _P_RTF, _P_HTML, _P_CODEPAGE = 0x0037, 0x1000, 0x1009, 0x1013, 0x3FDE
_P_DATA, _P_NAME, _P_LONG_NAME, _P_DISPLAY_NAME = 0x3701, 0x3704, 0x3707, 0x3001
_P_TYPE, _P_CONTENT_ID = 0x370E, 0x3712


class _Attribute(IntEnum):
    """MS-OXTNEF section 2.1.3.3."""

    SUBJECT = 0x8004
    BODY = 0x800C
    FILE_CONTENT = 0x800F
    FILE_NAME = 0x8010
    FILE_BEGINS = 0x9002
    PROPERTIES = 0x9003
    FILE_PROPERTIES = 0x9005
    CODE_PAGE = 0x9007


@dataclass(slots=True)
class TnefFile:
    """One packed file; ``name`` as given, maybe empty."""

    name: str = ""
    type: str = ""
    content: bytes = b""
    content_id: str = ""


@dataclass(slots=True)
class TnefMessage:
    """What a TNEF stream holds; ``html`` is unsanitised."""

    subject: str = ""
    text: str = ""
    html: str = ""
    files: list[TnefFile] = field(default_factory=list)


def read_tnef(raw: bytes, defects: set[str]) -> TnefMessage | None:
    """Open a stream; None when it is none. A stream that breaks off gives what came before.

    An embedded message stays one file, so nesting costs nothing.
    """
    if not raw.startswith(_SIGNATURE):
        defects.add("tnef:not_tnef")
        return None
    return _Reader(defects).read(raw)


class _Reader:
    def __init__(self, defects: set[str]) -> None:
        self._defects = defects
        self._codepage = "cp1252"
        self._message = TnefMessage()

    def read(self, raw: bytes) -> TnefMessage:
        for attribute, data in _attributes(raw, self._defects):
            self._take(attribute, data)
        self._message.files = [item for item in self._message.files if item.content or item.name]
        return self._message

    def _take(self, attribute: int, data: bytes) -> None:
        message = self._message
        match attribute:
            case _Attribute.CODE_PAGE:
                self._codepage = codepage_name(int.from_bytes(data[:4], "little"))
            case _Attribute.SUBJECT:
                message.subject = message.subject or self._string(data)
            case _Attribute.BODY:
                message.text = message.text or with_lf(self._string(data))
            case _Attribute.PROPERTIES:
                self._take_properties(Properties(data, self._codepage))
            case _Attribute.FILE_BEGINS:
                message.files.append(TnefFile())
            case _ if message.files:
                self._take_file(message.files[-1], attribute, data)

    def _take_file(self, file: TnefFile, attribute: int, data: bytes) -> None:
        match attribute:
            case _Attribute.FILE_CONTENT:
                file.content = file.content or data
            case _Attribute.FILE_NAME:
                file.name = file.name or self._string(data)
            case _Attribute.FILE_PROPERTIES:
                properties = Properties(data, self._codepage)
                names = (properties.text(_P_LONG_NAME), file.name, properties.text(_P_NAME))
                file.name = next(filter(None, names), properties.text(_P_DISPLAY_NAME))
                file.type = properties.text(_P_TYPE).lower()
                file.content = file.content or properties.raw(_P_DATA)
                file.content_id = properties.text(_P_CONTENT_ID).strip("<>")

    def _take_properties(self, properties: Properties) -> None:
        message = self._message
        message.subject = properties.text(_P_SUBJECT) or message.subject
        message.text = with_lf(properties.text(_P_BODY)) or message.text
        html = properties.raw(_P_HTML)
        if html:
            codepage = codepage_name(properties.number(_P_CODEPAGE)) if properties.number(_P_CODEPAGE) else ""
            message.html = with_lf(decode_text(html, codepage, self._defects))
        compressed = properties.raw(_P_RTF)
        if compressed and not message.html:
            text, html_text = rtf_body(decompressed_rtf(compressed, self._defects))
            message.html = html_text
            message.text = message.text or text

    def _string(self, data: bytes) -> str:
        return data.decode(self._codepage, "replace").rstrip("\0")


def _attributes(raw: bytes, defects: set[str]) -> Iterator[tuple[int, bytes]]:
    """Attribute ids with their data. Each takes at least eleven bytes, so the walk ends."""
    position = 6
    while position + 9 <= len(raw):
        attribute = int.from_bytes(raw[position + 1 : position + 3], "little")
        length = int.from_bytes(raw[position + 5 : position + 9], "little")
        start = position + 9
        if start + length > len(raw):
            defects.add("tnef:truncated")
        yield attribute, raw[start : start + length]
        position = start + length + 2
