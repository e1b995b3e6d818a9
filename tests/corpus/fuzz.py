"""Feeds damaged and made-up mails to the parser and names every input that it fails on, is slow on, or misreads.

    python tests/corpus/fuzz.py [--count N] [--seed S] [--keep DIR] [FOLDER...]

Half of the inputs are mutations of the mails in the folders (by default this one), half are written by a generator that
knows MIME. A failing input is kept under its number; the run's seed and number make it again.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from mailgate.model.limits import ParseLimits
from mailgate.model.message import Message
from mailgate.parse.html.safe import safe_html
from mailgate.parse.message import parse_message
from mailgate.parse.render_json import as_json

#: Of processor time: other work on the machine does not make a mail slow.
SLOW_SECONDS = 5.0
LARGEST_SEED_MAIL = 256 * 1024

NAMES = b"From To Cc Subject Date Message-ID References In-Reply-To Reply-To Auto-Submitted X-Failed-Recipients".split()
VALUES = (
    b"Ann <ann@customer.example>", b'"', b"<", b"a@[1.2.3", b"=?utf-8?B?R3LD?= =?utf-8?B?vA==?=", b"=?gb2312?Q?=C4?=",
    b"=?utf-8?q?x=0ABcc=3A_e=40x?=", b"((((", b"a, b; c: <d@e>;", b"\xff\xfe\x00", b"<a@b>" * 60, b"=?x?y?",
    b"\xe4\xb8", b"Mon, 99 Foo 99999 99:99:99 +9999", b"Team: a@b.c, <d@e.f>;", b"@,@:a@b", b"\x1b$B", b"'" * 50,
    b"[#2026-11-00042]",
)  # fmt: skip
TYPES = (
    b"text/plain", b"text/html", b"text/plain; format=flowed; delsp=yes", b"text/enriched",
    b"text/calendar; method=REQUEST", b"multipart/mixed", b"multipart/alternative", b"multipart/related; start=x",
    b"multipart/signed", b"multipart/digest", b"multipart/report; report-type=delivery-status",
    b"multipart/encrypted", b"message/rfc822", b"message/partial; number=1", b"message/delivery-status",
    b"message/feedback-report", b"message/disposition-notification", b"text/rfc822-headers", b"application/ms-tnef",
    b"application/pkcs7-mime", b"application/octet-stream", b"image/png", b"text", b"/", b"",
)  # fmt: skip
CHARSETS = b"utf-8 us-ascii iso-8859-1 gb2312 iso-2022-jp shift_jis euc-kr big5 utf-7 utf-16 koi8-r hz x-none".split()
ENCODINGS = b"7bit 8bit base64 quoted-printable x-uuencode binary x-none".split()
BODIES = (
    b"Hello\n", b"<p>Hi <b>there</p><blockquote>old</blockquote>", b"R3LDvMOfZQ==\n", b"Gr=C3=BC=\n=C3=9Fe =ZZ\n",
    b"\xff" * 40, b"On Mon, 16 Nov 2026, Ann wrote:\n> old\n", b"begin 644 x\n#0V%T\n`\nend\n",
    b"=ybegin line=1 size=1 name=x\nk\n=yend\n", b"\x1b$B%F%9%H\x1b(B\n",
    b"\x78\x9f\x3e\x22\x01\x00\x01\x03\x90\x06\x00\xff\xff\x00\x00" + b"\x1f\x00\x00\x10" * 9,
    b"0\x80\x06\x09*\x86H\x86\xf7\x0d\x01\x07\x02\xa0\x80" * 5, b"-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n",
    b">" * 300, b"Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n",
    b"BEGIN:VEVENT\nSUMMARY:x\nDTSTART:2\n", b"", b"<div>" * 40 + b"deep", b"<table><tr><td>a<td>b",
    b"&#x110000;&#xd800;&#0;<a href='&#106;avascript:x'>y</a>", b"-- \nAnn\n",
)  # fmt: skip
NASTY = (
    b"\r",
    b"\n",
    b"\0",
    b"\r\n",
    b"=",
    b"?=",
    b"=?",
    b'"',
    b"\\",
    b"(",
    b"<",
    b">",
    b"--",
    b";",
    b"\x1b",
    b"\xff",
    b":",
)
LINE_ENDS = (b"\n", b"\n", b"\r\n", b"\r")


def inputs(seeds: list[bytes], count: int, seed: int) -> Iterator[tuple[int, bytes]]:
    """Numbered inputs; each depends on ``seed`` and its number alone."""
    for number in range(count):
        draw = random.Random(f"{seed}:{number}")
        raw = mutated(draw.choice(seeds), seeds, draw) if seeds and draw.random() < 0.5 else generated(draw)
        yield number, raw


def mutated(raw: bytes, seeds: list[bytes], draw: random.Random) -> bytes:
    """A mail with one to eight injuries."""
    for _ in range(draw.randint(1, 8)):
        start = draw.randrange(len(raw) + 1)
        end = min(len(raw), start + draw.choice((0, 1, 1, 2, 8, 64, 512)))
        match draw.randrange(7):
            case 0:
                piece = b""
            case 1:
                piece = draw.choice(NASTY) * draw.choice((1, 1, 2, 40))
            case 2:
                piece = raw[start:end] * draw.choice((2, 3, 20))
            case 3:
                piece = draw.randbytes(draw.randint(1, 8))
            case 4:
                other = draw.choice(seeds)
                place = draw.randrange(len(other) + 1)
                piece = other[place : place + draw.choice((20, 200, 2000))]
            case 5:
                piece = raw[start:end].swapcase()
            case _:
                return raw[:start] if draw.random() < 0.3 else raw.replace(b"\n", draw.choice(LINE_ENDS))
        raw = raw[:start] + piece + raw[end:]
    return raw[: 4 * LARGEST_SEED_MAIL]


def generated(draw: random.Random) -> bytes:
    """A mail from the grammar of MIME, with words that have broken parsers before."""
    names = draw.choices(NAMES, k=draw.randint(0, 8))
    header = b"".join(name + draw.choice((b": ", b":", b" : ")) + draw.choice(VALUES) + b"\n" for name in names)
    return (header + entity(draw, 0)).replace(b"\n", draw.choice(LINE_ENDS))


def entity(draw: random.Random, depth: int) -> bytes:
    """Headers of an entity, a blank line, and what it holds."""
    kind = draw.choice(TYPES)
    header = b"Content-Type: " + kind
    if draw.random() < 0.5:
        header += b"; charset=" + draw.choice(CHARSETS)
    encoding = draw.choice(ENCODINGS) if draw.random() < 0.5 else b""
    if draw.random() < 0.3:
        header += (
            b"\nContent-Disposition: " + draw.choice((b"attachment", b"inline", b"")) + b"; filename=" + name(draw)
        )
    if encoding:
        header += b"\nContent-Transfer-Encoding: " + encoding
    if kind.startswith(b"multipart/") and depth < 6:
        boundary = draw.choice((b"a", b"a", b"ab", b"a--", b"=_x", b""))
        parts = b"".join(b"--" + boundary + b"\n" + entity(draw, depth + 1) + b"\n" for _ in range(draw.randint(0, 4)))
        end = b"--" + boundary + b"--\n" if draw.random() < 0.8 else b""
        return header + b'; boundary="' + boundary + b'"\n' + draw.choice((b"\n", b"\n", b"")) + parts + end
    if kind.startswith(b"message/rfc822") and depth < 6:
        return header + b"\n\nSubject: " + draw.choice(VALUES) + b"\n" + entity(draw, depth + 1)
    return (
        header + b"\n" + draw.choice((b"\n", b"\n", b"\n", b"")) + b"".join(draw.choices(BODIES, k=draw.randint(0, 4)))
    )


def name(draw: random.Random) -> bytes:
    return draw.choice(
        (b'"../../x"', b'"C:\\x\\y.pdf"', b'"=?utf-8?Q?=E2=80=AEx?="', b'"unclosed', b"a b.txt", b"\xff\xfe", b'""')
    )


def complaint(raw: bytes) -> str:
    """What is wrong with the parser's answer to an input; empty when nothing is."""
    started = time.process_time()
    message = parse_message(raw)
    seconds = time.process_time() - started
    if seconds > SLOW_SECONDS:
        return f"took {seconds:.1f} s"
    line = as_json("x", message, seconds)
    if not line.isascii() or "\n" in line:
        return "JSON is not one line of ASCII"
    json.loads(line)
    return broken_promise(message)


def broken_promise(message: Message) -> str:
    """The first promise of ``model.message`` that does not hold."""
    faults = [code for code in message.defects if code.startswith("internal:")]
    if faults:
        return f"a reader failed: {faults}"
    covered = "".join(message.text[part.start : part.end] for part in message.segments)
    if covered != message.text:
        return "segments do not cover the text"
    if safe_html(message.html) != message.html or safe_html(message.reply_html) != message.reply_html:
        return "sanitised HTML changes when sanitised again"
    texts = [message.text, message.html, message.subject, message.author.name, message.message_id, *message.references]
    texts += [value for _, value in message.headers.fields] + [item.name for item in message.attachments]
    if any(
        "\0" in text or "\r" in text or any("\ud800" <= character <= "\udfff" for character in text) for text in texts
    ):
        return "a text holds NUL, CR or a lone surrogate"
    if any(character in value for _, value in message.headers.fields for character in "\n\r\v\f\x85\u2028"):
        return "a header value has a line break"
    limits = ParseLimits()
    if len(message.attachments) > limits.attachments or len(message.references) > limits.references:
        return "a limit was passed over"
    return next((f"attachment name {bad!r}" for bad in map(bad_name, message.attachments) if bad), "")


def bad_name(attachment: object) -> str:
    text = str(getattr(attachment, "name", ""))
    controls = any(unicodedata.category(character) in ("Cc", "Cf") for character in text)
    return text if not text or "/" in text or len(text) > 200 or text in (".", "..") or controls else ""


def read_seeds(folders: list[Path]) -> list[bytes]:
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    return [
        raw
        for path in files
        if path.suffix not in (".py", ".json", ".tsv") and len(raw := path.read_bytes()) < LARGEST_SEED_MAIL
    ]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folders", nargs="*", type=Path, default=[Path(__file__).parent])
    options.add_argument("--count", type=int, default=1_000_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", type=Path, default=Path("var/fuzz"))
    given = options.parse_args()
    failures, slowest, started = 0, 0.0, time.monotonic()
    for number, raw in inputs(read_seeds(given.folders), given.count, given.seed):
        begun = time.process_time()
        try:
            problem = complaint(raw)
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
        slowest = max(slowest, time.process_time() - begun)
        if problem:
            failures += 1
            given.keep.mkdir(parents=True, exist_ok=True)
            (given.keep / f"{given.seed}-{number}.eml").write_bytes(raw)
            print(f"{given.seed}:{number}: {problem}", flush=True)
    spent = time.monotonic() - started
    print(
        f"{given.count} inputs, seed {given.seed}, {failures} failures, slowest {slowest:.2f} s, {spent:.0f} s in all"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
