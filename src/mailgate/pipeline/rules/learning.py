"""A ticket that a person closed teaches its desk, where the desk learns."""

from __future__ import annotations

from dataclasses import replace

from mailgate.model.event import EventKind
from mailgate.model.recording import Recording
from mailgate.model.ticket import Status
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.tickets import learned
from mailgate.triage.learned import lesson, words_in

#: What people do; a rule, a job or a guess confirms nothing.
_BY_PEOPLE = frozenset(("mail", "command", "api", "cli"))


def taught(conn: Connection, tools: Tools, recording: Recording) -> Recording:
    """The recording, with its lesson if it closes a ticket; what it teaches is read only then."""
    before, after = recording.before, recording.after
    if before is None or after is None or after.status is not Status.CLOSED or before.status is Status.CLOSED:
        return recording
    closed = (event for event in recording.events if event.kind is EventKind.CLOSED)
    desk = tools.desks.get(recording.tenant)
    if desk is None or not desk.detection.learn.enabled or not any(each.cause.kind in _BY_PEOPLE for each in closed):
        return recording
    words = words_in(after.subject, learned.first_text(conn, after.id))
    memory = learned.recall(conn, recording.tenant, words)
    learnt = lesson(memory, after, words)
    # What was learned from this very ticket would be no trial of the guess.
    return replace(recording, lesson=replace(learnt, trials=()) if after.reopened_count else learnt)
