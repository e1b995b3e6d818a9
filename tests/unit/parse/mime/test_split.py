from __future__ import annotations

import base64

from mailgate.model.limits import ParseLimits
from mailgate.parse.mime.entity import Entity
from mailgate.parse.mime.split import split

LIMITS = ParseLimits()


def tree(entity: Entity) -> object:
    """Types with their children, bodies of leaves."""
    if entity.children:
        return {entity.type: [tree(child) for child in entity.children]}
    return (entity.type, entity.source[entity.start : entity.end])


def read(source: bytes, limits: ParseLimits = LIMITS) -> tuple[object, set[str]]:
    defects: set[str] = set()
    return tree(split(source, limits, defects)), defects


def test_parts_lie_between_their_delimiters() -> None:
    inner = b"--b\n\none\n--b \nContent-Type: text/html\n\ntwo\n\n--b--\n"
    source = b"Content-Type: multipart/mixed; boundary=b\n\npre\n" + inner + b"post"

    assert read(source) == ({"multipart/mixed": [("text/plain", b"one"), ("text/html", b"two\n")]}, set())


def test_line_end_before_a_delimiter_belongs_to_it() -> None:
    source = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n\r\n--b--\r\n"

    assert read(source)[0] == {"multipart/mixed": [("text/plain", b"one\r\n")]}


def test_outer_delimiter_ends_an_inner_multipart() -> None:
    inner = b"Content-Type: multipart/alternative; boundary=i\n\n--i\n\none\n"
    source = b"Content-Type: multipart/mixed; boundary=o\n\n--o\n" + inner + b"--o\n\ntwo\n--o--\n"

    found, defects = read(source)

    assert found == {"multipart/mixed": [{"multipart/alternative": [("text/plain", b"one")]}, ("text/plain", b"two")]}
    assert defects == {"mime:unterminated"}


def test_same_boundary_inside_belongs_to_the_innermost() -> None:
    inner = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n"
    source = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + inner + b"--b\n\ntwo\n--b--\n"

    assert read(source)[0] == {
        "multipart/mixed": [{"multipart/mixed": [("text/plain", b"one")]}, ("text/plain", b"two")]
    }


def test_boundary_that_never_comes_is_guessed() -> None:
    source = b"Content-Type: multipart/mixed; boundary=no\n\n--yes\nContent-Type: text/html\n\none\n--yes--\n"

    assert read(source) == ({"multipart/mixed": [("text/html", b"one")]}, {"mime:boundary_guessed"})


def test_embedded_message_is_the_child_of_its_part() -> None:
    source = b"Content-Type: message/rfc822\n\nSubject: x\nContent-Type: text/html\n\nhi"

    assert read(source)[0] == {"message/rfc822": [("text/html", b"hi")]}


def test_embedded_message_in_base64_is_opened() -> None:
    inner = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n"
    source = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(inner)

    assert read(source)[0] == {"message/rfc822": [{"multipart/mixed": [("text/plain", b"one")]}]}


def test_parts_of_a_digest_are_messages() -> None:
    source = b"Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n\none\n--b--\n"

    assert read(source)[0] == {"multipart/digest": [{"message/rfc822": [("text/plain", b"one")]}]}


def test_depth_over_the_limit_stays_one_file() -> None:
    source = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1_000)) + b"\nx"

    found, defects = read(source)

    depth = 0
    while isinstance(found, dict):
        depth, found = depth + 1, found["multipart/mixed"][0]
    assert depth == 20
    assert isinstance(found, tuple)
    assert found[0] == "application/octet-stream"
    assert defects == {"limit:mime_depth", "mime:unterminated"}


def test_parts_over_the_limit_stay_one_file() -> None:
    source = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 100_000 + b"--b--\n"
    defects: set[str] = set()

    root = split(source, LIMITS, defects)

    assert len(root.children) == LIMITS.mime_parts
    assert root.children[-1].end == len(source)
    assert "limit:mime_parts" in defects


def test_boundary_over_its_limit_is_not_used() -> None:
    long = b"b" * 201
    source = b"Content-Type: multipart/mixed; boundary=" + long + b"\n\n--" + long + b"\n\nx\n"

    assert "limit:boundary_length" in read(source)[1]


def test_no_bytes_are_a_mail_too() -> None:
    assert read(b"") == (("text/plain", b""), set())
