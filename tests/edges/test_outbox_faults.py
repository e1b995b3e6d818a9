"""The outbox sender against a relay that puts off, refuses, hangs up and falls silent (fault F-19)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import event
from tests.rig.relay import HANG_UP, SILENCE, Relay, Script

from mailgate.model.event import EventKind
from mailgate.model.outbound import Attempt, Delivery, OutboundKind, OutboundMail, OutboxItem, OutboxState
from mailgate.model.server import Relay as RelaySettings
from mailgate.model.server import Server
from mailgate.outbox import sender as sender_module
from mailgate.outbox.open import open_relay
from mailgate.outbox.outcomes import Outcomes
from mailgate.outbox.relay import Verdict
from mailgate.outbox.sender import Sender
from mailgate.pipeline.tools import Tools
from mailgate.store.blocks import Blocks
from mailgate.store.database import Database
from mailgate.store.outbound import outbox
from mailgate.store.tickets import events
from mailgate.thread.addresses import AddressBook
from mailgate.thread.reply_token import TokenKeys

_TICKET = 7


class Post:
    """One outbox with its sender; ``send`` has it make one attempt at each mail that is due."""

    def __init__(self, database: Database, relay: Relay, folder) -> None:
        self.database = database
        settings = RelaySettings(scheme="smtp", host="127.0.0.1", port=relay.port, send_timeout=timedelta(seconds=0.5))
        server = Server(name="desk.test", database="", data_dir=folder, public_url="", relay=settings)
        self.server = server
        self.away = False
        self._tools = Tools(
            server=server,
            database=database,
            blocks=Blocks(database),
            templates=None,
            keys=TokenKeys(keys={0: b"k" * 32}),
            loop_id="",
            desks={},
            rules={},
            book=AddressBook(()),
        )

    def put(
        self,
        mail_id: int,
        *,
        age: timedelta = timedelta(0),
        kind: OutboundKind = OutboundKind.REPLY,
        recipient: str = "",
        attempts: int = 0,
    ) -> None:
        now = datetime.now(UTC)
        mail = OutboundMail(
            id=mail_id,
            tenant="acme",
            ticket_id=_TICKET,
            kind=kind,
            cause=f"test:{mail_id}",
            recipient=recipient or f"r{mail_id}@customers.test",
            envelope_from="support+b-x@desk.test",
            message_id=f"m{mail_id}@desk.test",
            raw=b"Message-ID: <m%d@desk.test>\r\nSubject: Hi\r\n\r\n.dot\r\n" % mail_id,
            created_at=now - age,
        )
        self.database.write(lambda conn: outbox.insert(conn, [mail], next_at=now - age))
        tried = outbox.outbox.update().where(outbox.outbox.c.id == mail_id).values(attempts=attempts)
        self.database.write(lambda conn: conn.execute(tried))

    def send(self, *mail_ids: int) -> list[outbox.OutboxRow]:
        """Run the sender until it has tried each of them; their rows."""
        before = {mail_id: self.row(mail_id).attempts for mail_id in mail_ids}
        self.run(lambda: all(self._tried(mail_id, before[mail_id]) for mail_id in mail_ids))
        return [self.row(mail_id) for mail_id in mail_ids]

    def send_again(self, mail_id: int) -> outbox.OutboxRow:
        """The same when its time has come."""
        values = outbox.outbox.c
        due = outbox.outbox.update().where(values.id == mail_id).values(next_at=datetime.now(UTC))
        self.database.write(lambda conn: conn.execute(due))
        return self.send(mail_id)[0]

    def row(self, mail_id: int) -> outbox.OutboxRow:
        return self.database.read(lambda conn: outbox.show(conn, mail_id))

    def outcomes(self) -> Outcomes:
        return Outcomes(self._tools)

    def claim(self) -> list[OutboxItem]:
        """Everything that is due, as the sender would take it."""
        lease = timedelta(minutes=1)
        now = datetime.now(UTC)
        return self.database.write(lambda conn: outbox.claim(conn, node="n1", now=now, lease=lease, limit=100))

    def failures(self) -> list[str]:
        """The answers that stand in the ticket's journal."""
        found = self.database.read(lambda conn: events.of_ticket(conn, "acme", _TICKET))
        return [event.details["answer"] for event in found if event.kind is EventKind.MAIL_FAILED]

    def _tried(self, mail_id: int, before: int) -> bool:
        row = self.row(mail_id)
        return row.attempts > before and row.state is not OutboxState.SENDING

    def rename(self, name: str, other: str) -> None:
        """Take a table away, as a restore under our feet does, or bring it back."""
        self.database.write(lambda conn: conn.exec_driver_sql(f"ALTER TABLE {name} RENAME TO {other}"))
        self.away = not self.away

    def run(self, done: Callable[[], bool]) -> None:
        """Run the sender until then."""
        asyncio.run(self._run(done))

    async def _run(self, done: Callable[[], bool]) -> None:
        sender = Sender(self._tools, open_relay(self._tools.server), node="n1")
        sender.start()
        async with asyncio.timeout(20):
            while not await asyncio.to_thread(done):
                await asyncio.sleep(0.01)
        await sender.stop(timedelta(seconds=5))


@pytest.fixture
def sink() -> Iterator[Relay]:
    relay = Relay()
    yield relay
    relay.close()


@pytest.fixture
def post(database: Database, sink: Relay, tmp_path) -> Post:
    return Post(database, sink, tmp_path)


def _at(stage: str, reply: bytes, times: int = 1_000) -> Script:
    """Answer so at this stage, the first ``times``."""
    left = [reply] * times
    return lambda now, _: left.pop() if now == stage and left else None


def _wait(row: outbox.OutboxRow) -> timedelta:
    """From the end of its last attempt to the next, within the length of a test."""
    return row.next_at - datetime.now(UTC)


def test_mail_is_sent_as_it_was_composed(post, sink):
    post.put(1)

    (row,) = post.send(1)

    assert row.state is OutboxState.SENT
    assert [letter.raw for letter in sink.letters] == [b"Message-ID: <m1@desk.test>\r\nSubject: Hi\r\n\r\n.dot\r\n"]


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "dot"])
def test_mail_that_is_put_off_is_tried_again_after_a_minute(post, sink, stage):
    sink.script = _at(stage, b"451 4.7.1 Come again", times=1)
    post.put(1)

    (row,) = post.send(1)

    assert (row.state, row.attempts) == (OutboxState.DEFERRED, 1)
    assert "451 4.7.1 Come again" in row.answer
    assert timedelta(seconds=40) < _wait(row) <= timedelta(minutes=1)
    assert sink.letters == []
    assert post.send_again(1).state is OutboxState.SENT
    assert len(sink.letters) == 1


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "dot"])
def test_mail_that_is_refused_fails_with_an_event_on_its_ticket(post, sink, stage):
    sink.script = _at(stage, b"550 5.1.1 Nobody here")
    post.put(1)

    (row,) = post.send(1)

    assert row.state is OutboxState.FAILED
    assert sink.letters == []
    assert post.failures() == [row.answer]
    assert "550 5.1.1 Nobody here" in row.answer


@pytest.mark.parametrize("reply", [HANG_UP, SILENCE])
def test_mail_that_may_have_arrived_is_in_doubt_and_sent_twice_more_at_most(post, sink, reply):
    sink.script = _at("dot", reply)
    post.put(1)

    (row,) = post.send(1)

    assert (row.state, row.attempts) == (OutboxState.UNCERTAIN, 1)
    assert timedelta(minutes=14) < _wait(row) <= timedelta(minutes=15)
    assert post.send_again(1).state is OutboxState.UNCERTAIN
    assert post.send_again(1).state is OutboxState.FAILED
    assert len(sink.letters) == 3
    assert len({letter.raw for letter in sink.letters}) == 1
    assert len(post.failures()) == 1


@pytest.mark.parametrize("reply", [HANG_UP, SILENCE])
@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
def test_connection_lost_before_the_mail_is_no_doubt(post, sink, stage, reply):
    sink.script = _at(stage, reply, times=1)
    post.put(1)

    (row,) = post.send(1)

    assert row.state is OutboxState.DEFERRED
    assert _wait(row) <= timedelta(seconds=15)
    assert post.send_again(1).state is OutboxState.SENT
    assert len(sink.letters) == 1


def test_relay_that_ends_the_session_is_visited_anew(post, sink):
    sink.script = _at("mail", b"421 4.3.2 Going down", times=1)
    post.put(1)
    assert post.send(1)[0].state is OutboxState.DEFERRED

    post.put(2)

    assert post.send(2)[0].state is OutboxState.SENT


@pytest.mark.parametrize("reply", [HANG_UP, b"500 5.5.1 What"])
def test_trouble_at_quit_leaves_the_mail_sent(post, sink, reply):
    sink.script = _at("quit", reply)
    post.put(1)

    assert post.send(1)[0].state is OutboxState.SENT
    assert post.row(1).state is OutboxState.SENT


def test_relay_that_is_away_for_a_while_costs_seconds(post, sink):
    sink.close()
    post.put(1)

    (row,) = post.send(1)

    assert row.state is OutboxState.DEFERRED
    assert _wait(row) <= timedelta(seconds=15)
    sink.open()
    assert post.send_again(1).state is OutboxState.SENT
    assert len(sink.letters) == 1


def test_relay_that_greets_with_a_refusal_is_away(post, sink):
    sink.script = _at("greeting", b"554 5.3.2 Not now", times=1)
    post.put(1)

    (row,) = post.send(1)

    assert row.state is OutboxState.DEFERRED
    assert post.send_again(1).state is OutboxState.SENT


@pytest.mark.parametrize(
    ("kind", "age"),
    [(OutboundKind.REPLY, timedelta(days=5)), (OutboundKind.ESCALATION, timedelta(hours=2))],
)
def test_mail_that_was_put_off_for_too_long_is_given_up_with_an_event(post, sink, kind, age):
    sink.script = _at("rcpt", b"451 4.7.1 Come again")
    post.put(1, age=age, kind=kind, attempts=4)

    (row,) = post.send(1)

    assert row.state is OutboxState.FAILED
    assert row.answer.startswith("given up: 451 4.7.1 Come again")
    assert post.failures() == [row.answer]


@pytest.mark.parametrize("kind", [OutboundKind.REPLY, OutboundKind.SLA_BREACH])
@pytest.mark.parametrize("away", [False, True])
def test_mail_that_was_held_for_long_is_tried_as_often_as_any_other(post, sink, kind, away):
    """For a person's yes, or until the end of quiet hours: its age is not the relay's fault."""
    sink.script = _at("greeting" if away else "rcpt", b"451 4.7.1 Come again", times=1)
    post.put(1, age=timedelta(days=6), kind=kind)

    (row,) = post.send(1)

    assert row.state is OutboxState.DEFERRED
    assert post.send_again(1).state is OutboxState.SENT


def test_page_that_is_put_off_is_tried_again_after_half_a_minute(post, sink):
    sink.script = _at("rcpt", b"451 4.7.1 Come again", times=1)
    post.put(1, kind=OutboundKind.ESCALATION)

    assert _wait(post.send(1)[0]) <= timedelta(seconds=30)


def test_one_bad_recipient_does_not_keep_the_others_waiting(post, sink):
    sink.script = lambda stage, recipient: b"550 5.1.1 No" if stage == "rcpt" and recipient.startswith("r2@") else None
    for mail_id in (1, 2, 3):
        post.put(mail_id)

    states = [row.state for row in post.send(1, 2, 3)]

    assert states == [OutboxState.SENT, OutboxState.FAILED, OutboxState.SENT]
    assert sorted(letter.recipient for letter in sink.letters) == ["r1@customers.test", "r3@customers.test"]


def _recorded(post: Post, answers: dict[int, object]) -> list[BaseException | None]:
    """What each of those who have an answer recorded at the same moment is told, in the order of their mails."""
    now = datetime.now(UTC)

    async def record_all() -> list[BaseException | None]:
        outcomes = post.outcomes()
        ended = [
            outcomes.record(Attempt(item, Delivery(state=OutboxState.SENT, answer=answers[item.id]), now))
            for item in sorted(post.claim(), key=lambda item: item.id)
        ]
        return await asyncio.gather(*ended, return_exceptions=True)

    return asyncio.run(record_all())


def test_answers_that_come_together_share_a_commit(post):
    for mail_id in range(1, 21):
        post.put(mail_id)
    commits: list[None] = []
    post.database.on_commit(lambda: commits.append(None))

    told = _recorded(post, dict.fromkeys(range(1, 21), "250 OK"))

    assert told == [None] * 20
    assert {post.row(mail_id).state for mail_id in range(1, 21)} == {OutboxState.SENT}
    # The claim's own, and that of the twenty.
    assert len(commits) <= 2


def test_answer_that_cannot_be_written_keeps_no_other_from_it(post):
    for mail_id in (1, 2, 3):
        post.put(mail_id)

    told = _recorded(post, {1: "250 OK", 2: object(), 3: "250 OK"})

    assert [error is None for error in told] == [True, False, True]
    assert [post.row(mail_id).state for mail_id in (1, 2, 3)] == [
        OutboxState.SENT,
        OutboxState.SENDING,
        OutboxState.SENT,
    ]


def _delivered(post: Post, *ours: bool) -> list[Verdict]:
    """What the relay says of each mail that is due, by one session; ``ours``: whether it is, when its turn comes."""

    async def deliver() -> list[Verdict]:
        relay = open_relay(post.server)
        verdicts = []
        for item, still in zip(sorted(post.claim(), key=lambda item: item.id), ours, strict=True):
            verdicts.append((await relay.deliver(item, partial(asyncio.sleep, 0, still))).verdict)
        await relay.close()
        return verdicts

    return asyncio.run(deliver())


def test_recipient_who_cannot_be_named_to_the_relay_spoils_no_other_mail(post, sink):
    post.put(1, recipient="j\u00f6rg@customers.test")
    post.put(2)

    assert _delivered(post, True, True) == [Verdict.REFUSED, Verdict.ACCEPTED]


def test_mail_that_is_not_ours_when_its_turn_comes_is_not_sent_and_the_next_one_is(post, sink):
    post.put(1)
    post.put(2)

    assert _delivered(post, False, True) == [Verdict.NOT_OURS, Verdict.ACCEPTED]
    assert [letter.recipient for letter in sink.letters] == ["r2@customers.test"]


def test_mail_whose_lease_was_lost_while_the_relay_was_slow_is_left_to_whoever_has_it(post, sink, monkeypatch):
    monkeypatch.setattr(sender_module, "_STALE", timedelta(seconds=-1))
    rows, seen = outbox.outbox, []

    def taken_over(stage: str, _: str) -> None:
        seen.append(stage)
        if stage == "rcpt":
            post.database.write(lambda conn: conn.execute(rows.update().values(lease=rows.c.lease + 1, node="n2")))

    sink.script = taken_over
    post.put(1)
    post.run(lambda: "rset" in seen)

    assert sink.letters == []
    assert post.row(1).state is OutboxState.SENDING


def test_lease_is_held_anew_before_a_mail_is_handed_to_a_slow_relay(post, sink, monkeypatch):
    monkeypatch.setattr(sender_module, "_STALE", timedelta(seconds=-1))
    leases = []

    def noted(stage: str, _: str) -> None:
        if stage in ("rcpt", "dot"):
            leases.append(
                post.database.read(
                    lambda conn: conn.scalar(outbox.outbox.select().with_only_columns(outbox.outbox.c.lease_until))
                )
            )

    sink.script = noted
    post.put(1)

    assert post.send(1)[0].state is OutboxState.SENT
    assert leases[1] > leases[0]


def test_database_that_refuses_for_a_while_ends_no_sender(post, sink, monkeypatch):
    monkeypatch.setattr(sender_module, "_AWAY", 0.05)
    refused: list[object] = []
    event.listen(post.database._backend.reading, "handle_error", refused.append)
    post.put(1)
    post.rename("outbox", "outbox_away")

    def restored() -> bool:
        if refused and post.away:
            post.rename("outbox_away", "outbox")
        return not post.away and post.row(1).state is OutboxState.SENT

    post.run(restored)

    assert len(sink.letters) == 1
