"""Texts made to be slow or to break the reading; the claim is the result (T-19), the suite's time limit is the"
" bound."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

Tell = Callable[..., Any]

MEGABYTE = 1_000_000
BOMBS = {
    "marks": ">" * MEGABYTE,
    "spaced marks": "> " * (MEGABYTE // 2),
    "lines of marks": ">\n" * (MEGABYTE // 2),
    "blanks": " " * MEGABYTE + "x",
    "blank lines": "x\n" + "\n" * MEGABYTE,
    "on without wrote": "On " + "x" * MEGABYTE + " at ",
    "on lines without wrote": "On Monday at x\n" * (MEGABYTE // 15),
    "on with digits": "On 1/1/2026 at 10:00 <" + "a" * 900 + ":\n" * 10,
    "colons": ":" * MEGABYTE,
    "lines that end like an attribution": ("On 1/1/2026 10:00 " + "x" * 80 + ":\n") * (MEGABYTE // 100),
    "lines that begin like a block": "From: x\n" * (MEGABYTE // 8),
    "blocks": "From: a@b.c\nSent: 1\nTo: x\nSubject: y\n\n" * (MEGABYTE // 40),
    "open brackets": "<" * MEGABYTE,
    "open brackets in lines": ("<" * 900 + ":\n") * (MEGABYTE // 902),
    "at signs": ("@" * 900 + ":\n") * (MEGABYTE // 902),
    "dashes": "-" * MEGABYTE,
    "delimiters": "--\n" * (MEGABYTE // 3),
    "rules": ("-" * 70 + "\n") * (MEGABYTE // 71),
    "separators": "-----Original Message-----\n" * (MEGABYTE // 27),
    "phone lines": "Sent from my iPhone\n\n" * (MEGABYTE // 21),
    "phone lines and headers": "Sent from my iPhone\n\n-----Original Message-----\n" * (MEGABYTE // 48),
    "closings": "Regards\nAnn\n\n" * (MEGABYTE // 13),
    "figures": "1" * MEGABYTE,
    "telephone numbers": ("+1 " * 300 + "\n") * (MEGABYTE // 901),
    "notices": "This e-mail is confidential and intended solely for the addressee.\n\n" * (MEGABYTE // 70),
    "marks of growing depth": "\n".join(">" * depth + " x" for depth in range(1000)),
    "on on on": "On " * (MEGABYTE // 3),
    "on on on in lines": ("On " * 300 + "\n") * (MEGABYTE // 901),
    "wrote without on": "wrote:\n" * (MEGABYTE // 7),
    "on, commas and wrote": "On " + "," * MEGABYTE + " wrote:",
    "device without an end": "Sent from my " + "x" * MEGABYTE,
    "device of many words": "Sent from my " + "phone " * (MEGABYTE // 6),
    "underscores": "_" * MEGABYTE,
    "lines of underscores": ("_" * 32 + "\n") * (MEGABYTE // 33),
    "dash and word": "-a" * (MEGABYTE // 2),
    "field without a value": "From:" + " " * MEGABYTE,
    "bold fields": "*From:*" * (MEGABYTE // 7),
    "rules around a word": "----- Original Message " + "-" * MEGABYTE,
    "dates": "1/1/2026 10:00 " * (MEGABYTE // 15),
    "link without an end": "<https://" * (MEGABYTE // 9),
    "alternating": "> a\nb\n" * (MEGABYTE // 6),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_covered_and_has_new_words(tell: Tell, name: str) -> None:
    told = tell(BOMBS[name])
    assert told.segments[0].start == 0
    assert told.segments[-1].end == len(BOMBS[name])
    assert told.new or not BOMBS[name].strip(">- \n")


def test_answer_above_a_bomb_is_found(tell: Tell) -> None:
    assert tell("Yes.\n\nOn 16 Nov 2026, at 09:41, Ann <ann@example.com> wrote:\n" + "> x\n" * 20_000).new == "Yes."


def test_answer_below_a_bomb_is_found(tell: Tell) -> None:
    assert tell("> x\n" * 20_000 + "\nYes.\n").new == "Yes."


def test_words_in_the_middle_of_a_bomb_stay_new(tell: Tell) -> None:
    assert "Yes." in tell("> x\n" * 20_000 + "Yes.\n" + "> x\n" * 20_000).new


def test_pieces_in_any_order_are_covered_and_never_all_folded(tell: Tell) -> None:
    pieces = [
        "Yes.\n", "\n", "> quoted\n", ">> deeper\n", "--\n", "-- \n", "Regards,\n", "Ann\n", "Sent from my iPhone\n",
        "On 16 Nov 2026, at 09:41, Ann <ann@example.com> wrote:\n", "-----Original Message-----\n", "From:"
        " a@example.com\n",
        "Sent: 16.11.2026\n", "Subject: x\n", "wrote:\n", "_____\n", "This e-mail is confidential.\n", ">>>"
        " x\n", "PS: y\n",
        "Begin forwarded message:\n", "\u202b\n", "  \n", ":\n", ">From x\n", "<ann@example.com\n", ">:\n", "—\n",
    ]  # fmt: skip
    dice = random.Random(20261121)
    for _ in range(3000):
        text = "".join(dice.choices(pieces, k=dice.randint(1, 14)))
        told = tell(text)
        assert [part.start for part in told.segments] == [0, *[part.end for part in told.segments[:-1]]], text
        assert told.segments[-1].end == len(text), text
        assert told.new or not any(map(str.isalnum, text)), text
