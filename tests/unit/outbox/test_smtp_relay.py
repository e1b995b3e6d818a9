"""The bytes that follow DATA."""

from __future__ import annotations

import pytest

from mailgate.outbox.smtp_relay import data_section


@pytest.mark.parametrize(
    ("raw", "sent"),
    [
        (b"", b".\r\n"),
        (b"a\r\n", b"a\r\n.\r\n"),
        (b"a", b"a\r\n.\r\n"),
        (b".\r\n", b"..\r\n.\r\n"),
        (b".a\r\nb.\r\n..\r\n", b"..a\r\nb.\r\n...\r\n.\r\n"),
    ],
)
def test_leading_dots_are_doubled_and_a_lone_dot_ends_it(raw: bytes, sent: bytes) -> None:
    assert data_section(raw) == sent
