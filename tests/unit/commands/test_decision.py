"""Money may hang on it: only a clear first line decides."""

from __future__ import annotations

import pytest

from mailgate.commands.decision import Decision, read_decision


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("approve", Decision(approves=True)),
        ("  Approved.\n\nBob", Decision(approves=True)),
        ("#approve", Decision(approves=True)),
        ("reject", Decision(approves=False)),
        ("Reject: too much, see above", Decision(approves=False, reason="too much, see above")),
        ("rejected - no", Decision(approves=False, reason="- no")),
        ("approve the first one only", None),
        ("I approve", None),
        ("Hello\napprove", None),
        ("> approve", None),
        ("", None),
    ],
)
def test_only_the_first_line_decides(text: str, decision: Decision | None) -> None:
    assert read_decision(text) == decision
