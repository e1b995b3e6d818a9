"""Seeded mail like a desk gets it: 60 % new matters, 40 % answers, 2 KB to 70 KB, 300 customers."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

CUSTOMERS = 300
_WORDS = (
    *("printer", "invoice", "router", "delivery", "account", "password", "screen", "update", "order", "refund"),
    *("slow", "broken", "again", "please", "thanks", "cannot", "since", "yesterday", "office", "colleague"),
    *("attached", "number", "morning", "customer", "contract", "cable", "restart", "nothing", "works"),
)


@dataclass(frozen=True, slots=True)
class Load:
    """One mail to send; ``raw`` has CRLF line ends and needs no dot-stuffing."""

    message_id: str
    sender: str
    raw: bytes
    #: An answer to an earlier mail of the same customer.
    answer: bool


def traffic(count: int, *, seed: int, behind: int = 200) -> Iterator[Load]:
    """``count`` mails, the same for the same seed; an answer is to a mail at least ``behind`` earlier."""
    chance = random.Random(seed)
    sent: list[tuple[str, str, str]] = []
    for place in range(count):
        earlier = sent[: max(0, place - behind)]
        answer = bool(earlier) and chance.random() < 0.4
        message_id = f"load-{seed}-{place}@customers.test"
        if answer:
            parent, sender, subject = chance.choice(earlier)
            subject = subject if subject.startswith("Re: ") else f"Re: {subject}"
        else:
            customer = chance.randrange(CUSTOMERS)
            parent, sender, subject = "", f"customer{customer}@customers.test", _subject(chance)
        sent.append((message_id, sender, subject))
        yield Load(message_id, sender, _mail(chance, message_id, sender, subject, parent), answer)


def _subject(chance: random.Random) -> str:
    return " ".join(chance.choices(_WORDS, k=chance.randint(3, 7))).capitalize()


def _mail(chance: random.Random, message_id: str, sender: str, subject: str, parent: str) -> bytes:
    """A size from 2 KB to 70 KB, 17 KB in the mean: text, text with HTML, or with a picture."""
    size = int(min(70_000, max(2_000, chance.expovariate(1 / 15_000) + 2_000)))
    text = _prose(chance, min(size, 4_000))
    head = [
        f"From: Customer <{sender}>",
        "To: Support <support@bench.test>",
        f"Subject: {subject}",
        f"Date: {format_datetime(datetime(2026, 11, 20, tzinfo=UTC))}",
        f"Message-ID: <{message_id}>",
        *([f"In-Reply-To: <{parent}>", f"References: <{parent}>"] if parent else []),
        "MIME-Version: 1.0",
    ]
    if parent:
        text += "\r\n\r\nOn Fri, 20 Nov 2026 at 10:00, Support <support@bench.test> wrote:\r\n"
        text += "> Hello,\r\n> we look at it.\r\n"
    plain = ["Content-Type: text/plain; charset=utf-8", "", text]
    body = plain if size < 5_000 else _parts(chance, text, size)
    return "\r\n".join((*head, *body, "")).encode()


def _parts(chance: random.Random, text: str, size: int) -> list[str]:
    html = "".join(f"<p>{escape(line)}</p>\r\n" for line in text.split("\r\n") if line)
    parts = [
        "--inner\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text,
        "--inner\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>" + html + "</body></html>",
        "--inner--",
    ]
    alternative = 'Content-Type: multipart/alternative; boundary="inner"\r\n\r\n' + "\r\n".join(parts)
    left = size - len(alternative)
    if left < 3_000:
        return [alternative]
    picture = base64.encodebytes(chance.randbytes(left * 3 // 4)).decode().replace("\n", "\r\n")
    attached = (
        "Content-Type: image/png; name=screen.png\r\nContent-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment; filename=screen.png\r\n\r\n" + picture
    )
    return [
        'Content-Type: multipart/mixed; boundary="outer"',
        "",
        "--outer",
        alternative,
        "--outer",
        attached,
        "--outer--",
    ]


def _prose(chance: random.Random, size: int) -> str:
    lines = []
    while size > 0:
        line = " ".join(chance.choices(_WORDS, k=10))
        lines.append(line)
        size -= len(line) + 2
    return "\r\n".join(lines)
