"""Groups of fields, however blank lines and folding fell."""

from __future__ import annotations

from mailgate.parse.reports.fields import field_groups, first


def test_blank_lines_part_groups_and_folded_lines_are_joined() -> None:
    text = "Reporting-MTA: dns; mx\n\nAction: failed\nDiagnostic-Code: smtp; 550\n    no such user\n\n\n"
    assert field_groups(text) == [
        [("reporting-mta", "dns; mx")],
        [("action", "failed"), ("diagnostic-code", "smtp; 550 no such user")],
    ]


def test_lines_that_are_no_fields_are_left_out() -> None:
    assert field_groups("Scanned by a gateway\nAction: failed\n") == [[("action", "failed")]]


def test_the_first_name_with_a_value_wins() -> None:
    assert first([("a", ""), ("b", "2"), ("a", "1")], "a", "b") == "1"
    assert first([], "a") == ""
