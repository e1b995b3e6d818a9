from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailgate.model.outbound import OutboundKind
from mailgate.notify.footers import with_footer
from mailgate.notify.letter import Letter


@pytest.fixture
def letter() -> Letter:
    return Letter(
        kind=OutboundKind.REPLY, from_name="", from_address="a@desk.test", to_name="", to_address="z@client.test",
        reply_to="", message_id="m@desk.test", in_reply_to="", references=(), date=datetime(2026, 11, 21, tzinfo=UTC),
        automatic=False, loop_id="", subject="s", text="Words\n\n[ref:m@desk.test]\n", html="<body><p>Words</p></body>",
    )  # fmt: skip


def test_footer_stands_above_the_line_that_names_the_mail(letter):
    assert with_footer(letter, "Open 9 to 5").text == "Words\n\nOpen 9 to 5\n\n[ref:m@desk.test]\n"


def test_footer_is_text_in_the_page_too(letter):
    html = with_footer(letter, "<b>&").html

    assert html.startswith("<body><p>Words</p><p")
    assert html.endswith(">&lt;b&gt;&amp;</p></body>")
