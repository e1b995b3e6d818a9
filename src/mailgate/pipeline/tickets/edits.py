"""Fields of a ticket that a person sets, all or none of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mailgate.errors import Refused
from mailgate.lifecycle.follow_up import APPEND, follow_up
from mailgate.lifecycle.messages import reopened_as
from mailgate.lifecycle.statuses import allowed, is_open
from mailgate.model.plan import Change
from mailgate.model.recording import Recording
from mailgate.model.ticket import Status
from mailgate.pipeline.agents.acting import change
from mailgate.pipeline.agents.turn import AgentTurn
from mailgate.pipeline.tickets.actions import Actor, act, check_people, expect_allowed, not_allowed, own_address
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What is to become of a ticket; fields that are not named stay."""

    #: By name of ``Ticket``: ``subject``, ``priority``, ``category``, ``type``, ``assigned_to``, ``assigned_team``,
    #: ``status``. The status comes last: giving a ticket to somebody moves it too.
    fields: Mapping[str, object] = field(default_factory=dict)
    #: All tags from now on.
    tags: tuple[str, ...] | None = None
    #: Values by name; None removes one.
    custom: Mapping[str, str | None] = field(default_factory=dict)
    #: The version that was read; any, if None.
    version: int | None = None


def edit(tools: Tools, actor: Actor, ref: str, wanted: Edit, *, now: datetime) -> None:
    """Change a ticket's fields; nobody is told but whoever is given it.

    Raises:
        NotFound: No such ticket in this tenant.
        Refused: ``version.mismatch``, ``status.not_allowed``, ``assign.*`` or ``lifecycle.*``; then nothing changed.
    """
    agent, team = wanted.fields.get("assigned_to"), wanted.fields.get("assigned_team")
    check_people(
        tools.desk(actor.tenant), agent if isinstance(agent, str) else None, team if isinstance(team, str) else None
    )

    def decide(conn: Connection, turn: AgentTurn) -> Recording:
        if wanted.version not in (None, turn.ticket.version):
            raise Refused("version.mismatch", "The ticket was changed since it was read")
        changes = _changes(turn, wanted)
        expect_allowed(turn, changes)
        return change(conn, turn, changes)

    act(tools, actor, ref, decide, now=now)


def reopen(tools: Tools, actor: Actor, ref: str, *, by_customer: bool, now: datetime) -> None:
    """Have somebody work on a ticket again: its agent, or else whoever takes it.

    Args:
        by_customer: Where the ticket's queue would not take a customer's mail any more, it is not reopened.

    Raises:
        NotFound: No such ticket in this tenant.
        Refused: ``status.not_allowed``: it is open, or its queue takes no mail about it any more.
    """

    def decide(conn: Connection, turn: AgentTurn) -> Recording:
        ticket, possible = turn.ticket, allowed(turn.ticket.status, turn.lifecycle)
        target = reopened_as(ticket, turn.lifecycle)
        too_late = by_customer and follow_up(ticket, turn.desk, now) != APPEND
        if is_open(ticket.status) or too_late or target is None:
            raise not_allowed(ticket, (target or Status.OPEN).value, () if too_late else possible)
        return change(conn, turn, (Change(field="status", value=target, cause=turn.cause),))

    act(tools, actor, ref, decide, now=now)


def _changes(turn: AgentTurn, wanted: Edit) -> tuple[Change, ...]:
    ticket, cause = turn.ticket, turn.cause
    fields = dict(wanted.fields)
    if isinstance(agent := fields.get("assigned_to"), str):
        fields["assigned_to"] = own_address(turn.desk, agent)
    first = [(name, value) for name, value in fields.items() if name != "status"]
    if wanted.tags is not None:
        first.append(("tags.remove", tuple(tag for tag in ticket.tags if tag not in wanted.tags)))
        first.append(("tags.add", wanted.tags))
    first += [(f"custom.{name}", value) for name, value in wanted.custom.items()]
    last = [("status", wanted.fields["status"])] if "status" in wanted.fields else []
    return tuple(Change(field=name, value=value, cause=cause) for name, value in (*first, *last))
