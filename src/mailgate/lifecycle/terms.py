"""On what terms a ticket is changed: its queue's lifecycle, and the role of whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from mailgate.lifecycle.tables import DEFAULT, SHIPPED
from mailgate.model.desk import Desk
from mailgate.model.lifecycle import Lifecycle
from mailgate.model.ticket import Status, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What holds for one change of one ticket."""

    lifecycle: Lifecycle = DEFAULT
    #: ``agent``, ``lead``, ``admin``; empty: no person of the desk, whom no right restricts.
    role: str = ""
    #: Giving an open or triaged ticket to a person moves it to ``in_progress``.
    assigning_begins: bool = True
    #: Routing an open ticket to a team moves it to ``triaged``.
    routing_triages: bool = True


DEFAULT_TERMS = Terms()


def lifecycle_of(desk: Desk, queue_key: str) -> Lifecycle:
    """That of the queue; ``default`` for a queue that is gone, or names a lifecycle that is."""
    queue = desk.queue(queue_key)
    if queue is None or queue.lifecycle == DEFAULT.key:
        return DEFAULT
    return next((each for each in (*desk.lifecycles, *SHIPPED) if each.key == queue.lifecycle), DEFAULT)


def reopen_window(desk: Desk, ticket: Ticket) -> timedelta:
    """How long after its end a customer's words bring this ticket back; negative where they never do."""
    queue = desk.queue(ticket.queue)
    if queue is None:
        return desk.reopen_window
    if ticket.status is Status.CLOSED and queue.closed_follow_up != "reopen":
        # What a queue holds reaches the ticket only by a person's yes.
        return timedelta.min if queue.closed_follow_up == "new" else timedelta.max
    return desk.reopen_window if queue.reopen_window is None else queue.reopen_window


def terms_of(desk: Desk, queue_key: str, actor: str = "") -> Terms:
    """What holds when ``actor``, an email or a name of ours, changes a ticket of that queue."""
    queue, agent = desk.queue(queue_key), desk.agent(actor)
    return Terms(
        lifecycle=lifecycle_of(desk, queue_key),
        role=agent.role if agent else "",
        assigning_begins=queue is None or queue.assigning_begins,
        routing_triages=queue is None or queue.routing_triages,
    )
