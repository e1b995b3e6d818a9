"""Senders behind whom nobody reads, lists, and what the marks of forwarding rules are worth."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailgate.model.message import MailClass

Classify = Callable[..., tuple[MailClass, tuple[str, ...]]]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Auto-Submitted: auto-generated", "header.auto_submitted.generated"),
        ("Auto-Submitted: auto-notified", "header.auto_submitted.generated"),
        ("Precedence: bulk", "header.precedence.bulk"),
        ("Precedence: junk", "header.precedence.bulk"),
        ("Return-Path: <>", "envelope.null_sender"),
        ("X-FC-MachineGenerated: true", "header.machine_generated"),
        ("X-Cron-Env: <SHELL=/bin/sh>", "header.cron"),
    ],
)
def test_marks_of_machines_make_automatic_mail(header: str, code: str, classified: Classify) -> None:
    assert classified(header) == (MailClass.AUTOMATIC, (code,))


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("List-Id: Printers <printers.lists.test>", "header.list_id"),
        ("List-Post: <mailto:printers@lists.test>", "header.list_id"),
        ("Mailing-List: contact printers-help@lists.test", "header.list_id"),
        ("X-Mailman-Version: 2.1", "header.list_id"),
        ("List-Unsubscribe: <https://shop.test/out>", "header.list_unsubscribe"),
        ("Precedence: list", "header.precedence.list"),
    ],
)
def test_marks_of_lists_make_list_mail(header: str, code: str, classified: Classify) -> None:
    assert classified(header) == (MailClass.LIST, (code,))


def test_an_auto_reply_to_a_list_is_an_auto_reply(classified: Classify) -> None:
    assert classified("List-Id: <p.test>", "X-Autoreply: yes")[0] is MailClass.AUTO_REPLY


@pytest.mark.parametrize(
    "address",
    [
        "noreply@shop.test",
        "no-reply@shop.test",
        "No.Reply@shop.test",
        "do_not_reply@shop.test",
        "no-reply+77@shop.test",
        "orders-noreply@shop.test",
        "mailer-daemon@shop.test",
        "MAILER-DAEMON@shop.test",
        "postmaster@shop.test",
        "bounces+12@shop.test",
        "nepasrepondre@boutique.test",
        "nicht-antworten@laden.test",
        "notifications@forge.test",
    ],
)
def test_addresses_of_machines_are_known(address: str, classified: Classify) -> None:
    assert classified(sender=address) == (MailClass.AUTOMATIC, ("sender.machine",))


def test_mail_forwarded_by_a_rule_is_automatic_and_perhaps_human(classified: Classify) -> None:
    kind, evidence = classified(
        "Auto-Submitted: auto-generated", "X-MS-Exchange-Inbox-Rules-Loop: desk@customer.test", subject="Printer"
    )
    assert kind is MailClass.AUTOMATIC
    assert evidence == ("header.auto_submitted.generated", "author.perhaps_human")


def test_an_answer_stamped_as_generated_is_automatic_and_perhaps_human(classified: Classify) -> None:
    kind, evidence = classified("Auto-Submitted: auto-generated", "In-Reply-To: <outbound.77@desk.acme.test>")
    assert (kind, evidence) == (MailClass.AUTOMATIC, ("header.auto_submitted.generated", "author.perhaps_human"))


def test_a_machine_that_says_so_is_not_perhaps_human(classified: Classify) -> None:
    _, evidence = classified(
        "Auto-Submitted: auto-generated", "In-Reply-To: <outbound.77@desk.acme.test>", sender="noreply@shop.test"
    )
    assert "author.perhaps_human" not in evidence


def test_an_absence_notice_of_exchange_is_an_auto_reply_though_marked_as_generated(classified: Classify) -> None:
    kind, evidence = classified(
        "Auto-Submitted: auto-generated",
        "In-Reply-To: <outbound.77@desk.acme.test>",
        subject="Automatic reply: Your printer",
        text="I am back on Monday.",
    )
    assert (kind, evidence) == (MailClass.AUTO_REPLY, ("subject.out_of_office.en",))


def test_an_ordinary_mail_has_no_evidence(classified: Classify) -> None:
    assert classified("In-Reply-To: <outbound.77@desk.acme.test>") == (MailClass.HUMAN, ())


@pytest.mark.parametrize("header", ["Feedback-ID: 1.eu-west-1.x:AmazonSES", "X-Mailgun-Sid: WyJ4Il0=", "X-Loop: other"])
def test_a_person_whose_provider_sends_through_a_relay_service_is_a_person(header: str, classified: Classify) -> None:
    assert classified(header) == (MailClass.HUMAN, ())
