"""Every kind of mail, with hostile values wherever its templates put any, has exactly its own header fields."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes, policy
from itertools import product

import pytest

from mailgate.model.outbound import OutboundKind
from mailgate.notify.letter import Letter, compose
from mailgate.notify.samples import samples
from mailgate.notify.subjects import with_tag
from mailgate.notify.templates import Templates

NAMES = ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References"]
MACHINE = ["Auto-Submitted", "X-Auto-Response-Suppress", "X-Mailgate-Loop"]
BODY = ["MIME-Version", "Content-Type", "Content-Transfer-Encoding"]
BREAKS = ["\r\n", "\n", "\r", "\x00", "\x0b", "\x85", "\u2028", "\u202e", "\u2066", "\U0001f525", "\U0001d50a\r\n "]
HOSTILE = [
    f"x{between}{intruder}"
    for between, intruder in product(BREAKS, ["Bcc: evil@evil.test", "\r\nevil", "=?utf-8?q?=0D=0ABcc:_x?="])
]


def poisoned(value: object, payload: str) -> object:
    """The value with every text in it replaced."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return payload
    if isinstance(value, list):
        return [poisoned(item, payload) for item in value]
    if isinstance(value, dict):
        return {name: poisoned(item, payload) for name, item in value.items()}
    return value


@pytest.mark.parametrize("kind", OutboundKind)
def test_every_kind_has_exactly_its_header_fields(
    templates: Templates, letter: Callable[..., Letter], kind: OutboundKind
) -> None:
    machine = kind is not OutboundKind.REPLY
    for context, payload in product(samples()[kind], HOSTILE):
        words = templates.render(kind, {name: poisoned(value, payload) for name, value in context.items()})
        raw = compose(
            letter(
                kind=kind,
                automatic=machine,
                subject=with_tag(words.subject, payload),
                from_name=payload,
                to_name=payload,
                text=words.text,
                html=words.html,
            )
        )
        expected = [*NAMES, *(MACHINE if machine else []), *BODY]
        assert message_from_bytes(raw).keys() == expected, payload
        strict = message_from_bytes(raw, policy=policy.default)
        assert strict.keys() == expected, payload
        assert len(strict["From"].addresses) == len(strict["To"].addresses) == 1
        assert strict["Subject"].isprintable(), payload
