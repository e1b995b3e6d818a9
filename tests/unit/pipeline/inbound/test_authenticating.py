from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime

import pytest

from mailgate.authenticate.questions import ABSENT, SILENT, Answer, Question, RecordType, found
from mailgate.model.desk import Desk, Queue
from mailgate.model.envelope import Channel, Envelope, InboxItem
from mailgate.model.identity import Sender, Tier
from mailgate.model.message import Author, Headers, Message
from mailgate.model.server import Authentication
from mailgate.pipeline.inbound.authenticating import SenderCheck
from mailgate.pipeline.inbound.understanding import Understood
from mailgate.thread.pointers import Pointers

DESK = Desk(tenant="acme", queues=(Queue(key="support", address="support@desk.test", name="Support"),))


class Script:
    """A resolver that answers from a table of texts; what is None there stays silent. Every name has ten exchanges."""

    def __init__(self, texts: dict[str, str | None]) -> None:
        self._texts = texts
        self.calls: list[tuple[set[str], float]] = []

    def resolve(self, questions: Collection[Question], patience_s: float) -> dict[Question, Answer]:
        self.calls.append(({question.name for question in questions}, patience_s))
        return {question: self._answer(question) for question in questions}

    def _answer(self, question: Question) -> Answer:
        name = question.name
        if question.type is RecordType.MX:
            return found(*(f"h{number}.{name}" for number in range(10)))
        if name not in self._texts:
            return ABSENT
        text = self._texts[name]
        return SILENT if text is None else found(text)


@pytest.fixture
def understood() -> Callable[..., Understood]:
    """A mail whose sender nobody has decided on."""

    def build(number: int, domain: str, *, reason: str = "nothing_known") -> Understood:
        envelope = Envelope(
            mail_from=f"x@{domain}", recipients=(), channel=Channel.SMTP, peer="192.0.2.7", helo="mail.test"
        )
        now = datetime.now(UTC)
        item = InboxItem(id=number, tenant="acme", envelope=envelope, raw=b"\r\n", received_at=now, attempts=1, lease=1)
        author = Author(address=f"x@{domain}", name="", clean=True)
        return Understood(
            item=item,
            message=Message(headers=Headers(), author=author, subject="", date=None),
            sender=Sender(address=f"x@{domain}", name="", tier=Tier.WEAK, reason=reason),
            desk=DESK,
            queue=DESK.queues[0],
            hits=(),
            pointers=Pointers(),
        )

    return build


def _published(domain: str) -> dict[str, str | None]:
    return {f"_dmarc.{domain}": "v=DMARC1; p=reject", domain: f"v=spf1 include:_spf.{domain} -all"}


def test_all_mails_of_a_batch_share_their_rounds(understood):
    script = Script(_published("a.test") | _published("b.test") | {"_spf.a.test": "v=spf1 ip4:192.0.2.7 -all"})
    mails = [understood(1, "a.test"), understood(2, "b.test"), understood(3, "c.test")]

    checked = SenderCheck(script, Authentication())(mails)

    assert [mail.item.id for mail in checked] == [1, 2, 3]
    assert [mail.sender.reason for mail in checked] == ["dmarc.pass", "dmarc.fail", "dmarc.none"]
    assert [names for names, _ in script.calls] == [
        {"_dmarc.a.test", "a.test", "_dmarc.b.test", "b.test", "_dmarc.c.test", "c.test"},
        {"_spf.a.test", "_spf.b.test"},
    ]


def test_who_was_decided_on_is_not_asked_for(understood):
    script = Script({})
    mail = understood(1, "a.test", reason="dmarc.fail")

    assert SenderCheck(script, Authentication())([mail]) == [mail]
    assert script.calls == []


def test_patience_is_shared_by_all_rounds(understood):
    times = iter([0.0, 0.0, 1.0, 2.5, 9.0])
    deep = {f"_spf{n}.a.test": f"v=spf1 include:_spf{n + 1}.a.test -all" for n in range(9)}
    script = Script(_published("a.test") | {"a.test": "v=spf1 include:_spf0.a.test -all"} | deep)

    (mail,) = SenderCheck(script, Authentication(), lambda: next(times))([understood(1, "a.test")])

    assert [patience for _, patience in script.calls] == [1.5, 1.0, 0.25, 0.0]
    assert (mail.sender.tier, mail.sender.reason) == (Tier.WEAK, "dns.silent")


def test_a_slow_name_server_of_one_mail_leaves_time_for_the_others(understood):
    """Else a forger could have a policy forgotten by sending another mail beside the forged one."""

    class Slow(Script):
        now = 0.0

        def resolve(self, questions: Collection[Question], patience_s: float) -> dict[Question, Answer]:
            if any(question.name.endswith("slow.test") for question in questions):
                self.now += patience_s
            return super().resolve(questions, patience_s) if patience_s > 0 else dict.fromkeys(questions, SILENT)

    script = Slow(_published("a.test") | {"_dmarc.slow.test": None, "slow.test": None})

    slow, forged = SenderCheck(script, Authentication(), lambda: script.now)(
        [understood(1, "slow.test"), understood(2, "a.test")]
    )

    assert slow.sender.reason == "dns.silent"
    assert forged.sender.reason == "dmarc.fail"


def test_a_policy_that_asks_for_many_hosts_takes_its_own_rounds(understood):
    policy = "v=spf1 " + " ".join(f"mx:mx{number}.a.test" for number in range(9)) + " -all"
    script = Script(_published("a.test") | {"a.test": policy})

    SenderCheck(script, Authentication())([understood(1, "a.test")])

    assert [len(names) for names, _ in script.calls] == [2, 9, 40, 40]


def test_a_silent_dns_fails_nobody(understood):
    script = Script({"_dmarc.a.test": None, "a.test": None})

    (mail,) = SenderCheck(script, Authentication())([understood(1, "a.test")])

    assert (mail.sender.tier, mail.sender.reason) == (Tier.WEAK, "dns.silent")
    assert mail.sender.evidence == ("dmarc a.test: no answer",)


def test_a_resolver_that_breaks_fails_nobody(understood):
    class Broken(Script):
        def resolve(self, questions: Collection[Question], patience_s: float) -> dict[Question, Answer]:
            raise RuntimeError("no sockets left")

    (mail,) = SenderCheck(Broken({}), Authentication())([understood(1, "a.test")])

    assert mail.sender.reason == "dns.silent"


def test_a_mail_that_breaks_the_check_leaves_its_neighbours_alone(understood, monkeypatch):
    def case_of(sender, envelope, raw, believed, now):
        if sender.address == "x@a.test":
            raise ValueError(sender.address)
        return whole(sender, envelope, raw, believed, now)

    from mailgate.pipeline.inbound import authenticating

    whole = authenticating.case_of
    monkeypatch.setattr(authenticating, "case_of", case_of)
    script = Script(_published("b.test"))

    first, second = SenderCheck(script, Authentication())([understood(1, "a.test"), understood(2, "b.test")])

    assert first.sender.reason == "nothing_known"
    assert second.sender.reason == "dmarc.fail"
