"""No statement of the two queues reads a whole table, however many mails have passed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from mailgate.model.desk import Desk
from mailgate.model.envelope import InboxState
from mailgate.model.outbound import Attempt, Delivery, OutboundKind, OutboxState
from mailgate.model.recording import WaitingNotice
from mailgate.model.ticket import Contact, Priority, Status, Ticket
from mailgate.notify.governor import Limit, Question
from mailgate.store.inbound import held, held_answers, inbox, names, spam_senders, waiting_notices
from mailgate.store.outbound import conversations, notice_bundles, outbox, outbox_rows, suppressions, traffic
from mailgate.store.tickets import snoozes
from mailgate.store.tickets.listing import PageRequest

TICKET = Ticket(
    id=7,
    uuid=UUID(int=7),
    tenant="acme",
    number="2026-11-00007",
    refid="sup_x",
    subject="",
    status=Status.OPEN,
    priority=Priority.MEDIUM,
    queue="support",
    product="",
    contact_id=1,
    customer_email="eve@example.test",
    customer_name="",
    created_at=datetime(2026, 11, 21, tzinfo=UTC),
    updated_at=datetime(2026, 11, 21, tzinfo=UTC),
)


def test_the_statements_of_the_inbox_use_their_indexes(intake, plans):
    intake.accept(1, refers=("root",), at=intake.after(-60))
    intake.accept(2, refers=("root",))
    now, later = intake.now, intake.after(60)
    desk = Desk(tenant="acme")
    notice = WaitingNotice(
        inbox_id=1, recipient="ann@acme.test", queue="", author="", subject="", reason="held.rule", due_at=now
    )
    customer = Contact(id=1, tenant="acme", email="eve@example.test", name="")

    def work(conn):
        (item,) = inbox.claim(conn, node="n1", worker="w1", now=now, items=1)
        inbox.renew(conn, [item], now=now)
        inbox.finish(conn, [inbox.Ending(item=item, state=InboxState.PENDING, outcome="")], now=now)
        inbox.claim(conn, node="n1", worker="w1", now=now, items=1)
        inbox.worker_died(conn, node="n1", worker="w1", now=now)
        inbox.claim(conn, node="n1", worker="w1", now=now)
        inbox.claim(conn, node="n1", worker="w1", now=later)
        inbox.release_node(conn, "n1", now=later)
        inbox.waiting(conn)
        inbox.next_due(conn)
        inbox.show(conn, 1)
        inbox.raw(conn, 1)
        inbox.retry(conn, 1, now)
        held.next_turn(conn, desk, customer, customer.email, now=now)
        held.next_release(conn)
        waiting_notices.free_at(conn, "acme", ["ann@acme.test", "bob@acme.test"], now=now)
        waiting_notices.next_due(conn)
        waiting_notices.add(conn, [("acme", notice)])
        waiting_notices.close(conn, waiting_notices.due(conn, now=now), now=now)
        held.release_due(conn, now=now)
        inbox.listing(conn, tenant="acme", states=[InboxState.HELD], limit=10, offset=0)
        inbox.listing(conn, tenant=None, states=[InboxState.PENDING, InboxState.WORKING], limit=10, offset=0)

    lines = plans.of(work)
    assert len(lines) > 20
    assert plans.whole_tables(lines) == []


def test_the_statements_of_the_outbox_use_their_indexes(post, plans):
    post.put(post.mail(1), post.mail(2))
    now = post.now

    def work(conn):
        (item,) = outbox.claim(conn, node="n1", now=now, lease=timedelta(seconds=150), limit=1)
        outbox.renew(conn, item, until=item.created_at)
        outbox.record(conn, [Attempt(item, Delivery(state=OutboxState.SENT, answer="250"), now)])
        outbox.recover(conn, node="n1", now=now)
        outbox.counts(conn)
        outbox.next_due(conn)
        outbox.show(conn, 1)
        outbox.raw(conn, 1)
        outbox.retry(conn, 1, now)
        outbox.listing(conn, tenant="acme", states=[OutboxState.FAILED], limit=10, offset=0)
        outbox.listing(conn, tenant=None, states=[OutboxState.PENDING], limit=10, offset=0)
        for recipient in (None, "eve@example.test"):
            outbox.sent_since(conn, tenant="acme", kind=OutboundKind.ACKNOWLEDGEMENT, recipient=recipient, since=now)

    lines = plans.of(work)
    assert len(lines) > 12
    assert plans.whole_tables(lines) == []


def test_the_limits_of_outbound_mail_are_counted_from_indexes(post, plans):
    post.put(post.mail(1), post.mail(2))
    now = post.now
    asked = [
        Question(limit=limit, ticket_id=row, key=f"eve{row}@example.test", window=timedelta(hours=1))
        for limit in Limit
        for row in range(32)
    ]

    def work(conn):
        traffic.count(conn, "acme", asked, dict.fromkeys(Limit, 5), now=now)
        suppressions.of(conn, "acme", [f"eve{row}@example.test" for row in range(32)])
        outbox_rows.failures_of(conn, tenant="acme", recipient="eve1@example.test", since=now)
        outbox_rows.not_sent(conn, tenant="acme", ticket_id=1, at=now)
        notice_bundles.next_due(conn)
        notice_bundles.due(conn, now=now)

    lines = plans.of(work)
    assert len(lines) > 9
    # The list of what is asked, and what an index gave of it, are read from end to end.
    read_whole = [line for line in plans.whole_tables(lines) if not line.startswith(("SCAN json_each", "SCAN seen"))]
    assert read_whole == []


def test_the_candidates_of_a_claim_are_read_in_the_order_of_their_index(intake, plans):
    intake.accept(1)
    lines = plans.of(lambda conn: inbox.claim(conn, node="n1", worker="w1", now=intake.now))
    assert any("ix_inbox_unprocessed" in line for line in lines)
    assert not any("Sort" in line or "TEMP B-TREE" in line for line in lines)


def test_the_statements_about_people_and_their_words_use_their_indexes(plans):
    now = datetime(2026, 11, 21, tzinfo=UTC)

    def work(conn):
        conversations.conversation(conn, TICKET, also=(8, 9))
        conversations.publish(conn, "acme", [1])
        names.look_up(conn, "acme", emails=["a@b.test"], message_ids=["m"], numbers=["n"], keys=["k"])
        spam_senders.remove(conn, "acme", "eve@example.test")
        snoozes.next_due(conn)
        snoozes.due(conn, now=now)
        held_answers.list_held(conn, "acme", PageRequest())
        held_answers.held_mails(conn, "acme", [1, 2])

    lines = plans.of(work)
    assert len(lines) > 8
    # What SQLite scans under that name is the few rows of a statement within.
    assert [line for line in plans.whole_tables(lines) if "anon_1" not in line] == []


def test_thread_and_notes_of_an_answer_are_one_statement(plans):
    assert plans.count(lambda conn: conversations.conversation(conn, TICKET)) == 1
