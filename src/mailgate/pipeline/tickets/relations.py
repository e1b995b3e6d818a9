"""What points nowhere: found, told, and put right when somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from mailgate.model.desk import Desk
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.plan import Change
from mailgate.model.recording import Recording
from mailgate.model.ticket import Ticket
from mailgate.pipeline.deciding import decide_and_record
from mailgate.pipeline.jobs.slot import Ran, Slot
from mailgate.pipeline.tickets.settling import Moment, rows_for_clock, settle
from mailgate.pipeline.tools import Tools
from mailgate.store.clock import clockworks
from mailgate.store.database import Connection
from mailgate.store.tickets import relations, tickets
from mailgate.store.tickets.relations import People


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that points nowhere."""

    #: Number of the ticket; empty for rows that have none.
    number: str
    what: str
    #: What is done about it; empty: nothing can be.
    repair: str


def look_for_relations(slot: Slot) -> Ran:
    """Only look: what is found stands in the slot's outcome until somebody repairs it."""
    found = look(slot.tools, slot.desk)
    if not found:
        return Ran(told="nothing points nowhere")
    return Ran(told=f"{len(found)} findings; mailgate fix-relations --dry-run lists them")


def look(tools: Tools, desk: Desk) -> list[Finding]:
    """Everything in one desk that points nowhere; nothing is changed.

    Raises:
        StoreUnavailable: The database is away.
    """
    return tools.database.read(lambda conn: list(_findings(conn, desk)))


def fix(tools: Tools, desk: Desk, *, now: datetime) -> list[Finding]:
    """Put right what can be, each ticket as a decision of its own with its events; the answer is what was found."""
    found = look(tools, desk)
    for ticket in tools.database.read(lambda conn: relations.misdirected(conn, desk.tenant, _people(desk))):
        decide_and_record(tools, partial(_fixed, tools=tools, desk=desk, ticket_id=ticket.id, now=now), now=now)
    if any(not finding.number for finding in found):
        tools.database.write(partial(relations.delete_orphans, tenant=desk.tenant))
    return found


def _findings(conn: Connection, desk: Desk) -> Iterator[Finding]:
    for ticket in relations.misdirected(conn, desk.tenant, _people(desk)):
        for what, repair in _wrong(conn, desk, ticket):
            yield Finding(number=ticket.number, what=what, repair=repair)
    for number, name in relations.files_without_content(conn, desk.tenant):
        yield Finding(number=number, what=f"the bytes of the attached file {name!r} are gone", repair="")
    for what, count in relations.orphans(conn, desk.tenant).items():
        yield Finding(number="", what=f"{what}: {count} rows", repair="deleted")


def _wrong(conn: Connection, desk: Desk, ticket: Ticket) -> Iterator[tuple[str, str]]:
    team = _team(desk, ticket)
    if _no_agent(desk, ticket):
        yield f"assigned to {ticket.assigned_to}, who is no agent", "nobody's"
    if _no_team(desk, ticket):
        yield f"given to the team {ticket.assigned_team}, which is not there", f"given to {team or 'no team'}"
    if desk.queue(ticket.queue) is None:
        yield f"of the queue {ticket.queue}, which is not there", f"moved to {desk.queues[0].key}"
    for field in _dangling(conn, ticket):
        yield f"{field.replace('_', ' ')} a ticket that is not there", "the pointer is removed"


def _fixed(conn: Connection, tools: Tools, desk: Desk, ticket_id: int, now: datetime) -> Recording:
    ticket = tickets.by_id(conn, desk.tenant, ticket_id)
    cause = Cause(kind="schedule", ref="fix_relations")
    wrong = list(_wrong(conn, desk, ticket)) if ticket is not None else []
    if ticket is None or not wrong:
        return Recording(tenant=desk.tenant, revision=desk.revision)
    changes = []
    if _no_agent(desk, ticket):
        changes.append(Change(field="assigned_to", value=None, cause=cause))
    if _no_team(desk, ticket):
        changes.append(Change(field="assigned_team", value=_team(desk, ticket), cause=cause))
    dangling = _dangling(conn, ticket)
    pointed = replace(
        ticket,
        queue=ticket.queue if desk.queue(ticket.queue) else desk.queues[0].key,
        merged_into=None if "merged_into" in dangling else ticket.merged_into,
        follow_up_of=None if "follow_up_of" in dangling else ticket.follow_up_of,
    )
    clockwork = clockworks.of_ticket(conn, ticket.id)
    moment = Moment(desk=desk, now=now, actor="system", ids=tools.rows(rows_for_clock(desk)), cause=cause)
    settled = settle(pointed, changes, clockwork, moment)
    told = Event(
        kind=EventKind.UPDATED, at=now, actor="system", cause=cause, details={"repaired": [what for what, _ in wrong]}
    )
    events = (told, *settled.events)
    return Recording(
        tenant=desk.tenant,
        revision=desk.revision,
        before=ticket,
        after=settled.ticket,
        clockwork_before=clockwork,
        clockwork=settled.clockwork,
        events=events,
        event_ids=tuple(tools.rows(len(events))),
    )


def _dangling(conn: Connection, ticket: Ticket) -> list[str]:
    pointers = {"merged_into": ticket.merged_into, "follow_up_of": ticket.follow_up_of}
    named = {field: at for field, at in pointers.items() if at is not None}
    there = relations.existing(conn, ticket.tenant, set(named.values())) - {ticket.id} if named else set()
    return [field for field, at in named.items() if at not in there]


def _no_agent(desk: Desk, ticket: Ticket) -> bool:
    return ticket.assigned_to is not None and desk.agent(ticket.assigned_to) is None


def _no_team(desk: Desk, ticket: Ticket) -> bool:
    return ticket.assigned_team is not None and desk.team(ticket.assigned_team) is None


def _team(desk: Desk, ticket: Ticket) -> str | None:
    queue = desk.queue(ticket.queue) or desk.queues[0]
    return queue.team or None


def _people(desk: Desk) -> People:
    return People(
        agents={agent.email for agent in desk.agents},
        teams={team.key for team in desk.teams},
        queues={queue.key for queue in desk.queues},
    )
