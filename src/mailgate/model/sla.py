"""What was promised: policies, running cycles, and the instants at which something falls due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mailgate.model.approval import ApprovalTerms
from mailgate.model.rule import Action
from mailgate.model.ticket import Priority


class Metric(StrEnum):
    """What can be promised; when each starts, stands and stops is said in ``sla/courses``."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    PERIODIC_UPDATE = "periodic_update"
    RESOLUTION = "resolution"
    #: All time in which the customer waits for us or for our vendor.
    REQUESTER_WAIT = "requester_wait"
    #: All time in which the ticket waits for nobody but us.
    AGENT_WORK = "agent_work"
    #: Within the house: until somebody of the team takes the ticket.
    OLA_ASSIGN = "ola_assign"
    #: Within the house: until the team is done with it or hands it over.
    OLA_TEAM = "ola_team"


class CycleState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """When to warn: a share of the target elapsed (0 to 1), or business time before or after due; one is set."""

    share: float | None = None
    before: timedelta | None = None
    #: Of a promise that is still not kept.
    after: timedelta | None = None
    #: The promises that it is about; empty: all.
    metrics: tuple[Metric, ...] = ()
    #: ``assignee``, ``team``, ``oncall`` and the like as in an escalation's step, or ``watchers``: agents who watch the
    #: ticket. They alone are told, and no escalation begins. Empty: whom the escalation tells, else assignee or team.
    notify: tuple[str, ...] = ()
    #: Given again after so much more time, so often; after the due only.
    every: timedelta | None = None
    repeat: int = 0
    #: Times before and after the due are business time; False: real time, nights and holidays included.
    calendar_aware: bool = True


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
class Scope:
    """Which tickets a policy is for: in every list that is not empty one name must be the ticket's."""

    queues: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    #: Lower-case addresses, or ``@domain`` for everybody there.
    customers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaPolicy:
    """Targets by priority and metric; a pair not named has no target."""

    key: str
    targets: dict[Priority, dict[Metric, timedelta]]
    #: Key of a calendar, ``24x7``, or empty: the team's, the product's or the desk's.
    calendar: str = ""
    #: The tickets that it is for without being named; None: only where a queue, the desk or a person names it.
    applies_to: Scope | None = None
    #: Metrics that stand in a wait beside those that always do.
    pausable: tuple[Metric, ...] = ()
    #: The first response is given by whoever triages the ticket, too.
    triage_answers: bool = False
    warn: tuple[Threshold, ...] = DEFAULT_WARN
    reopen: ReopenMode = ReopenMode.RESUME
    retarget: RetargetMode = RetargetMode.RECOMPUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationStep:
    """One step of a run, counted from its start."""

    after: timedelta
    #: ``assignee``, ``team``, ``team:lead``, ``team:KEY``, ``oncall`` (the first rotation, else the team),
    #: ``oncall:KEY``, an address.
    notify: tuple[str, ...] = ()
    #: ``acked``, ``replied``, ``status:NAME``: what makes the step needless.
    unless: tuple[str, ...] = ()
    #: Without an acknowledgement in this time it is repeated; one that nobody followed with an answer holds as long.
    ack_timeout: timedelta | None = None
    repeat: int = 0
    #: Repeated until somebody takes it, at most ``UNTIL_ACK_CAP`` times.
    until_ack: bool = False
    #: The page has to be taken: the step stands open, and later ones wait, until somebody took it or repeats are over.
    require_ack: bool = False
    #: ``after`` counts the open time of this calendar; ``sla``: of the promise's own; empty: wall time.
    calendar: str = ""
    #: A ticket that waits for somebody does not freeze the step.
    ignore_pause: bool = False
    #: Key of a calendar within whose open hours people are paged; a critical ticket pages at any hour.
    hours: str = ""
    #: What is done to the ticket; ``priority`` with ``+1`` beside the actions of rules.
    actions: tuple[Action, ...] = ()
    #: The step waits for this yes.
    approval: ApprovalTerms | None = None


#: How often a step is repeated that is to be repeated until somebody takes it.
UNTIL_ACK_CAP = 24


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
    #: When it was due, whenever that was noticed; never taken back.
    breached_at: datetime | None = None
    #: When the breach was noticed; later than ``breached_at`` after a downtime.
    detected_at: datetime | None = None
    #: How long the clock ran until the stop, pauses left out: in business time, and in real time. None until then.
    elapsed: timedelta | None = None
    elapsed_wall: timedelta | None = None
    #: One sentence for people.
    reason: str = ""


class Trigger(StrEnum):
    """What falls due. A step belongs to the warning or breach that began its run."""

    WARNING = "warning"
    BREACH = "breach"
    STEP = "step"
    #: A run was asked for, by a person, a rule, or a new urgent ticket.
    BEGIN = "begin"
    #: Whoever took a page is asked whether it goes on; without an answer the run resumes.
    REMIND = "remind"
    RESUME = "resume"


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
    #: For a step: what began the run (``warning``, ``breach``, ``rule``, ``manual``, ``urgent``), and the policy's key;
    #: empty for all else. A run that is about no promise has a number of its own as ``cycle_id``.
    run: str = ""
    policy: str = ""
    #: For a step its place in the policy from 0; for a warning its threshold's place.
    step: int = 0
    #: How often it came before.
    repeat: int = 0
    state: DeadlineState = DeadlineState.PENDING
    #: When the run began, for steps.
    run_started_at: datetime | None = None
    #: For a step that somebody took: when, and who.
    acked_at: datetime | None = None
    acked_by: str = ""
