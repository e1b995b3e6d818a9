"""What stands above a quote: where it is, how sure it is, and the languages it may be written in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Header:
    """Lines ``first`` to ``last`` (inclusive) introduce a quote."""

    first: int
    last: int
    #: True when the text below may be folded without any mark; False when quote marks must follow.
    opens: bool
    #: ISO 639-1, most likely first; empty when the words are of no one language.
    languages: tuple[str, ...] = ()
    #: Says that what follows was forwarded.
    forwards: bool = False
