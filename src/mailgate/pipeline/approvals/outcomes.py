"""What an approval does to its ticket: it blocks moves while it is pending, and lets go of them with its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.lifecycle.statuses import allowed
from mailgate.lifecycle.terms import lifecycle_of
from mailgate.model.approval import Approval, ApprovalState
from mailgate.model.clockwork import Clockwork
from mailgate.model.desk import Desk
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.outbound import OutboundKind, OutboundMail
from mailgate.model.plan import Change
from mailgate.model.recording import Recording
from mailgate.model.sla import Deadline, DeadlineState
from mailgate.model.ticket import Status, Ticket
from mailgate.notify.kinds import paged
from mailgate.notify.recipients import agents_to_tell
from mailgate.pipeline.outbound.mailing import Post, own_ids
from mailgate.pipeline.tickets.settling import Moment, rows_for_clock, settle
from mailgate.pipeline.tools import Tools
from mailgate.pipeline.workflows.answers import approval_decided
from mailgate.store.clock import clockworks
from mailgate.store.database import Connection
from mailgate.store.tickets import approvals

_KINDS = {
    ApprovalState.APPROVED: EventKind.APPROVAL_APPROVED,
    ApprovalState.REJECTED: EventKind.APPROVAL_REJECTED,
    ApprovalState.EXPIRED: EventKind.APPROVAL_EXPIRED,
    ApprovalState.CANCELLED: EventKind.APPROVAL_EXPIRED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """An approval before and after something happened to it."""

    tools: Tools
    desk: Desk
    ticket: Ticket
    before: Approval
    after: Approval
    actor: str
    cause: Cause
    now: datetime

    def event(self, kind: EventKind, **details: object) -> Event:
        about: dict[str, object] = {"approval": self.after.id, "what": self.after.terms.what}
        return Event(kind=kind, at=self.now, actor=self.actor, cause=self.cause, details={**about, **details})


def asked_for(conn: Connection, case: Decided, mails: tuple[OutboundMail, ...]) -> Recording:
    """People are asked, first or again; from the first time on the ticket is held where it is."""
    first = case.before.state is ApprovalState.REQUESTED
    wanted = case.after.terms.while_pending if first else None
    if first and wanted is not None and wanted is not case.ticket.status:
        case = replace(case, after=replace(case.after, status_before=case.ticket.status))
    kind = EventKind.APPROVAL_REQUESTED if first else EventKind.UPDATED
    told = [mail.recipient for mail in mails]
    instead = {who: of for who, of in case.after.terms.standing_in.items() if who in told}
    event = case.event(kind, asked=told, again=not first, **({"in_place_of": instead} if instead else {}))
    return _recording(conn, case, wanted, (event,), mails)


def heard_only(conn: Connection, case: Decided) -> Recording:
    """One more voice, and it is not decided yet."""
    voice = case.after.voices[-1]
    event = case.event(EventKind.UPDATED, voice=voice.approver, approves=voice.approves, way=voice.way)
    return _recording(conn, case, None, (event,), ())


def settled(conn: Connection, case: Decided) -> Recording:
    """It is over: the ticket may move again, whoever asked is told, and a step that waited for a yes is due."""
    event = case.event(
        _KINDS[case.after.state],
        state=case.after.state.value,
        reason=case.after.reason,
        voices=[f"{voice.approver}: {'yes' if voice.approves else 'no'}" for voice in case.after.voices],
    )
    mails = _told(case)
    recording = _recording(conn, case, _status_after(case), (event,), mails)
    recording = replace(recording, runs=approval_decided(conn, case.after, now=case.now))
    if case.after.state is not ApprovalState.APPROVED or not case.after.waits:
        return recording
    step = _waiting_step(recording.clockwork, case)
    return replace(recording, deadlines=(*recording.deadlines, step)) if step else recording


def _status_after(case: Decided) -> Status | None:
    """The status from before, where the ticket still has the one of the wait; else one in which support goes on."""
    before = case.after.status_before
    if before is None or case.ticket.status is not case.after.terms.while_pending:
        return None
    lifecycle = lifecycle_of(case.desk, case.ticket.queue)
    possible = allowed(case.ticket.status, lifecycle)
    wanted = (before, Status.WAITING_FOR_SUPPORT, Status.IN_PROGRESS, *lifecycle.initial)
    return next((status for status in wanted if status in possible), None)


def _recording(
    conn: Connection, case: Decided, status: Status | None, events: tuple[Event, ...], mails: tuple[OutboundMail, ...]
) -> Recording:
    """The ticket follows: its blocked statuses are those of all that is pending on it, then its status moves."""
    ticket = case.ticket
    clockwork = clockworks.of_ticket(conn, ticket.id)
    held = replace(ticket, blocked=_blocked(conn, case))
    changes = [Change(field="status", value=status.value, cause=case.cause)] if status else []
    moment = Moment(
        desk=case.desk,
        now=case.now,
        actor=case.actor,
        ids=case.tools.rows(rows_for_clock(case.desk)),
        cause=case.cause,
    )
    after = settle(held, changes, clockwork, moment)
    told = (*events, *after.events)
    return Recording(
        tenant=ticket.tenant,
        revision=case.desk.revision,
        before=ticket,
        after=after.ticket,
        references=own_ids(mails),
        clockwork_before=clockwork,
        clockwork=after.clockwork,
        approvals=(case.after,),
        events=told,
        event_ids=tuple(case.tools.rows(len(told))),
        mails=mails,
    )


def _blocked(conn: Connection, case: Decided) -> tuple[Status, ...]:
    others = [
        each for each in approvals.of_ticket(conn, case.ticket.tenant, case.ticket.id) if each.id != case.after.id
    ]
    pending = [each for each in (*others, case.after) if each.state is ApprovalState.PENDING]
    return tuple(dict.fromkeys(status for each in pending for status in each.terms.blocks))


def _waiting_step(clockwork: Clockwork, case: Decided) -> Deadline | None:
    """The step that asked, once more: now it finds its yes."""
    asked = next((row for row in clockwork.deadlines if row.id == case.after.waits), None)
    if asked is None:
        return None
    key = (asked.cycle_id, asked.run, asked.policy, asked.step, asked.trigger)
    rows: Sequence[Deadline] = [
        row for row in clockwork.deadlines if (row.cycle_id, row.run, row.policy, row.step, row.trigger) == key
    ]
    return replace(
        asked,
        id=case.tools.rows(1)[0],
        repeat=max(row.repeat for row in rows) + 1,
        due_at=case.now,
        state=DeadlineState.PENDING,
    )


def _told(case: Decided) -> tuple[OutboundMail, ...]:
    """Whoever asked, where it was a person; else whoever works on the ticket, its assignee or its team."""
    desk, ticket, by = case.desk, case.ticket, case.before.requested_by
    people = (by,) if "@" in by else tuple(agent.email for agent in agents_to_tell(ticket, desk, wrote=case.actor))
    queue = desk.queue(ticket.queue) or desk.queues[0]
    post = Post(tools=case.tools, desk=desk, queue=queue, ticket=ticket, now=case.now)
    mails = []
    for person, row in zip(people, case.tools.rows(len(people)), strict=True):
        addressing = post.to_agent(person, note=True)
        values = paged.decided(ticket, queue, desk, case.after, addressing)
        letter = post.letters.about_page(
            OutboundKind.APPROVAL_RESULT, desk.agent(person) or person, queue, values, addressing
        )
        mails.append(post.sealed(letter, cause=f"approval:{case.after.id}:over", row=row, mirrors="internal"))
    return tuple(mails)
