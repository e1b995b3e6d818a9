"""What people do on tickets from outside a mail: by API, from a shell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.errors import Refused
from mailgate.lifecycle.apply import Refusal, apply_changes
from mailgate.lifecycle.statuses import allowed
from mailgate.lifecycle.terms import terms_of
from mailgate.model.assignment import Choice
from mailgate.model.desk import Agent, Desk, Team
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.plan import Change
from mailgate.model.recording import Recording
from mailgate.model.ticket import Status, Ticket
from mailgate.pipeline.agents.acting import change, do, note, reply
from mailgate.pipeline.agents.fanning import reply_to_all
from mailgate.pipeline.agents.turn import Act, AgentTurn, Words
from mailgate.pipeline.deciding import decide_and_record
from mailgate.pipeline.tickets.assigning import Giving, account, choice_of
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.people.team_work import TeamWork
from mailgate.store.tickets import tickets
from mailgate.triage.strategies import taken

_STATUS_CODES = {"lifecycle.transition", "lifecycle.person_only", "lifecycle.not_yours", "lifecycle.approval_pending"}

Decision = Callable[[Connection, AgentTurn], Recording]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, and by what way."""

    tenant: str
    email: str
    cause: Cause


def reply_to(tools: Tools, actor: Actor, ref: str, words: Words, *, children: bool = False, now: datetime) -> int:
    """An agent answers the customer; the mail to the customer is committed with it.

    Args:
        children: The customers of all open tickets below get the same answer, each on the own ticket.

    Returns:
        The row id of the new message.

    Raises:
        NotFound: No such ticket in this tenant.
        Refused: ``children.none``: there are no such tickets.
    """
    speak = reply_to_all if children else reply
    return _said(act(tools, actor, ref, lambda conn, turn: speak(conn, _where_it_led(conn, turn), words), now=now))


def note_on(tools: Tools, actor: Actor, ref: str, words: Words, *, now: datetime) -> int:
    """An agent leaves a note; no customer ever hears of it."""
    return _said(act(tools, actor, ref, lambda conn, turn: note(conn, _where_it_led(conn, turn), words), now=now))


def assign(tools: Tools, actor: Actor, ref: str, *, agent: str | None, team: str | None, now: datetime) -> None:
    """Hand a ticket to an agent or a team.

    Raises:
        Refused: ``assign.unknown_agent`` or ``assign.unknown_team``.
    """
    desk = tools.desk(actor.tenant)
    check_people(desk, agent, team)
    wanted = [Change(field="assigned_team", value=team, cause=actor.cause)] if team is not None else []
    if agent is not None:
        wanted.append(Change(field="assigned_to", value=own_address(desk, agent), cause=actor.cause))
    act(tools, actor, ref, lambda conn, turn: change(conn, turn, tuple(wanted)), now=now)


def claim(tools: Tools, actor: Actor, ref: str, *, now: datetime) -> None:
    """Take a ticket that is nobody's: of several who do so at once, one has it.

    Raises:
        Refused: ``ticket.taken``: somebody else has it; ``assign.unknown_agent``: whoever asks is no agent of the desk.
    """
    check_people(tools.desk(actor.tenant), actor.email, None)

    def decide(conn: Connection, turn: AgentTurn) -> Recording:
        owner = turn.ticket.assigned_to
        if owner not in (None, actor.email):
            raise Refused("ticket.taken", f"{owner} has this ticket already")
        return change(conn, turn, (Change(field="assigned_to", value=actor.email, cause=turn.cause),))

    act(tools, actor, ref, decide, now=now)


def would_get(tools: Tools, actor: Actor, ref: str, *, now: datetime) -> Choice:
    """Who would be given the ticket by its team's strategy now, with the table of candidates; nothing is done.

    Raises:
        NotFound: No such ticket in this tenant.
        Refused: ``assign.no_team``: it is no team's.
    """

    def read(conn: Connection) -> Choice:
        turn = _turn(conn, tools, actor, ref, now)
        return choice_of(turn.ticket, _team_of(turn), _giving(conn, turn))

    return tools.database.read(read)


def give_out(tools: Tools, actor: Actor, ref: str, *, now: datetime) -> None:
    """Have the team's strategy choose somebody for the ticket, whoever has it now.

    Raises:
        Refused: ``assign.no_team``, or ``assign.nobody``: nobody of the team can be given it.
    """

    def decide(conn: Connection, turn: AgentTurn) -> Recording:
        choice = choice_of(turn.ticket, _team_of(turn), _giving(conn, turn))
        if choice.agent is None:
            raise Refused("assign.nobody", choice.why)
        told = Event(kind=EventKind.UPDATED, at=now, actor=actor.email, cause=turn.cause, details=account(choice))
        wanted = Change(field="assigned_to", value=choice.agent, cause=turn.cause)
        turn_taken = taken(choice, now)
        recording = do(conn, turn, Act(changes=(wanted,), events=(told,)))
        return replace(recording, turns=(turn_taken,) if turn_taken else ())

    act(tools, actor, ref, decide, now=now)


def _team_of(turn: AgentTurn) -> Team:
    team = turn.desk.team(turn.ticket.assigned_team or "")
    if team is None:
        raise Refused("assign.no_team", "The ticket belongs to no team whose strategy could be asked")
    return team


def _giving(conn: Connection, turn: AgentTurn) -> Giving:
    return Giving(desk=turn.desk, work=TeamWork(conn), now=turn.now, actor=turn.agent.email)


def check_people(desk: Desk, agent: str | None, team: str | None) -> None:
    """Tickets are given only to agents and teams of the desk.

    Raises:
        Refused: ``assign.unknown_agent`` or ``assign.unknown_team``.
    """
    if agent is not None and desk.agent(agent) is None:
        raise Refused("assign.unknown_agent", f"No agent {agent}", allowed=tuple(each.email for each in desk.agents))
    if team is not None and desk.team(team) is None:
        raise Refused("assign.unknown_team", f"No team {team}", allowed=tuple(each.key for each in desk.teams))


def own_address(desk: Desk, email: str) -> str:
    """The address by which an agent's work is known, whichever of the agent's addresses was said."""
    agent = desk.agent(email)
    return agent.email if agent is not None else email.lower()


def move(tools: Tools, actor: Actor, ref: str, status: Status, *, children: str = "", now: datetime) -> None:
    """Bring a ticket to another status.

    Args:
        children: ``close`` or ``keep``: what is to become of open children; empty: as the queue has it.

    Raises:
        Refused: ``status.not_allowed`` with what is; ``children.open``.
    """
    wanted = Change(field="status", value=status, cause=actor.cause)

    def decide(conn: Connection, turn: AgentTurn) -> Recording:
        expect_allowed(turn, (wanted,))
        return do(conn, turn, Act(changes=(wanted,), children=children))

    act(tools, actor, ref, decide, now=now)


def expect_allowed(turn: AgentTurn, changes: Sequence[Change]) -> None:
    """All of the changes can be made, in this order.

    Raises:
        Refused: ``status.not_allowed`` with the statuses that are, or ``lifecycle.*``.
    """
    terms = terms_of(turn.desk, turn.ticket.queue, turn.agent.email)
    if _merges_into_nothing(turn.ticket, changes):
        possible = allowed(turn.ticket.status, terms.lifecycle)
        raise not_allowed(turn.ticket, "merged", tuple(each for each in possible if each is not Status.MERGED))
    applied = apply_changes(turn.ticket, changes, now=turn.now, actor=turn.agent.email, terms=terms)
    for refusal in applied.refused:
        raise _refused(applied.ticket, refusal)


def _merges_into_nothing(ticket: Ticket, changes: Sequence[Change]) -> bool:
    """Nobody would ever see what its customer writes then."""
    wanted = {change.field: change.value for change in changes}
    return (
        ticket.status is not Status.MERGED
        and wanted.get("status") is Status.MERGED
        and wanted.get("merged_into") is None
    )


def not_allowed(ticket: Ticket, target: str, possible: tuple[Status, ...]) -> Refused:
    """The answer to whoever asks for a status that the ticket cannot have now."""
    return Refused(
        "status.not_allowed",
        f"A ticket that is {ticket.status.value} cannot become {target}",
        allowed=tuple(each.value for each in possible),
        origin=ticket.status.value,
        target=target,
    )


def _refused(ticket: Ticket, refusal: Refusal) -> Refused:
    if refusal.code in _STATUS_CODES:
        return not_allowed(ticket, str(refusal.change.value), refusal.allowed)
    return Refused(
        refusal.code,
        f"{refusal.change.field} cannot be set to this value",
        allowed=tuple(each.value for each in refusal.allowed),
    )


def act(tools: Tools, actor: Actor, ref: str, decide: Decision, *, now: datetime) -> Recording:
    """Have an agent do on one ticket what ``decide`` says.

    Raises:
        NotFound: No such ticket in this tenant.
    """
    return decide_and_record(tools, lambda conn: decide(conn, _turn(conn, tools, actor, ref, now)), now=now)


def _turn(conn: Connection, tools: Tools, actor: Actor, ref: str, now: datetime) -> AgentTurn:
    ticket = tickets.required(conn, actor.tenant, ref)
    desk = tools.desk(actor.tenant)
    return AgentTurn(
        tools=tools,
        desk=desk,
        ticket=ticket,
        agent=_agent(desk, actor.email),
        cause=_numbered(actor.cause, ticket, tools),
        now=now,
    )


def _where_it_led(conn: Connection, turn: AgentTurn) -> AgentTurn:
    """What is said on a merged ticket is said on the living one, to the merged one's customer (spec/mail.md B8)."""
    merged = turn.ticket
    living = tickets.led_on(conn, merged.tenant, {merged.id: merged})[merged.id]
    origin = merged if living.contact_id != merged.contact_id else None
    return replace(turn, ticket=living, origin=origin, quoted=(merged.id,))


def _agent(desk: Desk, email: str) -> Agent:
    """Administrators' tokens may act without being an agent of the desk; their words go out like an agent's."""
    return desk.agent(email) or Agent(email=email, name="")


def _numbered(cause: Cause, ticket: Ticket, tools: Tools) -> Cause:
    """Each act is a cause of its own: the mails of two equal replies are two."""
    return replace(cause, ref=f"{cause.ref}:{ticket.id}:{tools.rows(1)[0]}")


def _said(recording: Recording) -> int:
    return recording.entries[0].entry.id
