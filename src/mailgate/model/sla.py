"""What was promised: policies, running cycles, and the instants at which something falls due."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from mailgate.model.ticket import Priority


class Metric(StrEnum):
    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    PERIODIC_UPDATE = "periodic_update"
    RESOLUTION = "resolution"


class CycleState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """When to warn: a share of the target elapsed (0 to 1), or business time before due; exactly one is set."""

    share: float | None = None
    before: timedelta | None = None


#: 80 % elapsed and 15 minutes before due: whichever comes first warns (spec A.2.6).
DEFAULT_WARN = (Threshold(share=0.8), Threshold(before=timedelta(minutes=15)))


class ReopenMode(StrEnum):
    """What reopening does to the resolution promise: go on, start anew, or count as if it had never been resolved."""

    RESUME = "resume"
    RESTART = "restart"
    KEEP = "keep"


class RetargetMode(StrEnum):
    """What another goal does to a running promise: same start, start at the change, or only ever earlier."""

    RECOMPUTE = "recompute"
    FROM_NOW = "from_now"
    TIGHTEN_ONLY = "tighten_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaPolicy:
    """Targets by priority and metric; a pair not named has no target."""

    key: str
    targets: dict[Priority, dict[Metric, timedelta]]
    #: Key of a calendar, empty: 24x7.
    calendar: str = ""
    warn: tuple[Threshold, ...] = DEFAULT_WARN
    reopen: ReopenMode = ReopenMode.RESUME
    retarget: RetargetMode = RetargetMode.RECOMPUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationStep:
    """``notify``: ``assignee``, ``team``, ``oncall:KEY`` or an address; ``unless``: ``acked``, ``replied``."""

    after: timedelta
    notify: tuple[str, ...]
    unless: tuple[str, ...] = ()
    ack_timeout: timedelta | None = None
    repeat: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationPolicy:
    key: str
    #: ``ticket.sla.warning``, ``ticket.sla.breached``.
    on: tuple[str, ...]
    steps: tuple[EscalationStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """An interval in which a cycle's clock stood; ``until`` is None while it lasts."""

    since: datetime
    until: datetime | None = None
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """One promise on one ticket, from its start to its stop (spec B.2)."""

    id: int
    ticket_id: int
    metric: Metric
    #: 1, and one more for each reopening.
    number: int
    policy: str
    revision: int
    calendar: str
    goal: timedelta
    started_at: datetime
    state: CycleState
    #: None while paused.
    due_at: datetime | None
    pauses: tuple[Pause, ...] = ()
    stopped_at: datetime | None = None
    breached_at: datetime | None = None
    #: One sentence for people.
    reason: str = ""


class Trigger(StrEnum):
    """What falls due. A step belongs to the warning or breach that began its run."""

    WARNING = "warning"
    BREACH = "breach"
    STEP = "step"


class DeadlineState(StrEnum):
    PENDING = "pending"
    FIRED = "fired"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """An instant at which the scheduler acts once. Unique by (ticket, cycle, trigger, run, step, repeat)."""

    id: int
    tenant: str
    ticket_id: int
    cycle_id: int
    trigger: Trigger
    due_at: datetime
    #: For a step: the trigger that began the run, and the policy's key; empty for all else.
    run: str = ""
    policy: str = ""
    #: For a step its place in the policy from 0; for a warning its threshold's place.
    step: int = 0
    repeat: int = 0
    state: DeadlineState = DeadlineState.PENDING
    #: When the run began, for steps.
    run_started_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clockwork:
    """All cycles and open deadlines of one ticket."""

    cycles: tuple[Cycle, ...] = ()
    deadlines: tuple[Deadline, ...] = field(default=())
