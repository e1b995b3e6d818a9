"""A day of a desk done only by mail ends as the same day done by REST does."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.rig.mailroom import Mailroom

from mailgate import app
from mailgate.config.load import load
from mailgate.model.outbound import OutboxState
from mailgate.model.ticket import EntryKind
from mailgate.pipeline.tools import Tools
from mailgate.store.outbound import outbox
from mailgate.store.tickets import entries
from mailgate.store.tickets.ticket_rows import newest

SEED = 20261121
AGENTS = tuple(f"agent{number}@agents.test" for number in range(12))
#: Customers by the length of the day, as a desk has them: 300 write 2,000 mails.
MAILS_OF_A_CUSTOMER = 7

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
[authentication]
verify = false
trusted_authserv_ids = ["mx.desk.test"]
[limits]
acks_per_address = "off"
acks_per_tenant = "off"
api_requests = "off"
"""

DESK = """\
tenant = "{tenant}"
name = "Desk"
[[queue]]
key = "support"
address = "support@{tenant}.test"
team = "front"
[[team]]
key = "front"
agents = {agents}
assign = "manual"
{people}
[rate_limit]
tickets_per_sender = "off"
tickets_per_domain = "off"
replies_per_ticket = "off"
"""


@dataclass(frozen=True)
class Deed:
    """One thing that somebody does about one ticket, which is named by its place in the day."""

    what: str
    who: str
    ticket: int
    said: str = ""


#: What people do, and how often.
_KINDS = {
    "open": 30,
    "says": 22,
    "reply": 25,
    "note": 8,
    "close": 4,
    "resolve": 3,
    "reopen": 2,
    "assign": 5,
    "priority": 4,
    "tag": 4,
    "category": 3,
}


def the_day(length: int) -> list[Deed]:
    """What happens, also things that cannot be done: to close what is closed, to reopen what is open."""
    chance = random.Random(SEED)
    customers = [f"customer{number}@customers.test" for number in range(max(3, length // MAILS_OF_A_CUSTOMER))]
    owners: list[str] = []
    deeds = []
    for number in range(length):
        (what,) = chance.choices(list(_KINDS), list(_KINDS.values()))
        if what == "open" or not owners:
            owners.append(chance.choice(customers))
            deeds.append(Deed("open", owners[-1], len(owners) - 1, f"Words {number}"))
            continue
        ticket = chance.randrange(len(owners))
        by_customer = what == "says"
        values = {
            "assign": chance.choice(AGENTS),
            "priority": chance.choice(["low", "medium", "high", "critical"]),
            "tag": chance.choice(["vip", "printer", "late"]),
            "category": chance.choice(["billing", "hardware"]),
        }
        who = owners[ticket] if by_customer else chance.choice(AGENTS)
        deeds.append(Deed(what, who, ticket, values.get(what, f"Words {number}")))
    return deeds


class ByMail:
    """Everybody writes mail: customers answer what they got, agents the notices that they got."""

    def __init__(self, tools: Tools, tenant: str) -> None:
        self._room = Mailroom(tools, tenant, datetime.now(UTC))
        self._names = itertools.count(1)
        self._seen = 0
        #: Where a reply, or a note, of somebody about a ticket goes, as the last mail to him said.
        self._addresses: dict[tuple[int, str, str], str] = {}

    def do(self, deed: Deed) -> None:
        if deed.what == "open":
            self._send(deed.who, f"support@{self._room.tenant}.test", f"Ticket {deed.ticket}", deed.said)
        elif deed.what in ("says", "reply"):
            self._send(deed.who, self._address(deed, "Reply-To"), f"Re: Ticket {deed.ticket}", deed.said)
        elif deed.what == "note":
            self._send(deed.who, self._address(deed, "note"), f"Re: Ticket {deed.ticket}", deed.said)
        else:
            value = f" {deed.said}" if deed.what in ("assign", "priority", "tag", "category") else ""
            self._send(deed.who, self._address(deed, "note"), f"Re: Ticket {deed.ticket}", f"#{deed.what}{value}")
        self._read_mail()

    def _address(self, deed: Deed, which: str) -> str:
        return self._addresses[deed.ticket, deed.who, which]

    def _send(self, author: str, to: str, subject: str, words: str) -> None:
        self._room.now += timedelta(seconds=1)
        name = f"<{next(self._names)}@{author.partition('@')[0]}.test>"
        proof = f"Authentication-Results: mx.desk.test; dmarc=pass header.from={author.partition('@')[2]}\r\n"
        head = f"{proof}From: {author}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: {name}\r\n"
        raw = f"{head}\r\n{words}\r\n".encode()
        self._room.take_all([(raw, author, to)])
        self._room.work()

    def _read_mail(self) -> None:
        """Everybody looks into the mailbox; what was there before is known."""
        rows = self._room.tools.database.read(
            lambda conn: outbox.listing(conn, tenant=self._room.tenant, states=tuple(OutboxState), limit=30, offset=0)
        )
        new = [row for row in rows if row.id > self._seen]
        self._seen = max([self._seen, *(row.id for row in new)])
        for row in new:
            raw = self._room.tools.database.read(lambda conn, row=row: outbox.raw(conn, row.id)).decode()
            subject = re.search(r"Ticket (\d+)", raw)
            reply_to = re.search(r"Reply-To: <?([^>\s]+)", raw)
            if not subject or not reply_to:
                continue
            ticket = int(subject[1])
            self._addresses[ticket, row.recipient, "Reply-To"] = self._addresses.get(
                (ticket, row.recipient, "Reply-To"), reply_to[1]
            )
            unfolded = raw.replace("=\r\n", "")
            if note := re.search(rf"support\+n-[a-z2-7]{{44}}@{self._room.tenant}.test", unfolded):
                self._addresses[ticket, row.recipient, "note"] = note[0]


class ByRest:
    """Everybody uses a program that speaks HTTP; each has a token."""

    def __init__(self, api, tenant: str) -> None:
        self._api = api
        self._tenant = tenant
        self._clients: dict[str, object] = {}
        self._refs: list[str] = []

    def do(self, deed: Deed) -> None:
        client = self._client(deed.who)
        if deed.what == "open":
            answer = client.post("/api/v1/tickets", json={"subject": f"Ticket {deed.ticket}", "text": deed.said})
            self._refs.append(answer.json()["number"])
            return
        place = f"/api/v1/tickets/{self._refs[deed.ticket]}"
        match deed.what:
            case "says" | "reply" | "note":
                words = {"text": deed.said, "internal": deed.what == "note"}
                answer = client.post(f"{place}/messages", json=words)
            case "assign":
                answer = client.post(f"{place}/assign", json={"assigned_to": deed.said})
            case "priority" | "category":
                answer = client.patch(place, json={deed.what: deed.said})
            case "tag":
                tags = client.get(place).json()["tags"]
                answer = client.patch(place, json={"tags": [*tags, *({deed.said} - set(tags))]})
            case _:
                answer = client.post(f"{place}/{deed.what}")
        # What cannot be done is refused, and nothing else is.
        assert answer.status_code < 300 or answer.status_code == 409, answer.text

    def _client(self, who: str):
        if who not in self._clients:
            role = "agent" if who in AGENTS else "customer"
            self._clients[who] = self._api.as_(role, who, tenant=self._tenant)
        return self._clients[who]


def outcome(tools: Tools, tenant: str) -> dict[str, tuple]:
    """What the day left behind, without the instants and numbers that differ between two days."""

    def read(conn) -> dict[str, tuple]:
        return {
            ticket.subject: (
                (ticket.customer_email, ticket.status, ticket.priority, ticket.category, sorted(ticket.tags)),
                (ticket.assigned_to, ticket.assigned_team, ticket.reopened_count, ticket.first_response_at is None),
                [
                    (entry.kind, entry.author.type, entry.author.email, entry.text.strip())
                    for entry in entries.of_ticket(conn, tenant, ticket.id)
                    if entry.kind is not EntryKind.SYSTEM
                ],
            )
            for ticket in newest(conn, tenant, status=None, limit=100_000)
        }

    return tools.database.read(read)


@pytest.fixture
def desk_tools(database_url: str, tmp_path: Path) -> Iterator[Tools]:
    """Two desks that differ in nothing but how their people work."""
    (tmp_path / "mailgate.toml").write_text(SERVER.format(database=database_url))
    people = "".join(f'[[agent]]\nemail = "{agent}"\nname = "{agent[:6]}"\n' for agent in AGENTS)
    for tenant in ("mail", "rest"):
        desk = DESK.format(tenant=tenant, agents=list(AGENTS), people=people)
        (tmp_path / f"{tenant}.desk.toml").write_text(desk.replace("'", '"'))
    configuration = load(tmp_path / "mailgate.toml")
    parts = app.open_parts(configuration)
    app.install_desks(parts.tools.database, configuration.desks)
    yield parts.reload()
    parts.close()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("length", [150, pytest.param(2_000, marks=pytest.mark.prove)])
def test_day_by_mail_ends_as_the_same_day_by_rest_does(api, desk_tools, length):
    by_mail, by_rest = ByMail(desk_tools, "mail"), ByRest(api, "rest")
    for deed in the_day(length):
        by_mail.do(deed)
        by_rest.do(deed)

    mail, rest = (outcome(desk_tools, tenant) for tenant in ("mail", "rest"))

    assert mail == rest, f"seed {SEED}"
    assert {deed.what for deed in the_day(length)} == {*_KINDS}
