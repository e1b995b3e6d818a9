"""Decide on a snapshot, record in one write; when somebody else was faster, decide again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from mailgate.errors import Conflict
from mailgate.model.recording import Recording
from mailgate.pipeline.completing import complete
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.record import record

#: Losing against others more often than this is no longer chance.
_DECISIONS = 5


def decide_and_record(tools: Tools, decide: Callable[[Connection], Recording], *, now: datetime) -> Recording:
    """Carry one person's act to the store.

    Args:
        decide: Reads and decides; called anew for each attempt.

    Returns:
        What was recorded.

    Raises:
        Conflict: Others were faster five times in a row.
    """
    for attempt in range(_DECISIONS):
        recording = tools.database.read(lambda conn: complete(conn, tools, (decide(conn),), now)[0])
        try:
            tools.database.write(
                lambda conn, recording=recording: record(conn, (recording,), now=now),  # type: ignore[misc]
                order=recording.after.id if recording.after else 0,
            )
        except Conflict:
            if attempt == _DECISIONS - 1:
                raise
        else:
            return recording
    raise AssertionError
