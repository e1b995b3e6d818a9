"""How far mailboxes were read, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from mailgate.errors import Conflict
from mailgate.store.database import Database
from mailgate.store.mailboxes import mailbox_status, mailboxes
from mailgate.store.mailboxes.mailboxes import LEASE, Cursor, MailState, Settled

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def claim(database: Database, node: str = "n1", *, now: datetime = NOW, folder: str = "INBOX") -> Cursor | None:
    return database.write(lambda conn: mailboxes.claim(conn, "main", folder, node=node, now=now))


def opened(database: Database) -> Cursor:
    cursor = claim(database)
    return database.write(lambda conn: mailboxes.rescan(conn, cursor, uidvalidity=7, until=0, now=NOW))


def settle(database: Database, cursor: Cursor, *mails: Settled, last_uid: int = 0) -> Cursor:
    return database.write(lambda conn: mailboxes.settle(conn, cursor, mails, last_uid=last_uid, now=NOW))


def test_one_node_reads_a_mailbox_until_its_lease_runs_out(database: Database) -> None:
    assert claim(database, "n1") is not None
    assert claim(database, "n2") is None
    assert claim(database, "n2", now=NOW + LEASE + timedelta(seconds=1)) is not None


def test_a_node_takes_its_own_mailbox_back_at_once(database: Database) -> None:
    first, again = claim(database), claim(database)
    assert again.lease > first.lease


def test_who_lost_the_lease_notes_nothing(database: Database) -> None:
    cursor = opened(database)
    claim(database, "n2", now=NOW + LEASE + timedelta(seconds=1))
    with pytest.raises(Conflict):
        settle(database, cursor, Settled(uid=1, state=MailState.DONE))
    with pytest.raises(Conflict):
        database.write(lambda conn: mailboxes.renew(conn, cursor, NOW))


def test_a_mail_is_never_noted_as_taken_twice(database: Database) -> None:
    cursor = opened(database)
    settle(database, cursor, Settled(uid=1, state=MailState.DONE, inbox_id=1))
    with pytest.raises(IntegrityError):
        settle(database, cursor, Settled(uid=1, state=MailState.DONE, inbox_id=2))


def test_the_cursor_stays_over_a_claim_and_never_goes_back(database: Database) -> None:
    cursor = settle(database, opened(database), last_uid=9)
    settle(database, cursor, last_uid=3)
    again = claim(database)
    assert (again.uidvalidity, again.last_uid) == (7, 9)


def test_each_folder_of_an_account_has_a_lease_and_a_cursor_of_its_own(database: Database) -> None:
    settle(database, opened(database), last_uid=9)
    other = claim(database, "n2", folder="Support")
    assert (other.uidvalidity, other.last_uid) == (0, 0)
    assert claim(database).last_uid == 9


def test_contents_are_known_over_a_new_uidvalidity(database: Database) -> None:
    cursor = settle(database, opened(database), Settled(uid=1, state=MailState.TAKEN, digest="d1"), last_uid=1)
    for uidvalidity in (8, 8, 0):
        cursor = database.write(
            lambda conn, to=uidvalidity, of=cursor: mailboxes.rescan(conn, of, uidvalidity=to, until=5, now=NOW)
        )
        assert database.read(lambda conn, of=cursor: mailboxes.known_digests(conn, of, ["d1", "d2"])) == {"d1"}
        assert database.read(lambda conn, of=cursor: mailboxes.noted_above(conn, of)) == set()
        cursor = claim(database)


def test_of_a_folder_of_which_nothing_was_noted_no_content_is_asked_for(database: Database) -> None:
    def renumbered(cursor: Cursor) -> Cursor:
        return database.write(lambda conn: mailboxes.rescan(conn, cursor, uidvalidity=9, until=5, now=NOW))

    assert renumbered(opened(database)).rescan_until == 0
    settle(database, claim(database), Settled(uid=1, state=MailState.DONE, digest="d1"))
    assert renumbered(claim(database)).rescan_until == claim(database).rescan_until == 5


def test_a_mail_that_could_not_be_read_three_times_waits_and_is_listed(database: Database) -> None:
    cursor = opened(database)
    tries = [database.write(lambda conn: mailboxes.begin_try(conn, cursor, 5, NOW)) for _ in range(3)]
    assert tries == [1, 2, 3]
    assert database.read(lambda conn: mailboxes.troubled(conn, cursor, NOW)) == []
    assert database.read(lambda conn: mailboxes.troubled(conn, cursor, NOW + timedelta(days=1))) == [5]
    assert [one.uid for one in database.read(mailbox_status.unread)] == [5]
    settle(database, cursor, Settled(uid=5, state=MailState.TAKEN, inbox_id=1))
    assert database.read(mailbox_status.unread) == []
    assert database.read(lambda conn: mailboxes.taken(conn, cursor, 0, 10)) == [5]


def test_since_when_reading_fails_is_kept_until_it_works_again(database: Database) -> None:
    cursor = opened(database)
    for minutes in (1, 2):
        then = NOW + timedelta(minutes=minutes)
        database.write(lambda conn, then=then: mailboxes.failed(conn, "main", "INBOX", error="no route", now=then))
    (status,) = database.read(mailbox_status.statuses)
    assert (status.error, status.failing_since) == ("no route", NOW + timedelta(minutes=1))
    database.write(lambda conn: mailboxes.succeeded(conn, cursor, server_count=4, now=NOW))
    (status,) = database.read(mailbox_status.statuses)
    assert (status.error, status.failing_since, status.server_count) == ("", None, 4)


def test_when_a_server_numbered_its_mails_anew_is_kept_once_a_day(database: Database) -> None:
    cursor = opened(database)
    noted = []
    for hours, uidvalidity in ((0, 8), (1, 9), (30, 9)):
        then = NOW + timedelta(hours=hours)
        cursor = database.write(
            lambda conn, of=cursor, to=uidvalidity, then=then: mailboxes.rescan(
                conn, of, uidvalidity=to, until=5, now=then
            )
        )
        noted.append(database.read(mailbox_status.statuses)[0].renumbered_at)
    assert noted == [NOW, NOW, NOW + timedelta(hours=30)]


def test_a_mailbox_that_is_opened_first_was_not_numbered_anew(database: Database) -> None:
    opened(database)
    assert database.read(mailbox_status.statuses)[0].renumbered_at is None
