from __future__ import annotations

from functools import partial

import pytest

from mailgate.lifecycle import tables as lifecycles
from mailgate.lifecycle.statuses import CATEGORY, Category, allowed, is_open, is_paused, parse_priority, parse_status
from mailgate.model.ticket import Priority, Status

# One row a status, one column a status in the order of Status: x is a legal move.
TABLE = """
open                  . x x . x x x x x x x x
triaged               x . x . x x x x x x x x
in_progress           x x . x x x x x x x x .
waiting_for_support   . . x . x x x x x x x .
escalated             . . x x . x x x x x x .
waiting_for_customer  x . x x x . x x x x x .
waiting_for_vendor    . . x x x x . x x x x .
resolved              x . x x . . . . x . x .
closed                x . . x . . . . . . x .
cancelled             x . . . . . . . . . . .
merged                x . . . . . . . . . . .
spam                  x . . . . . . . . . . .
"""
strictly = partial(allowed, lifecycle=lifecycles.STRICT)
STRICT = {
    ("open", "triaged"),
    ("open", "closed"),
    ("triaged", "in_progress"),
    ("triaged", "closed"),
    ("in_progress", "resolved"),
    ("in_progress", "closed"),
    ("resolved", "closed"),
    ("resolved", "in_progress"),
}


def moves_in_table() -> dict[str, set[str]]:
    rows = (line.split() for line in TABLE.strip().splitlines())
    return {
        name: {target.value for target, cell in zip(Status, cells, strict=True) if cell == "x"} for name, *cells in rows
    }


def test_table_has_a_row_for_every_status() -> None:
    assert set(moves_in_table()) == {status.value for status in Status}


@pytest.mark.parametrize("origin", Status)
def test_default_lifecycle_allows_what_the_table_says(origin: Status) -> None:
    assert {target.value for target in allowed(origin)} == moves_in_table()[origin.value]


@pytest.mark.parametrize("origin", Status)
def test_no_status_may_move_to_itself(origin: Status) -> None:
    assert origin not in allowed(origin)


def test_strict_lifecycle_has_exactly_eight_moves() -> None:
    moves = {(origin.value, target.value) for origin in lifecycles.STRICT.statuses for target in strictly(origin)}
    assert moves == STRICT


@pytest.mark.parametrize(
    ("origin", "possible"),
    [
        ("waiting_for_customer", {"in_progress", "resolved", "closed"}),
        ("escalated", {"in_progress", "resolved", "closed"}),
        ("spam", {"closed"}),
        ("merged", {"closed"}),
    ],
)
def test_status_from_another_lifecycle_leads_where_the_one_it_is_taken_for_leads(
    origin: str, possible: set[str]
) -> None:
    assert {target.value for target in strictly(Status(origin))} == possible


def test_closed_is_the_end_in_the_strict_lifecycle() -> None:
    assert strictly(Status.CLOSED) == ()


@pytest.mark.parametrize("status", Status)
def test_every_status_reads_back_in_any_spelling(status: Status) -> None:
    words = status.value.split("_")
    spellings = {"_".join(words).upper(), "-".join(words), " ".join(words).title(), "  " + " ".join(words) + "\n"}
    assert {parse_status(spelling) for spelling in spellings} == {status}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("NEW", Status.OPEN),
        ("WAITING_ON_CUSTOMER", Status.WAITING_FOR_CUSTOMER),
        ("Waiting for Support", Status.WAITING_FOR_SUPPORT),
        ("canceled", Status.CANCELLED),
        ("", None),
        ("done", None),
    ],
)
def test_aliases_of_statuses(text: str, status: Status | None) -> None:
    assert parse_status(text) is status


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        (0, Priority.CRITICAL),
        (1, Priority.HIGH),
        (2, Priority.MEDIUM),
        (3, Priority.LOW),
        ("P0", Priority.CRITICAL),
        ("p1", Priority.HIGH),
        ("P2-Medium", Priority.MEDIUM),
        ("3", Priority.LOW),
        ("Normal", Priority.MEDIUM),
        ("URGENT", Priority.URGENT),
        (" high ", Priority.HIGH),
        (4, None),
        (-1, None),
        (True, None),
        ("", None),
    ],
)
def test_aliases_of_priorities(text: str | int, priority: Priority | None) -> None:
    assert parse_priority(text) is priority


def test_open_means_new_active_or_paused() -> None:
    assert {status for status in Status if is_open(status)} == {
        status for status, category in CATEGORY.items() if category in {Category.NEW, Category.ACTIVE, Category.PAUSED}
    }


def test_only_the_two_waits_for_others_are_paused() -> None:
    assert [status for status in Status if is_paused(status)] == [
        Status.WAITING_FOR_CUSTOMER,
        Status.WAITING_FOR_VENDOR,
    ]
