from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailgate.model.mark import Mark, MarkKind, SenderFacts, SpamSender, Verdict
from mailgate.model.message import Author, MailClass
from mailgate.screen.checks import CHECKS, screen

ENDING = {MarkKind.OWN_LOOP, MarkKind.DUPLICATE}
SILENT = {MarkKind.BOUNCE, MarkKind.AUTOMATIC, MarkKind.AUTO_REPLY, MarkKind.LIST, MarkKind.SPAM}


def _verdict(kind: MarkKind) -> Verdict:
    return Verdict(marks=(Mark(kind=kind, reason="test"),))


def test_ordinary_mail_has_no_mark(ask):
    assert screen(ask()) == Verdict()


LISTED = SpamSender(
    email="cora@customers.test",
    listed_by="ann@agents.test",
    because="mail 81",
    listed_at=datetime(2026, 11, 21, tzinfo=UTC),
    until=datetime(2027, 5, 20, tzinfo=UTC),
)


def test_every_mark_is_kept_in_the_order_of_the_checks(ask):
    everything = ask(
        ("x-mailgate-loop", "our-loop-id"),
        ("x-spam-flag", "YES"),
        message={"mail_class": MailClass.LIST, "author": Author(address="", name="", clean=False, defect="missing")},
        facts=SenderFacts(known_key=True, tickets_by_sender=10, replies_on_ticket=3, spam_sender=LISTED),
        trusted_peer=True,
    )

    assert [mark.kind for mark in screen(everything).marks] == [
        MarkKind.OWN_LOOP,
        MarkKind.DUPLICATE,
        MarkKind.LIST,
        MarkKind.SPAM,
        MarkKind.SPAM,
        MarkKind.TICKET_RATE,
        MarkKind.REPLY_RATE,
        MarkKind.UNCLEAN_AUTHOR,
    ]
    assert len(CHECKS) == 8


@pytest.mark.parametrize("kind", list(MarkKind))
def test_only_own_loops_and_duplicates_end_a_mails_journey(kind):
    assert (_verdict(kind).ends_here is not None) == (kind in ENDING)


@pytest.mark.parametrize("kind", list(MarkKind))
def test_what_a_machine_sent_is_never_answered_by_one(kind):
    assert _verdict(kind).silent == (kind in SILENT)
