"""A due deadline with everything that is known when it is fired."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from mailgate.model.approval import Approval
from mailgate.model.clockwork import Clockwork
from mailgate.model.desk import Desk
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.sla import Cycle, Deadline, EscalationStep
from mailgate.model.ticket import Ticket
from mailgate.notify.recipients import OnDuty
from mailgate.pipeline.tools import Tools
from mailgate.sla.thresholds import is_reminder, threshold_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One due deadline with the ticket that it is about."""

    deadline: Deadline
    ticket: Ticket
    clockwork: Clockwork
    desk: Desk
    tools: Tools
    now: datetime
    #: Asked for warnings that name their people, and for steps.
    on_duty: OnDuty = field(default_factory=dict)
    #: Addresses of all who watch the ticket, where a warning is for them.
    watching: frozenset[str] = frozenset()
    #: What follows is asked for steps only.
    #: The customer's first words, for an urgent page.
    description: str = ""
    approvals: tuple[Approval, ...] = ()

    @property
    def cycle(self) -> Cycle | None:
        """The promise that it is about."""
        return next((cycle for cycle in self.clockwork.cycles if cycle.id == self.deadline.cycle_id), None)

    @property
    def tells(self) -> tuple[str, ...]:
        """Whom the desk names for this very warning."""
        threshold = threshold_of(self.deadline, self.cycle, self.desk)
        return threshold.notify if threshold else ()

    @property
    def reminds(self) -> bool:
        """It is a warning of what is overdue already."""
        return is_reminder(self.deadline, self.cycle)

    @property
    def step(self) -> EscalationStep | None:
        """What the policy says of the step that is due; None where it says nothing of it any more."""
        policy = self.desk.escalation(self.deadline.policy)
        if policy is None or self.deadline.step >= len(policy.steps):
            return None
        return policy.steps[self.deadline.step]

    @property
    def cause(self) -> Cause:
        return Cause(kind="schedule", ref=str(self.deadline.id))

    @property
    def told_as(self) -> str:
        """The cause of its mails. With the due, for a row that a change puts off after it fired is told of again."""
        return f"deadline:{self.deadline.id}:{self.deadline.due_at:%Y%m%dT%H%M%S.%f}"

    def event(self, kind: EventKind, details: dict[str, object]) -> Event:
        return Event(kind=kind, at=self.now, actor="system", cause=self.cause, details=details)
