"""Values for what the clock makes us say: a promise about to break, one broken, and the pages that follow."""

from __future__ import annotations

from mailgate.model.desk import Desk, Queue
from mailgate.model.sla import Cycle, Deadline, Metric, Trigger
from mailgate.model.ticket import Ticket
from mailgate.notify.addressing import Addressing
from mailgate.notify.kinds.shared import inner_frame, local_time, spoken_duration, status_block

_PROMISES = {
    Metric.FIRST_RESPONSE: "first answer",
    Metric.NEXT_RESPONSE: "next answer",
    Metric.PERIODIC_UPDATE: "update",
    Metric.RESOLUTION: "solution",
    Metric.REQUESTER_WAIT: "end of the customer's waiting",
    Metric.AGENT_WORK: "end of our work",
    Metric.OLA_ASSIGN: "assignment to an agent",
    Metric.OLA_TEAM: "team's part",
}
#: Runs that no promise began.
_ASKED_BY = {
    "manual": "A colleague",
    "rule": "A rule of the desk",
    "approval": "A request that nobody decided in time",
}


def promise(ticket: Ticket, queue: Queue, desk: Desk, cycle: Cycle | None, addressing: Addressing) -> dict[str, object]:
    """What was promised, until when, and how long that is from now."""
    due = cycle.due_at if cycle else None
    return {
        **inner_frame(queue, addressing),
        **status_block(ticket, desk, addressing.date),
        "promise": _PROMISES[cycle.metric] if cycle else "",
        "promise_due": local_time(due, desk) if due else "",
        "distance": spoken_duration(due - addressing.date) if due else "",
        "late": due is not None and due <= addressing.date,
        "reason": cycle.reason if cycle else "",
    }


def page(
    ticket: Ticket, queue: Queue, desk: Desk, deadline: Deadline, cycle: Cycle | None, addressing: Addressing
) -> dict[str, object]:
    """``step`` counts from 1; ``round`` is 1 the first time and one more with each repeat."""
    return {
        **promise(ticket, queue, desk, cycle, addressing),
        "policy": deadline.policy,
        "step": deadline.step + 1,
        "round": deadline.repeat + 1,
        "broken": deadline.run == Trigger.BREACH,
        "asked_by": _ASKED_BY.get(deadline.run, ""),
    }
