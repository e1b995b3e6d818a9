"""Pictures of numbers: what is more is higher, what is something is seen, what is nothing is not."""

from __future__ import annotations

import zlib

import pytest

from mailgate.notify.chart import HEIGHT, SCALE, WIDTH, as_attachment, bars


def _columns(png: bytes) -> list[list[int]]:
    """The pixels of a chart, column by column from the left, each from the top."""
    at = png.index(b"IDAT")
    size = int.from_bytes(png[at - 4 : at], "big")
    lines = zlib.decompress(png[at + 4 : at + 4 + size])
    width = WIDTH * SCALE
    rows = [lines[start + 1 : start + 1 + width] for start in range(0, len(lines), width + 1)]
    return [list(column) for column in zip(*rows, strict=True)]


def _heights(png: bytes, colour: int) -> list[int]:
    """How high the bars of a colour are, from the left."""
    counts = [column.count(colour) for column in _columns(png)]
    return [count for before, count in zip([0, *counts], counts, strict=False) if count and not before]


def test_a_bar_is_as_high_as_its_number():
    picture = bars([(10, 5), (0, 1), (5, 0)])
    full = HEIGHT * SCALE - SCALE
    assert _heights(picture, 2) == [full, full // 2]
    assert _heights(picture, 3) == [full // 2, full // 10]


def test_a_single_one_beside_thousands_is_seen():
    assert _heights(bars([(5_000, 1)]), 3) == [SCALE]


@pytest.mark.parametrize("pairs", [(), ((0, 0),), ((0, 0),) * 14], ids=len)
def test_of_nothing_only_the_axis_is_drawn(pairs):
    assert {pixel for column in _columns(bars(pairs)) for pixel in column} == {0, 1}


def test_many_days_fit_and_the_same_numbers_give_the_same_bytes():
    pairs = [(day % 7, day % 5) for day in range(400)]
    assert bars(pairs) == bars(pairs)
    assert len(_columns(bars(pairs))) == WIDTH * SCALE


def test_the_page_finds_the_picture_by_its_id():
    part = as_attachment(bars([(1, 1)]), "trend.png", "chart@desk.test")
    assert (part.type, part.inline, part.content_id) == ("image/png", True, "chart@desk.test")
