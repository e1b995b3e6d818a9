"""Who may say yes, and how many it takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from mailgate.escalation.approvals import asked, heard, needed, next_at, objection, represented
from mailgate.model.approval import Approval, ApprovalMode, ApprovalState, ApprovalTerms, Voice
from mailgate.model.desk import Absence, Agent, Desk

T0 = datetime(2026, 11, 23, 17, tzinfo=UTC)
PEOPLE = ("a@x.test", "b@x.test", "c@x.test")


def approval(mode: ApprovalMode, quorum: int = 0) -> Approval:
    return Approval(
        id=1,
        tenant="acme",
        ticket_id=1,
        terms=ApprovalTerms(approvers=PEOPLE, mode=mode, quorum=quorum),
        requested_by="d@x.test",
        requested_at=T0,
        expires_at=T0 + timedelta(days=3),
        next_at=T0,
        state=ApprovalState.PENDING,
    )


def voice(person: str, approves: bool) -> Voice:
    return Voice(approver=person, approves=approves, reason="", at=T0, way="mail")


@pytest.mark.parametrize(
    ("mode", "quorum"),
    [(ApprovalMode.ANY, 0), (ApprovalMode.ALL, 0), (ApprovalMode.QUORUM, 2), (ApprovalMode.QUORUM, 9)],
)
@pytest.mark.parametrize("words", list(product((True, False), repeat=3)))
def test_it_is_decided_exactly_when_the_rest_can_change_nothing(
    mode: ApprovalMode, quorum: int, words: tuple[bool, ...]
) -> None:
    now = approval(mode, quorum)
    for count, (person, word) in enumerate(zip(PEOPLE, words, strict=True), 1):
        if now.state is not ApprovalState.PENDING:
            break
        now = heard(now, voice(person, word))
        yes = sum(words[:count])
        best, worst = yes + len(PEOPLE) - count, yes
        expected = ApprovalState.PENDING
        if worst >= needed(now):
            expected = ApprovalState.APPROVED
        elif best < needed(now):
            expected = ApprovalState.REJECTED
        assert now.state is expected
    assert now.state is not ApprovalState.PENDING


def test_each_has_one_voice_and_only_those_who_were_asked() -> None:
    one = heard(approval(ApprovalMode.ALL), voice("a@x.test", True))
    assert objection(one, "A@x.test") == "approval.answered"
    assert objection(one, "d@x.test") == "approval.not_asked"
    assert objection(one, "b@x.test") == ""
    assert objection(heard(one, voice("b@x.test", False)), "c@x.test") == "approval.decided"


def test_whoever_asks_is_not_asked() -> None:
    assert asked(["D@x.test", "a@x.test", "A@x.test"], requested_by="d@x.test") == ("a@x.test",)


def test_reminder_comes_before_the_expiry_or_not_at_all() -> None:
    assert next_at(approval(ApprovalMode.ANY), T0) == T0 + timedelta(days=1)
    assert next_at(approval(ApprovalMode.ANY), T0 + timedelta(days=2)) == T0 + timedelta(days=3)


def desk(**delegates: str) -> Desk:
    """Agents who are away for a day from T0 on, by their first names with their delegates."""
    day = timedelta(days=1)
    return Desk(
        tenant="acme",
        agents=tuple(
            Agent(
                email=f"{name}@x.test",
                name=name,
                absences=(Absence(since=T0, until=T0 + day, delegate=f"{delegate}@x.test" if delegate else ""),),
            )
            for name, delegate in delegates.items()
        ),
    )


@pytest.mark.parametrize(
    ("away", "seats"),
    [
        ({}, {"a": "", "b": ""}),
        ({"a": "e"}, {"e": "a", "b": ""}),
        ({"a": "e", "e": "f"}, {"f": "a", "b": ""}),
        # Nobody to stand in: none is named, in a circle, only who asks, or who is asked anyway.
        ({"a": ""}, {"a": "", "b": ""}),
        ({"a": "e", "e": "a"}, {"a": "", "b": ""}),
        ({"a": "d"}, {"a": "", "b": ""}),
        ({"a": "b"}, {"a": "", "b": ""}),
        # One stands in for one.
        ({"a": "e", "b": "e"}, {"e": "a", "b": ""}),
    ],
)
def test_absent_are_represented_and_no_voice_is_lost(away, seats):
    found = represented(PEOPLE[:2], desk(**away), requested_by="d@x.test", at=T0)
    assert found == {f"{who}@x.test": f"{of}@x.test" if of else "" for who, of in seats.items()}
    assert represented(PEOPLE[:1], desk(a="e"), requested_by="", at=T0, voices=["e@x.test"]) == {PEOPLE[0]: ""}
    assert represented(PEOPLE[:1], desk(a="e"), requested_by="", at=T0 + timedelta(days=1)) == {PEOPLE[0]: ""}
