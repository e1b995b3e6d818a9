"""A relay that takes every mail at once and notes when it came and what it answers."""

from __future__ import annotations

import asyncio
import re
import sys
import time

_ANSWERS = re.compile(rb"(?im)^In-Reply-To: <([^>]+)>")
_KIND = re.compile(rb"(?im)^Auto-Submitted: auto-replied")


class Sink(asyncio.Protocol):
    """Just enough of RFC 5321 for one peer; knows no error."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._buffer = bytearray()
        self._data = False
        self._transport.write(b"220 sink.test\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while self._step():
            pass

    def _step(self) -> bool:
        if self._data:
            end = self._buffer.find(b"\r\n.\r\n")
            if end < 0:
                return False
            _note(bytes(self._buffer[:end]))
            del self._buffer[: end + 5]
            self._data = False
            self._transport.write(b"250 2.0.0 taken\r\n")
            return True
        end = self._buffer.find(b"\r\n")
        if end < 0:
            return False
        verb = bytes(self._buffer[:4]).upper()
        del self._buffer[: end + 2]
        self._data = verb == b"DATA"
        self._transport.write(b"354 go on\r\n" if self._data else b"250 sink.test\r\n")
        return True


#: Kept here until the end: a pipe that nobody reads yet would stop the relay.
_NOTES: list[str] = []


def _note(mail: bytes) -> None:
    found = _ANSWERS.search(mail)
    answers = found[1].decode() if found and _KIND.search(mail) else "-"
    _NOTES.append(f"{time.time():.6f} {answers}")


async def _main() -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()
    print("\n".join(_NOTES), flush=True)


if __name__ == "__main__":
    asyncio.run(_main())
