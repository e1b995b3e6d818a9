"""Questions to a name server that answers, fails, or does not answer at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.rig.dns import NameServer

from mailgate.authenticate.questions import ABSENT, SILENT, Answer, Question, RecordType, found
from mailgate.model.server import Listener
from mailgate.pipeline.inbound.resolving import DnsResolver

RECORDS = {
    "a.test": ["A 192.0.2.1", "AAAA 2001:db8::1", "TXT v=spf1 -all", "TXT other"],
    "mx.test": ["MX 20 B.mx.test.", "MX 10 a.mx.test."],
    "null.test": ["MX 0 ."],
    "1.2.0.192.in-addr.arpa": ["PTR Host.A.test."],
    "alias.test": ["CNAME a.test."],
    "odd label.test": ["A 192.0.2.2"],
    "silent.test": ["SILENT"],
    "broken.test": ["SERVFAIL"],
    "huge.test": ["TXT " + "x" * 5000],
    "bytes.test": ["TXT \xe9\x00"],
}


class Clock:
    """Time that passes when the test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def server() -> Iterator[NameServer]:
    running = NameServer(RECORDS)
    yield running
    running.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def resolver(server: NameServer, clock: Clock) -> DnsResolver:
    return DnsResolver(Listener(host="127.0.0.1", port=server.port), clock)


@pytest.fixture
def ask(resolver: DnsResolver) -> Callable[..., Answer]:
    def one(name: str, kind: RecordType, patience: float = 5.0) -> Answer:
        question = Question(name, kind)
        return resolver.resolve([question], patience)[question]

    return one


@pytest.mark.parametrize(
    ("name", "kind", "answer"),
    [
        ("a.test", RecordType.A, found("192.0.2.1")),
        ("a.test", RecordType.AAAA, found("2001:db8::1")),
        ("mx.test", RecordType.MX, found("a.mx.test", "b.mx.test")),
        ("null.test", RecordType.MX, found(".")),
        ("1.2.0.192.in-addr.arpa", RecordType.PTR, found("host.a.test")),
        ("odd label.test", RecordType.A, found("192.0.2.2")),
        ("huge.test", RecordType.TXT, found("x" * 5000)),
        ("bytes.test", RecordType.TXT, found("\xe9\x00")),
        ("mx.test", RecordType.A, ABSENT),
        ("nowhere.test", RecordType.TXT, ABSENT),
        ("broken.test", RecordType.TXT, SILENT),
    ],
)
def test_answers_are_of_one_form(ask, name, kind, answer):
    assert ask(name, kind) == answer


def test_every_text_record_of_a_name_is_told(ask):
    assert set(ask("a.test", RecordType.TXT).records) == {"v=spf1 -all", "other"}


def test_one_silent_question_does_not_cost_the_others_their_answer(resolver, server):
    questions = [Question(name, RecordType.A) for name in ("silent.test", "a.test", "nowhere.test")]

    answers = resolver.resolve(questions, 0.5)

    assert [answers[question] for question in questions] == [SILENT, found("192.0.2.1"), ABSENT]


def test_without_patience_nobody_is_asked(ask, server):
    assert ask("a.test", RecordType.A, 0.0) == SILENT
    assert server.asked == []


def test_an_answer_is_remembered_as_long_as_its_owner_says(ask, server, clock):
    for _ in range(3):
        ask("a.test", RecordType.A)
    assert len(server.asked) == 1

    clock.now = 301.0
    ask("a.test", RecordType.A)
    assert len(server.asked) == 2


def test_an_absence_is_remembered_for_a_while(ask, server, clock):
    for _ in range(3):
        ask("nowhere.test", RecordType.A)
    assert len(server.asked) == 1

    clock.now = 901.0
    ask("nowhere.test", RecordType.A)
    assert len(server.asked) == 2


def test_a_silence_is_remembered_for_seconds(ask, server, clock):
    assert ask("silent.test", RecordType.A, 0.2) == SILENT
    asked = len(server.asked)
    assert ask("silent.test", RecordType.A, 0.2) == SILENT
    assert len(server.asked) == asked

    server.records["silent.test"] = ["A 192.0.2.9"]
    clock.now = 11.0
    assert ask("silent.test", RecordType.A) == found("192.0.2.9")


def test_what_is_remembered_has_a_bound(resolver, server, ask):
    for number in range(200):
        server.records[f"n{number}.test"] = ["TXT " + "x" * 60_000]
    questions = [Question(f"n{number}.test", RecordType.TXT) for number in range(200)]

    answers = {}
    for start in range(0, 200, 20):
        answers |= resolver.resolve(questions[start : start + 20], 30.0)

    assert all(answer == found("x" * 60_000) for answer in answers.values())
    before = len(server.asked)
    ask("n0.test", RecordType.TXT)
    assert len(server.asked) > before


def test_a_server_that_is_not_there_is_silence():
    gone = NameServer()
    gone.close()
    resolver = DnsResolver(Listener(host="127.0.0.1", port=gone.port))
    question = Question("a.test", RecordType.A)

    assert resolver.resolve([question], 0.3) == {question: SILENT}
