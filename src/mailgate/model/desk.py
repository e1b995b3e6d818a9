"""A tenant's desk as configured: one immutable, numbered revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from mailgate.model.calendar import Calendar
from mailgate.model.command import Macro
from mailgate.model.detection import Detection
from mailgate.model.job import JOBS, AutoClose, Csat, Job
from mailgate.model.lifecycle import Lifecycle
from mailgate.model.limits import Rate
from mailgate.model.oncall import OnCall
from mailgate.model.rule import Rule
from mailgate.model.sla import EscalationPolicy, SlaPolicy
from mailgate.model.ticket import Priority
from mailgate.model.workflow import Workflow


class TicketsOfAbsent(StrEnum):
    """What becomes of an agent's open tickets when an absence begins."""

    KEEP = "keep"
    #: Those whose customer waits for an answer go back to the team.
    REASSIGN_UNANSWERED = "reassign_unanswered"
    REASSIGN_ALL = "reassign_all"
    #: All go to the delegate.
    DELEGATE = "delegate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A time in which an agent does not work; ``until`` is the first instant of work again."""

    since: datetime
    until: datetime
    #: Address of the agent who stands in; empty for none.
    delegate: str = ""
    tickets: TicketsOfAbsent = TicketsOfAbsent.KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A person who answers."""

    email: str
    name: str
    #: ``agent``, ``lead`` or ``admin``.
    role: str = "agent"
    #: True: plain replies of this agent are notes unless the customer address is used (``agent_reply = "note"``).
    reply_is_note: bool = False
    signature: str = ""
    #: Other addresses that the agent writes from, lower-case; nobody else has one of them.
    aliases: tuple[str, ...] = ()
    #: ``active``, ``away`` or ``out``; only whoever is active is given tickets by a strategy.
    availability: str = "active"
    absences: tuple[Absence, ...] = ()
    #: Key of the calendar of working hours; empty: always at work.
    calendar: str = ""
    #: Open tickets at the most, a paused one counted as a fifth; None: as many as come.
    capacity: float | None = None
    #: Share of the team's tickets, against the weights of the others.
    weight: float = 1.0
    #: By name in lower case, how well.
    skills: Mapping[str, float] = field(default_factory=dict)
    #: The categories that this agent may work on; none: all.
    categories: tuple[str, ...] = ()
    #: In these hours notices wait, but for what is about a ticket of the highest priority; None: there are none.
    quiet: Calendar | None = None

    def absent(self, at: datetime) -> Absence | None:
        """The absence in which an instant lies."""
        return next((absence for absence in self.absences if absence.since <= at < absence.until), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    key: str
    agents: tuple[str, ...]
    #: ``manual``, ``round_robin``, ``least_loaded``, ``weighted``, ``sticky`` or ``skills``.
    assign: str = "manual"
    #: Who is told when nobody can be given a ticket; empty: the team's members with the role ``lead``.
    lead: str = ""
    #: How long ago somebody may have worked for a customer and still gets the next ticket.
    sticky_for: timedelta = timedelta(days=90)
    #: ``all`` or ``any`` of the skills that a ticket asks for.
    skills_needed: str = "all"
    #: Agents outside their working hours are given nothing.
    within_hours: bool = True
    #: Key of its working hours, empty: as its products and the desk have them.
    calendar: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What tickets of a queue are about."""

    key: str
    #: Key of the hours in which it is supported, empty: the desk's.
    calendar: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """One intake address with its defaults."""

    key: str
    address: str
    name: str
    aliases: tuple[str, ...] = ()
    product: str = ""
    team: str = ""
    category: str = ""
    sla: str = ""
    escalation: str = ""
    signature: str = ""
    #: Domain of reply addresses; empty: plus-addresses of ``address`` itself.
    reply_domain: str = ""
    #: ``unless_failed``, ``verified`` or ``never``.
    acknowledge: str = "unless_failed"
    #: ``hold`` or ``ticket``: what a failed sender's first mail becomes.
    failed_senders: str = "hold"
    #: ``new`` or ``hold``: what a stranger with a tag or Message-ID gets.
    stranger_follow_up: str = "new"
    #: ``reopen`` within ``reopen_window`` and after it a new ticket, ``always``, ``new`` or ``hold``: what a customer's
    #: mail about a closed ticket does.
    closed_follow_up: str = "reopen"
    #: None: the desk's.
    reopen_window: timedelta | None = None
    #: ``new`` or ``append``: a mail about a closed or old ticket under another subject.
    changed_subject: str = "new"
    #: A ticket is old when nobody wrote on it for so long.
    changed_subject_after: timedelta = timedelta(days=30)
    #: ``hold`` or ``ticket``: what mail becomes that a filter or an agent called spam; a ticket has the status spam.
    spam: str = "hold"
    #: ``verified`` or ``always``: whether an acknowledgement repeats the subject.
    echo_subject: str = "verified"
    #: Whose mails are what somebody filled in, so that the customer stands in Reply-To: ``name@host``, ``@host``, or
    #: the network of a peer.
    contact_forms: tuple[str, ...] = ()
    #: Key of a lifecycle: ``default``, ``strict`` or one of the desk's own.
    lifecycle: str = "default"
    #: Giving an open or triaged ticket to a person begins the work on it.
    assigning_begins: bool = True
    #: Routing an open ticket to a team triages it.
    routing_triages: bool = True
    #: ``ask``, ``close`` or ``keep``: open children of a ticket that is resolved or closed by a person.
    close_children: str = "ask"
    #: The customer of a ticket that an agent resolved is asked whether it is.
    ask_when_resolved: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTarget:
    name: str
    url: str
    events: tuple[str, ...] = ()
    secret: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRates:
    """Over a rate mail is accepted and held, never refused; None is no limit (``"off"``)."""

    tickets_per_sender: Rate | None = Rate(count=10, window=timedelta(hours=1))
    tickets_per_domain: Rate | None = Rate(count=200, window=timedelta(hours=1))
    replies_per_ticket: Rate | None = Rate(count=3, window=timedelta(minutes=1))
    #: By mail; over it the words are kept, and the ticket stays as it is.
    reopens_per_ticket: Rate | None = Rate(count=5, window=timedelta(hours=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything one tenant configured. Keys are unique within their kind."""

    tenant: str
    #: Number of the revision in force, 0 when it was never installed.
    revision: int = 0
    name: str = ""
    timezone: str = "UTC"
    locale: str = "en"
    default_priority: Priority = Priority.MEDIUM
    default_sla: str = "standard"
    default_escalation: str = "default"
    #: Key of the hours that hold where no policy, team or product has its own; empty: 24x7.
    default_calendar: str = ""
    products: tuple[Product, ...] = ()
    queues: tuple[Queue, ...] = ()
    teams: tuple[Team, ...] = ()
    agents: tuple[Agent, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    #: Beside ``default`` and ``strict``.
    lifecycles: tuple[Lifecycle, ...] = ()
    #: With the shipped presets, the desk's own first.
    slas: tuple[SlaPolicy, ...] = ()
    escalations: tuple[EscalationPolicy, ...] = ()
    oncalls: tuple[OnCall, ...] = ()
    rules: tuple[Rule, ...] = ()
    webhooks: tuple[WebhookTarget, ...] = ()
    macros: tuple[Macro, ...] = ()
    rates: DeskRates = field(default_factory=DeskRates)
    #: Of the whole desk or of single agents (``agent_reply = "note"``).
    reply_is_note: bool = False
    auto_close: AutoClose = field(default_factory=AutoClose)
    csat: Csat = field(default_factory=Csat)
    #: With the shipped ones, the desk's own first.
    workflows: tuple[Workflow, ...] = ()
    #: Each job once, also those that are switched off.
    jobs: tuple[Job, ...] = JOBS
    detection: Detection = field(default_factory=Detection)
    #: Ticket systems of others whose references lead back to our tickets: ``jira``, ``prefix:CASE-``.
    foreign_refs: tuple[str, ...] = ()
    #: How long after closing a customer's reply reopens, where the queue says nothing else.
    reopen_window: timedelta = timedelta(days=14)
    #: By tier (``vip``, ``gold``, ...) the addresses and domains of the customers that have it, lower-case.
    customer_tiers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def tier(self, email: str) -> str:
        """The tier of a customer, empty without one; that of the whole address wins over that of its domain."""
        address = email.lower()
        for wanted in (address, address.rpartition("@")[2]):
            for tier, members in self.customer_tiers.items():
                if wanted in members:
                    return tier
        return ""

    def queue(self, key: str) -> Queue | None:
        return next((queue for queue in self.queues if queue.key == key), None)

    def product(self, key: str) -> Product | None:
        return next((product for product in self.products if product.key == key), None)

    def team(self, key: str) -> Team | None:
        return next((team for team in self.teams if team.key == key), None)

    def agent(self, email: str) -> Agent | None:
        """Whose address it is, own or alias."""
        wanted = email.lower()
        return next((agent for agent in self.agents if agent.email == wanted or wanted in agent.aliases), None)

    @property
    def agent_addresses(self) -> frozenset[str]:
        """Every address of every agent, lower-case."""
        return frozenset(address.lower() for agent in self.agents for address in (agent.email, *agent.aliases))

    def calendar(self, key: str) -> Calendar | None:
        return next((calendar for calendar in self.calendars if calendar.key == key), None)

    def sla(self, key: str) -> SlaPolicy | None:
        return next((policy for policy in self.slas if policy.key == key), None)

    def escalation(self, key: str) -> EscalationPolicy | None:
        return next((policy for policy in self.escalations if policy.key == key), None)

    def oncall(self, key: str) -> OnCall | None:
        return next((oncall for oncall in self.oncalls if oncall.key == key), None)

    def job(self, name: str) -> Job | None:
        return next((job for job in self.jobs if job.name == name), None)

    def workflow(self, key: str) -> Workflow | None:
        return next((workflow for workflow in self.workflows if workflow.key == key), None)

    def macro(self, name: str) -> Macro | None:
        wanted = name.casefold()
        return next((macro for macro in self.macros if macro.name.casefold() == wanted), None)
