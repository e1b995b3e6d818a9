from __future__ import annotations

import pytest

from mailgate.model.mark import MarkKind
from mailgate.model.message import Author
from mailgate.screen.unclean_author import check


@pytest.mark.parametrize("defect", ["missing", "several_headers", "several_mailboxes", "group", "address_in_name"])
def test_author_that_is_not_one_mailbox_is_marked_with_what_the_mail_said(ask, defect):
    author = Author(address="a@b.test", name="", clean=False, defect=defect)

    mark = check(ask(("from", "a@b.test"), ("from", "c@d.test"), message={"author": author}))

    assert (mark.kind, mark.reason) == (MarkKind.UNCLEAN_AUTHOR, f"screen.author.{defect}")
    assert mark.evidence == "a@b.test | c@d.test"


def test_defect_without_a_name_still_has_a_reason(ask):
    author = Author(address="", name="", clean=False)

    assert check(ask(message={"author": author})).reason == "screen.author.malformed"
