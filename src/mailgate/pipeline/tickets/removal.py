"""A ticket is taken out of everybody's sight; its rows stay for those who answer for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailgate.lifecycle.statuses import allowed
from mailgate.model.event import Event, EventKind
from mailgate.model.plan import Change
from mailgate.model.recording import Recording
from mailgate.model.ticket import Status
from mailgate.pipeline.agents.acting import change
from mailgate.pipeline.agents.turn import AgentTurn
from mailgate.pipeline.tickets.actions import Actor, act
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection


def remove(tools: Tools, actor: Actor, ref: str, *, now: datetime) -> None:
    """Delete a ticket: one that is open is cancelled with it, so that no promise runs on. Nobody is told.

    A mail that points to it later opens a new one.

    Raises:
        NotFound: No such ticket in this tenant, or it is deleted already.
    """

    def decide(conn: Connection, turn: AgentTurn) -> Recording:
        ends = Status.CANCELLED in allowed(turn.ticket.status, turn.lifecycle)
        changes = (Change(field="status", value=Status.CANCELLED, cause=turn.cause),) if ends else ()
        recording = change(conn, turn, changes)
        assert recording.after is not None
        deleted = Event(
            kind=EventKind.UPDATED, at=now, actor=actor.email, cause=turn.cause, details={"field": "deleted_at"}
        )
        return replace(
            recording,
            after=replace(recording.after, deleted_at=now),
            events=(*recording.events, deleted),
            event_ids=(*recording.event_ids, *tools.rows(1)),
        )

    act(tools, actor, ref, decide, now=now)
