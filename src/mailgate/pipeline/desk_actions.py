"""What people do on tickets from outside a mail: by API, from a shell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.errors import NotFound, Refused
from mailgate.lifecycle.statuses import allowed
from mailgate.model.desk import Agent, Desk
from mailgate.model.event import Cause
from mailgate.model.plan import Change
from mailgate.model.recording import Recording
from mailgate.model.ticket import Status, Ticket
from mailgate.pipeline.agent_turn import AgentTurn, Words, change, note, reply
from mailgate.pipeline.deciding import decide_and_record
from mailgate.pipeline.tools import Tools
from mailgate.store import tickets
from mailgate.store.database import Connection

Decision = Callable[[Connection, AgentTurn], Recording]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, and by what way."""

    tenant: str
    email: str
    cause: Cause


def reply_to(tools: Tools, actor: Actor, ref: str, words: Words, *, now: datetime) -> int:
    """An agent answers the customer; the mail to the customer is committed with it.

    Returns:
        The row id of the new message.

    Raises:
        NotFound: No such ticket in this tenant.
    """
    return _said(act(tools, actor, ref, lambda conn, turn: reply(conn, turn, words), now=now))


def note_on(tools: Tools, actor: Actor, ref: str, words: Words, *, now: datetime) -> int:
    """An agent leaves a note; no customer ever hears of it."""
    return _said(act(tools, actor, ref, lambda conn, turn: note(conn, turn, words), now=now))


def assign(tools: Tools, actor: Actor, ref: str, *, agent: str | None, team: str | None, now: datetime) -> None:
    """Hand a ticket to an agent or a team.

    Raises:
        Refused: ``assign.unknown_agent`` or ``assign.unknown_team``.
    """
    check_people(tools.desk(actor.tenant), agent, team)
    wanted = [Change(field="assigned_team", value=team, cause=actor.cause)] if team is not None else []
    if agent is not None:
        wanted.append(Change(field="assigned_to", value=agent.lower(), cause=actor.cause))
    act(tools, actor, ref, lambda conn, turn: change(conn, turn, tuple(wanted)), now=now)


def check_people(desk: Desk, agent: str | None, team: str | None) -> None:
    """Tickets are given only to agents and teams of the desk.

    Raises:
        Refused: ``assign.unknown_agent`` or ``assign.unknown_team``.
    """
    if agent is not None and desk.agent(agent) is None:
        raise Refused("assign.unknown_agent", f"No agent {agent}", allowed=tuple(each.email for each in desk.agents))
    if team is not None and desk.team(team) is None:
        raise Refused("assign.unknown_team", f"No team {team}", allowed=tuple(each.key for each in desk.teams))


def move(tools: Tools, actor: Actor, ref: str, status: Status, *, now: datetime) -> None:
    """Bring a ticket to another status.

    Raises:
        Refused: ``status.not_allowed`` with what is.
    """
    wanted = Change(field="status", value=status, cause=actor.cause)

    def decide(conn: Connection, turn: AgentTurn) -> Recording:
        possible = allowed(turn.ticket.status)
        if status is not turn.ticket.status and status not in possible:
            raise Refused(
                "status.not_allowed",
                f"A ticket that is {turn.ticket.status.value} cannot become {status.value}",
                allowed=tuple(each.value for each in possible),
                origin=turn.ticket.status.value,
                target=status.value,
            )
        return change(conn, turn, (wanted,))

    act(tools, actor, ref, decide, now=now)


def act(tools: Tools, actor: Actor, ref: str, decide: Decision, *, now: datetime) -> Recording:
    """Have an agent do on one ticket what ``decide`` says.

    Raises:
        NotFound: No such ticket in this tenant.
    """
    return decide_and_record(tools, lambda conn: decide(conn, _turn(conn, tools, actor, ref, now)), now=now)


def _turn(conn: Connection, tools: Tools, actor: Actor, ref: str, now: datetime) -> AgentTurn:
    ticket = tickets.by_ref(conn, actor.tenant, ref)
    if ticket is None:
        raise NotFound(f"ticket {ref}")
    desk = tools.desk(actor.tenant)
    return AgentTurn(
        tools=tools,
        desk=desk,
        ticket=ticket,
        agent=_agent(desk, actor.email),
        cause=_numbered(actor.cause, ticket, tools),
        now=now,
    )


def _agent(desk: Desk, email: str) -> Agent:
    """Administrators' tokens may act without being an agent of the desk; their words go out like an agent's."""
    return desk.agent(email) or Agent(email=email, name="")


def _numbered(cause: Cause, ticket: Ticket, tools: Tools) -> Cause:
    """Each act is a cause of its own: the mails of two equal replies are two."""
    return replace(cause, ref=f"{cause.ref}:{ticket.id}:{tools.rows(1)[0]}")


def _said(recording: Recording) -> int:
    return recording.entries[0].entry.id
