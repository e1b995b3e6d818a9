from __future__ import annotations

import pytest

from mailgate.authenticate.questions import ABSENT, SILENT, Asking, Question, RecordType, Standing, found


def test_what_is_not_known_is_noted_once_under_one_spelling():
    asking = Asking({})

    for name in ("A.Test", "a.test."):
        assert asking.ask(name, RecordType.TXT).standing is Standing.PENDING

    assert asking.missing == {Question("a.test", RecordType.TXT)}


def test_what_is_known_is_answered():
    asking = Asking({Question("a.test", RecordType.A): found("192.0.2.1")})

    assert asking.ask("a.test", RecordType.A).records == ("192.0.2.1",)
    assert asking.missing == set()


@pytest.mark.parametrize("name", ["", ".", "a..test", "l" * 64 + ".test", "ä.test", "a\\.test", "a\n.test", "a." * 130])
def test_a_name_that_cannot_exist_is_absent_unasked(name):
    asking = Asking({})

    assert asking.ask(name, RecordType.A) == ABSENT
    assert asking.missing == set()


def test_when_nobody_will_answer_any_more_there_is_silence():
    asking = Asking({}, otherwise=SILENT)

    assert asking.ask("a.test", RecordType.A) == SILENT
