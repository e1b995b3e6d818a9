"""What the writer and the readers need to know of the database behind them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """One kind of database, opened.

    The commands take the driver's own connection: through SQLAlchemy a savepoint costs ten times as much.
    """

    #: ``sqlite`` or ``postgresql``.
    dialect: str
    #: Pooled; every transaction is one snapshot and cannot write.
    reading: Engine
    #: Not pooled: the writer keeps its one connection.
    writing: Engine
    #: Most units in one commit.
    group_units: int
    #: Entered around every write transaction: the turn among the writers of several processes.
    turn: Callable[[], AbstractContextManager[None]]
    #: Begins the savepoint of the first unit.
    savepoint: Callable[[Any], None]
    #: Keeps what a unit did and begins the savepoint of the next.
    next_savepoint: Callable[[Any], None]
    #: Undoes what a unit did; its savepoint serves the next.
    undo: Callable[[Any], None]
    #: Looks after the database between two transactions.
    tidy: Callable[[Any], None]
    #: Told in the writer's thread how many bytes of mail a group has committed, where that is a thread of its own.
    committed: Callable[[int], None]
    #: True while the transaction stands and would really be committed.
    is_sound: Callable[[Any], bool]
    #: Gives back what is neither engine nor connection.
    release: Callable[[], None]

    def dispose(self) -> None:
        """Let go of everything; a later use opens it anew."""
        self.reading.dispose()
        self.writing.dispose()
        self.release()
