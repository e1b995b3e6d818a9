"""Who said yes and who no, and what that comes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from mailgate.model.approval import Approval, ApprovalMode, ApprovalState, Voice
from mailgate.model.desk import Desk


def needed(approval: Approval) -> int:
    """How many yes it takes, never more than people are asked."""
    count = len(approval.terms.approvers)
    wanted = {ApprovalMode.ANY: 1, ApprovalMode.ALL: count}.get(approval.terms.mode, approval.terms.quorum)
    return min(wanted, count) if count else wanted


def asked(named: Iterable[str], *, requested_by: str) -> tuple[str, ...]:
    """Who may decide: everybody who is named, but never whoever asks."""
    lowered = (address.lower() for address in named)
    return tuple(dict.fromkeys(address for address in lowered if address != requested_by.lower()))


def represented(
    people: Iterable[str], desk: Desk, *, requested_by: str, at: datetime, voices: Iterable[str] = ()
) -> dict[str, str]:
    """Who decides in whose place: each of ``people``, or the delegate of one who is away then.

    A delegate who is away as well has a delegate of his own. There are as many voices as before: where the delegate is
    asked anyway, stands in for somebody else, or is whoever asks, the one who is away is asked all the same.

    Args:
        voices: Who has a voice beside ``people``.

    Returns:
        By the address of each who is asked the one who is away, in the order given; empty: nobody is.
    """
    named = list(people)
    taken = {*named, *voices, requested_by.lower()}
    found: dict[str, str] = {}
    for person in named:
        who = _delegate(person, desk, at)
        if who and who not in taken:
            taken.add(who)
            found[who] = person
        else:
            found[person] = ""
    return found


def _delegate(person: str, desk: Desk, at: datetime) -> str:
    """The first in the chain of delegates who is not away; empty where it ends with nobody."""
    seen = {person}
    while (agent := desk.agent(person)) is not None and (absence := agent.absent(at)) is not None:
        person = absence.delegate.lower()
        if not person or person in seen:
            return ""
        seen.add(person)
    return person


def objection(approval: Approval, approver: str) -> str:
    """Why somebody's word does not count, as a code; empty: it does.

    ``approval.decided``, ``approval.not_asked`` or ``approval.answered`` (each has one voice).
    """
    if approval.state is not ApprovalState.PENDING:
        return "approval.decided"
    if approver.lower() not in approval.terms.approvers:
        return "approval.not_asked"
    return "approval.answered" if any(voice.approver == approver.lower() for voice in approval.voices) else ""


def heard(approval: Approval, voice: Voice) -> Approval:
    """With one more voice; decided as soon as there are enough, or enough are out of reach."""
    with_it = replace(approval, voices=(*approval.voices, voice))
    yes = sum(each.approves for each in with_it.voices)
    no = len(with_it.voices) - yes
    if yes >= needed(approval):
        return _decided(with_it, ApprovalState.APPROVED, voice.at, voice.reason)
    if no > len(approval.terms.approvers) - needed(approval):
        return _decided(with_it, ApprovalState.REJECTED, voice.at, voice.reason)
    return with_it


def expired(approval: Approval, now: datetime) -> Approval:
    """Nobody decided in time."""
    return _decided(approval, ApprovalState.EXPIRED, now, "nobody decided in time")


def cancelled(approval: Approval, now: datetime) -> Approval:
    """The ticket ended before it was decided, or nobody could be asked."""
    return _decided(approval, ApprovalState.CANCELLED, now, "")


def next_at(approval: Approval, now: datetime) -> datetime:
    """The next reminder, else the expiry."""
    after = approval.terms.remind_after
    if after is not None and now + after < approval.expires_at:
        return now + after
    return approval.expires_at


def _decided(approval: Approval, state: ApprovalState, now: datetime, reason: str) -> Approval:
    return replace(approval, state=state, decided_at=now, next_at=None, reason=reason)
