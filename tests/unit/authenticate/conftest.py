from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from mailgate.authenticate.questions import ABSENT, SILENT, Answer, Question, RecordType, found
from mailgate.model.message import Author, Headers, Message


class Zone:
    """A scripted DNS: ``TYPE data`` by name; everything else does not exist, ``SILENT`` gives no answer."""

    def __init__(self, records: Mapping[str, Iterable[str]]) -> None:
        self._records = {name.lower(): list(rows) for name, rows in records.items()}
        #: How often :meth:`answers` was asked.
        self.rounds = 0
        self.asked: set[Question] = set()

    def answers(self, questions: Iterable[Question]) -> dict[Question, Answer]:
        self.rounds += 1
        self.asked |= set(questions)
        return {question: self._answer(question) for question in questions}

    def _answer(self, question: Question) -> Answer:
        rows = self._records.get(question.name, [])
        texts = [row.partition(" ")[2] for row in rows if row.partition(" ")[0] == question.type]
        if question.type is RecordType.MX:
            texts = [text.split(" ", 1)[1] for text in sorted(texts, key=lambda text: int(text.split()[0]))]
        if not texts:
            return SILENT if "SILENT" in rows else ABSENT
        return found(*texts)


@pytest.fixture
def make_zone() -> Callable[..., Zone]:
    return Zone


@pytest.fixture
def make_message() -> Callable[..., Message]:
    """A parsed mail of ``cora@customers.test``, clean unless ``author`` says otherwise."""

    def build(**author: Any) -> Message:
        values: dict[str, Any] = {"address": "cora@customers.test", "name": "Cora", "clean": True}
        return Message(headers=Headers(), author=Author(**(values | author)), subject="", date=None)

    return build
