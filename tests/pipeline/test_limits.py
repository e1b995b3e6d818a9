"""Limits of all mail that goes out: what is over one is dropped, told together or held, and one alert says so."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event
from tests.pipeline.conftest import MINUTE

from mailgate.authenticate.questions import ABSENT, SILENT
from mailgate.model.outbound import OutboundKind, OutboxState
from mailgate.store.outbound import outbox

ANN = "ann@agents.test"
HOUR = timedelta(hours=1)
EMERGENCIES = """
[[rule]]
name = "Down is down"
on = ["ticket.created"]
if = { field = "subject", op = "contains", value = "down" }
then = [ { set_priority = "critical" } ]
"""


def limits(**rates: str) -> str:
    return "[limits]\n" + "\n".join(f'{name} = "{rate}"' for name, rate in rates.items())


def write(house, author: str, subject: str = "Printer", *, verified: bool = True):
    """A customer's mail: what it makes us send."""
    proof = f"mx.{house.domain}; dmarc=pass header.from={author.partition('@')[2]}"
    headers = {"Authentication_Results": proof} if verified else {}
    return house.carry(house.mail(author, subject, **headers), sender=author)


def kinds(sent) -> Counter:
    return Counter(mail.kind.value for mail in sent)


def ticket_number(mail) -> str:
    return re.search(r"\[#([\d-]+)\]", str(mail.message["Subject"]))[1]


def test_sixth_acknowledgement_within_an_hour_is_not_sent_and_one_alert_says_so(house):
    sent = [mail for count in range(8) for mail in write(house, "eve@customer.test", f"Matter {count}")]

    assert kinds(sent) == {"acknowledgement": 5, "new_ticket_notice": 8, "operator_alert": 1}
    (alert,) = [mail for mail in sent if mail.kind is OutboundKind.OPERATOR_ALERT]
    assert alert.recipient == ANN
    assert 'acks_per_address = "5/60m"' in alert.text
    assert "eve@customer.test" in alert.text


def test_the_journal_says_which_limit_dropped_a_mail(house):
    sent = [mail for count in range(6) for mail in write(house, "eve@customer.test", f"Matter {count}")]
    last = [mail for mail in sent if mail.kind is OutboundKind.NEW_TICKET_NOTICE][-1]

    (found,) = [each for each in house.journal(ticket_number(last)) if each.kind == "mail.loop_suppressed"]
    assert found.details["limit"] == "acks_per_address 5/60m"
    assert (found.details["recipient"], found.details["fate"]) == ("eve@customer.test", "dropped")


def test_acknowledgements_go_out_again_when_the_window_has_room(house):
    for count in range(6):
        write(house, "eve@customer.test", f"Matter {count}")
    house.pass_time(HOUR)

    assert kinds(write(house, "eve@customer.test", "Later"))["acknowledgement"] == 1


def test_unverified_address_gets_one_mail_a_day(house):
    sent = [mail for _ in range(4) for mail in write(house, "eve@customer.test", verified=False)]
    house.pass_time(timedelta(hours=23))
    sent += write(house, "eve@customer.test", verified=False)
    assert [mail.recipient for mail in sent if mail.recipient != ANN] == ["eve@customer.test"]
    assert kinds(sent)["operator_alert"] == 0

    house.pass_time(HOUR)
    assert kinds(write(house, "eve@customer.test", verified=False))["acknowledgement"] == 1


def test_mails_of_one_batch_count_against_each_other(build):
    house = build(server=limits(acks_per_tenant="3/10m"))
    house.take_all(
        [(house.mail(f"c{row}@customer.test", "Hi"), f"c{row}@customer.test", house.support) for row in range(8)]
    )
    house.work()

    assert kinds(house.send())["acknowledgement"] == 3


def test_customers_of_one_domain_have_a_limit_together(build):
    house = build(server=limits(automatic_per_domain="3/10m"))
    sent = [mail for row in range(6) for mail in write(house, f"c{row}@customer.test")]
    elsewhere = write(house, "eve@elsewhere.test")

    assert kinds(sent)["acknowledgement"] == 3
    assert kinds(elsewhere)["acknowledgement"] == 1


def test_notices_over_the_limit_are_told_in_one_mail(build):
    house = build(server=limits(automatic_per_recipient="3/10m"))
    sent = [mail for row in range(6) for mail in write(house, f"c{row}@customer.test", f"Matter {row}")]
    assert kinds(sent) == {"acknowledgement": 6, "new_ticket_notice": 3, "operator_alert": 1}
    assert len(house.rows(OutboxState.HELD)) == 3

    house.tick()
    assert house.send() == []
    house.pass_time(10 * MINUTE)
    house.tick()
    (digest,) = house.send()
    assert (digest.kind, digest.recipient) == (OutboundKind.NOTICE_DIGEST, ANN)
    assert str(digest.message["Subject"]) == "3 notices in one"
    assert [f"Matter {row}" in digest.text for row in range(6)] == [False] * 3 + [True] * 3
    assert house.rows(OutboxState.HELD) == []
    assert {row.answer for row in house.rows(OutboxState.SUPPRESSED)} == {"told in a digest"}
    house.tick()
    assert house.send() == []


def test_single_notice_over_the_limit_goes_out_later_as_it_is(build):
    house = build(server=limits(automatic_per_recipient="3/10m"))
    for row in range(4):
        write(house, f"c{row}@customer.test", f"Matter {row}")
    house.pass_time(10 * MINUTE)
    house.tick()
    (late,) = house.send()

    assert (late.kind, late.recipient) == (OutboundKind.NEW_TICKET_NOTICE, ANN)
    assert "Matter 3" in str(late.message["Subject"])


def test_limit_of_one_ticket_leaves_other_tickets_alone(build):
    house = build(server=limits(automatic_per_ticket="3/10m"))
    (ack, _) = write(house, "eve@customer.test")
    to = str(ack.message["Reply-To"])
    sent = []
    for _ in range(5):
        sent += house.carry(house.mail("eve@customer.test", "Re: Printer", to=to), sender="eve@customer.test", to=to)
        house.pass_time(MINUTE)

    assert kinds(sent) == {"customer_notice": 2, "operator_alert": 1}
    assert kinds(write(house, "bob@customer.test"))["new_ticket_notice"] == 1


def test_first_word_of_a_new_emergency_is_never_held(build):
    house = build(server=limits(automatic_per_recipient="1/10m", automatic_per_tenant="1/10m"), more=EMERGENCIES)
    quiet = [mail for row in range(3) for mail in write(house, f"c{row}@customer.test")]
    loud = write(house, "eve@customer.test", "All is down")

    assert kinds(quiet)["new_ticket_notice"] == 0
    assert kinds(loud)["new_ticket_notice"] == 1


def test_words_of_an_agent_over_the_limit_wait_for_a_yes(build):
    house = build(server=limits(replies_per_recipient="1/10m"))
    (_, notice) = write(house, "eve@customer.test")
    to = str(notice.message["Reply-To"])
    sent = []
    for text in ("One", "Two", "Three"):
        sent += house.carry(house.mail(f"Ann <{ANN}>", "Re: Printer", text, to=to), sender=ANN, to=to)
    assert kinds(sent) == {"reply": 1, "operator_alert": 1}
    held = house.rows(OutboxState.HELD)
    assert {row.answer for row in held} == {"held: over replies_per_recipient 1/10m"}

    assert house.database.write(lambda conn: outbox.release(conn, held[0].id, house.now))
    (released,) = house.send()
    assert "Two" in released.text


def test_sender_over_a_rate_is_told_once_in_its_window(build):
    house = build(more='[rate_limit]\ntickets_per_sender = "2/1h"')
    sent = [mail for count in range(6) for mail in write(house, "eve@customer.test", f"Matter {count}")]
    (notice,) = [mail for mail in sent if mail.kind is OutboundKind.RATE_NOTICE]

    assert (notice.recipient, notice.return_path) == ("eve@customer.test", "")
    assert notice.message["Auto-Submitted"] == "auto-replied"
    assert "Matter" not in notice.raw.decode()
    assert house.ticket_count() == 2


@pytest.mark.parametrize("count", [1, 20])
def test_a_batch_is_counted_with_one_statement_however_many_mails_it_has(house, count):
    statements = []

    def note(conn, cursor, statement, *rest):
        statements.append(statement)

    house.take_all(
        [(house.mail(f"c{row}@customer.test", "Hi"), f"c{row}@customer.test", house.support) for row in range(count)]
    )
    event.listen(Engine, "before_cursor_execute", note)
    try:
        house.work()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert sum("json_each" in each or "json_array_elements" in each for each in statements) == 1
    assert sum("FROM suppression" in each for each in statements) == 1


def test_transcripts_have_a_rate_of_their_own_that_notices_do_not_use_up(build):
    house = build(server=limits(automatic_per_recipient="3/10m", transcripts_per_agent="4/10m"))
    sent = [mail for count in range(3) for mail in write(house, "eve@customer.test", f"Matter {count}")]
    notice = next(mail for mail in sent if mail.kind is OutboundKind.NEW_TICKET_NOTICE)
    told = [mail for _ in range(6) for mail in command(house, notice)]
    assert kinds(told) == {"transcript": 4, "operator_alert": 1}
    assert 'transcripts_per_agent = "4/10m"' in next(mail.text for mail in told if mail.kind.value == "operator_alert")
    # What is over it was done all the same, and is told together.
    events = [event for event in house.journal(ticket_number(notice)) if event.details.get("field") == "tags"]
    assert len(events) == 6
    house.pass_time(10 * MINUTE)
    house.tick()
    (digest,) = [mail for mail in house.send() if mail.kind is OutboundKind.NOTICE_DIGEST]
    assert digest.recipient == ANN

    # Nor do transcripts use up what notices may be.
    assert "new_ticket_notice" in kinds(write(house, "kim@customer.test"))


_TAGS = itertools.count(1)


def command(house, notice):
    """Ann asks for something by mail: what it makes us send."""
    to = str(notice.message["Reply-To"])
    return house.carry(house.mail(f"Ann <{ANN}>", "Re: x", f"#tag t{next(_TAGS)}", to=to), sender=ANN, to=to)


def test_autoresponder_of_an_agent_that_repeats_commands_stops_at_the_rate_of_transcripts(house):
    """Its answers bear no mark of a machine, and begin with the command that they answer."""
    (notice,) = [m for m in write(house, "eve@customer.test") if m.kind is OutboundKind.NEW_TICKET_NOTICE]
    transcripts, mails = 0, [notice]
    while mails and transcripts < 100:
        answered = [mail for mail in mails if mail.recipient == ANN and mail.message["Reply-To"]]
        mails = [each for mail in answered for each in command(house, mail)]
        transcripts += sum(mail.kind is OutboundKind.TRANSCRIPT for mail in mails)
    assert transcripts == 30


def test_silent_name_servers_do_not_mute_acknowledgements(house):
    """While nothing can be known of anybody, only the limits hold that hold for all."""
    house.ask_name_servers(lambda questions: dict.fromkeys(questions, SILENT))
    assert acknowledged(house, 7) == 5


def test_known_lack_of_a_policy_leaves_one_mail_a_day(house):
    house.ask_name_servers(lambda questions: dict.fromkeys(questions, ABSENT))
    assert acknowledged(house, 7) == 1


def acknowledged(house, mails: int) -> int:
    """How many acknowledgements so many unproven mails of one address get."""
    sent = [mail for _ in range(mails) for mail in write(house, "eve@customer.test", verified=False)]
    return kinds(sent)["acknowledgement"]
