"""A desk file: one tenant with everything it promises."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from mailgate.config.addresses import WebAddress
from mailgate.config.calendar_file import CalendarTable
from mailgate.config.detection_file import DetectionTable
from mailgate.config.escalation_file import EscalationTable
from mailgate.config.event_names import WEBHOOK_EVENTS, event_list
from mailgate.config.job_file import AutoCloseTable, CsatTable, JobsTable
from mailgate.config.lifecycle_file import LifecycleTable
from mailgate.config.macro_file import MacroTable
from mailgate.config.nearest import advice
from mailgate.config.oncall_file import OnCallTable
from mailgate.config.people_file import AgentReply, AgentTable, QueueTable, TeamTable
from mailgate.config.presets import DEFAULT_ESCALATION, PRESETS, URGENT_ESCALATION
from mailgate.config.routing_file import AssignmentRuleTable, EscalationRuleTable, RouterTable, assignment_rules
from mailgate.config.rule_file import CustomerTiers, RuleTable
from mailgate.config.secret import EnvironmentSecret, FileSecret
from mailgate.config.sla_file import SlaTable
from mailgate.config.table import Table
from mailgate.config.values import Duration, Key, OptionalRate, PriorityName, Text, TimeZone, bounded
from mailgate.config.workflow_file import WorkflowTable, with_shipped
from mailgate.model.desk import Agent, Desk, DeskRates, Product, WebhookTarget
from mailgate.model.rule import Rule
from mailgate.model.sla import EscalationPolicy, SlaPolicy
from mailgate.model.ticket import Priority
from mailgate.thread.foreign_refs import PREFIX, SYSTEMS

_LOCALE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4}){0,2}")


def _locale(value: str) -> str:
    if not _LOCALE.fullmatch(value):
        raise ValueError(f'"{value}" is not a locale; write it like "en" or "de_AT"')
    return value


def _foreign_system(value: str) -> str:
    if value in SYSTEMS or (value.startswith(PREFIX) and 2 <= len(value.removeprefix(PREFIX)) <= 40):
        return value
    raise ValueError(f'unknown ticket system "{value}"; {advice(value, SYSTEMS)}, or "prefix:CASE-" for any other')


class WebhookTable(Table):
    name: Key
    url: WebAddress
    events: Annotated[list[str], event_list(*WEBHOOK_EVENTS)] = Field(default_factory=list)
    secret: Text = ""
    secret_env: EnvironmentSecret = ""
    secret_file: FileSecret = ""

    def build(self) -> WebhookTarget:
        return WebhookTarget(
            name=self.name,
            url=self.url,
            events=tuple(self.events),
            secret=self.secret or self.secret_env or self.secret_file,
        )


class ProductTable(Table):
    key: Key
    calendar: Key = ""

    def build(self) -> Product:
        return Product(key=self.key, calendar=self.calendar)


class RateLimitTable(Table):
    tickets_per_sender: OptionalRate = DeskRates().tickets_per_sender
    tickets_per_domain: OptionalRate = DeskRates().tickets_per_domain
    replies_per_ticket: OptionalRate = DeskRates().replies_per_ticket
    reopens_per_ticket: OptionalRate = DeskRates().reopens_per_ticket

    def build(self) -> DeskRates:
        return DeskRates(
            tickets_per_sender=self.tickets_per_sender,
            tickets_per_domain=self.tickets_per_domain,
            replies_per_ticket=self.replies_per_ticket,
            reopens_per_ticket=self.reopens_per_ticket,
        )


class DeskToml(Table):
    """The whole file."""

    tenant: Key
    name: Text = ""
    timezone: TimeZone = "UTC"
    locale: Annotated[str, AfterValidator(_locale)] = "en"
    default_sla: Key = "standard"
    default_escalation: Key = "default"
    default_calendar: Key = ""
    default_priority: PriorityName = Priority.MEDIUM
    agent_reply: AgentReply = "mirror"
    foreign_refs: list[Annotated[str, AfterValidator(_foreign_system)]] = Field(default_factory=list)
    reopen_window: Annotated[Duration, bounded(0, 3_660 * 86_400)] = timedelta(days=14)
    queue: Annotated[list[QueueTable], Field(min_length=1)]
    product: list[ProductTable] = Field(default_factory=list)
    team: list[TeamTable] = Field(default_factory=list)
    agent: list[AgentTable] = Field(default_factory=list)
    calendar: list[CalendarTable] = Field(default_factory=list)
    lifecycle: list[LifecycleTable] = Field(default_factory=list)
    sla: list[SlaTable] = Field(default_factory=list)
    rule: list[RuleTable] = Field(default_factory=list)
    router: RouterTable = Field(default_factory=RouterTable)
    assignment_rule: list[AssignmentRuleTable] = Field(default_factory=list)
    escalation_rule: list[EscalationRuleTable] = Field(default_factory=list)
    escalation: list[EscalationTable] = Field(default_factory=list)
    oncall: list[OnCallTable] = Field(default_factory=list)
    webhook: list[WebhookTable] = Field(default_factory=list)
    macro: list[MacroTable] = Field(default_factory=list)
    workflow: list[WorkflowTable] = Field(default_factory=list)
    customer_tiers: CustomerTiers = Field(default_factory=dict)
    rate_limit: RateLimitTable = Field(default_factory=RateLimitTable)
    detection: DetectionTable = Field(default_factory=DetectionTable)
    auto_close: AutoCloseTable = Field(default_factory=AutoCloseTable)
    csat: CsatTable = Field(default_factory=CsatTable)
    jobs: JobsTable = Field(default_factory=JobsTable)

    def build(self) -> Desk:
        """The desk as the rest of mailgate knows it, revision 0."""
        name = self.name or self.tenant
        return Desk(
            tenant=self.tenant,
            name=name,
            timezone=self.timezone,
            locale=self.locale,
            default_priority=self.default_priority,
            default_sla=self.default_sla,
            default_escalation=self.default_escalation,
            default_calendar=self.default_calendar,
            products=tuple(each.build() for each in self.product),
            queues=tuple(each.build(name, self.default_sla, self.default_escalation) for each in self.queue),
            teams=tuple(each.build() for each in self.team),
            agents=self._agents(),
            calendars=tuple(each.build(self.timezone) for each in self.calendar),
            lifecycles=tuple(each.build() for each in self.lifecycle),
            slas=_with_presets([each.build() for each in self.sla]),
            escalations=_with_default([each.build() for each in self.escalation]),
            oncalls=tuple(each.build_in(self.timezone) for each in self.oncall),
            rules=self._rules(),
            webhooks=tuple(each.build() for each in self.webhook),
            macros=tuple(each.build() for each in self.macro),
            workflows=with_shipped([each.build() for each in self.workflow]),
            rates=self.rate_limit.build(),
            reply_is_note=self.agent_reply == "note",
            detection=self.detection.build(),
            auto_close=self.auto_close.build(),
            csat=self.csat.build(),
            jobs=self.jobs.build(),
            reopen_window=self.reopen_window,
            foreign_refs=tuple(dict.fromkeys(self.foreign_refs)),
            customer_tiers=self.customer_tiers,
        )

    def _rules(self) -> tuple[Rule, ...]:
        """The desk's own rules, then those of other systems' forms."""
        own = (each.build() for each in self.rule)
        escalations = (each.build() for each in self.escalation_rule)
        return (*own, *assignment_rules(self.assignment_rule), *self.router.build(), *escalations)

    def _agents(self) -> tuple[Agent, ...]:
        """The agents with a table of their own, then those that only a team or a rotation names."""
        own = tuple(each.build(self.timezone) for each in self.agent)
        members = [email for each in self.team for email in each.agents]
        members += [email for each in self.oncall for email in each.people()]
        described = {address for agent in own for address in (agent.email, *agent.aliases)}
        others = (email for email in dict.fromkeys(members) if email not in described)
        return (*own, *(Agent(email=email, name="") for email in others))


def _with_presets(own: list[SlaPolicy]) -> tuple[SlaPolicy, ...]:
    """A policy of the desk's own wins over a preset of the same name."""
    taken = {policy.key for policy in own}
    return (*own, *(preset for preset in PRESETS if preset.key not in taken))


def _with_default(own: list[EscalationPolicy]) -> tuple[EscalationPolicy, ...]:
    taken = {policy.key for policy in own}
    return (*own, *(preset for preset in (DEFAULT_ESCALATION, URGENT_ESCALATION) if preset.key not in taken))
