from __future__ import annotations

import pytest

from mailgate.model.mark import MarkKind
from mailgate.model.message import MailClass
from mailgate.screen.automatic import check


@pytest.mark.parametrize(
    ("mail_class", "kind"),
    [
        (MailClass.BOUNCE, MarkKind.BOUNCE),
        (MailClass.FEEDBACK, MarkKind.BOUNCE),
        (MailClass.AUTO_REPLY, MarkKind.AUTO_REPLY),
        (MailClass.AUTOMATIC, MarkKind.AUTOMATIC),
        (MailClass.LIST, MarkKind.LIST),
    ],
)
@pytest.mark.parametrize("mail_from", ["", "cora@customers.test"])
def test_class_as_parsed_becomes_the_mark_with_its_evidence(ask, mail_class, kind, mail_from):
    message = {"mail_class": mail_class, "class_evidence": ("header.auto_submitted", "header.precedence")}

    mark = check(ask(message=message, mail_from=mail_from))

    assert (mark.kind, mark.reason) == (kind, f"screen.{mail_class.value}")
    assert mark.evidence == "header.auto_submitted, header.precedence"


def test_mail_from_the_null_sender_is_automatic_whatever_it_looks_like(ask):
    mark = check(ask(mail_from=""))

    assert (mark.kind, mark.reason) == (MarkKind.AUTOMATIC, "screen.null_sender")


def test_a_persons_mail_is_not_automatic(ask):
    assert check(ask()) is None
