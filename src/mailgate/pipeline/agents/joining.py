"""``#unmerge``, ``#split``, ``#link`` and ``#unlink``, each alone in its mail."""

from __future__ import annotations

from dataclasses import replace

from mailgate.commands.nearest import shown
from mailgate.errors import NotFound, Refused
from mailgate.model.command import Command, CommandName, Finding, Transcript
from mailgate.model.recording import Recording
from mailgate.model.ticket import Ticket
from mailgate.pipeline.agents.acting import do
from mailgate.pipeline.agents.commanded import Commanded
from mailgate.pipeline.agents.turn import AgentTurn
from mailgate.pipeline.outcome import Outcome
from mailgate.pipeline.tickets.joining import moment_of
from mailgate.pipeline.tickets.linking import link_of
from mailgate.pipeline.tickets.merging import taken_apart
from mailgate.pipeline.tickets.splitting import split_of
from mailgate.store.database import Connection
from mailgate.store.tickets import merges, tickets

JOINING = (CommandName.UNMERGE, CommandName.SPLIT, CommandName.LINK, CommandName.UNLINK)


def join(conn: Connection, commanded: Commanded) -> Outcome:
    """Do what the one command asks for, and say so; or why it cannot be done."""
    command, turn = commanded.reading.commands[0], commanded.turn
    if turn.desk.agent(turn.agent.email) is None:
        return _refused(commanded, command, "command.forbidden", "Only agents of the desk may do this.")
    try:
        recording, told = _DONE[command.name](conn, turn, command)
    except (Refused, NotFound) as error:
        code = error.code if isinstance(error, Refused) else "ticket.unknown"
        return _refused(commanded, command, code, f"{str(error).capitalize()}.")
    return commanded.finish(replace(recording, inbox_id=turn.inbox_id), Transcript(done=(told,)), "agent.commands")


def _refused(commanded: Commanded, command: Command, code: str, sentence: str) -> Outcome:
    return commanded.refuse((Finding(code=code, written=command.written, sentence=sentence),))


def _unmerge(conn: Connection, turn: AgentTurn, command: Command) -> tuple[Recording, str]:
    ticket = _named(conn, turn, command.argument)
    if merges.ends(conn, (ticket.id,)).get(ticket.id) != turn.ticket.id:
        raise Refused("unmerge.not_merged", f"Ticket {ticket.number} is not part of this one")
    told = f"ticket {ticket.number} is one of its own again"
    return taken_apart(conn, turn.tools, moment_of(turn), ticket), told


def _split(conn: Connection, turn: AgentTurn, command: Command) -> tuple[Recording, str]:
    words = command.argument.replace(",", " ").split()
    if not all(word.isascii() and word.isdigit() and len(word) < 19 for word in words):
        raise Refused("split.bad_id", "Messages are named by their ids, which are numbers")
    recording = split_of(conn, turn, [int(word) for word in words])
    assert recording.after is not None
    return recording, f"ticket {recording.after.number} was made of it, for {recording.after.customer_email}"


def _link(conn: Connection, turn: AgentTurn, command: Command) -> tuple[Recording, str]:
    kind, _, ref = command.argument.rpartition(" ")
    other, holds = _named(conn, turn, ref), command.name is CommandName.LINK
    recording = do(conn, turn, link_of(conn, turn, kind or "related", other, holds=holds))
    return recording, f"{'' if holds else 'no longer '}{kind or 'related'}: {other.number}"


def _named(conn: Connection, turn: AgentTurn, ref: str) -> Ticket:
    found = tickets.by_ref(conn, turn.desk.tenant, ref)
    if found is None:
        raise NotFound(f"there is no ticket {shown(ref)}")
    return found


_DONE = {
    CommandName.UNMERGE: _unmerge,
    CommandName.SPLIT: _split,
    CommandName.LINK: _link,
    CommandName.UNLINK: _link,
}
