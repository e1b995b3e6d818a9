"""Loops end by themselves: two mailgates, autoresponders of every kind, reports of failed delivery, forged senders."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from tests.pipeline.conftest import MINUTE, House, Sent

from mailgate.model.outbound import OutboundKind

ANN = "ann@agents.test"
EVE = "eve@customer.test"
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
#: More rounds than any loop here may last.
ENDLESS = 300


def exchange(one: House, other: House, *, until: timedelta) -> list[Sent]:
    """Carry mail to and fro until neither sends any more, or its time is over; what passed between the houses."""
    houses = {one.support: (one, other), other.support: (other, one)}
    passed: list[Sent] = []
    end = one.now + until
    while one.now < end:
        moved = False
        for house in (one, other):
            house.work()
            house.tick()
            for mail in house.send():
                if mail.recipient not in houses:
                    continue
                target, _ = houses[mail.recipient]
                target.take(mail.raw, sender=mail.return_path)
                passed.append(mail)
                moved = True
        step = SECOND if moved else MINUTE
        one.pass_time(step)
        other.pass_time(step)
    return passed


def test_two_mailgates_at_each_other_stop_after_two_mails(build):
    one, other = build("one.test"), build("other.test")
    one.take(one.mail(f"Support <{other.support}>", "Ticket 7"), sender=other.support)
    passed = exchange(one, other, until=20 * MINUTE)

    assert 1 <= len(passed) <= 2
    assert one.ticket_count() + other.ticket_count() <= 2


def test_mailgates_whose_agents_are_each_others_queues_stop_after_two_mails(build):
    one = build("one.test", colleague="support@other.test")
    other = build("other.test", colleague="support@one.test")
    one.take(one.mail(f"Eve <{EVE}>", "Printer"), sender=EVE)
    passed = exchange(one, other, until=20 * MINUTE)

    # The notice of the answer quotes the mark of the first, so it is known for what an agent's machine sent.
    assert len(passed) == 2


Responder = Callable[[House, Sent, int], tuple[str, str, str] | None]


def _addressed(mail: Sent) -> str:
    """Where a person's client would send the answer."""
    return str(mail.message["Reply-To"] or mail.message["From"].addresses[0].addr_spec)


def _rfc_3834(house: House, mail: Sent, row: int) -> tuple[str, str, str] | None:
    """Answers to the return path alone, says what it is, and answers no machine."""
    if not mail.return_path or mail.message["Auto-Submitted"]:
        return None
    raw = house.mail(EVE, "Auto: away", to=mail.return_path, Auto_Submitted="auto-replied")
    return raw, "", mail.return_path


def _exchange(house: House, mail: Sent, row: int) -> tuple[str, str, str]:
    to = _addressed(mail)
    subject = f"Automatic reply: {mail.message['Subject']}"
    marks = {"X_Auto_Response_Suppress": "All", "Auto_Submitted": "auto-generated"}
    raw = house.mail(EVE, subject, to=to, In_Reply_To=str(mail.message["Message-ID"]), **marks)
    return raw, "", to


def _gmail(house: House, mail: Sent, row: int) -> tuple[str, str, str]:
    to = _addressed(mail)
    marks = {"Precedence": "bulk", "X_Autoreply": "yes", "Auto_Submitted": "auto-replied"}
    raw = house.mail(EVE, f"Re: {mail.message['Subject']}", to=to, **marks)
    return raw, EVE, to


def _without_headers(house: House, mail: Sent, row: int) -> tuple[str, str, str]:
    to = _addressed(mail)
    raw = house.mail(EVE, f"Re: {mail.message['Subject']}", to=to, In_Reply_To=str(mail.message["Message-ID"]))
    return raw, EVE, to


def _without_anything(house: House, mail: Sent, row: int) -> tuple[str, str, str]:
    """Answers the author line with the same words, and carries nothing over."""
    return house.mail(EVE, "I am away", f"Back on Monday. {row}"), EVE, house.support


def _changing_subject(house: House, mail: Sent, row: int) -> tuple[str, str, str]:
    return house.mail(EVE, f"Away {secrets.token_hex(8)}", f"Back on Monday. {row}"), EVE, house.support


def _changing_sender(house: House, mail: Sent, row: int) -> tuple[str, str, str]:
    author = f"eve{row}@customer.test"
    return house.mail(author, "I am away", f"Back on Monday. {row}"), author, house.support


def _changing_sender_with_token(house: House, mail: Sent, row: int) -> tuple[str, str, str]:
    author, to = f"eve{row}@customer.test", _addressed(mail)
    raw = house.mail(author, "I am away", to=to, In_Reply_To=str(mail.message["Message-ID"]))
    return raw, author, to


#: Each with the most mails that it may ever make us send to its side within an hour: the first acknowledgement and the
#: agent's answer are two of them.
RESPONDERS: dict[str, tuple[Responder, int]] = {
    "true to RFC 3834": (_rfc_3834, 2),
    "like Exchange": (_exchange, 2),
    "like Gmail": (_gmail, 2),
    "without any headers": (_without_headers, 2),
    "without anything": (_without_anything, 6),
    "changing its subject": (_changing_subject, 6),
    # The rate of its domain, one more for the batch in which that was reached, and the agent's answer.
    "changing its sender": (_changing_sender, 22),
    "changing its sender, with our token": (_changing_sender_with_token, 2),
}


@pytest.mark.parametrize("who", RESPONDERS)
def test_autoresponder_gets_no_more_than_its_bound(build, who):
    responder, bound = RESPONDERS[who]
    # Were the address verified it would get the most.
    house = build(server='[limits]\nacks_per_unverified = "off"', more='[rate_limit]\ntickets_per_domain = "20/1h"')
    sent = house.carry(house.mail(EVE, "Printer"), sender=EVE)
    (notice,) = [mail for mail in sent if mail.recipient == ANN]
    to = str(notice.message["Reply-To"])
    sent += house.carry(house.mail(f"Ann <{ANN}>", "Re: Printer", "Off and on?", to=to), sender=ANN, to=to)
    rows, got = count(1), 0
    for _ in range(ENDLESS):
        theirs = [mail for mail in sent if mail.recipient != ANN]
        if not theirs:
            break
        got += len(theirs)
        answers = [responder(house, mail, next(rows)) for mail in theirs]
        house.take_all([answer for answer in answers if answer is not None])
        house.pass_time(SECOND)
        house.work()
        sent = house.send()
    else:
        pytest.fail("it never ended")

    assert 2 <= got <= bound
    assert len([row for row in house.rows() if row.kind is OutboundKind.OPERATOR_ALERT]) <= 1


def _reports(house: House, mails: list[Sent], size: int) -> list[tuple[str, str, str]]:
    """Reports about our mails, every second one with something wrong."""
    found = []
    for row in range(size):
        mail = mails[row % len(mails)]
        if row % 2:
            to = _forged(house, mail, row // 2)
            found.append(house.report(mail, to=to))
        else:
            found.append(house.report(mail, status=("5.1.1", "5.2.2", "4.4.7")[row % 3]))
    return found


def _forged(house: House, mail: Sent, row: int) -> str:
    local, _, domain = mail.return_path.partition("@")
    forgeries = (
        house.support,
        f"{local[:-4]}{'a' if local[-4] != 'a' else 'b'}{local[-3:]}@{domain}",
        f"support+b-{'a' * 44}@{domain}",
        local.replace("+b-", "+c-") + f"@{domain}",
        str(mail.message["Reply-To"]),
    )
    return forgeries[row % len(forgeries)]


def _flood_of_reports(house: House, size: int) -> None:
    for row in range(50):
        house.carry(house.mail(f"c{row}@customer{row}.test", "Hi"), sender=f"c{row}@customer{row}.test")
    notices = [mail for mail in house.sent if mail.kind is OutboundKind.NEW_TICKET_NOTICE]
    before, tickets = house.outbox_count(), house.ticket_count()
    assert (len(notices), tickets) == (30, 50)
    for start in range(0, size, 500):
        reports = _reports(house, notices, min(500, size - start))
        house.take_all(reports)
        house.work()
        house.pass_time(SECOND)

    assert (house.outbox_count() - before, house.ticket_count() - tickets) == (0, 0)
    outcomes = {house.outcome(row) for row in house.mail_ids()[50:]}
    assert outcomes <= {"bounce.failed", "bounce.repeated", "bounce.unproven", "bounce.bad_token", "bounce.unmatched"}
    assert {"bounce.failed", "bounce.repeated", "bounce.bad_token"} <= outcomes


def test_reports_half_of_them_forged_open_no_ticket_and_send_nothing(house):
    _flood_of_reports(house, 400)


@pytest.mark.prove
@pytest.mark.timeout(1800)
def test_ten_thousand_reports_half_of_them_forged_open_no_ticket_and_send_nothing(house):
    _flood_of_reports(house, 10_000)


def _forge(house: House, size: int, *, policy: str, times: int = 1) -> list[Sent]:
    """Spam in the names of ``size`` people: what it makes us send to them."""
    words = secrets.token_hex(200)
    mails = []
    for row in range(size):
        victim = f"v{row}@domain{row}.test"
        proof = {"Authentication_Results": f"mx.{house.domain}; dmarc={policy} header.from=domain{row}.test"}
        raws = [house.mail(victim, words[:40], words, **(proof if policy else {})) for _ in range(times)]
        mails += [(raw, victim, house.support) for raw in raws]
    for start in range(0, len(mails), 500):
        house.take_all(mails[start : start + 500])
        house.work()
    to_victims = [mail for mail in house.send() if mail.recipient != ANN]
    for mail in to_victims:
        shown = f"{mail.message['Subject']} {mail.message['To']} {mail.text}"
        assert not any(words[at : at + 8] in shown for at in range(len(words) - 8))
    return to_victims


def _forged_senders(house: House, size: int) -> None:
    assert _forge(house, size, policy="fail") == []


def _senders_without_policy(house: House, size: int) -> None:
    victims = [mail.recipient for mail in _forge(house, size, policy="", times=3)]
    assert len(victims) == len(set(victims)) == size
    house.pass_time(23 * HOUR)
    assert _forge(house, size, policy="") == []


def test_forged_senders_whose_domain_has_a_policy_get_nothing(house):
    _forged_senders(house, 60)


def test_forged_senders_without_policy_get_one_mail_a_day_without_content(house):
    _senders_without_policy(house, 40)


def test_forged_senders_get_nothing_where_only_verified_ones_are_acknowledged(build):
    assert _forge(build(queue='acknowledge = "verified"'), 60, policy="", times=2) == []


@pytest.mark.prove
@pytest.mark.timeout(1800)
def test_a_thousand_forged_senders_get_what_the_policy_of_their_domain_says(build):
    _forged_senders(build("one.test"), 1000)
    _senders_without_policy(build("two.test"), 1000)
    assert _forge(build("three.test", queue='acknowledge = "verified"'), 1000, policy="", times=2) == []
