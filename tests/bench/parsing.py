"""How long and how much memory reading a mail takes, beside the standard library decoding the same one in the same run.

    python tests/bench/parsing.py

Time is processor time, the median over many turns in which both readers alternate. Memory is by how much the peak of a
fresh process stands above its size while it reads the mail once (Linux: ``VmHWM``).
"""

from __future__ import annotations

import base64
import email
import random
import statistics
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.header import decode_header
from html import escape
from pathlib import Path

from rich.console import Console
from rich.table import Table
from traffic import _WORDS

_SEED = 7
_ASKED_MEMORY = 1.3
#: KiB; below that, by how many pages a process grows is chance.
_TELLING_MEMORY = 4_096
_HEAD = (
    "Received: from mx.customers.test (mx.customers.test [192.0.2.1]) by desk.test with ESMTPS id 4abc;\r\n"
    "\tFri, 20 Nov 2026 10:00:00 +0100\r\n"
    "From: =?utf-8?Q?Ann_M=C3=BCller?= <ann@customers.test>\r\nTo: Support <support@bench.test>\r\n"
    "Subject: Re: the printer in the office\r\nDate: Fri, 20 Nov 2026 10:00:00 +0100\r\n"
    "Message-ID: <2@customers.test>\r\nIn-Reply-To: <1@bench.test>\r\nReferences: <1@bench.test>\r\n"
    "MIME-Version: 1.0\r\n"
)
_WROTE = "On Thu, 19 Nov 2026 at 17:12, Support <support@bench.test> wrote:"


@dataclass(frozen=True, slots=True)
class Reading:
    """One mail read by both; times in milliseconds, memory in KiB above the start."""

    mail: str
    bytes: int
    stdlib: float
    ours: float
    asked: float
    stdlib_memory: int
    ours_memory: int


#: Mail, how it is made, how many times the standard library's time is asked for, and turns.
MAILS: dict[str, tuple[Callable[[random.Random], bytes], float, int]] = {
    "3 KB text, answer above a quote": (lambda chance: _text(chance), 6.0, 400),
    "40 KB alternative, new matter": (lambda chance: _alternative(chance, quoted=False), 3.0, 100),
    "40 KB alternative, answer above a quote": (lambda chance: _alternative(chance, quoted=True), 3.0, 100),
    "10 MB attachment": (lambda chance: _attachment(chance), 1.15, 5),
}


def readings() -> list[Reading]:
    """Every mail of ``MAILS``, in order."""
    return [_reading(name) for name in MAILS]


def by_stdlib(raw: bytes) -> list[str]:
    """What ``compat32`` makes of a mail: every header and every leaf decoded, texts by their charsets."""
    message = email.message_from_bytes(raw)
    found = []
    for value in message.values():
        for words, charset in decode_header(value):
            found.append(words if isinstance(words, str) else words.decode(charset or "ascii", "replace"))
    for part in message.walk():
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        if part.get_content_maintype() == "text":
            found.append(content.decode(part.get_content_charset() or "ascii", "replace"))
    return found


def by_us(raw: bytes) -> object:
    from mailgate.parse.message import parse_message

    return parse_message(raw)


_READERS: dict[str, Callable[[bytes], object]] = {"stdlib": by_stdlib, "ours": by_us}


def _mail(name: str) -> bytes:
    return MAILS[name][0](random.Random(_SEED))


def _reading(name: str) -> Reading:
    raw, (_, asked, turns) = _mail(name), MAILS[name]
    spent: dict[str, list[float]] = {reader: [] for reader in _READERS}
    for turn in range(turns + 1):
        for reader, read in _READERS.items():
            began = time.process_time()
            read(raw)
            if turn:
                spent[reader].append((time.process_time() - began) * 1000)
    stdlib, ours = (statistics.median(spent[reader]) for reader in _READERS)
    return Reading(name, len(raw), stdlib, ours, asked, _memory("stdlib", raw), _memory("ours", raw))


def _memory(reader: str, raw: bytes) -> int:
    done = subprocess.run([sys.executable, __file__, reader], input=raw, stdout=subprocess.PIPE, check=True)
    return int(done.stdout)


def _grown(reader: str) -> int:
    """KiB by which the peak grows; small mails read before have everything imported, and all code in memory.

    The HTML library's code alone is 0.8 MiB of pages (``RssFile``), which the first HTML of a process brings in.
    """
    raw, read = sys.stdin.buffer.read(), _READERS[reader]
    read(_mail("3 KB text, answer above a quote"))
    read(_alternative(random.Random(_SEED), 1_000, quoted=True))
    # Puts the peak back to the present size (proc(5)).
    Path("/proc/self/clear_refs").write_text("5")
    before = _status("VmRSS")
    read(raw)
    return _status("VmHWM") - before


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def _prose(chance: random.Random, size: int) -> list[str]:
    """Paragraphs of sentences."""
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < size:
        sentences = (" ".join(chance.choices(_WORDS, k=chance.randint(6, 14))).capitalize() for _ in range(4))
        paragraphs.append(". ".join(sentences) + ".")
    return paragraphs


def _lines(paragraphs: list[str], mark: str = "") -> str:
    wrapped = ("\r\n".join(textwrap.wrap(text, 72, initial_indent=mark, subsequent_indent=mark)) for text in paragraphs)
    return f"\r\n{mark.rstrip()}\r\n".join(wrapped)


def _text(chance: random.Random) -> bytes:
    own, old = _prose(chance, 1_200), _prose(chance, 900)
    body = f"Hello,\r\n\r\n{_lines(own)}\r\n\r\nKind regards\r\nAnn\r\n\r\n{_WROTE}\r\n{_lines(old, '> ')}\r\n"
    return f"{_HEAD}Content-Type: text/plain; charset=utf-8\r\n\r\n{body}".encode()


def _alternative(chance: random.Random, size: int = 17_000, *, quoted: bool) -> bytes:
    """About the same words, of that size, as text and as HTML, the latter as Gmail writes it."""
    own = _prose(chance, size // 2 if quoted else size)
    old = _prose(chance, size // 2) if quoted else []
    text, html = _lines(own), _divisions(own)
    if quoted:
        text += f"\r\n\r\n{_WROTE}\r\n\r\n{_lines(old, '> ')}"
        html += (
            f'<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{escape(_WROTE)}<br></div>\r\n'
            f'<blockquote class="gmail_quote" style="border-left:1px solid">{_divisions(old)}</blockquote></div>\r\n'
        )
    parts = {"plain": text, "html": f"<html><body>{html}</body></html>"}
    body = "".join(
        f"--b\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n{words}\r\n" for kind, words in parts.items()
    )
    return f'{_HEAD}Content-Type: multipart/alternative; boundary="b"\r\n\r\n{body}--b--\r\n'.encode()


def _divisions(paragraphs: list[str]) -> str:
    return "".join(f'<div style="font-size:11pt">{text}</div>\r\n<div><br></div>\r\n' for text in paragraphs)


def _attachment(chance: random.Random) -> bytes:
    file = base64.encodebytes(chance.randbytes(10_000_000 * 57 // 78)).replace(b"\n", b"\r\n")
    head = (
        f'{_HEAD}Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nSee the file.\r\n--b\r\n'
        "Content-Type: application/pdf; name=file.pdf\r\nContent-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment; filename=file.pdf\r\n\r\n"
    )
    return head.encode() + file + b"--b--\r\n"


def tell(console: Console, found: list[Reading]) -> None:
    """Two tables, one row a mail, each ratio to compat32 beside the one that is asked for."""
    times = _table("reading one mail, CPU ms")
    peaks = _table("reading one mail, peak KiB")
    for row in found:
        times.add_row(
            row.mail,
            *(f"{row.stdlib:.3f}", f"{row.ours:.3f}", f"{row.ours / row.stdlib:.2f}x", f"{row.asked:.2f}x"),
        )
        ratio = f"{row.ours_memory / row.stdlib_memory:.2f}x" if row.stdlib_memory >= _TELLING_MEMORY else "-"
        peaks.add_row(row.mail, f"{row.stdlib_memory}", f"{row.ours_memory}", ratio, f"{_ASKED_MEMORY:.2f}x")
    console.print(times)
    console.print(peaks)


def _table(title: str) -> Table:
    table = Table(box=None, title=title, title_justify="left")
    table.add_column("", no_wrap=True)
    for column in ("compat32", "ours", "ratio", "asked"):
        table.add_column(column, justify="right", no_wrap=True)
    return table


if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(_grown(sys.argv[1]))
    else:
        tell(Console(), readings())
