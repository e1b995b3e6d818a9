"""No address of an agent and no token leaves with an agent's words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailgate.model.desk import Queue
from mailgate.notify.own_addresses import names_any, queued

QUEUE = "support@acme.test"
OWN = frozenset(("ann@acme.test", "ann.b@acme.test", "bob@mail.acme.test"))


@pytest.mark.parametrize(
    ("text", "replaced"),
    [
        ("Write to ann@acme.test.", "Write to support@acme.test."),
        ("Ann@ACME.Test", "support@acme.test"),
        ("<ann@acme.test>, ann.b@acme.test;bob@mail.acme.test", f"<{QUEUE}>, {QUEUE};{QUEUE}"),
        ("mailto:ann@acme.test?subject=x", "mailto:support@acme.test?subject=x"),
        ("mailto:?cc=%20ann%40acme.test&bcc=%3Cann%40acme.test%3E", f"mailto:?cc=%20{QUEUE}&bcc=%3C{QUEUE}%3E"),
        ("ann+sales@acme.test", "support@acme.test"),
        ("ann%2Bsales%40acme.test", "support@acme.test"),
        ("请写信至ann@acme.test谢谢", "请写信至support@acme.test谢谢"),
        ("ann&#64;acme.test", "support@acme.test"),
        ("support+r-abc234@acme.test", "support@acme.test"),
        ("support+n-abc234@reply.acme.test", "support@acme.test"),
        ("[ref:0123456789abcdef@desk.test]", ""),
        ("help@acme.test", "help@acme.test"),
        ("help+r-abc234@acme.test", "support@acme.test"),
        ("Support@acme.test", "Support@acme.test"),
        ("joann@acme.test", "joann@acme.test"),
        ("ann@acme.test.example", "ann@acme.test.example"),
        ("ann@acme.testing", "ann@acme.testing"),
        ("x.ann@acme.test", "x.ann@acme.test"),
        ("kim@client.test", "kim@client.test"),
        ("ann at acme", "ann at acme"),
        ("", ""),
    ],
)
def test_addresses_become_the_queues(queue: Queue, text: str, replaced: str) -> None:
    assert queued(text, OWN, replace(queue, aliases=("help@acme.test",))) == replaced


def test_nothing_is_found_where_nothing_is_own() -> None:
    assert not names_any("ann@acme.test", frozenset())
    assert names_any("ann@acme.test", OWN)
