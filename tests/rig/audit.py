"""What must be true of a database and a relay after any failure, read past the product's own code."""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime

from sqlalchemy import Engine, NullPool, Row, create_engine, text
from tests.rig.load import Ledger, Probe
from tests.rig.relay import Letter

_TRACE = re.compile(rb"Received: from try-[^\n]*\n")
_ID = re.compile(r"<([^>]+)>")
#: Mails that the outbox sender holds at once with the five connections of the default.
_CLAIMED_AT_ONCE = 20


class Books:
    """The rows of one desk, read by plain SQL."""

    def __init__(self, url: str) -> None:
        self._engine: Engine = create_engine(
            url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool, connect_args={}
        )

    def rows(self, statement: str, **values: object) -> list[Row]:
        with self._engine.connect() as connection:
            return list(connection.execute(text(statement), values))

    def change(self, statement: str, **values: object) -> None:
        with self._engine.begin() as connection:
            connection.execute(text(statement), values)

    def wait_for(self, statement: str, wanted: object, patience: float = 60.0) -> None:
        """Until the one value that is selected is the one that is wanted."""
        end = time.monotonic() + patience
        while (found := self.rows(statement)[0][0]) != wanted:
            assert time.monotonic() < end, f"{statement}: {found}, not {wanted}; {self.inbox_states()}"
            time.sleep(0.05)

    def drain(self) -> None:
        """Until nothing waits in inbox and outbox; for mails in doubt the clock is put forward."""
        self.wait_for("SELECT count(*) FROM inbox WHERE state IN ('pending', 'working')", 0)
        now = int(datetime.now(UTC).timestamp() * 1_000_000)
        self.change("UPDATE outbox SET next_at = :now WHERE state IN ('uncertain', 'deferred')", now=now)
        self.wait_for("SELECT count(*) FROM outbox WHERE state <> 'sent'", 0)

    def inbox_states(self) -> dict[tuple[str, str], int]:
        counted = self.rows("SELECT state, outcome, count(*) FROM inbox GROUP BY state, outcome")
        return {(state, outcome): number for state, outcome, number in counted}

    def kept(self) -> set[str]:
        """Message-IDs of all mails that are durably ours."""
        raws = self.rows("SELECT raw FROM raw_mail")
        return {match[1].decode() for row in raws if (match := re.search(rb"Message-ID: <([^>]+)>", bytes(row.raw)))}

    def check_integrity(self) -> None:
        if self._engine.dialect.name == "sqlite":
            assert self.rows("PRAGMA integrity_check")[0][0] == "ok"
            assert self.rows("PRAGMA foreign_key_check") == []


def faults_of_messages(books: Books, ledger: Ledger) -> dict[str, list]:
    """Each acknowledged mail is exactly one message with its bytes, on its ticket: what is not so, by kind."""
    probes = {probe.message_id: probe for probe in ledger.sent}
    messages = books.rows(
        "SELECT id, ticket_id, message_id, inbox_id, created_at FROM message WHERE inbox_id IS NOT NULL"
    )
    recorded = Counter(row.message_id for row in messages)
    raws = {row.inbox_id: bytes(row.raw) for row in books.rows("SELECT inbox_id, raw FROM raw_mail")}
    known = {row.message_id: row for row in messages if row.message_id in probes}
    return {
        "lost": [probe.name for probe in ledger.acknowledged if not recorded[probe.message_id]],
        "doubled": [message_id for message_id, count in recorded.items() if count > 1],
        "invented": sorted(set(recorded) - set(probes)),
        "changed": [name for name, row in known.items() if _untraced(raws[row.inbox_id]) != probes[name].content],
        "strayed": [told for probe in ledger.acknowledged if (told := _strayed(probe, known))],
        "outcomes": sorted({code for _, code in books.inbox_states()} - {"new_ticket", "appended", "duplicate"}),
    }


def faults_of_deliveries(books: Books, ledger: Ledger, letters: list[Letter], *, kills: int) -> dict[str, list]:
    """One acknowledgement a ticket, delivered once, or again as the same mail where a kill explains it."""
    outbox = {row.message_id: row for row in books.rows("SELECT message_id, attempts FROM outbox")}
    delivered: dict[str, list[Letter]] = defaultdict(list)
    for letter in list(letters):
        delivered[_first_id(letter["Message-ID"])].append(letter)
    again = {name: len(copies) for name, copies in delivered.items() if len(copies) > 1}
    answered = Counter(
        _first_id(copies[0]["In-Reply-To"])
        for copies in delivered.values()
        if copies[0]["Auto-Submitted"] == "auto-replied"
    )
    opened = [probe.message_id for probe in ledger.acknowledged if probe.parent is None]
    return {
        "undelivered": sorted(set(outbox) - set(delivered)),
        "sent from nowhere": sorted(set(delivered) - set(outbox)),
        "altered": [name for name, copies in delivered.items() if len({letter.raw for letter in copies}) > 1],
        # Sent again is one attempt more; and a kill leaves no more in doubt than the sender holds at once.
        "unexplained": [name for name, count in again.items() if name in outbox and count > outbox[name].attempts]
        + (list(again) if sum(again.values()) - len(again) > kills * _CLAIMED_AT_ONCE else []),
        "not answered once": [message_id for message_id in opened if answered[message_id] != 1],
    }


def _strayed(probe: Probe, messages: dict[str, Row]) -> str:
    """Why an answer does not stand behind what it answers, empty where it does."""
    child, parent = messages.get(probe.message_id), messages.get(probe.parent.message_id) if probe.parent else None
    if child is None or parent is None:
        return ""
    if child.ticket_id != parent.ticket_id:
        return f"{child} stands on another ticket than {parent}"
    return f"{child} stands before {parent}" if child.created_at < parent.created_at else ""


def _first_id(header: str) -> str:
    return _ID.search(header)[1]


def _untraced(raw: bytes) -> bytes:
    return _TRACE.sub(b"", raw, count=1)
