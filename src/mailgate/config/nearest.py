"""The valid name that somebody most likely meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

#: More names than this are not listed: nobody reads them in a terminal.
_MOST_LISTED = 30

_CUTOFF = 0.6


def advice(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """``did you mean "front"?``, or what there is to choose from when nothing is near.

    Args:
        otherwise: What to say instead of a list that would be too long.
    """
    names = list(dict.fromkeys(known))
    near = nearest(name, names)
    if near:
        return f'did you mean "{near}"?'
    if not names:
        return "none is defined here"
    if len(names) > _MOST_LISTED:
        return otherwise or f"there are {len(names)} to choose from; the sample files name them"
    return f"known: {', '.join(names)}"


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that this one looks like a slip of, empty when there is none."""
    by_folded = {each.casefold(): each for each in known}
    near = get_close_matches(name.casefold(), by_folded, n=1, cutoff=_CUTOFF)
    return by_folded[near[0]] if near and _alike(name, near[0]) else ""


def _alike(name: str, candidate: str) -> bool:
    """Addresses of one domain are alike by their domain; what counts is the name before it."""
    local, at, domain = name.casefold().partition("@")
    other, _, other_domain = candidate.partition("@")
    return not at or domain != other_domain or bool(get_close_matches(local, [other], cutoff=_CUTOFF))
