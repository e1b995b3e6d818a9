"""Mails as systems send them, built from the few things that differ."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailgate.model.message import Message
from mailgate.parse.message import parse_message

Build = Callable[..., Message]

ORIGINAL = (
    "Return-Path: <desk@acme.test>\n"
    "Received: from desk.acme.test by mx.acme.test; Mon, 16 Nov 2026 09:00:00 +0000\n"
    "From: Acme Support <desk@acme.test>\n"
    "To: Ann <ann@customer.test>\n"
    "Subject: Your printer\n"
    "Message-ID: <outbound.77@desk.acme.test>\n"
    "\n"
    "Have you tried another cable?\n"
)


@pytest.fixture
def original() -> str:
    """The mail of ours that came back, as text."""
    return ORIGINAL


@pytest.fixture
def notice() -> Build:
    """Builds a report that is one text."""

    def build(text: str, *, sender: str = "MAILER-DAEMON@mx.other.test", subject: str = "", extra: str = "") -> Message:
        head = f"From: {sender}\nTo: desk@acme.test\nSubject: {subject}\n{extra}"
        body = text.replace("{original}", ORIGINAL)
        return parse_message(f"{head}Content-Type: text/plain; charset=utf-8\n\n{body}".encode())

    return build


@pytest.fixture
def status_report() -> Build:
    """Builds an RFC 3464 report from its text and its fields."""

    def build(
        fields: str,
        *,
        text: str = "",
        sender: str = "MAILER-DAEMON@mx.other.test",
        subject: str = "Returned",
        enclosed: str = "message/rfc822",
        extra: str = "",
    ) -> Message:
        parts = [("text/plain; charset=utf-8", text), ("message/delivery-status", fields)]
        if enclosed:
            parts.append((enclosed, ORIGINAL))
        body = "".join(f"--b1\nContent-Type: {kind}\n\n{content}\n" for kind, content in parts)
        head = (
            f"From: {sender}\nTo: desk@acme.test\nSubject: {subject}\n{extra}MIME-Version: 1.0\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b1\n\n"
        )
        return parse_message(f"{head}{body}--b1--\n".encode())

    return build
