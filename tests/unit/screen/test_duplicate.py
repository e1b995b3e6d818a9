from __future__ import annotations

import pytest

from mailgate.model.mark import MarkKind, SenderFacts
from mailgate.screen.duplicate import check


@pytest.mark.parametrize(
    ("facts", "message_id", "kind"),
    [
        (SenderFacts(known_key=True), "a@b", MarkKind.DUPLICATE),
        (SenderFacts(known_key=True, known_message_id=True), "a@b", MarkKind.DUPLICATE),
        # A stranger who sends a known Message-ID first must not make the real mail vanish (T-29).
        (SenderFacts(known_message_id=True), "a@b", MarkKind.MESSAGE_ID_COLLISION),
        (SenderFacts(known_message_id=True), "", None),
        (SenderFacts(known_ticket=7), "a@b", None),
    ],
)
def test_same_mail_is_a_duplicate_and_same_id_alone_a_collision(ask, facts, message_id, kind):
    mark = check(ask(facts=facts, message={"message_id": message_id}))

    assert (mark.kind if mark else None) is kind
