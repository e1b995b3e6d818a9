"""One slot of one job, and what running it comes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from mailgate.model.desk import Agent, Desk
from mailgate.model.job import Job
from mailgate.model.outbound import OutboundMail
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection


def _nothing(conn: Connection) -> None:
    """The job writes nothing but its mails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A time at which a job is to happen."""

    tools: Tools
    desk: Desk
    job: Job
    #: When it was to happen, by which it is known.
    at: datetime
    #: When it happens; the same instant, if it runs in time.
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.desk.timezone)

    @property
    def named(self) -> tuple[Agent | str, ...]:
        """Whom the job is to tell, each once, by however many addresses: of one cause, nobody gets two mails."""
        found: dict[str, Agent | str] = {}
        for email in self.job.to:
            agent = self.desk.agent(email)
            found[agent.email if agent else email] = agent or email
        return tuple(found.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a slot brings about: written with it, in one transaction, or not at all."""

    #: One sentence for people.
    told: str
    mails: tuple[OutboundMail, ...] = ()
    #: May run more than once; what it did before is undone.
    write: Callable[[Connection], None] = _nothing


def cause_of(slot: Slot) -> str:
    """``job:sla_report:20261121T050000Z``: one cause for all that a slot brings about."""
    return f"job:{slot.job.name}:{slot.at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
