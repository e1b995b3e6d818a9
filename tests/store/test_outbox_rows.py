"""The outbox as an operator sees and decides it, and what rates are counted from."""

from __future__ import annotations

import pytest

from mailgate.model.outbound import Delivery, OutboundKind, OutboxState
from mailgate.store.database import Database
from mailgate.store.outbound import outbox

PENDING, SENDING, SENT, DEFERRED = OutboxState.PENDING, OutboxState.SENDING, OutboxState.SENT, OutboxState.DEFERRED
UNCERTAIN, FAILED, HELD = OutboxState.UNCERTAIN, OutboxState.FAILED, OutboxState.HELD
SUPPRESSED = OutboxState.SUPPRESSED


@pytest.fixture
def bring(post):
    """Bring a new mail into a state; what is to be tried again is due in an hour."""

    def to(mail_id: int, state: OutboxState, **given) -> None:
        post.put(post.mail(mail_id, **given))
        if state is PENDING:
            return
        (item,) = post.take()
        if state is not SENDING:
            next_at = post.after(3600) if state in (DEFERRED, UNCERTAIN) else None
            post.record(item, Delivery(state=state, answer="said", next_at=next_at))

    return to


def test_a_mail_is_shown_with_what_became_of_it(post, bring):
    bring(1, FAILED)
    assert post.row(1) == outbox.OutboxRow(
        id=1,
        tenant="acme",
        ticket_id=7,
        kind=OutboundKind.ACKNOWLEDGEMENT,
        cause="inbox:1:acknowledgement",
        recipient="eve@example.test",
        envelope_from="support+b-x@acme.test",
        message_id="1@desk.test",
        size_bytes=len(post.mail(1).raw),
        state=FAILED,
        attempts=1,
        next_at=post.now,
        answer="said",
        created_at=post.now,
        finished_at=post.now,
    )


def test_a_mail_that_was_never_made_is_not_shown(database: Database):
    assert database.read(lambda conn: outbox.show(conn, 1)) is None
    assert database.read(lambda conn: outbox.raw(conn, 1)) is None


def test_the_bytes_are_given_as_they_are_sent(post, database: Database):
    post.put(post.mail(1))
    assert database.read(lambda conn: outbox.raw(conn, 1)) == post.mail(1).raw


def test_a_list_holds_the_tenants_mails_of_those_states_newest_first(bring, database: Database):
    for mail_id, state in ((1, FAILED), (2, SENT), (3, DEFERRED), (4, FAILED)):
        bring(mail_id, state)
    bring(5, FAILED, tenant="globex")

    def ids(tenant, states, limit=10, offset=0):
        rows = database.read(
            lambda conn: outbox.listing(conn, tenant=tenant, states=states, limit=limit, offset=offset)
        )
        return [row.id for row in rows]

    assert ids("acme", [FAILED]) == [4, 1]
    assert ids(None, [FAILED, HELD]) == [5, 4, 1]
    assert ids("acme", [DEFERRED, PENDING]) == [3]
    assert ids("acme", list(OutboxState), limit=2, offset=1) == [3, 2]
    assert ids("acme", []) == []


def test_counts_name_every_state_that_is_not_done(bring, database: Database):
    for mail_id, state in enumerate((SENT, FAILED, FAILED, HELD, DEFERRED, UNCERTAIN, SENDING, SUPPRESSED)):
        bring(mail_id, state)
    bring(9, PENDING)
    assert database.read(outbox.counts) == {
        PENDING: 1,
        SENDING: 1,
        DEFERRED: 1,
        UNCERTAIN: 1,
        FAILED: 2,
        HELD: 1,
    }


@pytest.mark.parametrize(
    ("action", "allowed"),
    [
        (outbox.retry, {PENDING, DEFERRED, UNCERTAIN, FAILED}),
        (outbox.release, {HELD}),
        (outbox.discard, {PENDING, DEFERRED, UNCERTAIN, FAILED, HELD}),
    ],
)
@pytest.mark.parametrize("state", list(OutboxState))
def test_a_decision_is_taken_only_in_the_states_that_allow_it(post, bring, database: Database, action, allowed, state):
    bring(1, state)
    before = post.row(1)
    done = database.write(lambda conn: action(conn, 1, post.now))
    assert done is (state in allowed)
    assert done or post.row(1) == before


@pytest.mark.parametrize(
    ("state", "action"), [(FAILED, outbox.retry), (DEFERRED, outbox.retry), (HELD, outbox.release)]
)
def test_what_is_retried_or_released_is_sent_at_once_and_counted_anew(post, bring, database: Database, state, action):
    bring(1, state)
    assert post.take() == []
    database.write(lambda conn: action(conn, 1, post.now))
    assert post.row(1).finished_at is None
    (item,) = post.take()
    assert item.attempts == 1


def test_a_discarded_mail_is_suppressed_and_never_sent(post, database: Database):
    post.put(post.mail(1))
    database.write(lambda conn: outbox.discard(conn, 1, post.now))
    assert (post.row(1).state, post.row(1).finished_at) == (SUPPRESSED, post.now)
    assert post.take(now=post.after(3600)) == []


def test_a_late_answer_does_not_undo_a_persons_word(post, database: Database):
    post.put(post.mail(1))
    (item,) = post.take()
    post.take(now=post.after(150))
    database.write(lambda conn: outbox.discard(conn, 1, post.now))
    assert not post.record(item, Delivery(state=DEFERRED, answer="451", next_at=post.now))
    assert post.row(1).state is SUPPRESSED


def test_rates_count_the_mails_of_a_kind_for_a_recipient_since_an_instant(post, database: Database):
    ack, reply = OutboundKind.ACKNOWLEDGEMENT, OutboundKind.REPLY
    post.put(
        post.mail(1, at=post.after(-3601)),
        post.mail(2, at=post.after(-3600)),
        post.mail(3),
        post.mail(4, kind=reply),
        post.mail(5, recipient="bob@example.test"),
        post.mail(6, tenant="globex"),
    )

    def count(kind, recipient, tenant="acme"):
        return database.read(
            lambda conn: outbox.sent_since(conn, tenant=tenant, kind=kind, recipient=recipient, since=post.after(-3600))
        )

    assert count(ack, "eve@example.test") == 2
    assert count(ack, None) == 3
    assert count(reply, None) == 1
    assert count(ack, None, tenant="globex") == 1
    assert count(ack, "nobody@example.test") == 0
