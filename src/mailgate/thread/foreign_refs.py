"""References of other people's ticket systems in a mail: what they call the matter leads back to our ticket (B12)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from mailgate.model.message import Message

#: What each system writes, into the subject and, where it does so, into the text. Bounded: mail is hostile input.
_SUBJECT = {
    # [JIRA] (DESK-42) Printer; a bare DESK-42 could be anything, like UTF-8.
    "jira": re.compile(r"[\[(]([A-Z][A-Z0-9]{1,9}-[1-9]\d{0,6})[\])]", re.ASCII),
    "servicenow": re.compile(r"\b((?:INC|REQ|RITM|CHG|PRB|TASK|SCTASK|CS)\d{7,10})\b", re.ASCII),
    "salesforce": re.compile(r"\bref:(!?_?\w{5,20}\._?!?\w{5,20}):ref\b", re.ASCII),
}
_TEXT = {
    "servicenow": re.compile(r"\bRef:(MSG\d{7,12})", re.ASCII),
    "salesforce": _SUBJECT["salesforce"],
    # The last line of a mail of theirs.
    "zendesk": re.compile(r"\[([0-9A-Z]{6}-[0-9A-Z]{4,6})\]", re.ASCII),
}
#: Systems that are known by name; any other is told by what stands before its numbers: ``prefix:CASE-``.
SYSTEMS = tuple(sorted({*_SUBJECT, *_TEXT}))
PREFIX = "prefix:"
#: A mail with more is a list of matters, not a word on one.
_REFS_EXAMINED = 5


def foreign_refs(message: Message, systems: Sequence[str]) -> tuple[str, ...]:
    """References such as ``jira:DESK-42``, each once, those of the subject first.

    Args:
        systems: Names of ``SYSTEMS``, or ``prefix:CASE-`` for numbers behind ``CASE-`` in the subject.
    """
    found = dict.fromkeys(ref for system in systems for ref in _of(system, message))
    return tuple(found)[:_REFS_EXAMINED]


def _of(system: str, message: Message) -> Iterator[str]:
    if system.startswith(PREFIX):
        written = re.escape(system.removeprefix(PREFIX))
        places = [(re.compile(rf"(?<!\w)({written}\d{{1,12}})(?!\w)", re.ASCII), message.subject)]
    else:
        places = [(_SUBJECT[system], message.subject)] if system in _SUBJECT else []
        places += [(_TEXT[system], message.text)] if system in _TEXT else []
    for pattern, text in places:
        for match in islice(pattern.finditer(text), _REFS_EXAMINED):
            yield f"{system}:{match[1]}"
