"""What a message by itself does to a ticket's status."""

from __future__ import annotations

from datetime import datetime, timedelta

from mailgate.lifecycle.statuses import allowed, is_open
from mailgate.lifecycle.tables import DEFAULT
from mailgate.model.event import Cause
from mailgate.model.lifecycle import Lifecycle
from mailgate.model.plan import Change
from mailgate.model.ticket import Status, Ticket


def may_reopen(ticket: Ticket, now: datetime, window: timedelta, lifecycle: Lifecycle = DEFAULT) -> bool:
    """True when a customer's message may join this ticket: it is open, or was resolved or closed within ``window``.

    False for cancelled, merged and spam tickets at any age: only a deliberate act brings these back. False where the
    lifecycle knows no way back. The window is closed at its end: exactly ``window`` after closing still reopens.
    """
    if is_open(ticket.status):
        return True
    if ticket.status not in {Status.RESOLVED, Status.CLOSED} or reopened_as(ticket, lifecycle) is None:
        return False
    ended_at = ticket.closed_at or ticket.resolved_at or ticket.updated_at
    return now - ended_at <= window


def reopened_as(ticket: Ticket, lifecycle: Lifecycle = DEFAULT) -> Status | None:
    """What a ticket becomes that somebody has to work on again; None where the lifecycle knows no way back.

    It goes back to its agent (``waiting_for_support``) or, when it is nobody's, to the queue (``open``); where these
    are not in use, to the first status of those who work that the lifecycle allows.
    """
    possible = allowed(ticket.status, lifecycle)
    first = (Status.WAITING_FOR_SUPPORT, Status.OPEN) if ticket.assigned_to else (Status.OPEN,)
    wanted = (*first, Status.IN_PROGRESS, Status.WAITING_FOR_SUPPORT, Status.TRIAGED, *lifecycle.initial)
    return next((status for status in wanted if status in possible), None)


def customer_message_changes(
    ticket: Ticket,
    *,
    now: datetime,
    reopen_window: timedelta,
    automatic: bool,
    cause: Cause,
    lifecycle: Lifecycle = DEFAULT,
) -> tuple[Change, ...]:
    """What a customer's message asks for; empty when all stays.

    An answer to a question, or to a ticket thought done, goes back to those who work, see ``reopened_as``; one that was
    put off comes back. Automatic mail (RFC 3834 section 2) is no answer and changes nothing.
    """
    waits = ticket.status in {Status.WAITING_FOR_CUSTOMER, Status.RESOLVED, Status.CLOSED}
    if automatic or not may_reopen(ticket, now, reopen_window, lifecycle):
        return ()
    back = (Change(field="snoozed_until", value=None, cause=cause),) if ticket.snoozed_until else ()
    target = reopened_as(ticket, lifecycle) if waits else None
    return back if target is None else (*back, Change(field="status", value=target, cause=cause))


def agent_reply_changes(ticket: Ticket, *, cause: Cause, lifecycle: Lifecycle = DEFAULT) -> tuple[Change, ...]:
    """The status after an agent's public reply: now it is the customer's turn, where the table allows that."""
    if Status.WAITING_FOR_CUSTOMER not in allowed(ticket.status, lifecycle):
        return ()
    return (Change(field="status", value=Status.WAITING_FOR_CUSTOMER, cause=cause),)
