"""A whole desk inside the test's own process: mail in, all decisions, mail out, without a socket."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from functools import cached_property
from pathlib import Path

import pytest
from tests.rig.mailroom import Mailroom

from mailgate import app
from mailgate.config.load import load
from mailgate.model.envelope import InboxState
from mailgate.model.event import Cause
from mailgate.model.outbound import OutboxState
from mailgate.model.ticket import Ticket
from mailgate.pipeline.tickets.actions import Actor
from mailgate.pipeline.tools import Tools
from mailgate.store.inbound import inbox
from mailgate.store.outbound import outbox
from mailgate.store.outbound.outbox import OutboxRow
from mailgate.store.tickets import events, tickets
from mailgate.store.tickets.ticket_rows import newest

TENANT = "acme"
QUEUE = "support@desk.test"
ANN, BOB = "ann@agents.test", "bob@agents.test"

#: A Saturday noon, whenever the tests are run: hours later it is still the same day.
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

SERVER = """\
desks = ["desk.toml"]
[server]
name = "desk.test"
database = "{database}"
data_dir = "var"
[listen]
lmtp = "127.0.0.1:0"
[relay]
url = "maildir:var/sent"
[authentication]
verify = false
agents = "token"
[limits]
acks_per_address = "off"
acks_per_tenant = "off"
"""

DESK = """\
tenant = "acme"
name = "Acme Support"
[[queue]]
key = "support"
address = "support@desk.test"
team = "front"
signature = "Acme Support, at your service every day of the week"
{queue}
[[team]]
key = "front"
agents = ["ann@agents.test", "bob@agents.test"]
{team}
[[agent]]
email = "ann@agents.test"
name = "Ann"
{ann}
[[agent]]
email = "bob@agents.test"
name = "Bob"
[rate_limit]
tickets_per_sender = "off"
tickets_per_domain = "off"
replies_per_ticket = "off"
{more}
"""


@dataclass(frozen=True)
class Sent:
    """A mail in the outbox."""

    id: int
    kind: str
    recipient: str
    state: str
    answer: str
    raw: bytes

    @cached_property
    def message(self) -> Message:
        return message_from_bytes(self.raw)

    @cached_property
    def text(self) -> str:
        part = next(part for part in self.message.walk() if part.get_content_type() == "text/plain")
        return part.get_payload(decode=True).decode().replace("\r\n", "\n")

    def __getitem__(self, name: str) -> str:
        return str(self.message[name] or "").replace("\r\n", "").replace("\n", "")


class InnerDesk(Mailroom):
    """One tenant's desk. Its clock stands still but for a second at each mail."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools, TENANT, NOW)
        self._numbers = itertools.count(1)
        self._seen = 0

    def receive(self, author: str, text: str, *, to: str = QUEUE, subject: str = "Printer", headers: str = "") -> int:
        """A mail comes in and is worked on; its inbox id."""
        self.now += timedelta(seconds=1)
        message_id = f"Message-ID: <in{next(self._numbers)}@out.test>\r\n"
        head = f"From: {author}\r\nTo: {to}\r\nSubject: {subject}\r\n{message_id}"
        raw = (
            f"{head}Date: Fri, 20 Nov 2026 10:00:00 +0000\r\n{headers}\r\n{text}\r\n".replace("\r\n", "\n")
            .replace("\n", "\r\n")
            .encode()
        )
        return self.take(raw, sender=author.split(",")[0], to=to)

    def take(self, raw: bytes, *, sender: str, to: str = QUEUE, trusted: bool = True) -> int:
        """These very bytes come in, from a relay of ours or not, and are worked on; their inbox id."""
        row = self.put(raw, sender=sender, to=to, trusted=trusted)
        self.work()
        return row

    def put(self, raw: bytes, *, sender: str, to: str = QUEUE, trusted: bool = True) -> int:
        """The same, not worked on yet."""
        return self.take_all([(raw, sender, to)], trusted=trusted)[0]

    def actor(self, email: str = ANN) -> Actor:
        return Actor(tenant=TENANT, email=email, cause=Cause(kind="api", ref="test"))

    def state(self, row: int) -> tuple[str, str]:
        """State and outcome of a mail that came in."""
        found = self.tools.database.read(lambda conn: inbox.show(conn, row))
        return found.state.value, found.outcome

    def held(self) -> list[int]:
        rows = self.tools.database.read(
            lambda conn: inbox.listing(conn, tenant=TENANT, states=(InboxState.HELD,), limit=1000, offset=0)
        )
        return [row.id for row in rows]

    def journal(self, row: int):
        return self.tools.database.read(lambda conn: events.of_mail(conn, row))

    def tickets(self) -> list[Ticket]:
        """All of them, newest first."""
        return self.tools.database.read(lambda conn: newest(conn, TENANT, status=None, limit=100_000))

    def ticket(self, number: str) -> Ticket:
        return self.tools.database.read(lambda conn: tickets.by_ref(conn, TENANT, number))

    def sent(self) -> list[Sent]:
        """Everything in the outbox that was made since this was asked last, oldest first."""
        new = self._made(64)
        self._seen = max([self._seen, *(row.id for row in new)])
        raw = self.tools.database.read(lambda conn: {row.id: outbox.raw(conn, row.id) for row in new})
        return [Sent(row.id, row.kind.value, row.recipient, row.state.value, row.answer, raw[row.id]) for row in new]

    def _made(self, most: int) -> list[OutboxRow]:
        rows = self.tools.database.read(
            lambda conn: outbox.listing(conn, tenant=None, states=tuple(OutboxState), limit=most, offset=0)
        )
        new = [row for row in reversed(rows) if row.id > self._seen]
        return self._made(4 * most) if len(new) == most else new

    def sent_to(self, recipient: str, kind: str = "") -> list[Sent]:
        """Of what ``sent`` gives."""
        return [mail for mail in self.sent() if mail.recipient == recipient and kind in ("", mail.kind)]


def open_desk(folder: Path, database: str, queue: str = "", **said: str) -> tuple[InnerDesk, app.Parts]:
    """A desk with its database at that URL; the caller closes the parts.

    Args:
        said: Lines of the file: of the ``team``, of ``ann``, or ``more`` at its end.
    """
    (folder / "mailgate.toml").write_text(SERVER.format(database=database))
    (folder / "desk.toml").write_text(DESK.format(queue=queue, **{"team": "", "ann": "", "more": ""} | said))
    configuration = load(folder / "mailgate.toml")
    parts = app.open_parts(configuration)
    app.install_desks(parts.tools.database, configuration.desks)
    return InnerDesk(parts.reload()), parts


@pytest.fixture
def make_desk(tmp_path: Path, database_url: str) -> Iterator[object]:
    """Opens a desk whose queue has the given settings."""
    opened = []

    def make(queue: str = "", **said: str) -> InnerDesk:
        desk, parts = open_desk(tmp_path, database_url, queue, **said)
        opened.append(parts)
        return desk

    yield make
    for parts in opened:
        parts.close()


@pytest.fixture
def desk(make_desk) -> InnerDesk:
    return make_desk()
