"""A mail's way through the outbox: sent under a lease, its answer recorded once."""

from __future__ import annotations

import threading

import pytest

from mailgate.errors import Conflict
from mailgate.model.outbound import Attempt, Delivery, OutboundKind, OutboxItem, OutboxState
from mailgate.store.database import Database
from mailgate.store.outbound import outbox

SENT = Delivery(state=OutboxState.SENT, answer="250 2.0.0 queued as 7")


def deferred(until) -> Delivery:
    return Delivery(state=OutboxState.DEFERRED, answer="451 4.3.0 later", next_at=until)


def test_a_claimed_mail_is_what_was_composed(post):
    mail = post.mail(1)
    post.put(mail)
    assert post.take() == [
        OutboxItem(
            id=1,
            tenant="acme",
            ticket_id=7,
            kind=OutboundKind.ACKNOWLEDGEMENT,
            recipient="eve@example.test",
            envelope_from="support+b-x@acme.test",
            message_id="1@desk.test",
            raw=mail.raw,
            attempts=1,
            lease=1,
            created_at=post.now,
        )
    ]


def test_one_cause_makes_one_mail_for_each_recipient(post):
    post.put(post.mail(1, cause="deadline:7:step", recipient="ann@acme.test"))
    with pytest.raises(Conflict):
        post.put(post.mail(2, cause="deadline:7:step", recipient="ann@acme.test"))
    post.put(
        post.mail(3, cause="deadline:7:step", recipient="bob@acme.test"),
        post.mail(4, cause="deadline:8:step", recipient="ann@acme.test"),
        post.mail(5, cause="deadline:7:step", recipient="ann@acme.test", tenant="globex"),
    )
    assert post.take_ids() == [1, 3, 4, 5]


def test_mails_recorded_together_are_kept_together_or_not_at_all(post):
    post.put(post.mail(1))
    with pytest.raises(Conflict):
        post.put(post.mail(2), post.mail(3, cause="inbox:1:acknowledgement"))
    assert post.take_ids() == [1]


def test_nothing_to_send_is_no_error(post):
    post.put()
    assert post.take() == []


def test_mails_are_sent_in_the_order_of_their_instants(post):
    post.put(post.mail(3), post.mail(4), next_at=post.after(-10))
    post.put(post.mail(1), next_at=post.after(-5))
    post.put(post.mail(2), next_at=post.after(5))
    assert post.take_ids(limit=2) == [3, 4]
    assert post.take_ids() == [1]
    assert post.take_ids(now=post.after(5)) == [2]


def test_a_sent_mail_is_done(post):
    post.put(post.mail(1))
    (item,) = post.take()
    assert post.record(item, SENT, now=post.after(2))
    row = post.row(1)
    assert (row.state, row.answer, row.finished_at) == (OutboxState.SENT, SENT.answer, post.after(2))
    assert post.take(now=post.after(100_000)) == []


def test_a_deferred_mail_is_sent_again_with_the_same_bytes_and_message_id(post):
    post.put(post.mail(1))
    (first,) = post.take()
    post.record(first, deferred(post.after(60)))
    assert post.row(1).finished_at is None
    assert post.take(now=post.after(59)) == []
    (second,) = post.take(now=post.after(60))
    assert (second.raw, second.message_id) == (first.raw, first.message_id)
    assert (second.attempts, second.lease) == (2, 2)


@pytest.mark.parametrize("state", [OutboxState.FAILED, OutboxState.HELD, OutboxState.SUPPRESSED])
def test_a_mail_put_down_is_not_sent_again(post, state):
    post.put(post.mail(1))
    (item,) = post.take()
    post.record(item, Delivery(state=state, answer="550 5.1.1 no such user"))
    assert post.row(1).state is state
    assert post.take(now=post.after(100_000)) == []


def test_a_lease_that_ran_out_is_uncertain_and_retried_after_half_a_minute(post):
    post.put(post.mail(1))
    post.take()
    assert post.take(now=post.after(149)) == []
    assert post.row(1).state is OutboxState.SENDING
    assert post.take(now=post.after(150)) == []
    assert post.row(1).state is OutboxState.UNCERTAIN
    assert post.take(now=post.after(179)) == []
    assert post.take_ids(now=post.after(180)) == [1]


def test_a_starting_node_takes_back_its_own_mails_at_once(post, database: Database):
    post.put(post.mail(1), post.mail(2))
    post.take(node="n1", limit=1)
    post.take(node="n2", limit=1)
    assert database.write(lambda conn: outbox.recover(conn, node="n1", now=post.after(1))) == 1
    assert (post.row(1).state, post.row(1).next_at) == (OutboxState.UNCERTAIN, post.after(31))
    assert post.row(2).state is OutboxState.SENDING


def test_a_sender_that_lost_its_lease_knows_before_data_and_records_nothing(post, database: Database):
    post.put(post.mail(1))
    (paused,) = post.take()
    assert database.write(lambda conn: outbox.renew(conn, paused, until=post.after(300)))
    assert post.take(now=post.after(299)) == []
    post.take(now=post.after(300))
    assert not database.write(lambda conn: outbox.renew(conn, paused, until=post.after(600)))
    (item,) = post.take(now=post.after(330))
    assert not post.record(paused, SENT)
    assert post.row(1).state is OutboxState.SENDING
    assert post.record(item, SENT)


def test_an_answer_that_comes_late_spares_the_peer_a_second_mail(post):
    post.put(post.mail(1))
    (item,) = post.take()
    post.take(now=post.after(150))
    assert post.record(item, SENT)
    assert post.take(now=post.after(1000)) == []


def test_an_answer_is_recorded_once(post):
    post.put(post.mail(1))
    (item,) = post.take()
    assert post.record(item, SENT)
    assert not post.record(item, deferred(post.after(60)))
    assert post.row(1).state is OutboxState.SENT


def test_answers_to_many_mails_are_written_at_once_but_where_a_lease_was_lost(post):
    post.put(post.mail(1), post.mail(2), post.mail(3))
    first, lost, last = post.take()
    post.record(lost, deferred(post.now))
    assert post.take_ids() == [2]
    assert post.record_all(*(Attempt(item, SENT, post.now) for item in (last, lost, first))) == 2
    assert [post.row(number).state for number in (1, 2, 3)] == [OutboxState.SENT, OutboxState.SENDING, OutboxState.SENT]


def test_two_senders_never_share_a_mail(post, other_post):
    mails = 120
    post.put(*(post.mail(number) for number in range(mails)))
    taken: list[int] = []

    def send(own, node):
        while items := own.take(node=node, limit=5):
            taken.extend(item.id for item in items)
            for item in items:
                own.record(item, SENT)

    threads = [threading.Thread(target=send, args=job) for job in ((post, "n1"), (other_post, "n2"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(mails))


def test_the_next_instant_is_the_earliest_due_mail_or_end_of_a_lease(post, database: Database):
    assert database.read(outbox.next_due) is None
    post.put(post.mail(1))
    (item,) = post.take()
    assert database.read(outbox.next_due) == post.after(150)
    post.put(post.mail(2), next_at=post.after(20))
    assert database.read(outbox.next_due) == post.after(20)
    post.record(item, deferred(post.after(10)))
    assert database.read(outbox.next_due) == post.after(10)
