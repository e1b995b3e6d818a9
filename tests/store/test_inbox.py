"""A mail's way through the inbox: kept, held under a lease, put down once."""

from __future__ import annotations

import random

import pytest

from mailgate.errors import Conflict
from mailgate.model.envelope import Channel, Envelope, InboxState
from mailgate.store.database import Database
from mailgate.store.inbound import inbox


def test_a_claimed_mail_is_what_was_accepted(intake):
    raw = bytes(range(256)) * 5
    intake.accept(1, raw=raw, contact="c", message_id="m", refers=("r",), at=intake.after(-60))
    (item,) = intake.take()
    assert item.raw == raw
    assert item.tenant == "acme"
    assert item.received_at == intake.after(-60)
    assert item.released_as == ""
    assert item.envelope == Envelope(
        mail_from="eve@example.test",
        recipients=("support@acme.test", "help@acme.test"),
        channel=Channel.SMTP,
        peer="192.0.2.7",
        helo="mx.example.test",
        trusted_peer=True,
    )


def test_attempts_and_lease_are_counted_before_the_work(intake):
    intake.accept(1)
    (first,) = intake.take()
    assert (first.attempts, intake.row(1).attempts) == (1, 1)
    intake.finish(first, InboxState.PENDING)
    (second,) = intake.take()
    assert second.attempts == 2
    assert second.lease > first.lease


@pytest.mark.parametrize("state", [InboxState.PROCESSED, InboxState.HELD, InboxState.QUARANTINED, InboxState.DISCARDED])
def test_a_mail_put_down_is_not_claimed_again(intake, state):
    intake.accept(1)
    (item,) = intake.take()
    intake.finish(item, state)
    row = intake.row(1)
    assert (row.state, row.outcome, row.ticket_id, row.processed_at) == (state, "new_ticket", 7, intake.now)
    assert intake.take(now=intake.after(3600)) == []


def test_a_mail_to_be_tried_again_waits_for_its_instant(intake):
    intake.accept(1)
    (item,) = intake.take()
    intake.finish(item, InboxState.PENDING, due_at=intake.after(60))
    assert intake.take_ids(now=intake.after(59)) == []
    assert intake.row(1).processed_at is None
    assert intake.take_ids(now=intake.after(60)) == [1]


def test_a_result_is_refused_once_the_mail_was_claimed_by_another(intake):
    intake.accept(1)
    (paused,) = intake.take(worker="w1")
    (item,) = intake.take(worker="w2", now=intake.after(16))
    with pytest.raises(Conflict):
        intake.finish(paused)
    assert intake.row(1).state is InboxState.WORKING
    intake.finish(item)
    assert intake.row(1).state is InboxState.PROCESSED


def test_a_result_is_refused_once_the_lease_was_taken_back(intake):
    intake.accept(1)
    (item,) = intake.take()
    intake.worker_dies()
    with pytest.raises(Conflict):
        intake.finish(item)


def test_a_result_is_recorded_once(intake):
    intake.accept(1)
    (item,) = intake.take()
    intake.finish(item)
    with pytest.raises(Conflict):
        intake.finish(item)


def test_a_refused_result_takes_its_whole_transaction_with_it(intake, database: Database):
    intake.accept_many([1, 2])
    one, two = intake.take()
    intake.finish(two)

    def both(conn):
        for item in (one, two):
            ending = inbox.Ending(item=item, state=InboxState.PROCESSED, outcome="x")
            inbox.finish(conn, [ending], now=intake.now)

    with pytest.raises(Conflict):
        database.write(both)
    assert intake.row(1).state is InboxState.WORKING


def test_a_renewed_lease_outlives_its_first_end(intake, database: Database):
    intake.accept_many([1, 2])
    items = intake.take()
    assert database.write(lambda conn: inbox.renew(conn, items, now=intake.after(10))) == [1, 2]
    assert intake.take(worker="w2", now=intake.after(24)) == []
    assert intake.take_ids(worker="w2", now=intake.after(26)) == [1]


def test_renewing_names_only_what_is_still_ours(intake, database: Database):
    intake.accept_many([1, 2, 3])
    items = intake.take()
    intake.finish(items[1])
    intake.worker_dies()
    intake.take(worker="w2")
    assert database.write(lambda conn: inbox.renew(conn, items, now=intake.after(10))) == []
    assert database.write(lambda conn: inbox.renew(conn, [], now=intake.after(10))) == []


def test_the_next_instant_is_the_earliest_due_mail_or_end_of_a_lease(intake, database: Database):
    assert database.read(inbox.next_due) is None
    intake.accept(1)
    (item,) = intake.take()
    assert database.read(inbox.next_due) == intake.after(15)
    intake.accept(2, at=intake.after(5))
    assert database.read(inbox.next_due) == intake.after(5)
    intake.finish(item)
    assert database.read(inbox.next_due) == intake.after(5)


@pytest.mark.parametrize("size", [1024 * 1024, 1024 * 1024 + 1, 3 * 1024 * 1024 + 7])
def test_a_mail_of_any_size_is_kept_byte_for_byte(intake, size: int) -> None:
    content = random.Random(size).randbytes(size)
    intake.accept_all({7: intake.mail(raw=b"small"), 8: intake.mail(raw=content), 9: intake.mail(raw=b"\0\r\n")})
    found = [intake.database.read(lambda conn, mail=mail: inbox.raw(conn, mail)) for mail in (7, 8, 9)]
    assert found == [b"small", content, b"\0\r\n"]


def test_a_large_mail_vanishes_with_its_transaction(intake) -> None:
    def fails(conn) -> None:
        inbox.insert(conn, 8, intake.mail(raw=b"x" * 2_000_000))
        raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        intake.database.write(fails)
    assert intake.database.read(lambda conn: inbox.raw(conn, 8)) is None
    intake.accept(8, raw=b"y" * 2_000_000)
    assert intake.database.read(lambda conn: inbox.raw(conn, 8)) == b"y" * 2_000_000
