from __future__ import annotations

from datetime import UTC, datetime

from mailgate.model.mark import MarkKind, SenderFacts, SpamSender
from mailgate.screen.spam_sender import check


def test_mail_of_a_listed_sender_is_marked_with_who_listed_it_and_why(ask):
    listed = SpamSender(
        email="cora@customers.test",
        listed_by="ann@agents.test",
        because="mail 81",
        listed_at=datetime(2026, 11, 21, tzinfo=UTC),
        until=datetime(2027, 5, 20, tzinfo=UTC),
    )
    mark = check(ask(facts=SenderFacts(spam_sender=listed)))
    evidence = "cora@customers.test: listed by ann@agents.test for mail 81, 2026-11-21 until 2027-05-20"
    assert (mark.kind, mark.reason, mark.evidence) == (MarkKind.SPAM, "screen.spam_sender", evidence)


def test_mail_of_anybody_else_is_not(ask):
    assert check(ask()) is None
