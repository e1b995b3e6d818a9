"""``undo``: an agent's last commands on a ticket are taken back."""

from __future__ import annotations

from dataclasses import replace

from mailgate.commands.transcript import done, refused
from mailgate.commands.undo import UNDO, undo
from mailgate.model.command import Finding
from mailgate.model.match import Purpose
from mailgate.model.recording import Recording
from mailgate.model.ticket import Ticket
from mailgate.pipeline.agents.acting import do
from mailgate.pipeline.agents.commanded import Commanded, numbers
from mailgate.pipeline.agents.turn import Act, AgentTurn
from mailgate.pipeline.outcome import Outcome
from mailgate.pipeline.tickets.merging import taken_apart
from mailgate.pipeline.tickets.settling import Moment, rows_for_clock
from mailgate.store.database import Connection
from mailgate.store.tickets import events, tickets
from mailgate.thread.reply_token import agent_holder

_AGENTS = (Purpose.AGENT_REPLY, Purpose.AGENT_NOTE, Purpose.PAGE)


def take_back(conn: Connection, commanded: Commanded) -> Outcome:
    """Do the opposite of the agent's last commands on the ticket, or say why not."""
    turn = replace(commanded.turn, ticket=_merged_away(conn, commanded) or commanded.turn.ticket)
    commanded = replace(commanded, turn=turn)
    journal = events.of_ticket(conn, turn.desk.tenant, turn.ticket.id)
    cause = commanded.cause(UNDO)
    inverse = undo(journal, turn.ticket, agent=turn.agent.email, now=turn.now, cause=cause, lifecycle=turn.lifecycle)
    if inverse.reason:
        finding = Finding(code=inverse.reason, written="", sentence=inverse.sentence)
        return commanded.answer_only(refused((finding,)), "agent.undo_refused")
    watched = commanded.watched(inverse.watchers, UNDO)
    unlisted = tuple(event for email in inverse.no_spam_senders for event in commanded.spam_noted(email, None, UNDO))
    act = Act(
        changes=inverse.changes,
        watchers=inverse.watchers,
        events=(*watched, *unlisted),
        no_spam_senders=inverse.no_spam_senders,
    )
    recording = _apart(conn, turn, act) if turn.ticket.merged_into is not None else do(conn, turn, act)
    transcript = done(
        [event for event in recording.events if event.cause.kind == UNDO],
        said="what was said stays said",
        timezone=turn.desk.timezone,
        numbers=numbers(conn, recording),
        undo_until=None,
    )
    return commanded.finish(recording, transcript, "agent.undone")


def _apart(conn: Connection, turn: AgentTurn, act: Act) -> Recording:
    """What else was commanded with the merge is taken back on the ticket as it was before."""
    others = tuple(change for change in act.changes if change.field not in ("status", "merged_into"))
    cause = replace(turn.cause, kind=UNDO)
    moment = Moment(
        desk=turn.desk,
        now=turn.now,
        actor=turn.agent.email,
        ids=turn.tools.rows(rows_for_clock(turn.desk)),
        cause=cause,
    )
    recording = taken_apart(conn, turn.tools, moment, turn.ticket, others)
    events = (*recording.events, *act.events)
    return replace(
        recording,
        events=events,
        event_ids=tuple(turn.tools.rows(len(events))),
        watchers=act.watchers,
        no_spam_senders=act.no_spam_senders,
        inbox_id=turn.inbox_id,
    )


def _merged_away(conn: Connection, commanded: Commanded) -> Ticket | None:
    """The ticket that the transcript was about, where what it leads to now is the one that it was merged into."""
    turn = commanded.turn
    holder = agent_holder(turn.agent.email)
    for token in commanded.situation.mail.pointers.tokens:
        if token.purpose in _AGENTS and token.holder == holder and token.subject_id != turn.ticket.id:
            found = tickets.by_id(conn, turn.desk.tenant, token.subject_id)
            if found is not None and found.merged_into is not None:
                return found
    return None
