"""What people's words say to a run that waits for them."""

from __future__ import annotations

from mailgate.lifecycle.solved import is_solved
from mailgate.model.workflow import Awaits, Heard

_DONE = ("done", "failed")


def heard_from_customer(awaits: Awaits, words: str) -> Heard:
    """Any words answer questions; a yes or no has to be the whole first line, in one of six languages."""
    if awaits is Awaits.ANSWER and words.strip():
        return Heard.ANSWER
    said = is_solved(words) if awaits is Awaits.YES else None
    return Heard.NOTHING if said is None else Heard.YES if said else Heard.NO


def heard_from_agent(awaits: Awaits, words: str) -> Heard:
    """``done`` or ``failed`` as the first word of the first line; what follows is for people."""
    first = next((line for line in words.splitlines() if line.strip()), "").split()
    word = first[0].casefold().strip(".,;:!#") if first else ""
    return Heard(word) if awaits is Awaits.TASK and word in _DONE else Heard.NOTHING
