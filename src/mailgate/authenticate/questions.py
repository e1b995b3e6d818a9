"""What authentication asks of the DNS, and the answers it is given; it never looks anything up itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from mailgate.authenticate.domains import without_final_dot

#: What can be asked for: printable ASCII in labels of at most 63 bytes, 253 in all (RFC 1035 section 2.3.4), and no
#: backslash, which escapes what follows where names are written as text.
_NAME = re.compile(r"(?=.{1,253}\Z)[ -\-/-\[\]-~]{1,63}(?:\.[ -\-/-\[\]-~]{1,63})*\Z")


class RecordType(StrEnum):
    A = "A"
    AAAA = "AAAA"
    MX = "MX"
    PTR = "PTR"
    TXT = "TXT"


@dataclass(frozen=True, slots=True)
class Question:
    """One record set; ``name`` is lower-case ASCII without final dot."""

    name: str
    type: RecordType


class Standing(StrEnum):
    """How an answer stands. ``SILENT``: nobody could say, in time or at all; ``PENDING``: not asked yet."""

    FOUND = "found"
    ABSENT = "absent"
    SILENT = "silent"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Answer:
    """The records of one question.

    Addresses are in their usual text form; MX are host names, most preferred first; the strings of a TXT record are
    joined (RFC 7208 section 3.3), one character a byte.
    """

    standing: Standing
    records: tuple[str, ...] = ()


ABSENT = Answer(Standing.ABSENT)
SILENT = Answer(Standing.SILENT)
PENDING = Answer(Standing.PENDING)


def found(*records: str) -> Answer:
    """An answer with records."""
    return Answer(Standing.FOUND, records)


class Asking:
    """Answers known so far, and a list of what else would be needed."""

    def __init__(self, answers: Mapping[Question, Answer], *, otherwise: Answer = PENDING) -> None:
        self._answers = answers
        self._otherwise = otherwise
        #: Questions that were asked and are not answered yet.
        self.missing: set[Question] = set()

    def ask(self, name: str, record_type: RecordType) -> Answer:
        """The answer, or one that is ``PENDING``; a name that cannot exist is absent without being asked for."""
        name = without_final_dot(name)
        if not _NAME.match(name):
            return ABSENT
        question = Question(name, record_type)
        answer = self._answers.get(question, self._otherwise)
        if answer is PENDING:
            self.missing.add(question)
        return answer
