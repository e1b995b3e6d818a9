from __future__ import annotations

from collections.abc import Callable
from typing import cast

from mailgate.model.limits import ParseLimits
from mailgate.model.message import Author, MailClass, SegmentKind
from mailgate.parse.bodies import Body
from mailgate.parse.mime.assemble import assemble
from mailgate.parse.mime.split import split
from mailgate.parse.parts import Part
from mailgate.parse.verdicts import read_verdicts

ANN = Author(address="ann@customer.example", name="Ann", clean=True)


def tree(raw: bytes) -> Part:
    defects: set[str] = set()
    return assemble(split(raw, ParseLimits(), defects), "", ParseLimits(), defects)


def test_quoted_html_is_only_in_the_whole(mail: Callable[..., bytes]) -> None:
    html = "<p>New</p><blockquote>Old</blockquote>"

    verdicts = read_verdicts(tree(mail()), ANN, Body("New\n\n> Old", html, ()))

    assert [segment.kind for segment in verdicts.segments] == [SegmentKind.NEW, SegmentKind.QUOTE]
    assert ("Old" in verdicts.html, "Old" in verdicts.reply_html) == (True, False)


def test_html_without_quotes_is_the_reply_as_it_is(mail: Callable[..., bytes]) -> None:
    verdicts = read_verdicts(tree(mail()), ANN, Body("New", "<p>New</p>", ()))

    assert verdicts.html == verdicts.reply_html == "<p>New</p>"


def test_reader_that_fails_costs_its_own_answer_only(mail: Callable[..., bytes]) -> None:
    root = tree(mail(auto_submitted="auto-replied"))

    verdicts = read_verdicts(root, ANN, Body(cast(str, None), "", ()))

    assert "internal:quotes" in root.defects
    assert verdicts.segments == ()
    assert verdicts.mail_class in (MailClass.AUTO_REPLY, MailClass.HUMAN)
