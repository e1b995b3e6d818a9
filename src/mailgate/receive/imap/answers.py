"""What an IMAP server's response lines say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_CODE = re.compile(rb"\[(UIDVALIDITY|UIDNEXT) (\d+)\]", re.IGNORECASE)
_EXISTS = re.compile(rb"(\d+) EXISTS$", re.IGNORECASE)
_FETCH = re.compile(rb"\d+ FETCH \(", re.IGNORECASE)
_UID = re.compile(rb"[( ]UID (\d+)", re.IGNORECASE)
_SIZE = re.compile(rb"[( ]RFC822\.SIZE (\d+)", re.IGNORECASE)
_EMPTY = re.compile(rb'BODY\[\](?:<\d+>)? ""', re.IGNORECASE)

_LISTED = re.compile(rb'\((?P<flags>[^)]*)\) (?:"(?:\\.|[^"\\])*"|NIL) (?P<name>.+)', re.IGNORECASE)

Lines = Sequence[bytes | bytearray]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """A folder as it was opened; 0 where the server did not say."""

    uidvalidity: int
    uidnext: int
    exists: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One FETCH response."""

    uid: int
    #: RFC822.SIZE; None when it is not part of the response.
    size: int | None
    #: The bytes asked for; None when they are not part of the response.
    content: bytes | None


def selected(lines: Lines) -> Selected:
    codes = {found[1].upper(): int(found[2]) for line in lines for found in _CODE.finditer(line)}
    counts = [int(found[1]) for line in lines if (found := _EXISTS.match(line))]
    return Selected(
        uidvalidity=codes.get(b"UIDVALIDITY", 0), uidnext=codes.get(b"UIDNEXT", 0), exists=counts[-1] if counts else 0
    )


def found_uids(lines: Lines) -> list[int]:
    """The numbers of a SEARCH response, ascending; the line of its end holds words."""
    return sorted({int(word) for line in lines[:-1] for word in bytes(line).split() if word.isdigit()})


def listed(lines: Lines) -> list[str]:
    """The folders of a LIST response that can be opened, as they are written; a name in a literal is left out."""
    found = [match for line in lines if (match := _LISTED.fullmatch(line))]
    return [one["name"].decode("utf-8", "replace") for one in found if b"\\noselect" not in one["flags"].lower()]


def fetched(lines: Lines) -> Iterator[Fetched]:
    """Each FETCH response that names its UID; those that a server sends unasked mostly do not."""
    for text, literal in _responses(lines):
        uid = _UID.search(text)
        if uid is None:
            continue
        size = _SIZE.search(text)
        content = b"" if literal is None and _EMPTY.search(text) else literal
        yield Fetched(uid=int(uid[1]), size=int(size[1]) if size else None, content=content)


def _responses(lines: Lines) -> Iterator[tuple[bytes, bytes | None]]:
    """The text of each FETCH response, its literals taken out, and the first of these."""
    text, literal, open_ = b"", None, False
    for line in lines:
        if isinstance(line, bytearray):
            literal = bytes(line) if literal is None else literal
        elif _FETCH.match(line):
            if open_:
                yield text, literal
            text, literal, open_ = bytes(line), None, True
        else:
            text += b" " + line
    if open_:
        yield text, literal
