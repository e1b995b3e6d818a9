"""The floor under the road, in the same run: what no daemon built of these parts can go below."""

from __future__ import annotations

import asyncio
import email
import resource
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, Text, create_engine, event, insert
from traffic import traffic

_HERE = Path(__file__).parent
_BATCH = 32


def parse_floor(mails: int, seed: int) -> float:
    """CPU milliseconds a mail: the standard library's compat32 parse, every leaf decoded."""
    raw = [load.raw for load in traffic(mails, seed=seed)]
    began = time.process_time()
    for content in raw:
        for part in email.message_from_bytes(content).walk():
            if not part.is_multipart():
                part.get_payload(decode=True)
    return (time.process_time() - began) * 1000 / mails


def parse_ours(mails: int, seed: int) -> float:
    """CPU milliseconds a mail: ``parse_message``, with quotes and classification."""
    from mailgate.parse.message import parse_message

    raw = [load.raw for load in traffic(mails, seed=seed)]
    parse_message(raw[0])
    began = time.process_time()
    for content in raw:
        parse_message(content)
    return (time.process_time() - began) * 1000 / mails


def sink_floor(mails: int, seed: int) -> float:
    """CPU milliseconds a mail: aiosmtpd alone, which answers 250 and keeps nothing."""
    sink = subprocess.Popen(
        [sys.executable, str(_HERE / "floor.py"), "sink"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert sink.stdout
    port = sink.stdout.readline().strip()
    load = subprocess.Popen(
        [sys.executable, str(_HERE / "load.py"), port, str(mails), "20", str(seed)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    load.communicate("\n", timeout=300)
    spent, _ = sink.communicate("\n", timeout=30)
    return float(spent.split()[-1]) * 1000 / mails


def rows_floor(database: str, mails: int, seed: int) -> float:
    """CPU milliseconds a mail: as many rows as a mail writes, by bare Core in batches with one commit each."""
    engine = create_engine(database.replace("postgresql://", "postgresql+psycopg://"))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _durable)
    metadata = MetaData()
    raw = Table("floor_raw", metadata, Column("id", Integer, primary_key=True), Column("raw", LargeBinary))
    small = Table("floor_row", metadata, Column("id", Integer, primary_key=True), Column("words", Text))
    metadata.drop_all(engine)
    metadata.create_all(engine)
    loads = [load.raw for load in traffic(mails, seed=seed)]
    began = time.process_time()
    for start in range(0, mails, _BATCH):
        chunk = loads[start : start + _BATCH]
        with engine.begin() as connection:
            connection.execute(insert(raw), [{"raw": content} for content in chunk])
            # Inbox, ticket, message, two mails with their bytes, three ids, two cycles, four deadlines, three events.
            connection.execute(insert(small), [{"words": "x" * 400} for _ in range(18 * len(chunk))])
    spent = (time.process_time() - began) * 1000 / mails
    metadata.drop_all(engine)
    engine.dispose()
    return spent


def _durable(connection, _record) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def _sink() -> None:
    from aiosmtpd.smtp import SMTP

    class Handler:
        async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - aiosmtpd's name
            return "250 OK"

    async def serve() -> None:
        loop = asyncio.get_running_loop()

        def factory() -> asyncio.Protocol:
            return SMTP(Handler(), hostname="sink.test", loop=loop)

        server = await loop.create_server(factory, "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        before = resource.getrusage(resource.RUSAGE_SELF)
        await loop.run_in_executor(None, sys.stdin.readline)
        after = resource.getrusage(resource.RUSAGE_SELF)
        print(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, flush=True)

    asyncio.run(serve())


if __name__ == "__main__":
    _sink()
