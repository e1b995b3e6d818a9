from __future__ import annotations

import hashlib

import pytest

from mailgate.authenticate.letter import Letter


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()


def test_fields_keep_their_bytes_folds_and_order():
    letter = Letter(b"From: a\r\n b\r\nX-Y:c\r\nfrom : d\r\n\r\nbody: no field\r\n")

    assert letter.fields == [(b"From", b" a\r\n b\r\n"), (b"X-Y", b"c\r\n"), (b"from", b" d\r\n")]
    assert letter.named(b"from") == [(b"From", b" a\r\n b\r\n"), (b"from", b" d\r\n")]


@pytest.mark.parametrize(
    ("body", "simple", "relaxed"),
    [
        # The examples of RFC 6376 section 3.4.5, and the edges of its rules.
        (b" C \r\nD \t E\r\n\r\n\r\n", b" C \r\nD \t E\r\n", b" C\r\nD E\r\n"),
        (b"", b"\r\n", b""),
        (b"\r\n\r\n", b"\r\n", b""),
        (b" \t\r\n\r\n", b" \t\r\n", b""),
        (b"no line end", b"no line end\r\n", b"no line end\r\n"),
        (b"blank at the end ", b"blank at the end \r\n", b"blank at the end\r\n"),
    ],
)
def test_both_canonical_bodies(body, simple, relaxed):
    letter = Letter(b"From: a\r\n\r\n" + body)

    assert letter.body_digest("simple") == _digest(simple)
    assert letter.body_digest("relaxed") == _digest(relaxed)


@pytest.mark.parametrize(
    "head", [b"<ceo@desk.test>\r\n", b" folded\r\n", b": x\r\n", b"\xef\xbb\xbfTo: x\r\n", b"To x\r\n", b"From x\r\n"]
)
def test_a_block_with_a_line_that_is_no_field_has_none(head):
    letter = Letter(head + b"From: a\r\n" + b"X: y\r\n\r\n")
    inside = Letter(b"From: a\r\n" + head + b"X: y\r\n\r\n")

    assert letter.fields == ([(b"From", b" a\r\n"), (b"X", b" y\r\n")] if head.startswith(b"From ") else [])
    assert inside.fields == ([(b"From", b" a\r\n folded\r\n"), (b"X", b" y\r\n")] if head.startswith(b" ") else [])


def test_a_huge_block_costs_no_more_than_its_length():
    for line in (b" \r\n", b" x\r\n", b"a:\r\n", b"\r\n"):
        Letter(b"From: a\r\n" + line * (500_000 // len(line)) + b"\r\nbody\r\n")
    assert Letter(b"From: a\r\n" + b" x\r\n" * 200_000 + b"\r\n").fields == []


def test_a_length_must_cover_the_whole_body():
    letter = Letter(b"From: a\r\n\r\nsigned\r\nappended\r\n")

    assert letter.body_digest("simple", 8) is None
    assert letter.body_digest("simple", 99) is None
    assert letter.body_digest("simple", 18) == letter.body_digest("simple")


def test_bare_line_ends_are_read_as_those_of_mail():
    whole = Letter(b"From: a\r\n\r\none\r\ntwo\r\n")

    for raw in (b"From: a\n\none\ntwo\n", b"From: a\r\rone\rtwo\r"):
        assert Letter(raw).fields == whole.fields
        assert Letter(raw).body_digest("simple") == whole.body_digest("simple")


def test_a_mail_without_a_body_has_an_empty_one():
    for raw in (b"From: a\r\n", b"From: a"):
        assert Letter(raw).body_digest("simple") == _digest(b"\r\n")
        assert Letter(raw).fields == [(b"From", b" a\r\n")]
    assert Letter(b"").fields == []


def test_long_runs_of_blanks_cost_no_more_than_their_length():
    # Quadratic work on a megabyte would run into the time limit of the test.
    letter = Letter(b"From: a\r\n\r\n" + b" " * 1_000_000 + b"x\r\n" * 2)

    assert letter.body_digest("relaxed") == _digest(b" x\r\nx\r\n")
