"""A mailgate without its sockets: mail goes into the inbox, the real worker carries it, the outbox is emptied."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import format_datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from tests.rig.mailroom import Mailroom

from mailgate import app
from mailgate.authenticate.questions import Answer, Question
from mailgate.cli.root import main
from mailgate.config.load import load
from mailgate.model.outbound import Attempt, Delivery, OutboundKind, OutboxItem, OutboxState
from mailgate.model.ticket import Ticket
from mailgate.outbox.outcomes import Outcomes
from mailgate.pipeline.approvals.approving import approve_due
from mailgate.pipeline.escalations.due import fire_due
from mailgate.pipeline.held.notices import send_bundles
from mailgate.pipeline.held.releasing import release_due
from mailgate.pipeline.inbound.authenticating import SenderCheck
from mailgate.pipeline.outbound.notice_digests import send_digests
from mailgate.pipeline.workflows.calling import call_due_steps
from mailgate.pipeline.workflows.turns import turn_due_runs
from mailgate.store.inbound import inbox
from mailgate.store.outbound import outbox
from mailgate.store.tables.queues import inbox as inbox_table
from mailgate.store.tables.queues import outbox as outbox_table
from mailgate.store.tables.tickets import ticket as ticket_table
from mailgate.store.tickets import events, tickets

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

SERVER = """\
desks = ["desk.toml"]
[server]
name = "{domain}"
database = "{database}"
data_dir = "var"
[relay]
url = "maildir:var/sent"
[authentication]
verify = false
trusted_authserv_ids = ["mx.{domain}"]
agents = "token"
{server}
"""

DESK = """\
tenant = "{tenant}"
name = "{tenant}"
{top}
[[queue]]
key = "support"
address = "support@{domain}"
team = "front"
{queue}
[[team]]
key = "front"
agents = ["{colleague}"]
[[agent]]
email = "{colleague}"
name = "Ann"
{more}
"""


@dataclass(frozen=True)
class Sent:
    """A mail that left the house."""

    item: OutboxItem

    @property
    def kind(self) -> OutboundKind:
        return self.item.kind

    @property
    def recipient(self) -> str:
        return self.item.recipient

    @property
    def return_path(self) -> str:
        return self.item.envelope_from

    @property
    def raw(self) -> bytes:
        return self.item.raw

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.item.raw, policy=policy.default)  # type: ignore[return-value]

    @property
    def plain(self) -> Message:
        """The mail as the standard library's old parser reads it, nothing mended."""
        return message_from_bytes(self.item.raw)

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        return body.get_content() if body else ""


@dataclass(frozen=True)
class _Scripted:
    """A resolver whose name servers give the answers of a test."""

    answers: Callable[[Collection[Question]], dict[Question, Answer]]

    def resolve(self, questions: Collection[Question], patience_s: float) -> dict[Question, Answer]:
        return self.answers(questions)


class House(Mailroom):
    """One mailgate. Its clock stands at ``now`` until a test moves it."""

    def __init__(self, folder: Path, database_url: str, domain: str, **more: str) -> None:
        folder.mkdir(exist_ok=True)
        given = {"server": "", "top": "", "queue": "", "more": "", "colleague": "ann@agents.test", **more}
        values = {"domain": domain, "database": database_url, "tenant": domain.partition(".")[0], **given}
        (folder / "mailgate.toml").write_text(SERVER.format(**values))
        (folder / "desk.toml").write_text(DESK.format(**values))
        self.folder = folder
        self.domain = domain
        parts = app.open_parts(load(folder / "mailgate.toml"))
        app.install_desks(parts.tools.database, parts.configuration.desks)
        self.parts = replace(parts, tools=parts.reload())
        super().__init__(self.parts.tools, values["tenant"], NOW)
        self.database = self.tools.database
        self._names = count(1)
        #: Everything that left the house.
        self.sent: list[Sent] = []

    def new_rules(self, text: str) -> None:
        """Put a desk in force that has these tables beside its own."""
        folder = self.parts.configuration.path.parent
        (folder / "desk.toml").write_text((folder / "desk.toml").read_text() + text)
        parts = replace(self.parts, configuration=load(folder / "mailgate.toml"))
        app.install_desks(self.database, parts.configuration.desks)
        self.parts = replace(parts, tools=parts.reload())
        self.use(self.parts.tools)

    @property
    def support(self) -> str:
        return f"support@{self.domain}"

    def ask_name_servers(self, answers: Callable[[Collection[Question]], dict[Question, Answer]]) -> None:
        """Check senders by ourselves from now on, with these answers."""
        self.believe(verify=True)
        self.use(self.tools, SenderCheck(_Scripted(answers), self.tools.server.authentication))

    def pass_time(self, length: timedelta) -> None:
        self.now += length

    def take(self, raw: bytes | str, *, sender: str, to: str = "") -> int:
        """Accept one mail; the answer is its inbox id."""
        return self.take_all([(raw, sender, to or self.support)])[0]

    def tick(self) -> None:
        """What the clock does."""
        calls = partial(call_due_steps, node="n")
        duties = (
            *(fire_due, approve_due, fire_due, release_due, turn_due_runs, calls, turn_due_runs),
            *(send_bundles, send_digests),
        )
        for duty in duties:
            duty(self.tools, clock=lambda: self.now)

    def send(self) -> list[Sent]:
        """Send what is due; the peer takes it all."""
        sent: list[Sent] = []
        taken = Delivery(state=OutboxState.SENT, answer="250 taken")
        while True:
            claim = partial(outbox.claim, node="n", now=self.now, lease=5 * MINUTE, limit=500)
            items = self.database.write(claim)
            if not items:
                self.sent += sent
                return sent
            attempts = [Attempt(item=item, delivery=taken, at=self.now) for item in items]
            self.database.write(partial(outbox.record, attempts=attempts))
            sent += map(Sent, items)

    def carry(self, raw: bytes | str, *, sender: str, to: str = "") -> list[Sent]:
        """One mail on its whole road: what it makes us send."""
        self.take(raw, sender=sender, to=to)
        self.work()
        return self.send()

    def refuse(self, answer: str = "550 5.1.1 no such user") -> list[Sent]:
        """The relay refuses what is due."""
        claim = partial(outbox.claim, node="n", now=self.now, lease=5 * MINUTE, limit=500)
        items = self.database.write(claim)
        refused = Delivery(state=OutboxState.FAILED, answer=answer)

        async def record() -> None:
            outcomes = Outcomes(self.tools)
            await asyncio.gather(
                *(outcomes.record(Attempt(item=item, delivery=refused, at=self.now)) for item in items)
            )

        asyncio.run(record())
        return [Sent(item) for item in items]

    def outcome(self, mail: int) -> str:
        row = self.database.read(lambda conn: inbox.show(conn, mail))
        assert row is not None
        return row.outcome

    def mail_ids(self) -> list[int]:
        """Of everything that came in, in its order."""
        return list(self.database.read(lambda conn: conn.scalars(select(inbox_table.c.id).order_by(inbox_table.c.id))))

    def ticket_count(self) -> int:
        return self.database.read(lambda conn: conn.scalar(select(func.count()).select_from(ticket_table))) or 0

    def outbox_count(self) -> int:
        return self.database.read(lambda conn: conn.scalar(select(func.count()).select_from(outbox_table))) or 0

    def rows(self, *states: OutboxState) -> list[outbox.OutboxRow]:
        """The outbox, oldest first."""
        read = partial(outbox.listing, tenant=None, states=states or tuple(OutboxState), limit=100_000, offset=0)
        return list(reversed(self.database.read(read)))

    def watchers(self, ticket: Ticket) -> dict[str, str]:
        """Addresses with their state."""
        return dict(self.database.read(lambda conn: tickets.watchers(conn, (ticket.id,))[ticket.id]))

    def journal(self, number: str) -> list:
        def read(conn):
            ticket = tickets.by_ref(conn, self.tenant, number)
            return events.of_ticket(conn, self.tenant, ticket.id)

        return self.database.read(read)

    def mail(self, author: str, subject: str, text: str = "Hello", *, to: str = "", **headers: str) -> str:
        """A plain mail with a Message-ID of its own; ``headers`` by their names with underscores."""
        domain = author.rpartition("@")[2].rstrip(">")
        more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        return (
            f"From: {author}\r\nTo: {to or self.support}\r\nSubject: {subject}\r\n"
            f"Message-ID: <{next(self._names)}.{self.domain}@{domain}>\r\n"
            f"Date: {format_datetime(self.now)}\r\n{more}\r\n{text}\r\n"
        )

    def report(self, sent: Sent, *, status: str = "5.1.1", action: str = "failed", to: str = "") -> tuple:
        """A delivery report about one of our mails (RFC 3464), as ``take_all`` wants it."""
        return dsn(
            recipient=sent.recipient,
            message_id=sent.message["Message-ID"],
            status=status,
            action=action,
            to=to or sent.return_path,
            name=next(self._names),
        )

    def close(self) -> None:
        self.parts.close()


def dsn(*, recipient: str, message_id: str, status: str, action: str, to: str, name: int) -> tuple[str, str, str]:
    """A delivery report, the null sender, and where it goes."""
    raw = (
        f"From: Mail Delivery System <MAILER-DAEMON@relay{name}.test>\r\nTo: {to}\r\nSubject: Undelivered Mail\r\n"
        f"Message-ID: <dsn{name}@relay.test>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThe mail system could not deliver your mail.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.test\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 {status} <{recipient}>: no such user\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--b--\r\n"
    )
    return raw, "", to


def token_of(sent: Sent) -> str:
    """Where a reply to the mail goes."""
    return re.sub(r".*<|>.*", "", str(sent.message["Reply-To"]))


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Makes migrated, empty databases of one kind."""
    if request.param == "sqlite":
        names, template = count(1), request.getfixturevalue("migrated_sqlite")
        yield lambda: f"sqlite:///{shutil.copy(template, tmp_path / f'house{next(names)}.db')}"
        return
    made: list[str] = []
    server, template = request.getfixturevalue("postgresql"), request.getfixturevalue("migrated_postgresql")

    def postgresql() -> str:
        made.append(server.new_database(template=template))
        return made[-1]

    yield postgresql
    for url in made:
        server.drop_database(url)


@pytest.fixture
def build(
    new_database: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., House]]:
    """Builds houses; further settings as parts of the server's and the desk's files."""
    houses: list[House] = []

    def make(domain: str = "acme.test", **more: str) -> House:
        houses.append(House(tmp_path / domain, new_database(), domain, **more))
        return houses[-1]

    yield make
    for house in houses:
        house.close()


@pytest.fixture
def house(build: Callable[..., House]) -> House:
    return build()


@dataclass(frozen=True)
class Said:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Runs a command of ``mailgate`` beside a house."""

    def run(house: House, *arguments: str) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([*arguments, "--config", str(house.folder / "mailgate.toml")])
        seen = capsys.readouterr()
        # Without the log, to which a PostgreSQL of tests is worth a warning.
        told = [line for line in seen.err.splitlines(keepends=True) if not line.startswith("level=")]
        return Said(code=int(ended.value.code or 0), out=seen.out, err="".join(told))

    return run
