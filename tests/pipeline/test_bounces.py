"""Reports of failed delivery: tied to the very mail by its return path, told once, worth nothing without its token."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from mailgate.model.outbound import OutboundKind, OutboxState
from mailgate.store.outbound import outbox

EVE = "eve@customer.test"
REPLY = OutboundKind.REPLY
DAY = timedelta(days=1)


@pytest.fixture
def conversation(house):
    """Ann answered Eve: the mail to Eve, and the notice that Ann answers."""
    sent = house.carry(house.mail(f"Eve <{EVE}>", "Printer"), sender=EVE)
    (notice,) = [each for each in sent if each.kind is OutboundKind.NEW_TICKET_NOTICE]
    (reply,) = answer(house, notice)
    return reply, notice


def answer(house, notice, text="Try turning it off."):
    """Ann answers a notice: what that sends."""
    to = str(notice.message["Reply-To"])
    raw = house.mail("Ann <ann@agents.test>", f"Re: {notice.message['Subject']}", text, to=to)
    return house.carry(raw, sender="ann@agents.test", to=to)


def number(mail) -> str:
    return re.search(r"\[#([\d-]+)\]", str(mail.message["Subject"]))[1]


def report(house, mail, **given):
    """A report comes: its inbox id, and what it makes us send."""
    (row,) = house.take_all([house.report(mail, **given)])
    house.work()
    return row, house.send()


def test_agent_is_told_once_that_the_answer_did_not_arrive(house, conversation):
    reply, _ = conversation
    first, told = report(house, reply)
    second, told_again = report(house, reply)

    assert [(mail.kind, mail.recipient) for mail in told] == [(OutboundKind.UNDELIVERED, "ann@agents.test")]
    assert EVE in told[0].text
    assert "no such user" in told[0].text
    assert (house.outcome(first), house.outcome(second), told_again) == ("bounce.failed", "bounce.repeated", [])
    (row,) = house.rows(OutboxState.FAILED)
    assert (row.id, row.recipient) == (reply.item.id, EVE)
    assert row.answer.startswith("bounced: 5.1.1")


def test_two_reports_worked_on_at_once_tell_once(house, conversation):
    reply, _ = conversation
    rows = house.take_all([house.report(reply), house.report(reply)])
    house.work()

    assert sorted(map(house.outcome, rows)) == ["bounce.failed", "bounce.repeated"]
    assert [mail.kind for mail in house.send()] == [OutboundKind.UNDELIVERED]


def test_report_opens_no_ticket_and_stands_in_the_journal(house, conversation):
    reply, _ = conversation
    report(house, reply)

    assert house.ticket_count() == 1
    (event,) = [event for event in house.journal(number(reply)) if event.kind == "mail.bounced"]
    assert event.details["report"]["mail"] == reply.item.id
    assert event.details["report"]["recipient"] == EVE
    assert event.details["report"]["status"] == "5.1.1"


def test_answer_to_a_dead_address_is_said_at_once_not_to_arrive(house, conversation):
    reply, notice = conversation
    report(house, reply)
    told = answer(house, notice, "Are you there?")

    assert [(mail.kind, mail.recipient) for mail in told] == [(OutboundKind.UNDELIVERED, "ann@agents.test")]
    assert "It was not sent" in told[0].text
    (row,) = house.rows(OutboxState.SUPPRESSED)
    assert (row.kind, row.recipient) == (OutboundKind.REPLY, EVE)
    assert "mail.failed" in [event.kind for event in house.journal(number(reply))]


def test_suppressed_address_gets_mail_again_once_the_term_is_over(house, conversation):
    reply, notice = conversation
    report(house, reply)
    house.pass_time(DAY)

    assert [(mail.kind, mail.recipient) for mail in answer(house, notice)] == [(OutboundKind.REPLY, EVE)]


def test_terms_grow_with_each_bounce_in_a_row(house, conversation):
    reply, notice = conversation
    report(house, reply)
    house.pass_time(DAY)
    (again,) = answer(house, notice)
    report(house, again)
    house.pass_time(DAY)

    assert [mail.kind for mail in answer(house, notice)] == [OutboundKind.UNDELIVERED]
    house.pass_time(2 * DAY)
    assert [mail.kind for mail in answer(house, notice)] == [OutboundKind.REPLY]


def test_mail_from_a_suppressed_address_lifts_it(house, conversation):
    reply, notice = conversation
    report(house, reply)
    proof = "mx.acme.test; dmarc=pass header.from=customer.test"
    sent = house.carry(house.mail(f"Eve <{EVE}>", "Another", Authentication_Results=proof), sender=EVE)

    assert (OutboundKind.ACKNOWLEDGEMENT, EVE) in [(mail.kind, mail.recipient) for mail in sent]
    assert [mail.kind for mail in answer(house, notice)] == [OutboundKind.REPLY]


def test_automatic_mail_from_a_suppressed_address_proves_nobody_reads_there(house, conversation):
    reply, notice = conversation
    report(house, reply)
    house.carry(house.mail(f"Eve <{EVE}>", "Away", Auto_Submitted="auto-replied"), sender=EVE)

    assert [mail.kind for mail in answer(house, notice)] == [OutboundKind.UNDELIVERED]


@pytest.mark.parametrize("status", ["5.2.2", "5.3.4", "5.7.1", "4.4.7"])
def test_failure_that_says_nothing_against_the_address_suppresses_nothing(house, conversation, status):
    reply, notice = conversation
    _, told = report(house, reply, status=status)

    assert [mail.kind for mail in told] == [OutboundKind.UNDELIVERED]
    assert [mail.kind for mail in answer(house, notice)] == [OutboundKind.REPLY]


def test_delay_only_leaves_an_event(house, conversation):
    reply, _ = conversation
    row, told = report(house, reply, status="4.4.1", action="delayed")

    assert (house.outcome(row), told) == ("bounce.delayed", [])
    assert [row.state for row in house.rows() if row.id == reply.item.id] == [OutboxState.SENT]
    (event,) = [event for event in house.journal(number(reply)) if event.kind == "mail.bounced"]
    assert event.details["report"]["action"] == "delayed"


def test_bounce_of_an_agents_notice_sends_nothing(house, conversation):
    _, notice = conversation
    row, told = report(house, notice)

    assert (house.outcome(row), told) == ("bounce.failed", [])
    assert house.carry(house.mail("New <new@customer.test>", "Hi"), sender="new@customer.test")[1:] == []


def _changed(address: str) -> str:
    """The same return path with one letter of its MAC changed."""
    local, _, domain = address.partition("@")
    return f"{local[:-3]}{'a' if local[-3] != 'a' else 'b'}{local[-2:]}@{domain}"


FORGERIES = {
    "wrong token": lambda reply: _changed(reply.return_path),
    "no token": lambda reply: "support@acme.test",
    "another purpose": lambda reply: str(reply.message["Reply-To"]),
}


@pytest.mark.parametrize("how", FORGERIES)
def test_forged_report_has_no_consequences(house, conversation, how):
    reply, notice = conversation
    row, told = report(house, reply, to=FORGERIES[how](reply))

    assert told == []
    assert house.outcome(row) in ("bounce.bad_token", "bounce.unproven")
    assert (house.ticket_count(), house.rows(OutboxState.FAILED)) == (1, [])
    assert [mail.kind for mail in answer(house, notice)] == [OutboundKind.REPLY]


def test_plain_mail_to_a_return_path_that_we_never_made_opens_no_ticket(house, conversation):
    reply, _ = conversation
    to = _changed(reply.return_path)
    row = house.take(house.mail("Mallory <mallory@evil.test>", "Hello"), sender="mallory@evil.test", to=to)
    house.work()

    assert (house.outcome(row), house.ticket_count(), house.send()) == ("bounce.bad_token", 1, [])


def test_acknowledgement_has_the_null_return_path_and_words_of_people_a_signed_one(house, conversation):
    reply, notice = conversation
    assert re.fullmatch(r"support\+b-[a-z2-7]{44}@acme\.test", reply.return_path)
    assert reply.return_path != notice.return_path
    (ack,) = [row for row in house.rows() if row.kind is OutboundKind.ACKNOWLEDGEMENT]
    assert ack.envelope_from == ""


def test_answer_that_the_relay_refuses_is_told_to_its_writer_once(house, conversation):
    _, notice = conversation
    to = str(notice.message["Reply-To"])
    house.take(house.mail("Ann <ann@agents.test>", "Re: Printer", "Again?", to=to), sender="ann@agents.test", to=to)
    house.work()
    (refused,) = house.refuse()
    (told,) = house.send()
    assert (refused.kind, told.kind, told.recipient) == (REPLY, OutboundKind.UNDELIVERED, "ann@agents.test")
    assert "550 5.1.1 no such user" in told.text

    assert house.database.write(lambda conn: outbox.retry(conn, refused.item.id, house.now))
    house.refuse()
    assert house.send() == []


def test_automatic_mail_that_the_relay_refuses_is_told_to_nobody(house):
    house.take(house.mail(f"Eve <{EVE}>", "Printer"), sender=EVE)
    house.work()
    house.refuse()

    assert house.send() == []
