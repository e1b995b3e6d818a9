"""The answer to an agent whose mail waits: once a day, without a word of the mail, and to nobody but that agent."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from mailgate.model.outbound import OutboundKind

EVE, ANN = "eve@customer.test", "ann@agents.test"
HELP = OutboundKind.AGENT_HELP
PASS = "mx.acme.test; dmarc=pass header.from=agents.test"
FAIL = "mx.acme.test; dmarc=fail header.from=agents.test"


@pytest.fixture
def strict(house):
    """Agents must be verified."""
    house.believe(agents="verified")
    return house


@pytest.fixture
def notice(strict):
    sent = strict.carry(strict.mail(f"Eve <{EVE}>", "Printer"), sender=EVE)
    return next(mail for mail in sent if mail.kind is OutboundKind.NEW_TICKET_NOTICE)


def write(house, to: str, author: str = ANN, **headers):
    """Somebody writes there: what that makes us send, and what became of it."""
    raw = house.mail(f"Secret name <{author}>", "Secret subject", "#close Secret words", to=to, **headers)
    row = house.take(raw, sender=author, to=to)
    house.work()
    return house.send(), house.outcome(row)


def reply_address(notice) -> str:
    return str(notice.message["Reply-To"])


def test_agent_whose_mail_nothing_proves_is_told_that_it_waits_and_why(strict, notice):
    (told,), outcome = write(strict, reply_address(notice))
    assert (told.kind, told.recipient, outcome) == (HELP, ANN, "held.agent_unverified")
    assert "nothing proves that it is yours" in told.text
    assert "DKIM" in told.text


def test_answer_repeats_nothing_of_the_mail_and_names_no_address_with_a_token(strict, notice):
    (told,), _ = write(strict, reply_address(notice))
    visible = f"{told.message} {told.text}"
    assert "Secret" not in visible
    assert re.findall(r"support\+[^b][^@]*@", visible) == []
    assert told.message["Reply-To"] is None
    assert "customer.test" not in visible


def test_answer_is_one_a_day(strict, notice):
    mails = [mail for _ in range(3) for mail in write(strict, reply_address(notice))[0]]
    strict.pass_time(timedelta(hours=13))
    mails += write(strict, reply_address(notice))[0]
    assert [mail.kind for mail in mails if mail.recipient == ANN] == [HELP]
    strict.pass_time(timedelta(hours=11, minutes=1))
    assert [mail.kind for mail in write(strict, reply_address(notice))[0]] == [HELP]


def test_mails_that_come_at_once_are_answered_once(strict, notice):
    to = reply_address(notice)
    strict.take_all([(strict.mail(f"Ann <{ANN}>", f"Re {number}", to=to), ANN, to) for number in range(3)])
    strict.work()
    assert [mail.kind for mail in strict.send()] == [HELP]


NOBODY = {
    "failed": {"Authentication_Results": FAIL},
    "automatic": {"Auto_Submitted": "auto-replied"},
    "not the agent": {"author": "mallory@evil.test"},
}


@pytest.mark.parametrize("given", NOBODY.values(), ids=NOBODY)
def test_nobody_is_told_where_a_forger_could_be_behind_it(strict, notice, given):
    told, _ = write(strict, reply_address(notice), **given)
    assert [mail.kind for mail in told if mail.kind is HELP] == []


def test_without_the_token_nobody_is_told(strict, notice):
    number = re.search(r"\[#([\d-]+)\]", str(notice.message["Subject"]))[1]
    raw = strict.mail(f"Ann <{ANN}>", f"Re: [#{number}]")
    assert [mail.kind for mail in strict.carry(raw, sender=ANN) if mail.kind is HELP] == []


def test_proven_mail_is_followed_and_not_commented_on(strict, notice):
    told, outcome = write(strict, reply_address(notice), Authentication_Results=PASS)
    assert (outcome, [mail.kind for mail in told if mail.kind is HELP]) == ("agent.commands_refused", [])


def test_unproven_word_on_held_mail_is_answered_in_the_same_way(strict):
    proof = "mx.acme.test; dmarc=fail header.from=bad.test"
    strict.carry(strict.mail("Kim <kim@bad.test>", "Hi", Authentication_Results=proof), sender="kim@bad.test")
    (held,) = [mail for mail in strict.sent if mail.kind is OutboundKind.HELD_NOTICE]
    (told,), outcome = write(strict, reply_address(held))
    assert (told.kind, told.recipient, outcome) == (HELP, ANN, "held.agent_unverified")
