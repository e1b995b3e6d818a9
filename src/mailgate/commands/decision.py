"""How an approver answers: ``approve``, or ``reject`` with a reason, as the first new line of the mail."""

from __future__ import annotations

from dataclasses import dataclass

from mailgate.commands.lines import is_blank, plain

_YES = frozenset(("approve", "approved"))
_NO = frozenset(("reject", "rejected"))
_MARKS = ".,;:!"
_REASON_LIMIT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    approves: bool
    reason: str = ""


def read_decision(text: str) -> Decision | None:
    """What the first line of new words says; None for anything else, for money may hang on it.

    ``approve`` stands alone, a reason may follow ``reject``: "approve only the first one" approves nothing.
    """
    first = next((raw for raw in text.split("\n") if not is_blank(raw)), "")
    word, _, rest = plain(first).partition(" ")
    word, rest = word.casefold().strip(_MARKS).removeprefix("#"), rest.strip(f"{_MARKS} ")
    if word in _YES and not rest:
        return Decision(approves=True)
    return Decision(approves=False, reason=rest[:_REASON_LIMIT]) if word in _NO else None
