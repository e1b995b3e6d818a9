from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mailgate.config.toml_lines import Lines, Place

TEXT = '''\
# a comment with [brackets] and = signs
title = "one" # and another
a.b.c = 1

[server]
name = "x"
"quoted key" = 2
'literal.key' = 3
"esc\\"aped" = 4
long = """
[not.a.table]
key = "no key"
"""
after_long = \'\'\'
' '' \'\'\'\'

[[queue]]
key = "first"
aliases = [
  "a", # with a comment, and a comma
  # only a comment
  [
    "b]",
  ],
  { x = 1, y = [
    2,
    3 ] },
]

[queue.inner]
deep = 1

[[queue.part]]
n = 1
[[queue.part]]
n = 2

[[queue]]
key = "second"
when = 2026-12-24 18:00:00
[queue.inner]
deep = 2

[ spaced . "out" ]
flag = true
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("title",), 2),
        (("a",), 3),
        (("a", "b", "c"), 3),
        (("server",), 5),
        (("server", "name"), 6),
        (("server", "quoted key"), 7),
        (("server", "literal.key"), 8),
        (("server", 'esc"aped'), 9),
        (("server", "long"), 10),
        (("server", "after_long"), 14),
        (("queue",), 17),
        (("queue", 0), 17),
        (("queue", 0, "key"), 18),
        (("queue", 0, "aliases"), 19),
        (("queue", 0, "aliases", 0), 20),
        (("queue", 0, "aliases", 1), 22),
        (("queue", 0, "aliases", 1, 0), 23),
        (("queue", 0, "aliases", 2, "x"), 25),
        (("queue", 0, "aliases", 2, "y", 1), 27),
        (("queue", 0, "inner", "deep"), 31),
        (("queue", 0, "part", 0, "n"), 34),
        (("queue", 0, "part", 1), 35),
        (("queue", 0, "part", 1, "n"), 36),
        (("queue", 1), 38),
        (("queue", 1, "when"), 40),
        (("queue", 1, "inner", "deep"), 42),
        (("spaced", "out", "flag"), 45),
    ],
)
def test_a_place_is_found_at_its_line(place: Place, line: int) -> None:
    assert Lines(TEXT).of(place) == line


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ((), 1),
        (("missing",), 1),
        (("server", "missing"), 5),
        (("queue", 1, "missing", 3), 38),
        (("queue", 0, "aliases", 9), 19),
    ],
)
def test_what_is_missing_is_told_at_the_table_around_it(place: Place, line: int) -> None:
    assert Lines(TEXT).of(place) == line


def _places(data: Any, place: Place = ()) -> Iterator[Place]:
    if isinstance(data, dict):
        for key, each in data.items():
            yield (*place, key)
            yield from _places(each, (*place, key))
    elif isinstance(data, list):
        for index, each in enumerate(data):
            yield (*place, index)
            yield from _places(each, (*place, index))


HERE = Path(__file__).parent
SAMPLES = sorted([*HERE.glob("bad/*/*.toml"), *HERE.parents[2].glob("deploy/**/*.toml")])
VALID = [path for path in SAMPLES if path.name != "other_two.toml"]


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.name)
def test_every_place_that_tomllib_reads_is_found_itself(path: Path) -> None:
    text = path.read_text("utf-8")
    lines = Lines(text)
    unknown = [place for place in _places(tomllib.loads(text)) if place not in lines.places]
    assert unknown == []


def test_line_breaks_of_other_systems_count_once() -> None:
    assert Lines('a = 1\r\nb = [\r\n  "x",\r\n]\r\n').of(("b", 0)) == 3


def test_escapes_in_keys_are_read() -> None:
    text = "a = 1\n\"\\u00e9\\t\" = 2\n'\\u' = 3\n"
    assert (Lines(text).of(("é\t",)), Lines(text).of(("\\u",))) == (2, 3)


def test_deep_nesting_does_not_exhaust_the_scanner() -> None:
    text = "a = " + "[" * 150 + "1" + "]" * 150
    tomllib.loads(text)
    assert Lines(text).of(("a",)) == 1
