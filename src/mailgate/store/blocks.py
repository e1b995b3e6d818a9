"""Numbers that no other process gets: reserved in blocks, handed out from memory."""

from __future__ import annotations

from functools import partial
from threading import Lock

from sqlalchemy import Connection, text

from mailgate.store.database import Database

#: Numbers in a block. A process that ends leaves the rest of its blocks unused.
ROWS = 4096
OTHERS = 64

_NONE = range(0)
_RESERVE = text(
    "INSERT INTO block (name, next) VALUES (:name, 1 + :count)"
    " ON CONFLICT (name) DO UPDATE SET next = block.next + :count RETURNING next"
)


class Blocks:
    """Numbers from 1 on: unique over all processes and nodes, roughly ascending, with gaps. Safe from many threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._left: dict[str, range] = {}
        self._taking = Lock()
        self._reserving = Lock()

    def take(self, name: str, count: int = 1) -> list[int]:
        """Take ``count`` ascending numbers of what is called ``row`` or ``number:TENANT:MONTH``.

        Waits for a commit when those in memory do not suffice; so never within a unit of work.

        Raises:
            StoreUnavailable: a block was needed and could not be had; nothing was taken.
        """
        taken = self.ready(name, count)
        if taken is not None:
            return taken
        with self._reserving:
            taken = self.ready(name, count)
            return self._from_new_block(name, count) if taken is None else taken

    def ready(self, name: str, count: int = 1) -> list[int] | None:
        """Take numbers only if no commit is needed for them; None otherwise. For an event loop, which must not wait."""
        with self._taking:
            left = self._left.get(name, _NONE)
            if len(left) < count:
                return None
            self._left[name] = left[count:]
            return list(left[:count])

    def _from_new_block(self, name: str, count: int) -> list[int]:
        size = max(count, ROWS if name == "row" else OTHERS)
        # In a commit of its own: within a group the row would stay locked, and every node wants it.
        block = self._database.write(partial(_reserve, name=name, count=size), alone=True)
        with self._taking:
            left = self._left.get(name, _NONE)
            missing = count - len(left)
            self._left[name] = block[missing:]
            return [*left, *block[:missing]]


def _reserve(connection: Connection, *, name: str, count: int) -> range:
    end: int = connection.execute(_RESERVE, {"name": name, "count": count}).scalar_one()
    return range(end - count, end)
