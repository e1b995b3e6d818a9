"""On what terms a ticket is changed: its queue's lifecycle, and the role of whoever asks."""

from __future__ import annotations

from dataclasses import dataclass

from mailgate.lifecycle.tables import DEFAULT, SHIPPED
from mailgate.model.desk import Desk
from mailgate.model.lifecycle import Lifecycle


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


def terms_of(desk: Desk, queue_key: str, actor: str = "") -> Terms:
    """What holds when ``actor``, an email or a name of ours, changes a ticket of that queue."""
    queue, agent = desk.queue(queue_key), desk.agent(actor)
    return Terms(
        lifecycle=lifecycle_of(desk, queue_key),
        role=agent.role if agent else "",
        assigning_begins=queue is None or queue.assigning_begins,
        routing_triages=queue is None or queue.routing_triages,
    )
