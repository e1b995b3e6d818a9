"""A desk of two tenants behind a real HTTP listener on loopback, on each database."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from mailgate import app
from mailgate.api.server import HttpServer
from mailgate.config.load import load
from mailgate.model.limits import Rate
from mailgate.model.outbound import OutboxState
from mailgate.model.server import Listener
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Database
from mailgate.store.outbound import outbox_rows
from mailgate.store.people import tokens

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

SERVER = """\
desks = ["*.desk.toml"]
[server]
name = "desk.test"
database = "{database}"
data_dir = "var"
[listen]
http = "127.0.0.1:0"
[relay]
url = "maildir:var/sent"
"""

DESK = """\
tenant = "{tenant}"
name = "{tenant}"
[[queue]]
key = "support"
address = "support@{tenant}.test"
product = "widgets"
team = "front"
[[queue]]
key = "sales"
address = "sales@{tenant}.test"
[[team]]
key = "front"
agents = ["ann@{tenant}.test", "bob@{tenant}.test"]
[[agent]]
email = "ann@{tenant}.test"
name = "Ann"
[[agent]]
email = "bob@{tenant}.test"
name = "Bob"
[[rule]]
name = "Refunds go to billing"
on = ["ticket.created"]
if = {{ field = "subject", op = "contains", value = "refund" }}
then = [ {{ set_category = "billing" }} ]
[[rule]]
name = "Held words wait"
on = ["ticket.created", "message.added"]
if = {{ field = "body", op = "contains", value = "hold me" }}
then = [ {{ hold = true }} ]
[[rule]]
name = "Prizes are spam"
on = ["ticket.created"]
if = {{ field = "subject", op = "contains", value = "prize" }}
then = [ {{ mark_spam = true }} ]
[[rule]]
name = "Fires are watched"
on = ["ticket.created", "message.added"]
if = {{ field = "body", op = "contains", value = "inferno" }}
then = [
  {{ add_note = "Call the brigade" }},
  {{ add_watchers = ["boss@{tenant}.test"] }},
  {{ notify = ["bob@{tenant}.test"] }},
]
[[rule]]
name = "What comes back is marked"
on = ["ticket.reopened"]
if = {{ field = "subject", op = "contains", value = "boomerang" }}
then = [ {{ add_tags = ["came-back"] }} ]
"""


@dataclass(frozen=True)
class Readiness:
    listeners: bool = True
    store: bool = True
    workers: bool = True

    @property
    def ready(self) -> bool:
        return self.listeners and self.store and self.workers


class ScriptedHealth:
    """Says what it is told to say."""

    def __init__(self) -> None:
        self.report = Readiness()

    async def readiness(self) -> Readiness:
        return self.report


class Clients:
    """HTTP clients of one server, each with a token of its own."""

    def __init__(self, tools: Tools, address: str, health: ScriptedHealth, hints: list[int]) -> None:
        self.tools = tools
        self.database: Database = tools.database
        self.health = health
        #: One item for each time that the sender was told of mail.
        self.hints = hints
        self._base = f"http://{address}"
        self._open: list[httpx2.Client] = []
        self.nobody = self.client("")
        self.agent = self.as_("agent", "ann@acme.test")
        self.eve = self.as_("customer", "eve@example.org")

    def as_(self, role: str, email: str = "", tenant: str = "acme") -> httpx2.Client:
        """A client with a new token."""
        return self.client(self.token(role, email, tenant))

    def client(self, token: str) -> httpx2.Client:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._open.append(httpx2.Client(base_url=self._base, headers=headers, timeout=30, trust_env=False))
        return self._open[-1]

    def token(self, role: str, email: str, tenant: str) -> str:
        text, prefix, digest = tokens.new_token(secrets.token_bytes(tokens.RANDOM_BYTES))
        (row,) = self.tools.rows(1)
        kept = tokens.ApiToken(
            id=row, tenant=tenant, prefix=prefix, hash=digest, role=role, email=email, created_at=NOW
        )
        self.database.write(lambda conn: tokens.insert(conn, kept))
        return text

    def opened(self, client: httpx2.Client | None = None, **given: object) -> dict[str, object]:
        """A ticket of Eve's, unless told otherwise."""
        asked = {"subject": "Printer on fire", "text": "Help!", "customer_email": "eve@example.org"} | given
        answer = (client or self.agent).post("/api/v1/tickets", json=asked)
        assert answer.status_code == 201, answer.text
        found: dict[str, object] = answer.json()
        return found

    def mails(self) -> list[tuple[str, str]]:
        """Kind and recipient of every mail in the outbox, oldest first."""
        rows = self.database.read(
            lambda conn: outbox_rows.listing(conn, tenant=None, states=tuple(OutboxState), limit=100, offset=0)
        )
        return [(row.kind.value, row.recipient) for row in reversed(rows)]

    def close(self) -> None:
        for client in self._open:
            client.close()


@contextmanager
def _served(tools: Tools, health: ScriptedHealth, hints: list[int]) -> Iterator[str]:
    """The address of a listener that runs on an event loop of its own thread."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="http-test", daemon=True)
    thread.start()

    def on_loop(make: Callable[[], object]) -> object:
        return asyncio.run_coroutine_threadsafe(make(), loop).result(30)  # type: ignore[arg-type]

    server = HttpServer(tools, health=health, on_mail=lambda: hints.append(1))
    try:
        line = on_loop(lambda: server.start(Listener(host="127.0.0.1", port=0)))
        yield str(line).removeprefix("http ")
        on_loop(server.stop)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


@pytest.fixture
def desk_tools(database_url: str, tmp_path: Path) -> Iterator[Tools]:
    """Two tenants, acme and other, wired as the daemon does it."""
    (tmp_path / "mailgate.toml").write_text(SERVER.format(database=database_url))
    for tenant in ("acme", "other"):
        (tmp_path / f"{tenant}.desk.toml").write_text(DESK.format(tenant=tenant))
    configuration = load(tmp_path / "mailgate.toml")
    parts = app.open_parts(configuration)
    app.install_desks(parts.tools.database, configuration.desks)
    yield parts.reload()
    parts.close()


@pytest.fixture
def api(desk_tools: Tools) -> Iterator[Clients]:
    yield from _clients(desk_tools)


@pytest.fixture
def hurried_api(desk_tools: Tools) -> Iterator[Clients]:
    """The same with a rate of three requests in an hour."""
    rate = Rate(count=3, window=timedelta(hours=1))
    limits = replace(desk_tools.server.limits, api_requests=rate)
    yield from _clients(replace(desk_tools, server=replace(desk_tools.server, limits=limits)))


def _clients(tools: Tools) -> Iterator[Clients]:
    health, hints = ScriptedHealth(), []
    with _served(tools, health, hints) as address:
        clients = Clients(tools, address, health, hints)
        yield clients
        clients.close()
