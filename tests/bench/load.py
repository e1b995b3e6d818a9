"""The load generator: kept SMTP connections on loopback, each sends its next mail when the last was answered."""

from __future__ import annotations

import asyncio
import json
import sys
import time

from traffic import Load, traffic

_PATIENCE_S = 60


async def drive(port: int, mails: list[Load], connections: int) -> dict[str, float]:
    """Send all mails; the instant of each 250 by Message-ID, in seconds since 1970."""
    waiting = iter(mails)
    accepted: dict[str, float] = {}
    await asyncio.gather(*(_connection(port, waiting, accepted) for _ in range(connections)))
    return accepted


async def _connection(port: int, waiting, accepted: dict[str, float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    await _reply(reader)
    writer.write(b"EHLO load.test\r\n")
    await _reply(reader)
    for mail in waiting:
        while not await _send(reader, writer, mail):
            await asyncio.sleep(0.05)
        accepted[mail.message_id] = time.time()
    writer.write(b"QUIT\r\n")
    await _reply(reader)
    writer.close()


async def _send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, mail: Load) -> bool:
    writer.write(b"MAIL FROM:<%b>\r\nRCPT TO:<support@bench.test>\r\nDATA\r\n" % mail.sender.encode())
    replies = [await _reply(reader) for _ in range(3)]
    if not replies[2].startswith(b"354"):
        raise SystemExit(f"not taken: {replies}")
    writer.write(mail.raw + b".\r\n")
    reply = await _reply(reader)
    if not reply.startswith((b"250", b"4")):
        raise SystemExit(f"refused: {reply!r}")
    return reply.startswith(b"250")


async def _reply(reader: asyncio.StreamReader) -> bytes:
    while True:
        line = await asyncio.wait_for(reader.readline(), _PATIENCE_S)
        if line[3:4] != b"-":
            return line


def main() -> None:
    port, count, connections, seed = map(int, sys.argv[1:5])
    mails = list(traffic(count, seed=seed))
    print("loaded", flush=True)
    sys.stdin.readline()
    began = time.time()
    accepted = asyncio.run(drive(port, mails, connections))
    print(json.dumps({"began": began, "ended": time.time(), "accepted": accepted}))


if __name__ == "__main__":
    main()
