"""How on-call answers a page: ``ack``, ``snooze 2h``, ``resolve``, as the first words of the mail."""

from __future__ import annotations

from datetime import timedelta

from mailgate.commands.lines import is_blank, plain
from mailgate.commands.when import parse_length
from mailgate.model.command import Finding, PageAnswer, PageVerb

_ACK = frozenset(("ack", "acked", "acknowledge", "acknowledged"))
_RESOLVE = frozenset(("resolve", "resolved"))
_MARKS = ".,;:!"
_SNOOZE = "Write how long, for example: snooze 2h. A page can be put off by a day at most."
_LONGEST = timedelta(days=1)


def read_page_answer(text: str) -> PageAnswer | None:
    """What the first line asks for; None for any other words, and for the commands about the ticket (``#resolve``).

    ``ack`` may be followed by words on its line (``ack, on my way``); ``resolve`` and ``snooze`` may not: "resolve this
    with Bob" asks nobody to end anything.
    """
    first = next((raw for raw in text.split("\n") if not is_blank(raw)), "")
    word, _, rest = plain(first).partition(" ")
    word, rest = word.casefold().strip(_MARKS), rest.strip(f"{_MARKS} ")
    if word.removeprefix("#") in _ACK:
        return PageAnswer(verb=PageVerb.ACK)
    if word in _RESOLVE and not rest:
        return PageAnswer(verb=PageVerb.RESOLVE)
    if word != "snooze":
        return None
    length = parse_length(rest.casefold().removeprefix("for "))
    if length is None or length > _LONGEST:
        finding = Finding(code="command.bad_duration", written=first.strip(), sentence=_SNOOZE)
        return PageAnswer(verb=PageVerb.SNOOZE, finding=finding)
    return PageAnswer(verb=PageVerb.SNOOZE, length=length)
