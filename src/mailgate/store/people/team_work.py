"""What the members of a team have to do, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, Float, bindparam, case, func, select
from sqlalchemy.dialects import postgresql, sqlite

from mailgate.model.assignment import Staffing, Taken, Turn
from mailgate.model.desk import Team
from mailgate.model.ticket import Status
from mailgate.store.tables.tickets import TICKET_WORK, team_turn, ticket
from mailgate.triage.candidates import weight_of

_LOADS = (
    select(ticket.c.assigned_to, ticket.c.status, func.count())
    .where(
        ticket.c.tenant == bindparam("tenant"),
        ticket.c.assigned_to.in_(bindparam("agents", expanding=True)),
        TICKET_WORK,
    )
    .group_by(ticket.c.assigned_to, ticket.c.status)
)
_TURNS = select(team_turn.c.agent, team_turn.c.place, team_turn.c.taken_at).where(
    team_turn.c.tenant == bindparam("tenant"), team_turn.c.team == bindparam("team")
)
#: A customer's newest tickets tell who worked for them; nobody reads a whole history for it.
_TICKETS_READ = 20
_OF_CUSTOMER = (
    select(ticket.c.assigned_to, ticket.c.last_agent_message_at, ticket.c.updated_at)
    .where(ticket.c.contact_id == bindparam("contact"), ticket.c.deleted_at.is_(None))
    .order_by(ticket.c.created_at.desc())
    .limit(_TICKETS_READ)
)
_KEY = [team_turn.c.tenant, team_turn.c.team, team_turn.c.agent]


def _take(insert: Any, stride: BindParameter[float]) -> Any:
    moved, wanted = team_turn.c.place + stride, insert.excluded.place
    # Of two nodes that gave the same agent a ticket at once, neither turn is lost: the next ones go to the others.
    place = case((moved > wanted, moved), else_=wanted)
    return insert.on_conflict_do_update(
        index_elements=_KEY, set_={"place": place, "taken_at": insert.excluded.taken_at}
    )


_STRIDE: BindParameter[float] = bindparam("stride", type_=Float)
_TAKE = {
    "sqlite": _take(sqlite.insert(team_turn), _STRIDE),
    "postgresql": _take(postgresql.insert(team_turn), _STRIDE),
}


class TeamWork:
    """Read on one snapshot, a team's work once for all tickets that are decided on it; what is given out meanwhile
    counts at once. Nothing is read before somebody asks."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._loads: dict[tuple[str, str], float] = {}
        self._turns: dict[tuple[str, str], dict[str, Turn]] = {}

    def of(self, tenant: str, team: Team, contact_id: int) -> Staffing:
        """What is known when a ticket of that customer is given out."""
        if (tenant, team.key) not in self._turns:
            self._read(tenant, team)
        return Staffing(
            loads={agent: self._loads[tenant, agent] for agent in team.agents},
            turns=dict(self._turns[tenant, team.key]),
            last_worked=self._last_worked(team, contact_id) if team.assign == "sticky" else None,
        )

    def took(self, tenant: str, taken: Taken) -> None:
        """An agent has one ticket more."""
        self._turns[tenant, taken.team][taken.agent] = taken.after
        self._loads[tenant, taken.agent] += 1.0

    def _read(self, tenant: str, team: Team) -> None:
        asked = [agent for agent in team.agents if (tenant, agent) not in self._loads]
        self._loads |= dict.fromkeys(((tenant, agent) for agent in asked), 0.0)
        if asked:
            for agent, status, count in self._conn.execute(_LOADS, {"tenant": tenant, "agents": asked}):
                self._loads[tenant, agent] += count * weight_of(Status(status))
        turns = self._conn.execute(_TURNS, {"tenant": tenant, "team": team.key})
        self._turns[tenant, team.key] = {row.agent: Turn(place=row.place, taken_at=row.taken_at) for row in turns}

    def _last_worked(self, team: Team, contact_id: int) -> tuple[str, datetime] | None:
        rows = self._conn.execute(_OF_CUSTOMER, {"contact": contact_id})
        worked = [(row.last_agent_message_at or row.updated_at, row.assigned_to) for row in rows]
        last = max((each for each in worked if each[1] in team.agents), default=None)
        return None if last is None else (last[1], last[0])


def take(conn: Connection, turns: Iterable[tuple[str, Taken]]) -> None:
    """Write down turns that were taken, each under its tenant."""
    for tenant, taken in turns:
        row = {"tenant": tenant, "team": taken.team, "agent": taken.agent, "stride": taken.stride}
        row |= {"place": taken.after.place, "taken_at": taken.after.taken_at}
        conn.execute(_TAKE[conn.dialect.name], row)
