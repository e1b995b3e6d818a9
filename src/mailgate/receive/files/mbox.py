"""The mails of an mbox file (RFC 4155), read in one pass and in little memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

#: ``From cora@customers.test Fri Jul  8 12:08:34 2011``, or as Thunderbird writes it: ``From `` alone, ``From - ...``.
#: Stricter than "From " at the start of a line: people begin sentences with it, and not every writer escapes them.
_SEPARATOR = re.compile(rb"From (?:\r?\n|(\S+) .*\d{1,2}:\d\d.*\d{4})")
_FIRST = re.compile(rb"From (\S*)")
_ESCAPED = re.compile(rb"^>+From ")
#: Longest piece of a line that is read at once, in bytes.
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One mail of the file."""

    #: Where its ``From `` line begins, and where the next one does.
    start: int
    end: int
    #: What the ``From `` line names; None when it names nobody.
    mail_from: str | None
    #: Line ends as in the file; None when the mail is larger than asked for.
    raw: bytes | None


def entries(stream: BinaryIO, largest: int) -> Iterator[Entry]:
    """Each mail, in the order of the file; one over ``largest`` bytes is passed over without being kept in memory."""
    start, sender, size = 0, None, 0
    lines: list[bytes] = []
    position, blank, begun = 0, True, False
    for piece, is_start in _pieces(stream):
        found = (_SEPARATOR if begun else _FIRST).match(piece) if is_start and blank else None
        if found is not None:
            if begun:
                yield _entry(start, position, sender, lines if size <= largest else None)
            start, sender, lines, size, begun = position, _sender(found[1]), [], 0, True
        else:
            size += len(piece)
            if size <= largest:
                # mboxrd: one ">" was put before every line that would look like a separator.
                lines.append(piece[1:] if is_start and _ESCAPED.match(piece) else piece)
            else:
                lines.clear()
        position += len(piece)
        blank = is_start and piece in (b"\n", b"\r\n")
    if begun:
        yield _entry(start, position, sender, lines if size <= largest else None)


def sender_of(line: bytes) -> str | None:
    """The address that a ``From `` line names; None when it names nobody."""
    found = _FIRST.match(line)
    return _sender(found[1]) if found else None


def _entry(start: int, end: int, sender: str | None, lines: list[bytes] | None) -> Entry:
    # The empty line before the next separator belongs to the file.
    if lines and lines[-1] in (b"\n", b"\r\n"):
        lines = lines[:-1]
    return Entry(start=start, end=end, mail_from=sender, raw=None if lines is None else b"".join(lines))


def _sender(word: bytes | None) -> str | None:
    text = (word or b"").decode("utf-8", "replace")
    if text.upper() == "MAILER-DAEMON":
        return ""
    return text if "@" in text else None


def _pieces(stream: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Lines, endless ones in pieces; with each whether it is the start of one."""
    is_start = True
    while piece := stream.readline(_PIECE):
        yield piece, is_start
        is_start = piece.endswith(b"\n")
