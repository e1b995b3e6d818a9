"""The inbox as an operator sees and decides it."""

from __future__ import annotations

import pytest

from mailgate.model.envelope import InboxState
from mailgate.store.database import Database
from mailgate.store.inbound import inbox

PENDING, WORKING, PROCESSED = InboxState.PENDING, InboxState.WORKING, InboxState.PROCESSED
HELD, QUARANTINED, DISCARDED = InboxState.HELD, InboxState.QUARANTINED, InboxState.DISCARDED


@pytest.fixture
def bring(intake):
    """Bring a new mail into a state."""

    def to(mail_id: int, state: InboxState, **given) -> None:
        intake.accept(mail_id, **given)
        if state is not PENDING:
            (item,) = intake.take()
            if state is not WORKING:
                intake.finish(item, state)

    return to


def test_a_mail_is_shown_with_its_envelope_and_what_it_became(intake, bring):
    bring(1, HELD, raw=b"x" * 77)
    assert intake.row(1) == inbox.InboxRow(
        id=1,
        tenant="acme",
        state=HELD,
        received_at=intake.now,
        channel="smtp",
        mail_from="eve@example.test",
        recipients=("support@acme.test", "help@acme.test"),
        size_bytes=77,
        attempts=1,
        node_attempts=0,
        due_at=intake.now,
        outcome="new_ticket",
        detail="",
        released_as="",
        waits_for="",
        ticket_id=7,
        processed_at=intake.now,
    )


def test_a_mail_that_never_came_is_not_shown(database: Database):
    assert database.read(lambda conn: inbox.show(conn, 1)) is None
    assert database.read(lambda conn: inbox.raw(conn, 1)) is None


def test_the_bytes_are_given_as_they_came(intake, database: Database):
    intake.accept(1, raw=b"\x00\xff\r\n.\r\n")
    assert database.read(lambda conn: inbox.raw(conn, 1)) == b"\x00\xff\r\n.\r\n"


def test_a_list_holds_the_tenants_mails_of_those_states_newest_first(bring, database: Database):
    for mail_id, state in ((1, HELD), (2, QUARANTINED), (3, PROCESSED), (4, HELD)):
        bring(mail_id, state)
    bring(5, HELD, tenant="globex")

    def ids(tenant, states, limit=10, offset=0):
        rows = database.read(lambda conn: inbox.listing(conn, tenant=tenant, states=states, limit=limit, offset=offset))
        return [row.id for row in rows]

    assert ids("acme", [HELD]) == [4, 1]
    assert ids(None, [HELD]) == [5, 4, 1]
    assert ids("acme", [HELD, QUARANTINED], limit=2, offset=1) == [2, 1]
    assert ids("acme", list(InboxState)) == [4, 3, 2, 1]
    assert ids("acme", [PENDING, WORKING]) == []
    assert ids("acme", []) == []


def test_the_load_counts_what_is_not_done(intake, bring, database: Database):
    empty = inbox.InboxLoad(pending=0, working=0, held=0, quarantined=0, oldest_due_at=None)
    assert database.read(inbox.waiting) == empty
    for mail_id, state in ((1, HELD), (2, QUARANTINED), (3, QUARANTINED), (4, PROCESSED), (5, WORKING)):
        bring(mail_id, state)
    intake.accept(6, at=intake.after(-30))
    intake.accept(7)
    assert database.read(inbox.waiting) == inbox.InboxLoad(
        pending=2, working=1, held=1, quarantined=2, oldest_due_at=intake.after(-30)
    )


@pytest.mark.parametrize(
    ("action", "allowed"),
    [
        (lambda conn, now: inbox.retry(conn, 1, now), {PENDING, HELD, QUARANTINED}),
        (lambda conn, now: inbox.release(conn, 1, how="accept", now=now), {HELD}),
        (lambda conn, now: inbox.discard(conn, 1, now), {PENDING, HELD, QUARANTINED}),
    ],
    ids=["retry", "release", "discard"],
)
@pytest.mark.parametrize("state", list(InboxState))
def test_a_decision_is_taken_only_in_the_states_that_allow_it(
    intake, bring, database: Database, action, allowed, state
):
    bring(1, state)
    before = intake.row(1)
    done = database.write(lambda conn: action(conn, intake.now))
    assert done is (state in allowed)
    assert done or intake.row(1) == before


def test_a_decision_on_a_mail_that_never_came_is_refused(intake, database: Database):
    assert not database.write(lambda conn: inbox.retry(conn, 1, intake.now))


def test_a_retried_mail_begins_anew_with_nothing_beside_it(intake, database: Database):
    intake.accept(1)
    for _ in range(3):
        intake.take()
        intake.worker_dies()
    assert intake.row(1).state is QUARANTINED
    database.write(lambda conn: inbox.retry(conn, 1, intake.after(60)))
    intake.accept(2, at=intake.after(70))
    (item,) = intake.take(now=intake.after(80))
    assert (item.id, item.attempts) == (1, 1)


def test_a_retried_mail_does_not_wait_for_its_backoff(intake, database: Database):
    intake.accept(1)
    (item,) = intake.take()
    intake.finish(item, PENDING, due_at=intake.after(3600))
    database.write(lambda conn: inbox.retry(conn, 1, intake.now))
    assert intake.take_ids() == [1]


@pytest.mark.parametrize("how", ["accept", "new"])
def test_a_released_mail_carries_the_persons_word(intake, bring, database: Database, how):
    bring(1, HELD)
    database.write(lambda conn: inbox.release(conn, 1, how=how, now=intake.now))
    (item,) = intake.take()
    assert (item.released_as, item.attempts) == (how, 1)


def test_a_discarded_mail_keeps_its_bytes_and_is_never_worked_on(intake, bring, database: Database):
    bring(1, HELD)
    database.write(lambda conn: inbox.discard(conn, 1, intake.now))
    assert (intake.row(1).state, intake.row(1).outcome) == (DISCARDED, "discarded")
    assert intake.take(now=intake.after(3600)) == []
    assert database.read(lambda conn: inbox.raw(conn, 1)) is not None
