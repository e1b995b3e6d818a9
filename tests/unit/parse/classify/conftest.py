"""Short mails whose class is asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailgate.model.message import MailClass
from mailgate.parse.message import parse_message

Classify = Callable[..., tuple[MailClass, tuple[str, ...]]]


@pytest.fixture
def classified() -> Classify:
    """Class and evidence of a mail of which only what matters is given; ``headers`` are whole lines."""

    def build(
        *headers: str,
        subject: str = "Re: Your printer",
        text: str = "Thank you, it prints again.",
        sender: str = "Ann <ann@customer.test>",
    ) -> tuple[MailClass, tuple[str, ...]]:
        head = "\n".join((f"From: {sender}", "To: support@acme.test", f"Subject: {subject}", *headers))
        raw = f"{head}\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
        message = parse_message(raw.encode())
        return message.mail_class, message.class_evidence

    return build
