from __future__ import annotations

from mailgate.parse.bare import parse_html, parse_text, parse_tnef


def test_text_is_told_apart() -> None:
    message = parse_text("Hello\r\n\r\nOn Mon, 16 Nov 2026 at 08:00, Ann <ann@a.example> wrote:\r\n> old\r\n")

    assert (message.new_text, message.html) == ("Hello", "")
    assert "".join(message.text[part.start : part.end] for part in message.segments) == message.text


def test_html_is_converted_and_sanitised() -> None:
    message = parse_html("<p onclick=x>Hello</p><blockquote>old</blockquote>")

    assert (message.text, message.html) == ("Hello\n\n> old", "<p>Hello</p><blockquote>old</blockquote>")
    assert "old" not in message.reply_html


def test_stream_that_is_no_tnef_gives_an_empty_message() -> None:
    assert parse_tnef(b"nothing").defects == ("tnef:not_tnef",)
