"""Mails for the parser's tests, written in as few words as they allow."""

from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.fixture
def mail() -> Callable[..., bytes]:
    """``mail(body, type, **fields)``: a mail with usual fields; an empty field is left out."""

    def build(body: str = "Hello\n", content_type: str = "text/plain; charset=utf-8", **fields: str) -> bytes:
        usual = {
            "from": "Ann <ann@customer.example>",
            "to": "support@acme.test",
            "subject": "Printer",
            "date": "Mon, 16 Nov 2026 09:12:30 +0100",
            "message-id": "<m1@customer.example>",
        }
        given = {name.replace("_", "-").rstrip("-"): value for name, value in fields.items()}
        merged = usual | given | {"content-type": content_type}
        return "".join(f"{name}: {value}\n" for name, value in merged.items() if value).encode() + b"\n" + body.encode()

    return build


@pytest.fixture
def multipart() -> Callable[..., str]:
    """``multipart(part, part, ...)``: the body of a multipart with boundary ``b``."""
    return lambda *parts: "".join(f"--b\n{part}\n" for part in parts) + "--b--\n"
