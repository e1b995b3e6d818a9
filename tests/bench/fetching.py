"""Reading a mailbox of a real Dovecot up to the inbox commit, against aioimaplib fetching alone; and its memory."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from node import running
from sqlalchemy import Connection, text
from traffic import traffic

sys.path.insert(0, str(Path(__file__).parents[2]))

_ACCOUNT = """
[[imap]]
name = "{user}"
host = "127.0.0.1"
port = {port}
tls = "none"
username = "{user}"
password = "{password}"
deliver_to = "support@bench.test"
after = "keep"
"""
#: Mailboxes with the same mails, one for each time.
_PLAIN = ("plain-1", "plain-2", "plain-3")
_LARGE = 25_000_000
_PATIENCE_S = 300.0


@dataclass(frozen=True, slots=True)
class Fetching:
    """Mails a second, and MiB."""

    mails: int
    #: aioimaplib, 10 UIDs a FETCH, the bytes thrown away.
    library: float
    #: Our session, the bytes thrown away as well.
    session: float
    #: The daemon, from its first commit of mails of the mailbox to its last; like the others without connecting and
    #: logging in.
    committed: float
    #: Peak of the front above that of one that reads no mailbox; with mails of 25 MB among them.
    memory: float
    memory_large: float


def fetching(folder: Path, url: str, *, mails: int, seed: int) -> Fetching:
    """All read the same mails from the same server, one after the other; each three times, of which the best counts."""
    from tests.rig.dovecot import PASSWORD, Dovecot

    server = Dovecot(_certificate(folder))
    try:
        server.start()
        raws = [load.raw for load in traffic(mails, seed=seed)]
        for user in _PLAIN:
            server.put(user, *raws)
        server.put("large", *[_large(number) for number in range(4)])
        # Else the mails themselves are still on their way to the disk that the commits wait for.
        os.sync()
        library = max(asyncio.run(_by_library(server.port, user, PASSWORD, mails)) for user in _PLAIN)
        session = max(asyncio.run(_by_session(server.port, user, PASSWORD, mails)) for user in _PLAIN)
        account = {"port": server.port, "password": PASSWORD}
        idle, _ = _by_us(folder, url, "", 0)
        plain = [_by_us(folder, url, _ACCOUNT.format(user=user, **account), mails) for user in _PLAIN]
        peak_large, _ = _by_us(folder, url, _ACCOUNT.format(user="large", **account), 4)
    finally:
        server.remove()
    return Fetching(
        mails=mails,
        library=library,
        session=session,
        committed=max(rate for _, rate in plain),
        memory=max(peak for peak, _ in plain) - idle,
        memory_large=peak_large - idle,
    )


async def _by_library(port: int, user: str, password: str, mails: int) -> float:
    from aioimaplib import IMAP4

    client = IMAP4(host="127.0.0.1", port=port, timeout=60)
    await client.wait_hello_from_server()
    await client.login(user, password)
    await client.select("INBOX")
    began, found = time.monotonic(), 0
    uids = [word.decode() for word in (await client.uid_search("ALL")).lines[0].split()]
    for some in (uids[start : start + 10] for start in range(0, len(uids), 10)):
        answer = await client.uid("fetch", ",".join(some), "(UID BODY.PEEK[])")
        found += sum(isinstance(line, bytearray) for line in answer.lines)
    taken = time.monotonic() - began
    assert found == mails, found
    await client.logout()
    return mails / taken


async def _by_session(port: int, user: str, password: str, mails: int) -> float:
    from mailgate.model.server import ImapAccount
    from mailgate.receive.imap.connecting import connect

    account = ImapAccount(
        name="bench",
        host="127.0.0.1",
        port=port,
        tls="none",
        username=user,
        password=password,
        deliver_to="support@bench.test",
    )
    session = await connect(account)
    await session.select("INBOX")
    began, found = time.monotonic(), 0
    uids = await session.uids_from(1)
    for some in (uids[start : start + 20] for start in range(0, len(uids), 20)):
        sizes = await session.sizes(some)
        found += len(await session.mails(some, max(sizes.values())))
    taken = time.monotonic() - began
    assert found == mails, found
    await session.close()
    return mails / taken


def _by_us(folder: Path, url: str, account: str, mails: int) -> tuple[float, float]:
    """The front's peak in MiB, and mails a second from when the first are in the inbox until all are."""
    from mailgate.store.database import Database

    with running(folder, database=url, relay=f"maildir:{folder}/sent", roles=["mail"], more=account) as node:
        began = time.monotonic()
        database = Database.open(url)
        try:
            before = count = database.read(_kept)
            first, at_first = began, before
            while count < before + mails and time.monotonic() - began < _PATIENCE_S:
                time.sleep(0.01)
                count = database.read(_kept)
                if at_first == before < count:
                    first, at_first = time.monotonic(), count
            return node.peak_mib()["front"], (count - at_first) / (time.monotonic() - first)
        finally:
            database.close()


def _kept(conn: Connection) -> int:
    return int(conn.execute(text("SELECT count(*) FROM inbox")).scalar_one())


def _large(number: int) -> bytes:
    head = f"From: cora@customers.test\r\nSubject: Large {number}\r\nMessage-ID: <large-{number}@x.test>\r\n\r\n"
    line = os.urandom(36).hex().encode() + b"\r\n"
    return head.encode() + line * ((_LARGE - len(head)) // len(line))


def _certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "cert.pem", folder / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    subprocess.run([*command.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key
