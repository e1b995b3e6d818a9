"""One guarded connection to an IMAP server: a command at a time, each with a deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from aioimaplib.aioimaplib import AioImapException, Command, IdleCommand, Response

from mailgate.receive.imap import answers, names
from mailgate.receive.imap.answers import Fetched, Selected
from mailgate.receive.imap.failures import CommandRefused, ConnectionBroken
from mailgate.receive.imap.fetch import Fetch
from mailgate.receive.imap.guard import GuardedProtocol

#: Seconds without a byte of an answer after which a server is taken for dead (L-32 allows 60).
_SILENCE = 45.0
#: ... and after which one that idles is, when we want it to stop.
_IDLE_SILENCE = 15.0
#: Seconds for one command in all, however slowly its answer drips.
_COMMAND = 900.0
#: A larger mail is read in slices of this size, in bytes.
_SLICE = 2 * 1024 * 1024
#: A server may add to a literal what its RFC822.SIZE did not count.
_SLACK = 64 * 1024


class Session:
    """A connection that is logged in. Every method raises ``ConnectionBroken`` or ``CommandRefused``."""

    def __init__(self, protocol: GuardedProtocol, peer: str) -> None:
        #: Address of the server, without port.
        self.peer = peer
        self._protocol = protocol
        self._turn = asyncio.Lock()
        #: How many mails the server had told of when the new ones were last asked for.
        self._looked_at = 0

    def can(self, capability: str) -> bool:
        return capability in self._protocol.capabilities

    async def run(self, command: Command, *, literal: int = 0) -> Response:
        """One command, alone on the connection; its answer may bring a literal of so many bytes."""
        async with self._turn:
            protocol = self._protocol
            if protocol.lost.done():
                raise ConnectionBroken(protocol.reason)
            protocol.literal_limit = literal + _SLACK
            try:
                async with asyncio.timeout(_COMMAND):
                    response = await protocol.execute(command)
            except ConnectionBroken:
                raise
            except (AioImapException, TimeoutError, ValueError) as error:
                protocol.end(f"{command.name}: {error!r}")
                raise ConnectionBroken(f"no proper answer to {command.name}: {type(error).__name__}") from error
            except BaseException:
                # Cancelled: the answer would be taken for the next command's.
                protocol.end("given up")
                raise
        if response.result.upper() != "OK":
            told = bytes(response.lines[-1] if response.lines else b"").decode("utf-8", "replace")
            raise CommandRefused(f"{command.name}: {response.result} {told[:200]}")
        return response

    async def ask_capabilities(self) -> None:
        response = await self.run(self._command("CAPABILITY"))
        words = b" ".join(bytes(line) for line in response.lines[:-1]).decode("ascii", "replace").upper().split()
        self._protocol.capabilities = set(words)

    async def select(self, folder: str) -> Selected:
        """Open a folder for reading and writing."""
        response = await self.run(self._command("SELECT", names.folder(folder)))
        self._protocol.state = "SELECTED"
        return answers.selected(response.lines)

    async def folders(self) -> list[str]:
        """Names of the account's folders, sorted."""
        response = await self.run(self._command("LIST", '""', '"*"'))
        return sorted(names.readable(name) for name in answers.listed(response.lines))

    async def uids_from(self, first: int) -> list[int]:
        """UIDs of all mails from ``first`` on, ascending."""
        await self.run(self._command("NOOP"))
        self._looked_at = self._protocol.exists
        response = await self.run(self._command("SEARCH", "UID", f"{first}:*", prefix="UID"))
        # RFC 3501 section 6.4.8: "n:*" holds the last mail even when its UID is below n.
        return [uid for uid in answers.found_uids(response.lines) if uid >= first]

    async def count(self) -> int:
        """How many mails the open folder holds."""
        return len(answers.found_uids((await self.run(self._command("SEARCH", "ALL", prefix="UID"))).lines))

    async def still_there(self, uids: Sequence[int]) -> set[int]:
        """Those of these mails that were not expunged."""
        response = await self.run(self._command("SEARCH", "UID", _set(uids), prefix="UID"))
        return set(answers.found_uids(response.lines)).intersection(uids)

    async def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """Octets of each mail that is still there; at most 200 at a time."""
        found = await self._fetch(uids, "(UID RFC822.SIZE)")
        return {one.uid: one.size for one in found if one.size is not None}

    async def mails(self, uids: Sequence[int], size: int) -> dict[int, bytes]:
        """The bytes of each mail that is still there and can be read; ``size`` is that of the largest.

        The mails stay unseen (BODY.PEEK).
        """
        if len(uids) == 1 and size > _SLICE:
            return await self._sliced(uids[0], size)
        found = await self._fetch(uids, "(UID BODY.PEEK[])", literal=size)
        return {one.uid: one.content for one in found if one.content is not None}

    async def mark_seen(self, uids: Sequence[int]) -> None:
        await self._store(uids, r"(\Seen)")

    async def move(self, uids: Sequence[int], folder: str) -> None:
        """Into a folder, which is made when it is missing."""
        try:
            await self._move(uids, folder)
        except CommandRefused:
            # TRYCREATE is not said by every server.
            await self.run(self._command("CREATE", names.folder(folder)))
            await self._move(uids, folder)

    async def delete(self, uids: Sequence[int]) -> None:
        """For good; on a server without UIDPLUS marked only, for EXPUNGE would take mails of others with it."""
        await self._store(uids, r"(\Deleted)")
        if self.can("UIDPLUS"):
            await self.run(self._command("EXPUNGE", _set(uids), prefix="UID"))

    async def wait_for_mail(self, seconds: float) -> None:
        """Return when the server tells of a change in the folder, or after so many seconds (RFC 2177)."""
        if self._protocol.exists != self._looked_at:
            # Told while something else was asked: IDLE would not tell it again.
            return
        if not self.can("IDLE"):
            await asyncio.wait({self._protocol.lost}, timeout=seconds)
            return
        queue = self._protocol.idle_queue = asyncio.Queue()
        idle = asyncio.create_task(self.run(IdleCommand(self._protocol.new_tag(), queue)))
        try:
            await self._idled(queue, idle, seconds)
        finally:
            if not idle.done():
                idle.cancel()
                await asyncio.wait({idle})
        await idle

    async def close(self) -> None:
        """Say good-bye, if the server still listens."""
        try:
            async with asyncio.timeout(2):
                await self.run(self._command("LOGOUT"))
        except (TimeoutError, ConnectionBroken, CommandRefused):
            pass
        self._protocol.end("logged out")

    async def _idled(self, queue: asyncio.Queue[list[bytes]], idle: asyncio.Task[Response], seconds: float) -> None:
        until = asyncio.get_running_loop().time() + seconds
        told = False
        while not told and not idle.done():
            left = until - asyncio.get_running_loop().time()
            if left <= 0:
                break
            news = asyncio.create_task(queue.get())
            await asyncio.wait({news, idle}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            told = news.done() and any(b"EXISTS" in bytes(line).upper() for line in news.result())
            news.cancel()
        if not idle.done():
            self._protocol.idle_done()
            await asyncio.wait({idle}, timeout=_IDLE_SILENCE)
        if not idle.done():
            self._protocol.end("the server does not end IDLE")
            await asyncio.wait({idle})

    async def _sliced(self, uid: int, size: int) -> dict[int, bytes]:
        slices: list[bytes] = []
        begin = 0
        while begin <= size + _SLACK:
            found = await self._fetch([uid], f"(UID BODY.PEEK[]<{begin}.{_SLICE}>)", literal=_SLICE)
            content = next((one.content for one in found if one.uid == uid), None)
            if content is None:
                return {}
            slices.append(content)
            begin += len(content)
            if len(content) < _SLICE:
                break
        return {uid: b"".join(slices)}

    async def _move(self, uids: Sequence[int], folder: str) -> None:
        if self.can("MOVE"):
            await self.run(self._command("MOVE", _set(uids), names.folder(folder), prefix="UID"))
            return
        await self.run(self._command("COPY", _set(uids), names.folder(folder), prefix="UID"))
        await self.delete(uids)

    async def _store(self, uids: Sequence[int], flags: str) -> None:
        arguments = (_set(uids), "+FLAGS.SILENT", flags)
        command = Command(
            "STORE", self._protocol.new_tag(), *arguments, prefix="UID", untagged_resp_name="FETCH", timeout=_SILENCE
        )
        await self.run(command)

    def _command(self, name: str, *arguments: str, prefix: str | None = None) -> Command:
        return Command(name, self._protocol.new_tag(), *arguments, prefix=prefix, timeout=_SILENCE)

    async def _fetch(self, uids: Sequence[int], what: str, *, literal: int = 0) -> list[Fetched]:
        command = Fetch(self._protocol.new_tag(), _set(uids), what, prefix="UID", timeout=_SILENCE)
        await self.run(command, literal=literal)
        return command.found


def _set(uids: Sequence[int]) -> str:
    """A sequence set, with ranges only where no other UID could be meant (RFC 3501 section 9)."""
    ranges: list[list[int]] = []
    for uid in sorted(uids):
        if ranges and ranges[-1][1] + 1 == uid:
            ranges[-1][1] = uid
        else:
            ranges.append([uid, uid])
    return ",".join(f"{first}:{last}" if last > first else str(first) for first, last in ranges)
