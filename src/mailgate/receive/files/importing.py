"""Mail from files into the inbox: in commits of many, each with the note of what it kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mailgate.errors import Conflict, Refused
from mailgate.model.envelope import Channel
from mailgate.pipeline.tools import Tools
from mailgate.receive.delivered import Origin, new_mail
from mailgate.receive.files.backlog import Backlog
from mailgate.receive.files.sources import Found
from mailgate.store.database import Connection
from mailgate.store.inbound import imported, inbox

#: Mails, and bytes of them, of one commit.
_MAILS = 64
_BYTES = 8 * 1024 * 1024
_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an import is."""

    #: Bytes of the source that are accounted for.
    position: int = 0
    added: int = 0
    #: Mails that were imported before, or stand twice in the source.
    known: int = 0
    #: Where those stand that are larger than ``message_size``, or empty.
    skipped: tuple[str, ...] = ()


class Import:
    """Imports mails for one address; what is committed is never imported again."""

    def __init__(self, tools: Tools, to: str) -> None:
        """Of one process.

        Raises:
            Refused: No queue takes mail for ``to``.
        """
        route = tools.book.route(to)
        if route is None:
            known = tuple(sorted(tools.book.addresses))
            told = ", ".join(known) or "none yet, start the daemon once"
            raise Refused(
                "import.unknown_queue", f"no queue takes mail for {to}; say --to with one of: {told}", allowed=known
            )
        self._tools = tools
        self._queue = f"{route.tenant}/{route.queue}"
        self._origin = Origin(peer="", trusted=True, deliver_to=to, channel=Channel.IMPORT)
        self._backlog = Backlog(self._unprocessed)

    def route(self, address: str) -> str | None:
        """A Delivered-To with a token behind the plus sign is believed; one of another queue is not."""
        route = self._tools.book.route(address)
        return route.tenant if route is not None and f"{route.tenant}/{route.queue}" == self._queue else None

    def run(self, mails: Iterable[Found]) -> Iterator[Progress]:
        """Keep the mails; yields after each commit."""
        progress = Progress()
        for batch in _batches(mails):
            self._backlog.wait()
            usable = [one for one in batch if one.raw is not None and one.raw.strip()]
            added = self._keep(usable)
            skipped = tuple(one.place for one in batch if one not in usable)
            progress = replace(
                progress,
                position=batch[-1].position,
                added=progress.added + added,
                known=progress.known + len(usable) - added,
                skipped=progress.skipped + skipped,
            )
            yield progress

    def _unprocessed(self) -> int:
        load = self._tools.database.read(inbox.waiting)
        return load.pending + load.working

    def _keep(self, found: list[Found]) -> int:
        """How many of these mails were new."""
        raws = {hashlib.sha256(one.raw or b"").hexdigest(): one for one in found}
        for _ in range(_TRIES):
            try:
                return self._keep_unknown(raws)
            except Conflict:
                # Somebody else imports the same; what they kept is known now.
                continue
        raise Conflict("the same mails are being imported by somebody else")

    def _keep_unknown(self, raws: dict[str, Found]) -> int:
        database = self._tools.database
        known = database.read(lambda conn: imported.known(conn, self._queue, raws))
        fresh = {digest: one for digest, one in raws.items() if digest not in known}
        if not fresh:
            return 0
        now = datetime.now(UTC)
        new = [new_mail(one.raw or b"", self._origin, self, now, mail_from=one.mail_from) for one in fresh.values()]
        rows = self._tools.rows(len(new))

        def keep(conn: Connection) -> int:
            inbox.insert_all(conn, dict(zip(rows, new, strict=True)))
            imported.note(conn, self._queue, dict(zip(fresh, rows, strict=True)))
            return len(new)

        return database.write(keep, size=sum(len(mail.raw) for mail in new))


def _batches(mails: Iterable[Found]) -> Iterator[list[Found]]:
    batch: list[Found] = []
    size = 0
    for one in mails:
        length = len(one.raw or b"")
        if batch and (len(batch) == _MAILS or size + length > _BYTES):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += length
    if batch:
        yield batch
