from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailgate.model.ticket import AuthorType, Entry, EntryAuthor, EntryKind
from mailgate.notify.public_entry import public_entry


def _entry(kind: EntryKind, author: AuthorType) -> Entry:
    return Entry(
        id=1,
        ticket_id=2,
        kind=kind,
        author=EntryAuthor(type=author, email="somebody@x.test", name="Somebody"),
        text="Words",
        html="<p>Words</p>",
        full_text="Words\n> all that was quoted",
        message_id="m@x.test",
        created_at=datetime(2026, 11, 21, tzinfo=UTC),
    )


@pytest.mark.parametrize("kind", [EntryKind.INTERNAL, EntryKind.SYSTEM])
@pytest.mark.parametrize("author", AuthorType)
def test_what_is_not_public_is_nothing_for_a_customer(kind, author):
    assert public_entry(_entry(kind, author)) is None


def test_customers_see_their_own_address_and_no_agents():
    own, agents = (public_entry(_entry(EntryKind.PUBLIC, kind)) for kind in (AuthorType.CUSTOMER, AuthorType.AGENT))
    assert (own.author_email, own.message_id) == ("somebody@x.test", "m@x.test")
    assert (agents.author_email, agents.message_id, agents.author_name) == ("", "", "Somebody")
