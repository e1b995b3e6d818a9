"""Somebody's yes: who is asked, what counts as an answer, and what waits for it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from tests.pipeline.conftest import MINUTE, House, Sent, token_of

from mailgate.errors import Refused
from mailgate.model.approval import ApprovalMode, ApprovalState, ApprovalTerms
from mailgate.model.event import Cause
from mailgate.model.outbound import OutboundKind
from mailgate.model.ticket import Status
from mailgate.pipeline.approvals.answers import Word, decide, request
from mailgate.pipeline.tickets.actions import Actor, move
from mailgate.store.tickets import approvals, tickets
from mailgate.store.tickets.ticket_rows import newest

EVE, ANN, LEA, BOSS = "eve@customer.test", "ann@agents.test", "lea@agents.test", "boss@house.test"
DAY = timedelta(days=1)


def actor(house: House, email: str = ANN) -> Actor:
    return Actor(tenant=house.tenant, email=email, cause=Cause(kind="cli"))


def number(house: House) -> str:
    read = partial(newest, tenant=house.tenant, status=None, limit=1)
    return house.database.read(read)[0].number


def state(house: House) -> list[ApprovalState]:
    def read(conn):
        ticket = tickets.by_ref(conn, house.tenant, number(house))
        return [each.state for each in approvals.of_ticket(conn, house.tenant, ticket.id)]

    return house.database.read(read)


def after(house: House, length: timedelta) -> list[Sent]:
    house.pass_time(length)
    house.tick()
    return house.send()


def asked(house: House, **terms: object) -> list[Sent]:
    """A ticket on which Ann asks for a yes; what goes to those who decide."""
    house.carry(house.mail(f"Eve <{EVE}>", "Refund"), sender=EVE)
    wanted = ApprovalTerms(**({"what": "Refund 500?", "approvers": (LEA, BOSS)} | terms))  # type: ignore[arg-type]
    request(house.tools, actor(house), number(house), wanted, now=house.now)
    return after(house, MINUTE)


def answer(house: House, mail: Sent, words: str, author: str = "") -> list[Sent]:
    author = author or mail.recipient
    return house.carry(house.mail(author, "Re", words, to=token_of(mail)), sender=author, to=token_of(mail))


def test_first_yes_is_enough_for_any_and_whoever_asked_is_told(house):
    mails = asked(house)
    assert [mail.recipient for mail in mails] == [LEA, BOSS]
    (told,) = answer(house, mails[1], "approve")
    assert (told.recipient, told.kind) == (ANN, OutboundKind.APPROVAL_RESULT)
    assert state(house) == [ApprovalState.APPROVED]


def test_first_no_is_enough_where_all_are_needed_and_its_reason_is_told(house):
    mails = asked(house, mode=ApprovalMode.ALL)
    (told,) = answer(house, mails[0], "Reject: too much\n\nLea")
    assert state(house) == [ApprovalState.REJECTED]
    assert "too much" in told.text


def test_quorum_is_decided_when_it_is_reached(house):
    mails = asked(house, approvers=(LEA, BOSS, "third@house.test"), mode=ApprovalMode.QUORUM, quorum=2)
    assert answer(house, mails[0], "approve") == []
    assert state(house) == [ApprovalState.PENDING]
    answer(house, mails[2], "approve")
    assert state(house) == [ApprovalState.APPROVED]


@pytest.mark.parametrize("words", ["Hm.\napprove", "approve only half of it", "> approve", "approve?! no"])
def test_only_the_first_new_line_decides(house, words):
    mails = asked(house)
    answer(house, mails[1], words)
    assert state(house) == [ApprovalState.PENDING]


def test_nobody_approves_what_they_ask_for_themselves(house):
    mails = asked(house, approvers=(ANN, LEA))
    assert [mail.recipient for mail in mails] == [LEA]
    house.send()
    with pytest.raises(Refused, match="You were not asked"):
        decide(house.tools, actor(house), _id(house), Word(approves=True), now=house.now)


def test_forwarded_request_gives_nobody_else_a_voice(house):
    mails = asked(house)
    answer(house, mails[1], "approve", author="mallory@elsewhere.test")
    assert state(house) == [ApprovalState.PENDING]


def test_chosen_moves_are_blocked_until_it_is_decided(house):
    mails = asked(house)
    with pytest.raises(Refused, match="cannot become resolved"):
        move(house.tools, actor(house), number(house), Status.RESOLVED, now=house.now)
    answer(house, mails[1], "approve")
    move(house.tools, actor(house), number(house), Status.RESOLVED, now=house.now)


def test_clock_stands_while_it_is_pending_and_the_status_comes_back(house):
    mails = asked(house, while_pending=Status.WAITING_FOR_VENDOR, mode=ApprovalMode.ALL)
    read = lambda conn: tickets.by_ref(conn, house.tenant, number(house)).status  # noqa: E731
    assert house.database.read(read) is Status.WAITING_FOR_VENDOR
    answer(house, mails[0], "reject no")
    assert house.database.read(read) is Status.WAITING_FOR_SUPPORT


def test_silent_are_reminded_once_and_then_it_expires(house):
    mails = asked(house, mode=ApprovalMode.ALL)
    answer(house, mails[0], "approve")
    reminders = [mail for mail in after(house, DAY) if mail.kind is OutboundKind.APPROVAL_REQUEST]
    assert [(mail.recipient, mail.message["Subject"].startswith("Reminder")) for mail in reminders] == [(BOSS, True)]
    assert OutboundKind.APPROVAL_REQUEST not in [mail.kind for mail in after(house, DAY)]
    assert OutboundKind.APPROVAL_RESULT in [mail.kind for mail in after(house, DAY)]
    assert state(house) == [ApprovalState.EXPIRED]


def test_expiry_may_escalate_and_wait_once_more(build):
    up = '[[escalation]]\nkey = "up"\non = []\nsteps = [{ after = "0s", notify = ["olga@oncall.test"] }]\n'
    house = build(more=up)
    asked(house, remind_after=None, on_expiry="escalate", escalation="up")
    mails = after(house, 3 * DAY) + after(house, MINUTE)
    assert [mail.recipient for mail in mails if mail.kind is OutboundKind.ESCALATION] == ["olga@oncall.test"]
    assert state(house) == [ApprovalState.PENDING]
    after(house, 3 * DAY)
    assert state(house) == [ApprovalState.EXPIRED]


def test_step_waits_for_its_yes(build):
    step = '{ after = "0s", notify = ["boss@house.test"], approval = { what = "Wake the boss?", approvers = ["'
    up = f'[[escalation]]\nkey = "up"\non = []\nsteps = [{step}{LEA}"] }} }}]\n'
    rule = '[[rule]]\nname = "r"\non = ["ticket.created"]\nthen = [{ start_escalation = "up" }]\n'
    house = build(more=up + rule)
    house.carry(house.mail(f"Eve <{EVE}>", "Down"), sender=EVE)
    (asks,) = after(house, MINUTE)
    assert (asks.recipient, asks.kind) == (LEA, OutboundKind.APPROVAL_REQUEST)
    answer(house, asks, "approve")
    assert [(mail.recipient, mail.kind) for mail in after(house, MINUTE)] == [(BOSS, OutboundKind.ESCALATION)]


def test_rule_and_command_ask_for_approval(build):
    rule = (
        '[[rule]]\nname = "r"\non = ["ticket.created"]\nthen = [{ request_approval = { approvers = ["'
        + BOSS
        + '"] } }]\n'
    )
    house = build(more=rule)
    sent = house.carry(house.mail(f"Eve <{EVE}>", "Down"), sender=EVE)
    assert [mail.recipient for mail in after(house, MINUTE)] == [BOSS]
    notice = next(mail for mail in sent if mail.kind is OutboundKind.NEW_TICKET_NOTICE)
    (transcript,) = answer(house, notice, f"#approval {LEA} Refund 500?")
    assert "Refund 500?" in transcript.text
    assert [mail.recipient for mail in after(house, MINUTE)] == [LEA]


OFFICE = """
[[agent]]
email = "bob@agents.test"
name = "Bob"
[[agent]]
email = "lea@agents.test"
name = "Lea"
out_of_office = [{ from = 2026-11-20, until = %s, delegate = "bob@agents.test" }]
"""


def test_delegate_of_an_absent_approver_decides_and_mail_and_journal_say_for_whom(build):
    house = build(more=OFFICE % "2026-11-30")
    mails = asked(house)
    assert [mail.recipient for mail in mails] == ["bob@agents.test", BOSS]
    assert "in the place of Lea" in mails[0].text
    assert "in the place of" not in mails[1].text
    (told,) = [each for each in house.journal(number(house)) if each.kind == "ticket.approval.requested"]
    assert told.details["in_place_of"] == {"bob@agents.test": LEA}
    answer(house, mails[0], "approve")
    assert state(house) == [ApprovalState.APPROVED]


def test_two_voices_never_become_one_by_a_delegate(build):
    house = build(more=OFFICE % "2026-11-30")
    mails = asked(house, approvers=(LEA, "bob@agents.test"), mode=ApprovalMode.ALL)
    assert [mail.recipient for mail in mails] == [LEA, "bob@agents.test"]
    answer(house, mails[1], "approve")
    assert state(house) == [ApprovalState.PENDING]


def test_whoever_asks_is_nobodys_delegate(build):
    house = build(more=(OFFICE % "2026-11-30").replace('delegate = "bob@agents.test"', f'delegate = "{ANN}"'))
    assert [mail.recipient for mail in asked(house)] == [LEA, BOSS]


def test_silent_approver_who_went_away_is_represented_from_the_reminder_on(build):
    house = build(more=(OFFICE % "2026-11-30").replace("2026-11-20", "2026-11-22"))
    mails = asked(house, mode=ApprovalMode.ALL)
    assert [mail.recipient for mail in mails] == [LEA, BOSS]
    answer(house, mails[1], "approve")
    (reminder,) = [mail for mail in after(house, DAY) if mail.kind is OutboundKind.APPROVAL_REQUEST]
    assert reminder.recipient == "bob@agents.test"
    answer(house, reminder, "approve")
    assert state(house) == [ApprovalState.APPROVED]


def _id(house: House) -> int:
    def read(conn):
        ticket = tickets.by_ref(conn, house.tenant, number(house))
        return approvals.of_ticket(conn, house.tenant, ticket.id)[0].id

    return house.database.read(read)


def test_what_a_rule_asked_for_is_told_to_whoever_works_on_the_ticket(build):
    terms = f'{{ what = "Pay it?", approvers = ["{BOSS}"] }}'
    house = build(more=f'[[rule]]\nname = "Money"\non = ["create"]\nthen = [{{ request_approval = {terms} }}]\n')
    house.carry(house.mail(f"Eve <{EVE}>", "Refund"), sender=EVE)
    (asked_boss,) = after(house, MINUTE)
    (told,) = answer(house, asked_boss, "reject too dear")

    assert (told.recipient, told.kind) == (ANN, OutboundKind.APPROVAL_RESULT)
    assert "too dear" in told.text


def test_status_comes_back_by_the_moves_of_the_queues_own_lifecycle(build):
    own = """
[[lifecycle]]
key = "plain"
initial = ["open"]
active = ["waiting_for_vendor"]
inactive = ["closed"]
moves = { open = ["waiting_for_vendor", "closed"], waiting_for_vendor = ["open", "closed"], closed = ["open"] }
"""
    house = build(more=own, queue='lifecycle = "plain"')
    mails = asked(house, while_pending=Status.WAITING_FOR_VENDOR, mode=ApprovalMode.ALL)
    read = lambda conn: tickets.by_ref(conn, house.tenant, number(house)).status  # noqa: E731
    assert house.database.read(read) is Status.WAITING_FOR_VENDOR
    answer(house, mails[0], "reject no")
    assert house.database.read(read) is Status.OPEN
