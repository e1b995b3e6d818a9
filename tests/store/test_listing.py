"""Pages of tickets, messages and events: right, stable, and never read from a whole table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, event

from mailgate.model.clockwork import Clockwork
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.link import Link, LinkKind
from mailgate.model.recording import NewEntry
from mailgate.model.sla import Cycle, CycleState, Deadline, DeadlineState, Metric, Trigger
from mailgate.model.ticket import (
    AuthorType,
    Contact,
    Entry,
    EntryAuthor,
    EntryKind,
    Priority,
    Status,
    Ticket,
)
from mailgate.store.clock import clockworks
from mailgate.store.database import Database
from mailgate.store.tickets import contacts, entries, events, links, listing, tickets
from mailgate.store.tickets.listing import SORTS, Page, PageRequest, list_events, list_messages, list_tickets
from mailgate.store.tickets.ticket_filters import Flag, TicketFilter

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
REFID = "sup_" + "a" * 17


def _ticket(row: int, **given: Any) -> Ticket:
    plain = Ticket(
        id=row,
        uuid=UUID(int=row),
        tenant="acme",
        number=f"2026-11-{row:05d}",
        # Ends in "abx" for 1, "acx" for 2.
        refid=f"{REFID}{chr(97 + row // 26)}{chr(97 + row % 26)}x",
        subject=f"Matter {row}",
        status=Status.OPEN,
        priority=Priority.MEDIUM,
        queue="support",
        product="widgets",
        contact_id=1,
        customer_email="eve@example.org",
        customer_name="Eve",
        created_at=NOW + timedelta(minutes=row),
        updated_at=NOW - timedelta(minutes=row),
    )
    return replace(plain, **given)


class Shelf:
    """A test's tickets, and lists of them by row id."""

    def __init__(self, database: Database) -> None:
        self.database = database
        people = [("acme", "eve@example.org"), ("acme", "bob@example.org"), ("other", "eve@example.org")]
        for row, (tenant, email) in enumerate(people, start=1):
            self._write(
                lambda conn, row=row, tenant=tenant, email=email: contacts.add(
                    conn, [Contact(id=row, tenant=tenant, email=email, name="")], NOW
                )
            )

    def put(self, *found: Ticket) -> None:
        self._write(lambda conn: tickets.add(conn, found))

    def page(self, *, page: int = 1, limit: int = 100, sort: str = "-created_at", **wanted: Any) -> Page[Ticket]:
        part = PageRequest(page=page, limit=limit)
        return self.database.read(lambda conn: list_tickets(conn, "acme", TicketFilter(**wanted), part, sort=sort))

    def ids(self, **wanted: Any) -> list[int]:
        return [value.id for value in self.page(**wanted).items]

    def _write(self, work: Callable[[Connection], Any]) -> None:
        self.database.write(work)


@pytest.fixture
def shelf(database: Database) -> Shelf:
    return Shelf(database)


def test_the_newest_come_first_unless_asked_otherwise(shelf):
    shelf.put(*(_ticket(row) for row in (1, 2, 3)))
    assert shelf.ids() == [3, 2, 1]
    assert shelf.ids(sort="created_at") == [1, 2, 3]
    assert shelf.ids(sort="-updated_at") == [1, 2, 3]
    assert shelf.ids(sort="updated_at") == [3, 2, 1]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("wanted", [{}, {"queue": "support"}])
def test_pages_hold_each_ticket_once_though_all_are_of_one_instant(shelf, sort, wanted):
    shelf.put(*(_ticket(row, created_at=NOW, updated_at=NOW) for row in range(1, 8)))
    pages = [shelf.page(page=page, limit=3, sort=sort, **wanted) for page in (1, 2, 3, 4)]
    assert sorted(value.id for page in pages for value in page.items) == list(range(1, 8))
    assert [len(page.items) for page in pages] == [3, 3, 1, 0]
    assert {page.total for page in pages} == {7}


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ({"statuses": (Status.CLOSED,)}, {"status": Status.CLOSED}),
        ({"statuses": (Status.CLOSED, Status.SPAM)}, {"status": Status.SPAM}),
        ({"priority": Priority.HIGH}, {"priority": Priority.HIGH}),
        ({"category": "billing"}, {"category": "billing"}),
        ({"assigned_to": "ann@acme.test"}, {"assigned_to": "ann@acme.test"}),
        ({"team": "back"}, {"assigned_team": "back"}),
        ({"queue": "sales"}, {"queue": "sales"}),
        ({"product": "gears"}, {"product": "gears"}),
        ({"tag": "vip"}, {"tags": ("new", "vip")}),
        ({"tag": 'a"b\\ü'}, {"tags": ('a"b\\ü',)}),
        ({"customer_email": "bob@example.org"}, {"contact_id": 2, "customer_email": "bob@example.org"}),
        ({"search": "FIRE"}, {"subject": "The printer is on fire"}),
        ({"search": "100%"}, {"subject": "It is 100% broken"}),
        ({"search": "#2026-11-00002"}, {}),
        ({"search": "2026-11-00002"}, {}),
        ({"search": REFID + "acx"}, {}),
        ({"search": REFID + "ac"}, {}),
        ({"created_after": NOW + timedelta(minutes=2)}, {}),
        ({"created_before": NOW + timedelta(minutes=1)}, {"created_at": NOW}),
        ({"breached": True}, {"sla_breach": True}),
        ({"flag": Flag.UNSURE, "now": NOW}, {"flagged_until": NOW + timedelta(seconds=1)}),
        ({"flag": Flag.ESCALATED}, {"escalation_level": 2}),
    ],
)
def test_each_condition_finds_the_one_ticket_that_meets_it(shelf, wanted, given):
    shelf.put(_ticket(1), _ticket(2, **given))
    assert shelf.ids(**wanted) == [2]
    assert shelf.page(**wanted).total == 1


def test_what_looks_alike_is_not_found(shelf):
    shelf.put(
        _ticket(1, tags=("VIP", "vip2", "a_b"), subject="100 per cent"),
        _ticket(2, assigned_to="ann@acme.test"),
    )
    assert shelf.ids(tag="vip") == []
    assert shelf.ids(search="100%") == []
    assert shelf.ids(search="2026-11-0000") == [2, 1]
    assert shelf.ids(unassigned=True) == [1]
    assert shelf.ids(customer_email="nobody@example.org") == []
    assert shelf.ids(statuses=()) == []


def test_conditions_hold_together(shelf):
    shelf.put(
        _ticket(1, status=Status.CLOSED, priority=Priority.HIGH),
        _ticket(2, status=Status.CLOSED),
        _ticket(3, priority=Priority.HIGH),
        _ticket(4, status=Status.CLOSED, contact_id=2, customer_email="bob@example.org"),
    )
    assert shelf.ids(statuses=(Status.CLOSED,), priority=Priority.HIGH) == [1]
    assert shelf.ids(statuses=(Status.CLOSED,), customer_email="bob@example.org") == [4]
    assert shelf.ids(search="2026-11-00004", customer_email="eve@example.org") == []
    assert shelf.ids(search="2026-11-00001", created_after=NOW + timedelta(hours=1)) == []
    assert shelf.ids(search="2026-11-00001", statuses=(Status.OPEN,)) == []


def test_no_condition_reaches_into_another_tenant(shelf):
    shelf.put(_ticket(1, tenant="other", contact_id=3), _ticket(2))
    everything = ({}, {"customer_email": "eve@example.org"}, {"search": "Matter"}, {"queue": "support"})
    for wanted in everything:
        assert shelf.ids(**wanted) == [2]
    assert shelf.ids(search="2026-11-00001") == []


def test_a_total_is_exact_up_to_the_bound_and_a_minimum_beyond(shelf, monkeypatch):
    monkeypatch.setattr(listing, "COUNTED", 3)
    shelf.put(*(_ticket(row) for row in range(1, 4)))
    assert (shelf.page(limit=1).total, shelf.page(limit=1).total_is_minimum) == (3, False)
    shelf.put(_ticket(4))
    for wanted in ({}, {"queue": "support"}):
        found = shelf.page(limit=1, **wanted)
        assert (found.total, found.total_is_minimum) == (3, True)


def test_conditions_without_an_index_look_at_a_bounded_part_and_say_so(shelf, monkeypatch):
    monkeypatch.setattr(listing, "EXAMINED", 2)
    shelf.put(*(_ticket(row) for row in range(1, 4)))
    found = shelf.page(queue="support")
    assert [value.id for value in found.items] == [3, 2]
    assert found.total_is_minimum
    assert shelf.ids() == [3, 2, 1]


def test_an_agents_tickets_are_found_however_many_others_are_newer(shelf, monkeypatch):
    monkeypatch.setattr(listing, "EXAMINED", 2)
    shelf.put(
        _ticket(1, assigned_to="ann@acme.test"), *(_ticket(row, assigned_to="bob@acme.test") for row in range(2, 8))
    )
    assert shelf.ids(assigned_to="ann@acme.test") == [1]
    assert not shelf.page(assigned_to="ann@acme.test", sort="-updated_at").total_is_minimum
    assert shelf.ids(unassigned=True) == []
    assert shelf.ids(unassigned=True, assigned_to="ann@acme.test") == []


def test_a_sort_by_change_knows_all_tickets(shelf, monkeypatch):
    monkeypatch.setattr(listing, "EXAMINED", 2)
    shelf.put(*(_ticket(row) for row in range(1, 6)))
    page = shelf.page(sort="-updated_at")
    assert [value.id for value in page.items] == [1, 2, 3, 4, 5]
    assert (page.total, page.total_is_minimum) == (5, False)


def test_flag_of_a_reopening_in_doubt_goes_away_by_itself(shelf):
    shelf.put(_ticket(1, flagged_until=NOW), _ticket(2, flagged_until=NOW + timedelta(seconds=1)))
    assert shelf.ids(flag=Flag.UNSURE, now=NOW) == [2]
    assert shelf.ids(flag=Flag.UNSURE, now=NOW + timedelta(seconds=1)) == []


def test_flag_of_duplicates_is_on_what_repeats_and_not_on_what_is_repeated(shelf):
    shelf.put(_ticket(1), _ticket(2), _ticket(3))
    made = (
        Link(ticket_id=2, kind=LinkKind.DUPLICATES, other_id=1),
        Link(ticket_id=3, kind=LinkKind.RELATED, other_id=1),
    )
    shelf.database.write(lambda conn: links.write(conn, [("acme", link) for link in made], NOW))
    assert shelf.ids(flag=Flag.DUPLICATE) == [2]


def test_at_risk_is_what_was_warned_of_and_runs_on(shelf):
    shelf.put(*(_ticket(row) for row in range(1, 5)))
    for row, state, trigger in (
        (1, CycleState.RUNNING, Trigger.WARNING),
        (2, CycleState.MET, Trigger.WARNING),
        (3, CycleState.RUNNING, Trigger.BREACH),
    ):
        _warned(shelf, row, state, trigger)
    assert shelf.ids(at_risk=True) == [1]


def _warned(shelf, row, state, trigger):
    """A promise on the ticket in that state, and a deadline of it that fired."""
    cycle = Cycle(
        id=row,
        ticket_id=row,
        metric=Metric.RESOLUTION,
        number=1,
        policy="standard",
        revision=1,
        calendar="",
        goal=timedelta(hours=4),
        started_at=NOW,
        state=state,
        due_at=NOW,
    )
    fired = Deadline(
        id=row,
        tenant="acme",
        ticket_id=row,
        cycle_id=row,
        trigger=trigger,
        due_at=NOW,
        state=DeadlineState.FIRED,
    )
    after = Clockwork(cycles=(cycle,), deadlines=(fired,))
    shelf.database.write(lambda conn: clockworks.save(conn, [("acme", Clockwork(), after)]))


def _entry(row: int, kind: EntryKind = EntryKind.PUBLIC) -> NewEntry:
    author = EntryAuthor(type=AuthorType.AGENT, email="ann@acme.test", name="Ann")
    at = NOW - timedelta(minutes=row)
    entry = Entry(id=row, ticket_id=1, kind=kind, author=author, text=f"t{row}", html="", created_at=at, key=f"k{row}")
    return NewEntry(entry=entry)


def test_messages_come_oldest_first_and_notes_only_when_wanted(shelf):
    shelf.put(_ticket(1))
    new = [_entry(11), _entry(12, EntryKind.INTERNAL), _entry(13), _entry(14, EntryKind.SYSTEM)]
    shelf.database.write(lambda conn: entries.add(conn, [("acme", entry) for entry in new]))

    def read(public_only: bool, tenant: str = "acme") -> tuple[list[int], int]:
        page = shelf.database.read(
            lambda conn: list_messages(conn, tenant, (1,), PageRequest(limit=3), public_only=public_only)
        )
        return [entry.id for entry in page.items], page.total

    assert read(public_only=False) == ([14, 13, 12], 4)
    assert read(public_only=True) == ([13, 11], 2)
    assert read(public_only=False, tenant="other") == ([], 0)


def test_a_message_is_found_by_ticket_and_by_key(shelf):
    shelf.put(_ticket(1))
    shelf.database.write(lambda conn: entries.add(conn, [("acme", _entry(11))]))
    read = shelf.database.read
    wanted = replace(_entry(11).entry, full_text="t11")
    assert read(lambda conn: listing.message_of(conn, "acme", (1,), 11)) == wanted
    assert read(lambda conn: listing.message_of(conn, "acme", (2,), 11)) is None
    assert read(lambda conn: listing.message_of(conn, "other", (1,), 11)) is None
    assert read(lambda conn: listing.message_of_key(conn, "acme", "k11")).id == 11
    assert read(lambda conn: listing.message_of_key(conn, "other", "k11")) is None


def test_the_journal_comes_latest_first(shelf):
    shelf.put(_ticket(1))
    found = [
        Event(kind=EventKind.UPDATED, at=NOW + timedelta(minutes=at), actor="system", cause=Cause(kind="api"))
        for at in (1, 3, 2)
    ]
    numbered = list(enumerate(found, start=1))
    happened = events.Happened(tenant="acme", events=numbered, ticket_id=1, inbox_id=None, revision=1)
    shelf.database.write(lambda conn: events.add(conn, [happened]))
    page = shelf.database.read(lambda conn: list_events(conn, "acme", 1, PageRequest(limit=2)))
    assert [value.at.minute for value in page.items] == [3, 2]
    assert page.total == 3


_CONDITIONS: list[dict[str, Any]] = [
    {},
    {"statuses": (Status.OPEN,)},
    {"statuses": (Status.OPEN, Status.SPAM)},
    {"customer_email": "eve@example.org"},
    {"customer_email": "eve@example.org", "statuses": (Status.OPEN,)},
    {"assigned_to": "ann@acme.test"},
    {"unassigned": True, "queue": "support"},
    {"at_risk": True},
    {"flag": Flag.DUPLICATE},
    {"search": "2026-11-00001"},
    {"search": REFID + "abx"},
    {"search": "fire"},
    {"tag": "vip", "created_after": NOW},
]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("wanted", _CONDITIONS, ids=lambda wanted: "+".join(wanted) or "all")
def test_no_list_reads_the_whole_table(shelf, wanted, sort):
    shelf.put(*(_ticket(row) for row in range(1, 30)))
    lines = shelf.database.write(
        lambda conn: _plan(
            conn, lambda: list_tickets(conn, "acme", TicketFilter(**wanted), PageRequest(limit=5), sort=sort)
        )
    )
    assert lines
    assert [line for line in lines if "SCAN ticket" in line or "Seq Scan on ticket" in line] == []


@pytest.mark.parametrize(
    ("wanted", "sort", "index"),
    [
        ({"assigned_to": "ann@acme.test"}, "-created_at", "ix_ticket_assigned"),
        ({"unassigned": True}, "created_at", "ix_ticket_assigned"),
        ({}, "-updated_at", "ix_ticket_updated"),
        ({"queue": "support"}, "updated_at", "ix_ticket_updated"),
    ],
)
def test_lists_walk_the_index_made_for_them(shelf, wanted, sort, index):
    rare = {0: "ann@acme.test", 1: None}
    shelf.put(
        *(
            _ticket(row, refid=f"sup_{row:020d}", assigned_to=rare.get(row % 200, "bob@acme.test"))
            for row in range(1, 3_000)
        )
    )
    # PostgreSQL chooses by what it knows of the values; its autovacuum sees to that on a desk.
    shelf.database.write(lambda conn: conn.exec_driver_sql("ANALYZE ticket"))
    lines = shelf.database.write(
        lambda conn: _plan(
            conn, lambda: list_tickets(conn, "acme", TicketFilter(**wanted), PageRequest(limit=5), sort=sort)
        )
    )
    assert [line for line in lines if index in line]


def _plan(conn: Connection, work: Callable[[], Any]) -> list[str]:
    seen: list[tuple[str, Any]] = []

    def note(_conn, _cursor, statement, parameters, _context, _many):
        seen.append((statement, parameters))

    event.listen(conn, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(conn, "before_cursor_execute", note)
    if conn.dialect.name == "sqlite":
        return [row[3] for sql, values in seen for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
    # A small table is cheapest read whole; without that choice the plan shows whether an index would do.
    conn.exec_driver_sql("SET LOCAL enable_seqscan = off")
    return [row[0] for sql, values in seen for row in conn.exec_driver_sql(f"EXPLAIN {sql}", values)]


def test_the_tickets_of_a_page_are_read_by_their_ids(shelf):
    shelf.put(*(_ticket(row) for row in range(1, 150)))
    lines = shelf.database.write(
        lambda conn: _plan(conn, lambda: list_tickets(conn, "acme", TicketFilter(), PageRequest()))
    )
    # By any other index SQLite would read the whole tenant for a hundred tickets.
    assert [line for line in lines if "PRIMARY KEY" in line or "pk_ticket" in line]
