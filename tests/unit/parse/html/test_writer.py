from __future__ import annotations

from mailgate.parse.html.writer import TextWriter


def test_white_space_collapses_and_breaks_stay() -> None:
    writer = TextWriter()
    writer.text(" a ")
    writer.text(" b")
    writer.line_break()
    writer.text("c")

    assert writer.result() == "a b\nc"


def test_blank_lines_are_at_most_two() -> None:
    writer = TextWriter()
    writer.text("a")
    for _ in range(50):
        writer.line_break()
    writer.text("b")

    assert writer.result() == "a\n\n\nb"


def test_quote_marks_stand_on_every_line() -> None:
    writer = TextWriter()
    writer.quote(1)
    writer.text("a")
    writer.line_break()
    writer.text("b")
    writer.quote(-1)
    writer.text("c")

    assert writer.result() == "> a\n> b\n\nc"
