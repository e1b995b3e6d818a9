"""What a transaction leaves for others to do, noted so that its commit can say it."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Connection

#: The PostgreSQL channel on which commits say what waits; the payload is a kind of work.
CHANNEL = "mailgate"
_NOTED = "mailgate_work"


class Work(StrEnum):
    """What waits for somebody to take it up."""

    #: A mail to be worked on.
    INBOX = "inbox"
    #: A mail to be sent.
    OUTBOX = "outbox"
    #: A deadline that is new or was moved.
    CLOCK = "clock"
    #: A desk that came into force.
    DESKS = "desks"


def note(conn: Connection, work: Work) -> None:
    """Have the commit of this transaction say that work waits: once, however often it is noted.

    A hint too many does no harm, so a unit that is undone need not take it back.
    """
    conn.info.setdefault(_NOTED, set()).add(work)


def take_noted(conn: Connection) -> list[Work]:
    """What was noted since it was last taken."""
    return sorted(conn.info.pop(_NOTED, ()))
