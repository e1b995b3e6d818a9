"""What a batch of mails asks of the store: each mail gets its own answer, and no look-up reads a whole table."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.bench.growth import grow, reply_to
from tests.store.conftest import NOW

from mailgate.model.desk import Agent, Desk
from mailgate.model.detection import Detection, Learning
from mailgate.model.match import KnownId, Purpose, Token
from mailgate.model.recording import NewEntry, Recording
from mailgate.model.ticket import AuthorType, Contact, Entry, EntryAuthor, EntryKind, Priority, Status, Ticket
from mailgate.store.database import Database
from mailgate.store.inquiry import Found, Inquiry, find, matched
from mailgate.store.record import record
from mailgate.store.tickets import merges

_DESK = Desk(tenant="acme", agents=(Agent(email="ann@acme.test", name="Ann"),))


class Shelf:
    """Tickets as mails made them: one contact, one message and one Message-ID each."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def put(self, row: int, email: str, tenant: str = "acme", **given: Any) -> Ticket:
        contact = Contact(id=row, tenant=tenant, email=email, name="Eve", stored=False)
        ticket = Ticket(
            id=row,
            uuid=UUID(int=row),
            tenant=tenant,
            number=f"2026-11-{row:05d}",
            refid=f"sup_{row:020d}",
            subject="Matter",
            status=Status.OPEN,
            priority=Priority.MEDIUM,
            queue="support",
            product="widgets",
            contact_id=row,
            customer_email=email,
            customer_name="Eve",
            created_at=NOW,
            updated_at=NOW,
        )
        author = EntryAuthor(type=AuthorType.CUSTOMER, email=email, name="Eve")
        entry = Entry(
            id=100 + row,
            ticket_id=row,
            kind=EntryKind.PUBLIC,
            author=author,
            text="t",
            html="",
            created_at=NOW,
            key=f"k{row}",
        )
        recording = Recording(
            tenant=tenant,
            revision=1,
            after=replace(ticket, **given),
            contact=contact,
            entries=(NewEntry(entry=entry),),
            references=(KnownId(message_id=f"m{row}@test", ticket_id=row, own=False),),
            watchers=(("bob@example.org", "active"), ("ann@acme.test", "active"), ("eva@example.org", "proposed")),
        )
        self.database.write(lambda conn: record(conn, (recording,), now=NOW))
        return recording.after

    def ask(self, *inquiries: Inquiry) -> list[Found]:
        return self.database.read(lambda conn: find(conn, inquiries))


@pytest.fixture
def shelf(database: Database) -> Shelf:
    return Shelf(database)


def _inquiry(author: str = "new@example.org", desk: Desk = _DESK, **given: Any) -> Inquiry:
    plain = Inquiry(
        desk=desk,
        author=author,
        key="",
        message_id="",
        tokens=(),
        message_ids=(),
        numbers=(),
        now=NOW + timedelta(seconds=30),
    )
    return replace(plain, **given)


def test_each_mail_of_a_batch_gets_its_own_answer(shelf):
    for row, email in ((1, "eve@example.org"), (2, "bob@example.net"), (3, "sue@example.com")):
        shelf.put(row, email)
    token = Token(purpose=Purpose.CUSTOMER, subject_id=1, holder=1, key=0)
    stranger, by_token, by_id, by_number = shelf.ask(
        _inquiry(),
        _inquiry("eve@example.org", tokens=(token,)),
        _inquiry("bob@example.net", message_ids=("nothing@test", "m2@test")),
        _inquiry("eve@example.org", numbers=("2026-11-00003", "2026-11-00009")),
    )
    assert (stranger.contact, stranger.tickets, stranger.candidates.participants) == (None, {}, ())
    assert (list(by_token.tickets), by_token.candidates.tokens, by_token.contact.id) == ([1], (token,), 1)
    assert [known.message_id for known in by_id.candidates.known_ids] == ["m2@test"]
    assert (by_number.candidates.numbers, list(by_number.tickets)) == ((("2026-11-00003", 3),), [3])


def test_participants_are_the_customer_and_active_watchers_but_no_agent(shelf):
    shelf.put(1, "eve@example.org")
    shelf.put(2, "ann@acme.test")
    (found,) = shelf.ask(_inquiry(numbers=("2026-11-00001", "2026-11-00002")))
    assert [(it.customer, it.watchers) for it in found.candidates.participants] == [
        ("eve@example.org", {"bob@example.org"}),
        ("", {"bob@example.org"}),
    ]


def test_a_merged_ticket_leads_to_the_one_it_was_merged_into(shelf):
    shelf.put(3, "sue@example.com")
    shelf.put(2, "bob@example.net", merged_into=3)
    shelf.put(1, "eve@example.org", merged_into=2)
    shelf.database.write(lambda conn: merges.write(conn, [(1, 2), (2, 3)]))
    token = Token(purpose=Purpose.CUSTOMER, subject_id=1, holder=1, key=0)
    (found,) = shelf.ask(_inquiry(tokens=(token,), message_ids=("m2@test",), numbers=("2026-11-00003",)))
    assert list(found.tickets) == [3]
    assert found.candidates.tokens[0].subject_id == 3
    assert found.candidates.known_ids[0].ticket_id == 3


def test_a_mail_that_came_before_is_known_by_its_key_and_by_its_id(shelf):
    shelf.put(1, "eve@example.org")
    again, other = shelf.ask(_inquiry(key="k1", message_id="m1@test"), _inquiry(key="k9", message_id="m9@test"))
    assert (again.facts.known_key, again.facts.known_ticket, again.facts.known_message_id) == (True, 1, True)
    # Its own id is no evidence of a ticket.
    assert again.candidates.known_ids == ()
    assert (other.facts.known_key, other.facts.known_message_id) == (False, False)


def test_senders_are_counted_within_the_windows_of_the_desk(shelf):
    shelf.put(1, "eve@example.org")
    shelf.put(2, "bob@example.org")
    reply = _inquiry("eve@example.org", message_ids=("m1@test",))
    late = replace(reply, now=NOW + timedelta(hours=2))
    for asked, counted in ((reply, (1, 2, 1)), (late, (0, 0, 0))):
        facts = shelf.ask(asked)[0].facts
        assert (facts.tickets_by_sender, facts.tickets_by_domain, facts.replies_on_ticket) == counted


def test_two_tenants_in_a_batch_see_nothing_of_each_other(shelf):
    shelf.put(1, "eve@example.org")
    shelf.put(2, "eve@example.org", tenant="other")
    names = {"numbers": ("2026-11-00001", "2026-11-00002"), "message_ids": ("m1@test", "m2@test"), "key": "k1"}
    ours, theirs = shelf.ask(
        _inquiry("eve@example.org", **names), _inquiry("eve@example.org", Desk(tenant="other"), **names)
    )
    assert (list(ours.tickets), ours.contact.id, ours.facts.known_key) == ([1], 1, True)
    assert (list(theirs.tickets), theirs.contact.id, theirs.facts.known_key) == ([2], 2, False)


def _with_every_carrier(row: int = 1) -> Inquiry:
    return _inquiry(
        f"eve{row}@example{row}.org",
        tokens=(Token(purpose=Purpose.CUSTOMER, subject_id=row, holder=row, key=0),),
        message_ids=(f"m{row}@test",),
        numbers=(f"2026-11-{row:05d}",),
        key=f"k{row}",
        message_id="own@test",
    )


#: What each table is read by; ``id`` is a ticket's own, on SQLite its ``rowid``.
KEYS = ("id_hash", "number", "key", "email", "(?:row)?id", "ticket_id")


@pytest.mark.parametrize("mails", [1, 32])
def test_matching_and_permission_take_three_reads_each_by_an_index(database, plans, mails):
    """In a desk of 3,000 tickets, so that a planner knows which index serves."""
    database.write(lambda conn: grow(conn, first=0, last=3_000))
    database.write(lambda conn: conn.exec_driver_sql("ANALYZE"))
    asked = [reply_to(1 + 90 * place) for place in range(mails)]

    def work(conn):
        assert len(matched(conn, "bench", asked).tickets) == mails

    assert plans.count(work) == 3
    lines = plans.of(work)
    assert plans.whole_tables(lines) == []
    searched = " ".join(line for line in lines if line.startswith("SEARCH") or "Index Cond" in line)
    assert [key for key in KEYS if not re.search(rf"\b{key} ?=", searched)] == []


def test_a_merged_ticket_takes_another_read(shelf, plans):
    shelf.put(1, "eve1@example1.org")
    shelf.put(33, "eve33@example33.org", merged_into=1)
    assert plans.count(lambda conn: matched(conn, "acme", [_with_every_carrier(33)])) == 4


def test_no_look_up_reads_a_whole_table(shelf, plans):
    shelf.put(1, "eve1@example1.org")
    bounced = Token(purpose=Purpose.BOUNCE, subject_id=1, holder=0, key=0)
    first, *many = [_with_every_carrier(row) for row in range(1, 33)]
    # With a long list of values a planner chooses otherwise than with a short one.
    lines = plans.of(lambda conn: find(conn, [replace(first, tokens=(*first.tokens, bounced)), *many]))
    assert len(lines) >= 12
    assert plans.whole_tables(lines) == []


def test_duplicates_cost_a_batch_one_read_by_an_index_and_only_where_they_are_looked_for(shelf, plans):
    looking = replace(_DESK, detection=Detection(duplicates=True))
    for row in range(1, 6):
        shelf.put(row, f"eve{row}@example.org")

    def asked(desk):
        return [_inquiry(f"eve{row}@example.org", desk) for row in range(1, 6)]

    def work(conn):
        return find(conn, asked(looking))

    assert plans.count(work) == plans.count(lambda conn: find(conn, asked(_DESK))) + 1
    # What SQLite scans beside are the placed tickets themselves, which are no table.
    assert [line for line in plans.whole_tables(plans.of(work)) if re.search("ticket|message", line)] == []
    found = shelf.ask(*asked(looking))
    assert [[ticket.number for ticket in each.recent] for each in found] == [
        [f"2026-11-{row:05d}"] for row in range(1, 6)
    ]


def test_what_a_desk_learned_costs_a_batch_one_read_by_an_index(shelf, plans):
    learning = replace(_DESK, detection=Detection(learn=Learning(enabled=True)))

    def asked(desk):
        return [_inquiry(f"eve{row}@example.org", desk, words=("refund", f"word{row}")) for row in range(5)]

    def work(conn):
        return find(conn, asked(learning))

    assert plans.count(work) == plans.count(lambda conn: find(conn, asked(_DESK))) + 1
    whole = [line for line in plans.whole_tables(plans.of(work)) if "learned" in line]
    # The newest tickets are the index's end, however many there are.
    assert [line for line in whole if "ix_learned_ticket_newest" not in line] == []


def test_a_batch_asks_as_often_as_one_mail(shelf, plans):
    for row in range(1, 6):
        shelf.put(row, f"eve{row}@example.org")
    asked = [_inquiry(f"eve{row}@example.org", message_ids=(f"m{row}@test",), key=f"k{row}") for row in range(1, 6)]
    assert plans.count(lambda conn: find(conn, asked)) == plans.count(lambda conn: find(conn, asked[:1])) > 0
