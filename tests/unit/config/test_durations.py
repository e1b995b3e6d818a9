from __future__ import annotations

from datetime import timedelta

import pytest

from mailgate.config.durations import parse_byte_rate, parse_duration, parse_rate, parse_size
from mailgate.model.limits import Rate


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("90s", 90),
        ("30m", 1_800),
        ("4h", 14_400),
        ("2d", 172_800),
        ("1w", 604_800),
        ("1h30m", 5_400),
        ("1w2d3h4m5s", 788_645),
        ("0s", 0),
        (90, 90),
        (0, 0),
        ("3660d", 316_224_000),
    ],
)
def test_a_duration_is_its_seconds(written: str | int, seconds: int) -> None:
    assert parse_duration(written) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "written",
    ["", "s", "90", "1.5h", "1 h", "-1m", -1, True, "1y", "4H", "٣h", "3661d", "9" * 39 + "w", "9" * 5_000 + "w"],
)
def test_what_is_no_duration_is_refused(written: str | int) -> None:
    with pytest.raises(ValueError, match=r"duration|longer|negative"):
        parse_duration(written)


def test_a_rate_is_a_count_in_a_window() -> None:
    assert parse_rate("10/1h") == Rate(count=10, window=timedelta(hours=1))


def test_a_rate_that_is_off_is_no_limit() -> None:
    assert parse_rate("off") is None


@pytest.mark.parametrize("written", ["10", "10/h", "/1h", "10/1h/2", "-1/1h", "0/1h", "10/0s", 10, None, "1e3/1h"])
def test_what_is_no_rate_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match='"off"'):
        parse_rate(written)


def test_a_rate_of_bytes_counts_in_sizes() -> None:
    assert parse_byte_rate("1GiB/1m") == Rate(count=1_024**3, window=timedelta(minutes=1))


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("25MiB", 26_214_400),
        ("64KiB", 65_536),
        ("10MB", 10_000_000),
        ("512", 512),
        ("5 B", 5),
        (7, 7),
        ("1GiB", 1 << 30),
    ],
)
def test_a_size_is_its_bytes(written: str | int, size: int) -> None:
    assert parse_size(written) == size


@pytest.mark.parametrize(
    "written", ["", "MiB", "25 megabytes", "1.5MiB", "-1", -1, False, "25mib", "2048GiB", "9" * 60]
)
def test_what_is_no_size_is_refused(written: str | int) -> None:
    with pytest.raises(ValueError, match="size"):
        parse_size(written)
