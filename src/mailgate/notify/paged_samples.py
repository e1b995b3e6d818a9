"""Values to try the templates with of what comes back, follows a page, or asks for a yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from mailgate.model.approval import Approval, ApprovalState, ApprovalTerms, Voice
from mailgate.model.desk import Desk, Queue
from mailgate.model.outbound import OutboundKind
from mailgate.model.ticket import AuthorType, Entry, EntryAuthor, EntryKind, Ticket
from mailgate.notify.addressing import Addressing
from mailgate.notify.kinds import notice, paged

#: A ticket with everything around it.
End = tuple[Ticket, Queue, Desk, Addressing]


_SAID = Entry(
    id=1,
    ticket_id=1,
    kind=EntryKind.PUBLIC,
    author=EntryAuthor(type=AuthorType.CUSTOMER, email="cora@client.test", name="Cora"),
    text="It burns.",
    html="",
    created_at=datetime(2026, 11, 3, 12, tzinfo=UTC),
)
_HANDED_OVER = (notice.handed_over(), notice.handed_over("Ann", _SAID, "Call her."))


def paged_samples(full: End, bare: End) -> dict[OutboundKind, tuple[dict[str, object], ...]]:
    """Contexts of each kind, the fullest first."""
    now = full[3].date
    ends = (full, bare)
    asked_for = Approval(
        id=1,
        tenant="example",
        ticket_id=1,
        terms=ApprovalTerms(what="Refund 500?", approvers=("ann@desk.example", "boss@desk.example")),
        requested_by="ann@desk.example",
        requested_at=now,
        expires_at=now + timedelta(days=3),
        next_at=None,
        state=ApprovalState.REJECTED,
        voices=(Voice(approver="boss@desk.example", approves=False, reason="too much", at=now, way="mail"),),
        reason="too much",
    )
    silent = replace(
        asked_for, terms=ApprovalTerms(), requested_by="", state=ApprovalState.EXPIRED, voices=(), reason=""
    )
    people = (("ann@desk.example", "Ann"), ("boss@desk.example", ""))
    words = ("It burns.", "")
    asks = ((full, asked_for, True), (bare, silent, False))
    return {
        OutboundKind.WAKE_NOTICE: tuple(notice.back(*end) for end in ends),
        OutboundKind.UNASSIGNED_NOTICE: tuple(notice.back(*end) for end in ends),
        OutboundKind.HANDOVER_NOTICE: tuple(notice.back(*end) | given for end in ends for given in _HANDED_OVER),
        OutboundKind.URGENT_PAGE: tuple(
            paged.urgent(*end[:3], who, end[3], said) for end, who, said in zip(ends, people, words, strict=True)
        ),
        OutboundKind.PAGE_TAKEN: tuple(paged.taken(*end, by="ann@desk.example", policy="default") for end in ends),
        OutboundKind.PAGE_REMINDER: tuple(paged.about(*end, resumes="Sat 21 Nov 2026, 10:00 UTC") for end in ends),
        OutboundKind.NOBODY_ON_CALL: tuple(
            paged.about(*end, step=1, policy="default", targets="oncall:night", last=last)
            for end, last in zip(ends, (False, True), strict=True)
        ),
        OutboundKind.APPROVAL_REQUEST: tuple(
            paged.in_place_of(paged.asked(*end[:3], approval, end[3], again=again), "ann@agents.test" * again, end[2])
            for end, approval, again in asks
        ),
        OutboundKind.APPROVAL_RESULT: tuple(paged.decided(*end[:3], approval, end[3]) for end, approval, _ in asks),
    }
