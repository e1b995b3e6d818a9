from __future__ import annotations

from collections.abc import Callable

from mailgate.model.limits import ParseLimits
from mailgate.parse.mime.assemble import assemble
from mailgate.parse.mime.split import split
from mailgate.parse.parts import Part

Mail = Callable[..., bytes]


def tree(raw: bytes) -> Part:
    defects: set[str] = set()
    return assemble(split(raw, ParseLimits(), defects), "", ParseLimits(), defects)


def test_walk_keeps_embedded_messages_closed_unless_asked(mail: Mail, multipart: Callable[..., str]) -> None:
    root = tree(
        mail(multipart("\nHello", "Content-Type: message/rfc822\n\nSubject: x\n\ninner"), "multipart/mixed; boundary=b")
    )

    assert [part.type for part in root.walk()] == ["multipart/mixed", "text/plain", "message/rfc822"]
    assert [part.type for part in root.walk(into_messages=True)][-1] == "text/plain"
    assert [part.is_message for part in root.walk()] == [False, False, True]


def test_find_takes_the_first_of_several_types(mail: Mail, multipart: Callable[..., str]) -> None:
    parts = ("Content-Type: text/html\n\nh", "Content-Type: text/plain\n\np")
    root = tree(mail(multipart(*parts), "multipart/mixed; boundary=b"))

    found = root.find("text/plain", "text/html")

    assert found is not None
    assert found.text() == "h"
    assert root.find("image/png") is None


def test_text_has_one_kind_of_line_end_and_no_nul(mail: Mail) -> None:
    assert tree(mail("a\r\nb\rc\n\0d")).text() == "a\nb\nc\nd"


def test_defects_of_lazy_reading_are_named(mail: Mail) -> None:
    root = tree(mail("Grüße", "text/plain; charset=us-ascii"))

    assert root.defects == set()
    root.text()
    assert root.defects == {"charset:mislabelled"}
