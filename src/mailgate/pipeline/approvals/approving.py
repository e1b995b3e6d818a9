"""Approvals by the clock: people are asked, reminded, and told when nobody decided in time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mailgate.escalation.approvals import cancelled, expired, next_at, represented
from mailgate.lifecycle.statuses import is_open
from mailgate.model.approval import Approval, ApprovalState
from mailgate.model.desk import Desk
from mailgate.model.event import Cause
from mailgate.model.outbound import OutboundKind, OutboundMail
from mailgate.model.recording import Recording
from mailgate.model.ticket import Ticket
from mailgate.notify.kinds import paged
from mailgate.pipeline.approvals.outcomes import Decided, asked_for, settled
from mailgate.pipeline.approvals.requests import seats_of
from mailgate.pipeline.escalations.beginning_runs import run_to_begin
from mailgate.pipeline.one_by_one import each_due
from mailgate.pipeline.outbound.links import page_url
from mailgate.pipeline.outbound.mailing import Post
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.tickets import approvals, tickets
from mailgate.thread.link_token import LinkPurpose


def approve_due(tools: Tools, *, clock: Callable[[], datetime]) -> int:
    """Do what is due of every approval; the answer is how much that was.

    Raises:
        StoreUnavailable: The database is away; what was not done is still due.
    """
    return each_due(tools, approvals.due, _turned, clock=clock)


def _turned(conn: Connection, tools: Tools, due: Approval, now: datetime) -> Recording:
    approval = approvals.by_id(conn, due.tenant, due.id)
    if approval is None or approval.next_at is None or approval.next_at > now:
        return Recording(tenant=due.tenant, revision=0)
    desk = tools.desks.get(due.tenant)
    ticket = tickets.by_id(conn, due.tenant, due.ticket_id)
    if desk is None or ticket is None:
        return Recording(tenant=due.tenant, revision=0, approvals=(cancelled(approval, now),))
    case = Decided(
        tools=tools,
        desk=desk,
        ticket=ticket,
        before=approval,
        after=approval,
        actor="system",
        cause=Cause(kind="schedule", ref=f"approval:{approval.id}:{int(now.timestamp())}"),
        now=now,
    )
    if not is_open(ticket.status):
        return settled(conn, replace(case, after=cancelled(approval, now)))
    if approval.state is ApprovalState.REQUESTED:
        return _ask(conn, case)
    if now >= approval.expires_at:
        return _run_out(conn, case)
    return _remind(conn, case)


def _ask(conn: Connection, case: Decided) -> Recording:
    """Who is asked is looked up when people are told; where nobody is left, nothing is approved."""
    seats = seats_of(conn, case.desk, case.ticket, case.before, case.now)
    people = tuple(seats)
    opened = replace(
        case.before,
        terms=replace(case.before.terms, approvers=people, standing_in=_away(seats)),
        state=ApprovalState.PENDING,
        next_at=next_at(case.before, case.now),
    )
    if not people:
        return settled(conn, replace(case, after=replace(cancelled(opened, case.now), reason="nobody could be asked")))
    case = replace(case, after=opened)
    return asked_for(conn, case, _mails(case, people, again=False))


def _remind(conn: Connection, case: Decided) -> Recording:
    """Whoever has not answered is asked once more, and then no more."""
    answered = {voice.approver for voice in case.before.voices}
    terms = case.before.terms
    silent = [person for person in terms.approvers if person not in answered]
    heard = [person for person in terms.approvers if person in answered]
    by = case.before.requested_by
    seats = represented(silent, case.desk, requested_by=by, at=case.now, voices=heard)
    still = {who: terms.standing_in[who] for who in (*heard, *seats) if who in terms.standing_in}
    terms = replace(terms, approvers=(*heard, *seats), standing_in={**still, **_away(seats)})
    case = replace(case, after=replace(case.before, terms=terms, next_at=case.before.expires_at))
    return asked_for(conn, case, _mails(case, tuple(seats), again=True))


def _away(seats: Mapping[str, str]) -> dict[str, str]:
    return {who: of for who, of in seats.items() if of}


def _run_out(conn: Connection, case: Decided) -> Recording:
    terms = case.before.terms
    if terms.on_expiry == "escalate" and case.before.expires_at == case.before.requested_at + terms.expires_after:
        # Once: it stays open for as long again, and then it is over.
        until = case.now + terms.expires_after
        longer = replace(case.before, expires_at=until, next_at=until)
        begin = run_to_begin(case.tools, case.ticket, terms.escalation, run="approval", now=case.now)
        return replace(asked_for(conn, replace(case, after=longer), ()), deadlines=(begin,))
    return settled(conn, replace(case, after=expired(case.before, case.now)))


def _mails(case: Decided, people: Sequence[str], *, again: bool) -> tuple[OutboundMail, ...]:
    return tuple(_mail(case, email, again=again) for email in people)


def _mail(case: Decided, email: str, *, again: bool) -> OutboundMail:
    desk: Desk = case.desk
    ticket: Ticket = case.ticket
    queue = desk.queue(ticket.queue) or desk.queues[0]
    post = Post(tools=case.tools, desk=desk, queue=queue, ticket=ticket, now=case.now)
    url = page_url(case.tools, LinkPurpose.DECIDE, ticket, case.after.id, email, case.after.expires_at)
    addressing = replace(post.to_page(email), link=url)
    values = paged.asked(ticket, queue, desk, case.after, addressing, again=again)
    if absent := case.after.terms.standing_in.get(email):
        values = paged.in_place_of(values, absent, desk)
    recipient = desk.agent(email) or email
    letter = post.letters.about_page(OutboundKind.APPROVAL_REQUEST, recipient, queue, values, addressing)
    # Each round of asking is a cause of its own.
    cause = f"approval:{case.after.id}:{'again' if again else 'first'}"
    return post.sealed(letter, cause=cause, row=case.tools.rows(1)[0], mirrors="page")
