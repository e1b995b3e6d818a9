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


def check_messages(books: Books, ledger: Ledger) -> None:
    """Each acknowledged mail is exactly one message with its bytes; none was invented; answers joined their ticket."""
    probes = {probe.message_id: probe for probe in ledger.sent}
    messages = books.rows(
        "SELECT id, ticket_id, message_id, inbox_id, created_at FROM message WHERE inbox_id IS NOT NULL"
    )
    recorded = Counter(row.message_id for row in messages)
    lost = [probe.name for probe in ledger.acknowledged if not recorded[probe.message_id]]
    doubled = [message_id for message_id, count in recorded.items() if count > 1]
    assert (lost, doubled, sorted(set(recorded) - set(probes))) == ([], [], [])
    raws = {row.inbox_id: bytes(row.raw) for row in books.rows("SELECT inbox_id, raw FROM raw_mail")}
    changed = [row.message_id for row in messages if _untraced(raws[row.inbox_id]) != probes[row.message_id].content]
    assert changed == []
    _check_threads({row.message_id: row for row in messages}, ledger.acknowledged)
    assert {outcome for _, outcome in books.inbox_states()} <= {"new_ticket", "appended", "duplicate"}


def check_acknowledgements(books: Books, ledger: Ledger, letters: list[Letter], *, kills: int) -> None:
    """One acknowledgement a ticket; one delivered again is the same mail, and a kill explains it."""
    outbox = books.rows("SELECT message_id, recipient, kind, attempts FROM outbox")
    delivered: dict[str, list[bytes]] = defaultdict(list)
    for letter in list(letters):
        delivered[_ID.search(letter["Message-ID"])[1]].append(letter.raw)
    assert set(delivered) == {row.message_id for row in outbox}
    assert [mail for mail, copies in delivered.items() if len(set(copies)) > 1] == []
    again = {row.message_id: len(delivered[row.message_id]) for row in outbox if len(delivered[row.message_id]) > 1}
    assert [row.message_id for row in outbox if len(delivered[row.message_id]) > row.attempts] == []
    # What was claimed when the front died may have been delivered already; no more than its connections carry.
    assert sum(count - 1 for count in again.values()) <= kills * 20, again
    answered = Counter(
        _ID.search(copies[0]["In-Reply-To"])[1]
        for copies in _by_message_id(letters)
        if copies[0]["Auto-Submitted"] == "auto-replied"
    )
    opened = [probe.message_id for probe in ledger.acknowledged if probe.parent is None]
    assert {message_id: answered[message_id] for message_id in opened if answered[message_id] != 1} == {}


def _check_threads(messages: dict[str, Row], probes: list[Probe]) -> None:
    strayed: list[str] = []
    for probe in probes:
        if probe.parent is not None:
            child, parent = messages[probe.message_id], messages[probe.parent.message_id]
            if child.ticket_id != parent.ticket_id or child.created_at < parent.created_at:
                strayed.append(f"{child} answers {parent}")
    assert not strayed, strayed


def _by_message_id(letters: list[Letter]) -> list[list[Letter]]:
    groups: dict[str, list[Letter]] = defaultdict(list)
    for letter in list(letters):
        groups[letter["Message-ID"]].append(letter)
    return list(groups.values())


def _untraced(raw: bytes) -> bytes:
    return _TRACE.sub(b"", raw, count=1)
