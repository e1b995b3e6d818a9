"""Somebody decides: by a reply, by a page of the web, or by API."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.commands.decision import read_decision
from mailgate.commands.transcript import refused
from mailgate.errors import NotFound, Refused
from mailgate.escalation.approvals import heard, objection
from mailgate.model.approval import Approval, ApprovalState, ApprovalTerms, Voice
from mailgate.model.command import Finding
from mailgate.model.envelope import InboxState
from mailgate.model.plan import Plan
from mailgate.model.recording import Recording
from mailgate.pipeline.approvals.outcomes import Decided, heard_only, settled
from mailgate.pipeline.approvals.requests import requested, seats_of
from mailgate.pipeline.deciding import decide_and_record
from mailgate.pipeline.escalations.answers import told
from mailgate.pipeline.inbound.putting_aside import put_aside
from mailgate.pipeline.journal import mail_event
from mailgate.pipeline.outcome import Outcome
from mailgate.pipeline.situation import Situation
from mailgate.pipeline.tickets.actions import Actor
from mailgate.pipeline.tickets.settling import mail_cause
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.tickets import approvals, tickets

_SENTENCES = {
    "approval.not_asked": "You were not asked.",
    "approval.answered": "You have answered already.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Somebody's yes or no."""

    approves: bool
    reason: str = ""
    #: ``mail``, ``link``, ``api`` or ``cli``.
    way: str = "api"


def answer_approval(conn: Connection, situation: Situation) -> Outcome | None:
    """What an approver's first line decides; None where nothing is asked of the sender, or for any other words."""
    decision = read_decision(situation.mail.message.new_text)
    if decision is None:
        return None
    email = situation.mail.sender.address.lower()
    mine = [
        each
        for each in approvals.of_ticket(conn, situation.ticket.tenant, situation.ticket.id)
        if each.state is ApprovalState.PENDING and email in each.terms.approvers
    ]
    unanswered = [each for each in mine if not objection(each, email)]
    if len(unanswered) != 1:
        sentence = "Several approvals are asked of you here; use their own pages." if unanswered else ""
        sentence = sentence or (
            "You have answered already." if mine else "Nothing is asked of you here, or it is over."
        )
        finding = Finding(code="approval.unclear", written="", sentence=sentence)
        mails = (told(situation, refused((finding,))),)
        code = "approval.not_counted"
        return put_aside(situation, Plan(), code=code, state=InboxState.PROCESSED, mails=mails)
    voice = Voice(approver=email, approves=decision.approves, reason=decision.reason, at=situation.now, way="mail")
    case = Decided(
        tools=situation.tools,
        desk=situation.mail.desk,
        ticket=situation.ticket,
        before=unanswered[0],
        after=heard(unanswered[0], voice),
        actor=email,
        cause=mail_cause(situation.mail.item.id),
        now=situation.now,
    )
    code = "approval.approved" if decision.approves else "approval.rejected"
    recording = _recorded(conn, case)
    events = (*recording.events, mail_event(situation, Plan(), outcome=code))
    recording = replace(
        recording,
        events=events,
        event_ids=(*recording.event_ids, *situation.tools.rows(1)),
        inbox_id=situation.mail.item.id,
    )
    return Outcome(state=InboxState.PROCESSED, code=code, recording=recording, ticket_id=situation.ticket.id)


def decide(tools: Tools, actor: Actor, approval_id: int, word: Word, *, now: datetime) -> Approval:
    """Somebody who was asked says yes or no; the approval as it stands then.

    Raises:
        NotFound: There is none of that id.
        Refused: ``approval.decided``, ``approval.not_asked`` or ``approval.answered``.
    """

    def work(conn: Connection) -> Recording:
        approval = approvals.by_id(conn, actor.tenant, approval_id)
        ticket = tickets.by_id(conn, actor.tenant, approval.ticket_id) if approval else None
        if approval is None or ticket is None:
            raise NotFound(f"no approval {approval_id}")
        email = actor.email.lower()
        if code := objection(approval, email):
            raise Refused(code, _SENTENCES.get(code) or _past(approval))
        voice = Voice(approver=email, approves=word.approves, reason=word.reason, at=now, way=word.way)
        cause = replace(actor.cause, ref=f"{actor.cause.ref}:{tools.rows(1)[0]}")
        case = Decided(
            tools=tools,
            desk=tools.desk(actor.tenant),
            ticket=ticket,
            before=approval,
            after=heard(approval, voice),
            actor=email,
            cause=cause,
            now=now,
        )
        return _recorded(conn, case)

    return decide_and_record(tools, work, now=now).approvals[0]


def request(tools: Tools, actor: Actor, ref: str, terms: ApprovalTerms, *, now: datetime) -> Approval:
    """A person asks for a yes on a ticket.

    Raises:
        NotFound: No such ticket in this tenant.
        Refused: ``approval.nobody``: the terms name nobody but whoever asks.
    """

    def work(conn: Connection) -> Recording:
        ticket = tickets.required(conn, actor.tenant, ref)
        desk = tools.desk(actor.tenant)
        approval = requested(tools, ticket, terms, by=actor.email, now=now)
        if not seats_of(conn, desk, ticket, approval, now):
            raise Refused("approval.nobody", "nobody is left to ask: whoever asks cannot approve it too")
        return Recording(tenant=actor.tenant, revision=desk.revision, approvals=(approval,))

    return decide_and_record(tools, work, now=now).approvals[0]


def _recorded(conn: Connection, case: Decided) -> Recording:
    return heard_only(conn, case) if case.after.state is ApprovalState.PENDING else settled(conn, case)


def _past(approval: Approval) -> str:
    if approval.state is ApprovalState.REQUESTED:
        return "Nobody was asked yet; try again in a moment."
    why = f": {approval.reason}" if approval.state is ApprovalState.CANCELLED and approval.reason else ""
    return f"It is {approval.state.value} already{why}."
