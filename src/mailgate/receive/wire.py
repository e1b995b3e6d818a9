"""The two directions of one connection: lines and chunks in, replies out."""

from __future__ import annotations

import asyncio
import ssl

from mailgate.metrics import LIMITS
from mailgate.receive import replies

#: Bytes of a command line that are looked at; a longer one is read to its end and reported.
LINE_LIMIT = 1024
#: More than a stream reader ever holds back (twice its limit and one receive), so that one read takes everything.
_EVERYTHING = 1024 * 1024
#: Seconds that a peer who stopped reading has for our last words.
_LINGER = 10


class LineTooLong(Exception):
    """A command line was over ``LINE_LIMIT``; it was read to its end."""


class Stalled(Exception):
    """The peer sent nothing, or took no reply, in the time it had."""


class PeerGone(Exception):
    """The connection ended, or the peer will send no more."""


class Wire:
    """Buffered reading with a time limit on every wait, and replies that leave together (RFC 2920 section 3.2).

    Whatever waits for the peer raises ``Stalled`` after the seconds given, and ``PeerGone`` at the connection's end.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._arrived = bytearray()
        self._replies: list[bytes] = []
        self.over_tls = False

    def say(self, reply: bytes) -> None:
        """Queue one reply line; it leaves when nothing more can be done without the peer."""
        if (limit := replies.LIMITS.get(reply)) is not None:
            LIMITS.fired(limit)
        self._replies.append(reply + b"\r\n")

    async def line(self, seconds: float) -> bytes:
        """The next command line without its end. Raises LineTooLong once a long one was read."""
        overlong = False
        while (end := self._arrived.find(b"\n")) < 0:
            if len(self._arrived) > LINE_LIMIT:
                overlong = True
                self._arrived.clear()
            self._arrived += await self._receive(seconds)
        line = bytes(self._arrived[:end])
        del self._arrived[: end + 1]
        if overlong or len(line) > LINE_LIMIT:
            raise LineTooLong
        return line.removesuffix(b"\r")

    async def chunk(self, seconds: float) -> bytes:
        """Whatever arrived, at least one byte."""
        if not self._arrived:
            return await self._receive(seconds)
        chunk = bytes(self._arrived)
        self._arrived.clear()
        return chunk

    def unread(self, rest: bytes) -> None:
        """Put back what came after the end of a mail."""
        self._arrived[:0] = rest

    def flush(self) -> None:
        """Send the queued replies without waiting for the peer to take them."""
        if self._replies:
            self._writer.write(b"".join(self._replies))
            self._replies.clear()

    async def start_tls(self, context: ssl.SSLContext, seconds: float) -> None:
        """Shake hands; what the peer sent in clear behind its STARTTLS is dropped (RFC 3207 section 4.2)."""
        try:
            self.flush()
            await self._writer.drain()
            # From here to the change of transport nothing waits, so no more clear text can come between.
            self._arrived.clear()
            self._reader._buffer.clear()  # type: ignore[attr-defined]
            await self._writer.start_tls(context, ssl_handshake_timeout=seconds)
        except OSError as error:
            raise PeerGone from error
        self.over_tls = True
        # Python 3.11 leaves the reader's flow control at the old transport.
        self._reader._transport = self._writer.transport  # type: ignore[attr-defined]

    def close(self) -> None:
        """Send what is queued and hang up; a peer that does not read is cut off after a while."""
        if self._writer.is_closing():
            return
        self.flush()
        self._writer.close()
        if self._writer.transport.get_write_buffer_size():
            asyncio.get_running_loop().call_later(_LINGER, self._writer.transport.abort)

    async def _receive(self, seconds: float) -> bytes:
        try:
            async with asyncio.timeout(seconds):
                self.flush()
                await self._writer.drain()
                arrived = await self._reader.read(_EVERYTHING)
        except TimeoutError as error:
            raise Stalled from error
        except OSError as error:
            raise PeerGone from error
        if not arrived:
            raise PeerGone
        return arrived
