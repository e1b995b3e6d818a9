"""The last steps before anything is recorded: rules that the act concerns, what they await, limits of mail."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from mailgate.model.clockwork import Clockwork
from mailgate.model.recording import Recording
from mailgate.model.rule import TIME_EVENT
from mailgate.model.ticket import Ticket
from mailgate.pipeline.outbound.governing import Address, govern
from mailgate.pipeline.outbound.outgoing import with_copies
from mailgate.pipeline.rules.following import follow
from mailgate.pipeline.rules.learning import taught
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.triage.instants import times
from mailgate.triage.occasion import Occasion


def complete(
    conn: Connection, tools: Tools, recordings: Sequence[Recording], now: datetime, *, heard: Collection[Address] = ()
) -> list[Recording]:
    """Complete the recordings of a batch, in their order; ``heard`` as in ``govern``.

    What is said beside one on other tickets passes the same steps.
    """
    spoken = [beside for it in recordings for beside in it.beside if beside.mails]
    done = _completed(conn, tools, [*recordings, *spoken], now, heard)
    if not spoken:
        return done
    completed = {id(before): after for before, after in zip(spoken, done[len(recordings) :], strict=True)}
    return [
        replace(it, beside=tuple(completed.get(id(beside), beside) for beside in it.beside))
        for it in done[: len(recordings)]
    ]


def _completed(
    conn: Connection, tools: Tools, recordings: Sequence[Recording], now: datetime, heard: Collection[Address]
) -> list[Recording]:
    followed = [awaited(tools, follow(conn, tools, recording, now), now) for recording in recordings]
    followed = [taught(conn, tools, recording) for recording in followed]
    return govern(conn, tools, [_copied(tools, recording) for recording in followed], now, heard=heard)


def _copied(tools: Tools, recording: Recording) -> Recording:
    """With a row for everybody whom a rule has read a mail too."""
    count = sum(len(mail.copies) for mail in recording.mails)
    return replace(recording, mails=with_copies(recording.mails, tools.rows(count))) if count else recording


def awaited(tools: Tools, recording: Recording, now: datetime) -> Recording:
    """With the instants at which time rules are due from now on, as far as the ticket's change moves them."""
    timed = tools.rules[recording.tenant].timed if recording.tenant in tools.rules else ()
    if not timed or recording.after is None:
        return recording
    before = _occasion(tools, recording.before, recording.clockwork_before, now) if recording.before else None
    after = _occasion(tools, recording.after, recording.clockwork, now)
    found = (times(compiled, before, after) for compiled in timed)
    return replace(recording, rule_times=tuple(each for each in found if each is not None))


def _occasion(tools: Tools, ticket: Ticket, clockwork: Clockwork, now: datetime) -> Occasion:
    return Occasion(
        events=(TIME_EVENT,),
        desk=tools.desk(ticket.tenant),
        ticket=ticket,
        before=None,
        now=now,
        channel="schedule",
        cycles=clockwork.cycles,
    )
