"""Where one mail of an mbox ends and the next begins."""

from __future__ import annotations

import io

import pytest

from mailgate.receive.files.mbox import Entry, entries

LARGEST = 1_000_000


def read(text: str, *, largest: int = LARGEST) -> list[Entry]:
    return list(entries(io.BytesIO(text.encode()), largest))


def raws(text: str) -> list[str | None]:
    return [None if one.raw is None else one.raw.decode() for one in read(text)]


FIRST = "From cora@customers.test Fri Jul  8 12:08:34 2011\n"
SECOND = "From dan@customers.test Fri Jul  8 12:09:00 2011\n"


def test_each_mail_ends_before_the_empty_line_above_the_next_separator() -> None:
    assert raws(f"{FIRST}Subject: 1\n\none\n\n{SECOND}Subject: 2\n\ntwo\n") == [
        "Subject: 1\n\none\n",
        "Subject: 2\n\ntwo\n",
    ]


@pytest.mark.parametrize(
    "sentence",
    ["From here on it rains.\n", f"no empty line above\n{SECOND}", "From dan@customers.test with love\n"],
    ids=["a sentence", "no empty line", "no date"],
)
def test_what_only_looks_like_a_separator_stays_in_its_mail(sentence: str) -> None:
    assert raws(f"{FIRST}Subject: 1\n\n{sentence}rest\n") == [f"Subject: 1\n\n{sentence}rest\n"]


def test_escaped_lines_lose_one_angle_bracket() -> None:
    assert raws(f"{FIRST}Subject: 1\n\n>From here\n>>From there\n> From a quote\n") == [
        "Subject: 1\n\nFrom here\n>From there\n> From a quote\n"
    ]


@pytest.mark.parametrize(
    ("line", "mail_from"),
    [
        (FIRST, "cora@customers.test"),
        ("From MAILER-DAEMON Fri Jul  8 12:08:34 2011\n", ""),
        ("From - Fri Jul  8 12:08:34 2011\n", None),
        ("From \n", None),
    ],
    ids=["an address", "the null sender", "Thunderbird", "Thunderbird, nothing"],
)
def test_a_separator_names_the_reverse_path_or_nobody(line: str, mail_from: str | None) -> None:
    found = read(f"{line}Subject: 1\n\none\n\n{line}Subject: 2\n\ntwo\n")
    assert [one.mail_from for one in found] == [mail_from, mail_from]


def test_line_ends_of_windows_are_line_ends() -> None:
    assert len(read(f"{FIRST}Subject: 1\n\none\n\n{SECOND}Subject: 2\n\ntwo\n".replace("\n", "\r\n"))) == 2


def test_a_mail_over_the_limit_is_passed_over_and_its_neighbours_are_not() -> None:
    text = f"{FIRST}Subject: 1\n\none\n\n{FIRST}Subject: 2\n\n{'x' * 200_000}\n\n{SECOND}Subject: 3\n\nthree\n"
    found = read(text, largest=1000)
    assert [one.raw is None for one in found] == [False, True, False]
    assert [text[one.start : one.start + 5] for one in found] == ["From "] * 3
    assert found[-1].end == len(text)
