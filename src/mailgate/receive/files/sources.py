"""What can be imported, told by looking at it: an mbox, a Maildir, a folder of .eml, or one mail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mailgate.errors import NotFound, Refused
from mailgate.receive.files import mbox
from mailgate.receive.stored import wire_form

#: RFC 5322 section 2.2: a name of printable characters, and a colon; before it what some programs write.
_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?\s*[!-9;-~]+[ \t]*:")
_BEGINNING = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One mail of a source."""

    #: The file, with the byte at which the mail begins where there are several in it.
    place: str
    #: Bytes of the source up to the end of this mail.
    position: int
    #: With CRLF line ends, as it came over the wire; None when it is larger than asked for.
    raw: bytes | None
    #: Reverse path where the source notes it, empty for the null sender; None when it does not.
    mail_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Files of one kind."""

    #: ``mbox``, ``maildir`` or ``eml``.
    kind: str
    files: Sequence[Path]
    size_bytes: int

    def mails(self, largest: int) -> Iterator[Found]:
        """Each mail, always in the same order; those over ``largest`` bytes are named and not read."""
        return self._of_mbox(largest) if self.kind == "mbox" else self._of_files(largest)

    def _of_mbox(self, largest: int) -> Iterator[Found]:
        with self.files[0].open("rb") as stream:
            for entry in mbox.entries(stream, largest):
                raw = None if entry.raw is None else wire_form(entry.raw)
                place = f"{self.files[0]}:{entry.start}"
                yield Found(place=place, position=entry.end, raw=raw, mail_from=entry.mail_from)

    def _of_files(self, largest: int) -> Iterator[Found]:
        position = 0
        for path in self.files:
            try:
                size = path.stat().st_size
                stored = path.read_bytes() if size <= largest else None
            except FileNotFoundError:
                # Another client of the Maildir moved or removed it.
                continue
            position += size
            sender = mbox.sender_of(stored[:1024]) if stored else None
            raw = None if stored is None else wire_form(stored)
            yield Found(place=str(path), position=position, raw=raw, mail_from=sender)


def look_at(path: Path) -> Source:
    """Tell what a path is.

    Raises:
        NotFound: Nothing is there, or it cannot be read.
        Refused: It holds no mail that we know how to read.
    """
    try:
        return _folder(path) if path.is_dir() else _file(path)
    except OSError as error:
        raise NotFound(f"{path}: {error.strerror}") from error


def _folder(path: Path) -> Source:
    if (path / "cur").is_dir() and (path / "new").is_dir():
        # What stands in tmp is still being written. By name, which begins with the time of delivery.
        files = [one for name in ("cur", "new") for one in (path / name).iterdir() if one.is_file()]
        return _of("maildir", sorted(files, key=lambda file: file.name))
    files = sorted(one for one in path.rglob("*") if one.suffix.lower() == ".eml" and one.is_file())
    if not files:
        raise Refused("import.no_mail", f"{path} is neither a Maildir nor a folder with .eml files")
    return _of("eml", files)


def _file(path: Path) -> Source:
    with path.open("rb") as stream:
        start = stream.read(_BEGINNING)
    if not start:
        raise Refused("import.no_mail", f"{path} is empty")
    if start.startswith(b"From "):
        return _of("mbox", [path])
    if not _HEADER.match(start):
        raise Refused("import.no_mail", f"{path} is neither an mbox nor a mail, which begins with a header")
    return _of("eml", [path])


def _of(kind: str, files: Sequence[Path]) -> Source:
    return Source(kind=kind, files=files, size_bytes=sum(_size(path) for path in files))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
