"""Where the notice ends and the mail that failed begins."""

from __future__ import annotations

import pytest

from mailgate.parse.reports.original import NOTHING, split_notice


@pytest.mark.parametrize(
    "line",
    [
        "--- Below this line is a copy of the message.",
        "----- Original message -----",
        "------ This is a copy of the message, including all the headers. ------",
        "   ----- Unsent message follows -----",
        "|----------------- Message text follows: -----------------|",
        "--- The header of the original message is following. ---",
    ],
)
def test_a_separator_ends_the_notice(line: str, original: str) -> None:
    notice, found = split_notice(f"It failed.\n\n{line}\n\n{original}")
    assert notice.strip() == "It failed."
    assert (found.message_id, found.recipients) == ("outbound.77@desk.acme.test", ("ann@customer.test",))
    assert found.sender == "desk@acme.test"


def test_header_fields_without_a_separator_end_the_notice(original: str) -> None:
    notice, found = split_notice(f"It failed.\n\n{original}")
    assert (notice.strip(), found.message_id) == ("It failed.", "outbound.77@desk.acme.test")


def test_an_original_quoted_line_by_line_is_read(original: str) -> None:
    quoted = "".join(f"> {line}\n" for line in original.splitlines())
    assert split_notice(f"It failed.\n\nYour original message:\n{quoted}")[1].recipients == ("ann@customer.test",)


def test_a_notice_alone_has_no_original() -> None:
    assert split_notice("It failed.\n") == ("It failed.\n", NOTHING)
