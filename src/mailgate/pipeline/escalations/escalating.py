"""A person begins an escalation: by command, by API or from a shell."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailgate.errors import Refused
from mailgate.escalation.runs import is_asked_for, is_running, policy_of
from mailgate.lifecycle.statuses import is_open
from mailgate.model.desk import Desk
from mailgate.model.event import Event, EventKind
from mailgate.model.recording import Recording
from mailgate.model.ticket import Ticket
from mailgate.pipeline.deciding import decide_and_record
from mailgate.pipeline.escalations.beginning_runs import run_to_begin
from mailgate.pipeline.tickets.actions import Actor
from mailgate.pipeline.tools import Tools
from mailgate.store.clock import clockworks
from mailgate.store.database import Connection
from mailgate.store.tickets import tickets


def escalate(tools: Tools, actor: Actor, ref: str, policy: str, *, now: datetime) -> bool:
    """Begin a run; its first step is taken with the next tick of the clock. False: one of that policy is under way.

    Args:
        policy: Key of an escalation policy; empty: the ticket's own.

    Raises:
        NotFound: No such ticket in this tenant.
        Refused: ``escalation.unknown_policy`` or ``escalation.over``: nothing is left to do on the ticket.
    """

    def decide(conn: Connection) -> Recording:
        ticket = tickets.required(conn, actor.tenant, ref)
        desk = tools.desk(actor.tenant)
        key = meant(ticket, desk, policy)
        if not is_open(ticket.status):
            raise Refused("escalation.over", f"The ticket is {ticket.status.value}")
        deadlines = clockworks.of_ticket(conn, ticket.id).deadlines
        if is_running(deadlines, key) or is_asked_for(deadlines, key):
            return Recording(tenant=desk.tenant, revision=desk.revision)
        cause = replace(actor.cause, ref=f"{actor.cause.ref}:{ticket.id}:{tools.rows(1)[0]}")
        details: dict[str, object] = {"escalation": key, "asked_for": True}
        event = Event(kind=EventKind.UPDATED, at=now, actor=actor.email, cause=cause, details=details)
        return Recording(
            tenant=desk.tenant,
            revision=desk.revision,
            before=ticket,
            after=replace(ticket, updated_at=now),
            deadlines=(run_to_begin(tools, ticket, key, run="manual", now=now),),
            events=(event,),
            event_ids=tuple(tools.rows(1)),
        )

    return bool(decide_and_record(tools, decide, now=now).deadlines)


def meant(ticket: Ticket, desk: Desk, policy: str) -> str:
    """The key of the policy that is named, else of the ticket's own.

    Raises:
        Refused: ``escalation.unknown_policy``.
    """
    found = desk.escalation(policy) if policy else policy_of(ticket, desk)
    if found is None:
        known = tuple(each.key for each in desk.escalations)
        raise Refused("escalation.unknown_policy", f"No escalation policy {policy}", allowed=known)
    return found.key
