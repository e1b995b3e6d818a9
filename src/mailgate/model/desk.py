"""A tenant's desk as configured: one immutable, numbered revision."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from mailgate.model.calendar import Calendar
from mailgate.model.command import Macro
from mailgate.model.job import JOBS, AutoClose, Csat, Job
from mailgate.model.limits import Rate
from mailgate.model.oncall import OnCall
from mailgate.model.rule import Rule
from mailgate.model.sla import EscalationPolicy, SlaPolicy
from mailgate.model.ticket import Priority


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    key: str
    agents: tuple[str, ...]
    #: ``manual``, ``round_robin``, ``least_loaded``, ``weighted``, ``sticky`` or ``skills``.
    assign: str = "manual"
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
    #: ``hold`` or ``ticket``: what mail becomes that a filter or an agent called spam; a ticket has the status spam.
    spam: str = "hold"
    #: ``verified`` or ``always``: whether an acknowledgement repeats the subject.
    echo_subject: str = "verified"
    #: Whose mails are what somebody filled in, so that the customer stands in Reply-To: ``name@host``, ``@host``, or
    #: the network of a peer.
    contact_forms: tuple[str, ...] = ()


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
    #: Each job once, also those that are switched off.
    jobs: tuple[Job, ...] = JOBS
    #: ``[detection]`` as validated, for what comes later.
    extras: dict[str, object] = field(default_factory=dict)
    #: How long after closing a customer's reply reopens.
    reopen_window: timedelta = timedelta(days=14)

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

    def macro(self, name: str) -> Macro | None:
        wanted = name.casefold()
        return next((macro for macro in self.macros if macro.name.casefold() == wanted), None)
