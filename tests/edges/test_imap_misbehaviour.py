"""What IMAP servers do wrong costs time, never a mail: each is taken once."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text, update
from tests.rig.imap_server import Fault, ImapServer, Peer

from mailgate.errors import StoreUnavailable
from mailgate.model.envelope import NewMail
from mailgate.model.limits import SessionLimits
from mailgate.model.server import ImapAccount, Relay, Server, ServerLimits
from mailgate.receive.imap import connecting, reader, session
from mailgate.receive.imap.connecting import connect
from mailgate.receive.imap.failures import LoginRefused
from mailgate.receive.imap.reader import MailboxReader
from mailgate.receive.strain import resident_bytes
from mailgate.store.database import Database
from mailgate.store.inbound import inbox
from mailgate.store.mailboxes import mailbox_status
from mailgate.store.tables.mailboxes import mailbox, mailbox_mail

PATIENCE = 60.0
MIB = 1024 * 1024


class StoredIntake:
    """Takes everything for one desk."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ids = itertools.count(1)
        #: Calls that fail, by their number.
        self.fails: set[int] = set()
        self._calls = itertools.count(1)

    def route(self, address: str) -> str | None:
        return "acme" if address.endswith("@acme.test") else None

    def storage_full(self) -> bool:
        return False

    async def accept_with(self, mails: Sequence[NewMail], note: Callable[..., Any]) -> Any:
        if next(self._calls) in self.fails:
            raise StoreUnavailable("away")
        rows = [next(self._ids) for _ in mails]

        def keep(conn):
            for row, mail in zip(rows, mails, strict=True):
                inbox.insert(conn, row, mail)
            return note(conn, rows)

        return await self._database.write_async(keep)


class Desk:
    """Reads the scripted server's mailbox into a database."""

    def __init__(self, server: ImapServer, database: Database) -> None:
        self.server = server
        self.database = database
        self.after = "keep"
        self.poll = timedelta(seconds=1)
        self.size = 1024 * 1024
        self._intake = StoredIntake(database)

    def account(self, **given: Any) -> ImapAccount:
        values = {"tls": "none", "after": self.after, "poll": self.poll, **given}
        return ImapAccount(
            name="main",
            host="127.0.0.1",
            port=self.server.port,
            username="cora",
            password="secret",
            deliver_to="support@acme.test",
            **values,
        )

    def read_until(self, holds: Callable[[], object], patience: float = PATIENCE) -> None:
        asyncio.run(self._read_until(holds, patience))

    def subjects(self) -> list[str]:
        rows = self.database.read(lambda conn: conn.execute(text("SELECT raw FROM raw_mail")).scalars().all())
        return sorted(bytes(raw).split(b"\r\n")[0].decode().removeprefix("Subject: ") for raw in rows)

    def status(self) -> mailbox_status.MailboxStatus:
        return self.database.read(mailbox_status.statuses)[0]

    async def _read_until(self, holds: Callable[[], object], patience: float) -> None:
        server = Server(
            name="desk.test",
            database=self.database.url,
            data_dir=Path("/nowhere"),
            public_url="",
            relay=Relay(scheme="smtp"),
            limits=ServerLimits(session=SessionLimits(message_size=self.size)),
        )
        work = MailboxReader(
            self.account(), server=server, node="n1", intake=self._intake, database=self.database
        ).run()
        task = asyncio.create_task(work)
        try:
            async with asyncio.timeout(patience):
                while not await asyncio.to_thread(holds):
                    await asyncio.wait({task}, timeout=0.02)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def mail(number: int) -> bytes:
    return b"Subject: %d\r\nFrom: cora@customers.test\r\n\r\nHello %d\r\n" % (number, number)


@pytest.fixture
def server() -> Iterator[ImapServer]:
    server = ImapServer()
    server.mails = {uid: mail(uid) for uid in range(1, 10)}
    yield server
    server.close()


@pytest.fixture
def desk(server: ImapServer, database: Database, monkeypatch: pytest.MonkeyPatch) -> Desk:
    # A test does not wait as long as a desk does.
    monkeypatch.setattr(session, "_SILENCE", 0.5)
    monkeypatch.setattr(session, "_IDLE_SILENCE", 0.5)
    monkeypatch.setattr(connecting, "_SILENCE", 0.5)
    monkeypatch.setattr(connecting, "_GREETING", 0.5)
    monkeypatch.setattr(reader, "_LAST_LOGIN", 0.2)
    monkeypatch.setattr(reader, "_LAST", 0.2)
    monkeypatch.setattr(reader, "_FIRST", 0.05)
    return Desk(server, database)


def opened_under(desk: Desk) -> int | None:
    """The UIDVALIDITY under which the mailbox was last opened."""
    return desk.database.read(lambda conn: conn.execute(select(mailbox.c.uidvalidity)).scalar())


ALL = [str(number) for number in range(1, 10)]


def bye(peer: Peer, tag: str, line: str) -> bool:
    peer.say("* BYE overloaded")
    return True


def hang_up(peer: Peer, tag: str, line: str) -> bool:
    peer.hang_up()
    return True


def silence(peer: Peer, tag: str, line: str) -> bool:
    return True


def wrong_tag(peer: Peer, tag: str, line: str) -> bool:
    peer.say("ZZ99 OK done")
    return True


def huge_literal(peer: Peer, tag: str, line: str) -> bool:
    peer.say("* 1 FETCH (UID 1 BODY[] {4294967296}", "x" * 100_000)
    return True


def half_a_mail(peer: Peer, tag: str, line: str) -> bool:
    peer.say("* 1 FETCH (UID 1 BODY[] {500}", "Subject: 1")
    peer.hang_up()
    return True


def refusal(peer: Peer, tag: str, line: str) -> bool:
    peer.say(f"{tag} NO not now")
    return True


def nonsense(peer: Peer, tag: str, line: str) -> bool:
    peer.say("HTTP/1.1 400 Bad Request", b"\x00\xff" * 50, f"{tag} BAD")
    return True


def crowd(peer: Peer, tag: str, line: str) -> bool:
    peer.connection.sendall(b"* 1 EXPUNGE\r\n" * 20_000)
    return False


FAULTS = [bye, hang_up, silence, wrong_tag, refusal, nonsense, crowd]
COMMANDS = ["CAPABILITY", "LOGIN", "SELECT", "NOOP", "UID SEARCH", "UID FETCH"]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_fault_at_any_command_loses_and_doubles_nothing(desk: Desk, server: ImapServer, fault: Fault) -> None:
    server.faults = {command: [fault] for command in COMMANDS}
    desk.read_until(lambda: len(desk.subjects()) >= 9 and desk.status().succeeded_at)
    assert desk.subjects() == ALL


@pytest.mark.parametrize("fault", [huge_literal, half_a_mail, wrong_tag, silence], ids=lambda fault: fault.__name__)
def test_a_fault_in_the_second_fetch_loses_and_doubles_nothing(desk: Desk, server: ImapServer, fault: Fault) -> None:
    server.faults = {"UID FETCH": [lambda *_: False, fault, lambda *_: False, fault]}
    desk.read_until(lambda: len(desk.subjects()) >= 9 and desk.status().succeeded_at)
    assert desk.subjects() == ALL


def test_memory_stays_flat_however_often_a_server_misbehaves(desk: Desk, server: ImapServer) -> None:
    rounds = [huge_literal, half_a_mail, crowd, nonsense, hang_up] * 6
    server.faults = {"UID FETCH": list(rounds[:5])}
    desk.read_until(lambda: len(desk.subjects()) >= 9 and desk.status().succeeded_at)
    before = resident_bytes()
    server.mails[10] = mail(10)
    server.faults = {"UID FETCH": rounds}
    desk.read_until(lambda: len(desk.subjects()) >= 10)
    assert server.faults["UID FETCH"] == []
    assert resident_bytes() - before < 8 * MIB


@pytest.mark.prove
@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "UID FETCH", "IDLE"])
@pytest.mark.parametrize("fault", [silence, hang_up, bye, wrong_tag, huge_literal], ids=lambda fault: fault.__name__)
def test_reading_goes_on_within_ninety_seconds_of_any_fault(
    server: ImapServer, database: Database, fault: Fault, command: str
) -> None:
    """With every deadline as it is in service."""
    desk = Desk(server, database)

    def arrives(peer: Peer, tag: str, line: str) -> bool:
        server.mails[10] = mail(10)
        return fault(peer, tag, line)

    server.faults = {command: [arrives]}
    desk.read_until(lambda: len(desk.subjects()) >= 10, patience=90)
    assert desk.subjects() == sorted([*ALL, "10"])


@pytest.mark.parametrize("capabilities", ["", "IDLE", "IDLE MOVE", "IDLE UIDPLUS", "MOVE"])
def test_a_server_with_few_capabilities_is_read_all_the_same(desk: Desk, server: ImapServer, capabilities: str) -> None:
    server.capabilities = capabilities
    desk.after = "move:Done"
    desk.read_until(lambda: len(server.moved) == 9 and desk.status().taken == 0)
    assert desk.subjects() == ALL


@pytest.mark.parametrize("fault", [silence, bye, wrong_tag, hang_up, refusal], ids=lambda fault: fault.__name__)
def test_a_broken_idle_does_not_stop_new_mail(desk: Desk, server: ImapServer, fault: Fault) -> None:
    def arrives(peer: Peer, tag: str, line: str) -> bool:
        server.mails[10] = mail(10)
        return fault(peer, tag, line)

    server.faults = {"IDLE": [arrives]}
    desk.read_until(lambda: len(desk.subjects()) >= 10)
    assert desk.subjects() == sorted([*ALL, "10"])


def test_a_mail_that_is_told_of_while_something_else_is_asked_waits_for_no_poll(desk: Desk, server: ImapServer) -> None:
    def arrives(peer: Peer, tag: str, line: str) -> bool:
        if not line.endswith("ALL"):
            server.faults["UID SEARCH"].append(arrives)
            return False
        server.mails[10] = mail(10)
        peer.say("* 10 EXISTS")
        return False

    desk.poll = timedelta(minutes=10)
    server.faults = {"UID SEARCH": [arrives]}
    desk.read_until(lambda: len(desk.subjects()) >= 10)
    assert desk.subjects() == sorted([*ALL, "10"])


def test_a_mail_that_cannot_be_read_is_listed_after_three_tries_and_its_neighbours_are_taken(
    desk: Desk, server: ImapServer
) -> None:
    def breaks(peer: Peer, tag: str, line: str) -> bool:
        server.faults["UID FETCH"].append(breaks)
        if "BODY" in line and 5 in peer._uids(line.split()[2]):
            peer.hang_up()
            return True
        return False

    server.faults = {"UID FETCH": [breaks]}
    desk.read_until(lambda: len(desk.subjects()) >= 8 and desk.status().succeeded_at)
    assert desk.subjects() == [one for one in ALL if one != "5"]
    assert [(one.uid, one.tries) for one in desk.database.read(mailbox_status.unread)] == [(5, 3)]


def test_a_mail_over_the_limit_is_listed_and_never_fetched(desk: Desk, server: ImapServer) -> None:
    desk.size = 1000
    server.mails[5] = mail(5) + b"x" * 1000
    desk.read_until(lambda: desk.status().succeeded_at if desk.database.read(mailbox_status.statuses) else False)
    assert desk.subjects() == [one for one in ALL if one != "5"]
    assert [(one.uid, one.state.value) for one in desk.database.read(mailbox_status.unread)] == [(5, "too_large")]


@pytest.mark.parametrize("allowed", [False, True])
def test_a_mail_over_the_limit_is_listed_no_more_once_it_is_removed_or_allowed(
    desk: Desk, server: ImapServer, allowed: bool
) -> None:
    desk.size = 1000
    server.mails[5] = mail(5) + b"x" * 1000
    desk.read_until(lambda: desk.status().succeeded_at if desk.database.read(mailbox_status.statuses) else False)
    assert desk.status().too_large == 1
    if allowed:
        desk.size = 10_000
    else:
        del server.mails[5]
    due = update(mailbox_mail).values(due_at=desk.status().succeeded_at)
    desk.database.write(lambda conn: conn.execute(due))

    desk.read_until(lambda: desk.status().oldest_unread_at is None)

    assert desk.subjects() == (ALL if allowed else [one for one in ALL if one != "5"])


def test_a_database_that_refuses_for_a_while_ends_no_reader(desk: Desk, server: ImapServer) -> None:
    refused, back = [], []
    event.listen(desk.database._backend.writing, "handle_error", refused.append)

    def rename(name: str, other: str) -> None:
        """Take a table away, as a restore under our feet does, or bring it back."""
        desk.database.write(lambda conn: conn.exec_driver_sql(f"ALTER TABLE {name} RENAME TO {other}"))

    def restored() -> bool:
        # Refused the claim, and the note that it was.
        if len(refused) >= 2 and not back:
            rename("away", "mailbox")
            back.append(True)
        return back and len(desk.subjects()) == 9

    rename("mailbox", "away")
    desk.read_until(restored)

    assert desk.subjects() == ALL


def test_a_mail_that_is_expunged_between_search_and_fetch_shifts_nothing(desk: Desk, server: ImapServer) -> None:
    def expunges(peer: Peer, tag: str, line: str) -> bool:
        server.mails.pop(3, None)
        return False

    server.faults = {"UID FETCH": [lambda *_: False, expunges]}
    desk.read_until(lambda: len(desk.subjects()) >= 8 and desk.status().succeeded_at)
    assert desk.subjects() == [one for one in ALL if one != "3"]
    assert desk.database.read(mailbox_status.unread) == []


@pytest.mark.parametrize("uidvalidity", [8, 0, 7])
def test_uids_that_mean_other_mails_double_nothing_and_hide_nothing(
    desk: Desk, server: ImapServer, uidvalidity: int
) -> None:
    """7 is the UIDVALIDITY from before: the server counts anew without saying so."""
    desk.read_until(lambda: len(desk.subjects()) >= 9 and desk.status().succeeded_at)
    server.uidvalidity = uidvalidity
    server.mails = {1: mail(10), 2: mail(1), 3: mail(9)}
    desk.read_until(lambda: len(desk.subjects()) >= 10)
    assert desk.subjects() == sorted([*ALL, "10"])


def test_a_server_that_never_counts_its_uids_the_same_doubles_nothing(desk: Desk, server: ImapServer) -> None:
    server.uidvalidity = 0
    server.faults = {"NOOP": [lambda *_: False, hang_up, hang_up, hang_up]}
    desk.read_until(lambda: server.connections >= 4 and desk.subjects() and desk.status().known >= 9)
    assert desk.subjects() == ALL


def test_a_move_that_is_refused_is_tried_again_and_takes_nothing_twice(desk: Desk, server: ImapServer) -> None:
    desk.after = "move:Done"
    server.faults = {"UID MOVE": [refusal] * 4}
    desk.read_until(lambda: len(server.moved) == 9)
    assert desk.subjects() == ALL


def test_a_uidvalidity_that_comes_back_hides_nothing(desk: Desk, server: ImapServer) -> None:
    for uidvalidity, mails in ((7, range(1, 10)), (8, range(5, 10)), (7, [20, 21, 5])):
        server.uidvalidity = uidvalidity
        server.mails = {uid: mail(number) for uid, number in enumerate(mails, 1)}
        desk.read_until(lambda: opened_under(desk) == server.uidvalidity and desk.status().known == len(server.mails))
    desk.read_until(lambda: len(desk.subjects()) >= 11)
    assert desk.subjects() == sorted([*ALL, "20", "21"])


@pytest.mark.parametrize("capabilities", ["IDLE MOVE UIDPLUS", "IDLE UIDPLUS"])
def test_mails_that_cannot_be_put_away_keep_none_behind_them(desk: Desk, server: ImapServer, capabilities: str) -> None:
    def refuses_three(peer: Peer, tag: str, line: str) -> bool:
        server.faults[verb].append(refuses_three)
        return bool({1, 2, 300} & set(peer._uids(line.split()[2]))) and refusal(peer, tag, line)

    server.capabilities = capabilities
    verb = "UID MOVE" if "MOVE" in capabilities else "UID COPY"
    server.faults = {verb: [refuses_three]}
    desk.after = "move:Done"
    server.mails = {uid: mail(uid) for uid in range(1, 451)}
    desk.read_until(lambda: len(server.moved) == 447)
    assert sorted(server.mails) == [1, 2, 300]
    assert len(desk.subjects()) == 450


def test_a_commit_that_fails_while_the_next_mails_are_fetched_loses_and_doubles_nothing(
    desk: Desk, server: ImapServer
) -> None:
    server.mails = {uid: mail(uid) for uid in range(1, 301)}
    desk._intake.fails = {2, 3, 7}
    desk.read_until(lambda: len(desk.subjects()) >= 300 and desk.status().succeeded_at)
    assert desk.subjects() == sorted(map(str, range(1, 301)))


def test_a_large_mail_comes_in_slices(desk: Desk, server: ImapServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "_SLICE", 1000)
    server.mails[1] = mail(1) + b"0123456789" * 450
    server.mails = {1: server.mails[1]}
    desk.read_until(desk.subjects)
    raw = desk.database.read(lambda conn: conn.execute(text("SELECT raw FROM raw_mail")).scalar_one())
    assert bytes(raw) == server.mails[1]


@pytest.mark.parametrize("fault", [None, refusal], ids=["not offered", "refused"])
def test_a_server_without_starttls_hears_no_password(desk: Desk, server: ImapServer, fault: Fault | None) -> None:
    heard: list[str] = []
    server.capabilities = "STARTTLS" if fault else ""
    server.faults = {"STARTTLS": [fault] if fault else [], "LOGIN": [lambda peer, tag, line: bool(heard.append(line))]}
    with pytest.raises(LoginRefused):
        asyncio.run(connect(desk.account(tls="starttls")))
    assert heard == []


def test_what_is_slipped_in_behind_the_ok_of_starttls_ends_the_connection(desk: Desk, server: ImapServer) -> None:
    def slips(peer: Peer, tag: str, line: str) -> bool:
        peer.connection.sendall(f"{tag} OK begin\r\n* CAPABILITY IMAP4rev1\r\n".encode())
        return True

    server.capabilities, server.faults = "STARTTLS", {"STARTTLS": [slips]}
    with pytest.raises(session.ConnectionBroken, match="clear text"):
        asyncio.run(connect(desk.account(tls="starttls")))
