"""The valid name that somebody most likely meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

#: A longer word is no slip of a name, and comparing it costs.
_LONGEST = 60
_MOST_LISTED = 20


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that this one looks like a slip of, empty when there is none."""
    by_folded: dict[str, str] = {}
    for each in known:
        by_folded.setdefault(each.casefold(), each)
    wanted = name.casefold()
    if not wanted or len(wanted) > _LONGEST:
        return ""
    near = get_close_matches(wanted, by_folded, n=1, cutoff=0.6)
    return by_folded[near[0]] if near else ""


def advice(name: str, known: Iterable[str], *, before: str = "") -> str:
    """``Did you mean #close?``, or what there is to choose from when nothing is near.

    Args:
        before: What a name is written behind, ``#`` or ``#assign ``.
    """
    names = list(dict.fromkeys(known))
    near = nearest(name, names)
    if near:
        return f"Did you mean {before}{near}?"
    if not names:
        return "There is none to choose from."
    more = ", ..." if len(names) > _MOST_LISTED else "."
    return f"There is: {', '.join(names[:_MOST_LISTED])}{more}"


def shown(text: str) -> str:
    """What somebody wrote, short enough to repeat."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
