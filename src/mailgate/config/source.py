"""A configuration file as read: its bytes, its TOML and its lines."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mailgate.config.toml_lines import Lines, Place

_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)$")
_AT_END = " (at end of document)"
_LONGEST_MESSAGE = 600
#: What to do about the beginnings of tomllib's messages that occur most.
_ADVICE = {
    "Cannot overwrite a value": "this key is set twice; remove one",
    "Cannot declare": "this table stands twice; join them, or write it with two brackets",
    "Invalid value": "there is no valid value here; write text in quotes, lists in brackets",
    "Illegal character '\\n'": "the text does not end on its line; close its quotes",
    "Expected '=' after a key": "a key is followed by = and its value; add them",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to put right; ``file`` is the path as the reader knows it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """One line for a terminal, whatever the file holds."""
        printable = "".join(each if each.isprintable() else " " for each in self.message)
        message = " ".join(printable.split())
        if len(message) > _LONGEST_MESSAGE:
            message = f"{message[:_LONGEST_MESSAGE]} ..."
        return f"{self.file}:{self.line}: {message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file that is valid TOML."""

    #: Absolute.
    path: Path
    #: As shown in findings.
    shown: str
    text: str
    #: SHA-256 of the bytes, in hex.
    hash: str
    data: dict[str, Any]
    lines: Lines

    def finding(self, place: Place, message: str) -> Finding:
        return Finding(file=self.shown, line=self.lines.of(place), message=message)


def read_source(path: Path, shown: str) -> Source | Finding:
    """Read one file; a file that cannot be read, decoded or parsed is a finding."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Finding(file=shown, line=1, message="there is no such file; give its path with --config, or write it")
    except OSError as error:
        return Finding(file=shown, line=1, message=f"the file cannot be read ({error.strerror}); check its permissions")
    return source_of(content, path=path, shown=shown)


def source_of(content: bytes, *, path: Path, shown: str) -> Source | Finding:
    """The same from bytes; relative paths in it will be relative to the folder of ``path``."""
    try:
        # Some editors begin a file with a byte order mark, which tomllib refuses.
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Finding(file=shown, line=line, message="the file is not UTF-8 here; save it in that encoding")
    try:
        data, lines = tomllib.loads(text), Lines(text)
    except tomllib.TOMLDecodeError as error:
        return _syntax_finding(str(error), text, shown)
    except RecursionError:
        return Finding(file=shown, line=1, message="arrays or tables are nested too deeply")
    digest = hashlib.sha256(content).hexdigest()
    return Source(path=path.absolute(), shown=shown, text=text, hash=digest, data=data, lines=lines)


def _syntax_finding(message: str, text: str, shown: str) -> Finding:
    match = _AT_LINE.search(message)
    line = int(match[1]) if match else text.rstrip().count("\n") + 1
    reason = _AT_LINE.sub("", message).removesuffix(_AT_END)
    advised = next((words for start, words in _ADVICE.items() if reason.startswith(start)), "")
    return Finding(
        file=shown, line=line, message=f"not valid TOML: {advised or reason[:1].lower() + reason[1:] + '; correct it'}"
    )
