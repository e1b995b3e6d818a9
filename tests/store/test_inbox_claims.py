"""Which mails are taken together, which wait, and what two workers never share."""

from __future__ import annotations

import threading

from sqlalchemy import event

from mailgate.model.envelope import InboxState
from mailgate.store.inbound import inbox


def test_the_oldest_due_mails_come_first(intake):
    for mail_id, seconds in ((1, -10), (2, -30), (3, -20), (4, 1)):
        intake.accept(mail_id, at=intake.after(seconds))
    assert intake.take_ids(items=2) == [2, 3]
    assert intake.take_ids() == [1]
    assert intake.take_ids() == []


def test_a_claim_takes_no_more_than_was_asked_for(intake):
    intake.accept_many(range(1, 41))
    assert len(intake.take()) == 32
    assert intake.take_ids(items=3) == [33, 34, 35]


def test_one_mail_of_a_contact_at_a_time(intake):
    intake.accept(1, contact="eve")
    intake.accept(2, contact="eve")
    intake.accept(3, contact="bob")
    (first, _) = items = intake.take()
    assert [item.id for item in items] == [1, 3]
    assert intake.take_ids(worker="w2") == []
    intake.finish(first)
    assert intake.take_ids(worker="w2") == [2]


def test_mails_without_an_author_do_not_wait_for_each_other(intake):
    intake.accept(1, contact="")
    intake.accept(2, contact="")
    assert intake.take_ids() == [1, 2]


def test_one_mail_of_a_message_id_at_a_time(intake):
    intake.accept(1, contact="eve", message_id="same")
    intake.accept(2, contact="bob", message_id="same")
    assert intake.take_ids() == [1]
    assert intake.take_ids(worker="w2") == []


def test_one_mail_of_a_referenced_id_at_a_time(intake):
    intake.accept(1, contact="eve", refers=("root", "x"))
    intake.accept(2, contact="bob", refers=("y", "root"))
    assert intake.take_ids() == [1]
    assert intake.take_ids(worker="w2", now=intake.after(14)) == []


def test_tenants_do_not_wait_for_each_other(intake):
    intake.accept(1, contact="eve", message_id="m", refers=("r",), tenant="acme")
    intake.accept(2, contact="eve", message_id="m", refers=("r",), tenant="globex")
    assert intake.take_ids() == [1, 2]


def test_a_senders_later_mail_never_overtakes_an_earlier_one_that_is_kept_back(intake):
    intake.accept(1, contact="bob", refers=("root",))
    intake.accept(2, contact="eve", refers=("root",))
    intake.accept(3, contact="eve")
    (first,) = intake.take()
    assert first.id == 1
    intake.finish(first)
    assert intake.take_ids() == [2]


def test_a_reply_waits_for_the_mail_it_refers_to(intake):
    intake.accept(1, contact="bob", refers=("root",))
    intake.accept(2, contact="eve", message_id="root")
    (parent,) = intake.take()
    assert parent.id == 2
    assert intake.take_ids(worker="w2") == []
    intake.finish(parent)
    assert intake.take_ids(worker="w2") == [1]


def test_a_reply_waits_at_most_ten_seconds_after_its_arrival(intake):
    intake.accept(1, contact="bob", refers=("root",))
    intake.accept(2, contact="eve", message_id="root", at=intake.after(3600))
    assert intake.take_ids(now=intake.after(9.9)) == []
    assert intake.take_ids(now=intake.after(10)) == [1]


def test_mails_that_refer_to_each_other_wait_no_longer_than_that_either(intake):
    intake.accept(1, message_id="a", refers=("b",))
    intake.accept(2, message_id="b", refers=("a",))
    assert intake.take_ids(now=intake.after(9)) == []
    assert intake.take_ids(now=intake.after(10)) == [1]


def test_a_mail_that_refers_to_itself_does_not_wait(intake):
    intake.accept(1, message_id="a", refers=("a",))
    assert intake.take_ids() == [1]


def test_a_reply_does_not_wait_for_what_is_held(intake):
    intake.accept(1, message_id="root")
    (parent,) = intake.take()
    intake.finish(parent, InboxState.HELD)
    intake.accept(2, refers=("root",))
    assert intake.take_ids() == [2]


def test_a_reply_does_not_wait_for_another_tenants_mail(intake):
    intake.accept(1, message_id="root", tenant="globex", at=intake.after(60))
    intake.accept(2, refers=("root",))
    assert intake.take_ids() == [2]


def test_a_senders_later_mail_passes_one_that_waits_for_it(intake):
    intake.accept(1, contact="eve", refers=("root",))
    intake.accept(2, contact="eve", message_id="root")
    assert intake.take_ids() == [2]


def test_a_batch_stays_below_its_size(intake):
    for mail_id, size in ((1, 400), (2, 700), (3, 500), (4, 200)):
        intake.accept(mail_id, raw=b"x" * size)
    assert [item.id for item in intake.take(size=1000)] == [1, 3]
    assert [item.id for item in intake.take(size=1000)] == [2, 4]


def test_a_mail_larger_than_a_batch_is_claimed_by_itself(intake):
    intake.accept(1, raw=b"x" * 5000)
    intake.accept(2, raw=b"x")
    assert [item.id for item in intake.take(size=1000)] == [1]


def test_a_flood_from_one_sender_leaves_room_for_mails_behind_it(intake):
    for mail_id in range(1, 41):
        intake.accept(mail_id, contact="flood")
    intake.accept(41, contact="eve")
    intake.accept(42, contact="bob")
    assert intake.take_ids(items=4) == [1, 41, 42]


def test_a_backlog_is_worked_off_in_the_order_of_arrival(intake):
    size = 2000
    mails = [intake.mail(contact=f"c{number % 500}", at=intake.after(number - size)) for number in range(size)]
    # Ids run against the order of arrival, so that neither stands in for the other.
    intake.accept_all({size - number: mail for number, mail in enumerate(mails)})
    order: list[int] = []
    while items := intake.take():
        order += [item.id for item in items]
        for item in items:
            intake.finish(item)
    assert order == list(range(size, 0, -1))


def test_two_workers_never_share_a_mail_or_a_contact(intake, other_intake):
    mails, contacts = 240, 24
    intake.accept_all({number: intake.mail(contact=f"c{number % contacts}") for number in range(1, mails + 1)})
    guard, at_work = threading.Lock(), set()
    taken: list[int] = []
    faults: list[str] = []

    def work(own, worker):
        while len(taken) < mails and not faults:
            items = own.take(worker=worker, items=8)
            held = {f"c{item.id % contacts}" for item in items}
            with guard:
                if at_work & held or len(held) < len(items):
                    faults.append(f"{worker} shares {at_work & held}")
                at_work.update(held)
                taken.extend(item.id for item in items)
            for item in items:
                with guard:
                    at_work.discard(f"c{item.id % contacts}")
                own.finish(item)

    threads = [threading.Thread(target=work, args=job) for job in ((intake, "w1"), (other_intake, "w2"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sorted(taken) == list(range(1, mails + 1))


def test_a_claim_that_comes_between_the_reads_of_another_takes_nothing_that_belongs_to_it(intake, other_intake):
    intake.accept(1, contact="eve")
    intake.accept(2, contact="eve")
    others: list[int] = []
    other = threading.Thread(target=lambda: others.extend(other_intake.take_ids(worker="w2")))

    def come_between(conn, _cursor, statement, *_):
        if "lease_until" in statement and other.ident is None:
            other.start()
            while other.is_alive() and not _somebody_waits(conn):
                other.join(0.01)

    def work(conn):
        event.listen(conn, "after_cursor_execute", come_between)
        try:
            return [item.id for item in inbox.claim(conn, node="n1", worker="w1", now=intake.now)]
        finally:
            event.remove(conn, "after_cursor_execute", come_between)

    taken = intake.database.write(work)
    other.join()
    assert taken + others == [1]


def _somebody_waits(conn) -> bool:
    """Whether another transaction waits for this one; on SQLite it does so before it begins."""
    if conn.dialect.name == "sqlite":
        return True
    return conn.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted").scalar() > 0


def test_a_mail_marked_alone_is_claimed_with_nothing_beside_it(intake):
    intake.accept_many([1, 2])
    intake.take()
    intake.worker_dies()
    intake.accept(3)
    assert [intake.take_ids(worker=worker) for worker in ("w1", "w2", "w3")] == [[1], [2], [3]]


def test_a_mail_marked_alone_waits_until_it_is_the_oldest(intake):
    intake.accept_many([2, 3])
    intake.take()
    intake.worker_dies()
    intake.accept(1, at=intake.after(-60))
    intake.accept(4)
    assert intake.take_ids() == [1, 4]
    assert intake.take_ids() == [2]
