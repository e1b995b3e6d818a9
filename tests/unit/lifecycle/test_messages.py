from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from mailgate.lifecycle.apply import apply_changes
from mailgate.lifecycle.messages import agent_reply_changes, customer_message_changes, may_reopen
from mailgate.model.event import Cause
from mailgate.model.ticket import Status, Ticket

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WINDOW = timedelta(days=14)
CAUSE = Cause(kind="mail", ref="31")

MakeTicket = Callable[..., Ticket]


def after_customer(ticket: Ticket, *, automatic: bool = False) -> Status:
    changes = customer_message_changes(ticket, now=NOW, reopen_window=WINDOW, automatic=automatic, cause=CAUSE)
    applied = apply_changes(ticket, changes, now=NOW, actor=ticket.customer_email)
    assert applied.refused == ()
    return applied.ticket.status


@pytest.mark.parametrize("status", [Status.WAITING_FOR_CUSTOMER, Status.RESOLVED, Status.CLOSED])
@pytest.mark.parametrize(("agent", "wanted"), [("ann@acme.test", Status.WAITING_FOR_SUPPORT), (None, Status.OPEN)])
def test_customer_answer_goes_back_to_the_agent_or_the_queue(
    make_ticket: MakeTicket, status: Status, agent: str | None, wanted: Status
) -> None:
    ticket = make_ticket(status=status, assigned_to=agent, resolved_at=NOW - WINDOW, closed_at=NOW - WINDOW)
    assert after_customer(ticket) is wanted


@pytest.mark.parametrize(
    "status",
    [
        Status.OPEN,
        Status.TRIAGED,
        Status.IN_PROGRESS,
        Status.ESCALATED,
        Status.WAITING_FOR_SUPPORT,
        Status.WAITING_FOR_VENDOR,
        Status.CANCELLED,
        Status.MERGED,
        Status.SPAM,
    ],
)
def test_customer_message_leaves_other_statuses(make_ticket: MakeTicket, status: Status) -> None:
    assert after_customer(make_ticket(status=status, closed_at=NOW)) is status


@pytest.mark.parametrize("status", Status)
def test_automatic_mail_changes_no_status(make_ticket: MakeTicket, status: Status) -> None:
    assert after_customer(make_ticket(status=status, closed_at=NOW), automatic=True) is status


@pytest.mark.parametrize(
    ("status", "times", "wanted"),
    [
        (Status.CLOSED, {"closed_at": NOW - WINDOW}, True),
        (Status.CLOSED, {"closed_at": NOW - WINDOW - timedelta(microseconds=1)}, False),
        (Status.CLOSED, {"closed_at": NOW, "resolved_at": NOW - 2 * WINDOW}, True),
        (Status.RESOLVED, {"resolved_at": NOW - WINDOW}, True),
        (Status.RESOLVED, {"resolved_at": NOW - 2 * WINDOW}, False),
        (Status.CANCELLED, {"closed_at": NOW}, False),
        (Status.MERGED, {"closed_at": NOW}, False),
        (Status.SPAM, {"closed_at": NOW}, False),
        (Status.OPEN, {}, True),
        (Status.WAITING_FOR_CUSTOMER, {}, True),
    ],
)
def test_reopen_window(make_ticket: MakeTicket, status: Status, times: dict[str, datetime], wanted: bool) -> None:
    assert may_reopen(make_ticket(status=status, **times), NOW, WINDOW) is wanted


def test_closed_ticket_outside_the_window_stays_closed(make_ticket: MakeTicket) -> None:
    assert after_customer(make_ticket(status=Status.CLOSED, closed_at=NOW - 2 * WINDOW)) is Status.CLOSED


@pytest.mark.parametrize("status", Status)
def test_agent_reply_waits_for_the_customer_unless_the_ticket_is_done(make_ticket: MakeTicket, status: Status) -> None:
    ticket = make_ticket(status=status)
    applied = apply_changes(ticket, agent_reply_changes(ticket, cause=CAUSE), now=NOW, actor="ann@acme.test")
    done = status in {Status.RESOLVED, Status.CLOSED, Status.CANCELLED, Status.MERGED, Status.SPAM}
    assert applied.ticket.status is (status if done else Status.WAITING_FOR_CUSTOMER)
    assert applied.refused == ()
