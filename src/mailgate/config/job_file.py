"""What a desk does by the clock: jobs, closing what nobody writes on, and the question of how it was."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from mailgate.calendar.cron import parse_cron
from mailgate.config.table import Table, several
from mailgate.config.values import Duration, Mailbox, PositiveDuration, bounded, one_of
from mailgate.model.job import JOBS, AutoClose, CatchUp, Csat, Job


def _cron(value: str) -> str:
    try:
        parse_cron(value)
    except ValueError as error:
        raise ValueError(f'"{value}" is not a cron expression: {error}') from None
    return value


_Cron = Annotated[str, AfterValidator(_cron)]


class JobTable(Table):
    """A key that is left out is as it is for every desk."""

    cron: _Cron | None = None
    catch_up: Annotated[str, one_of(*CatchUp)] = CatchUp.RUN_ONCE.value
    enabled: bool = True

    def build(self, usual: Job) -> Job:
        return Job(
            name=usual.name,
            cron=self.cron or usual.cron,
            catch_up=CatchUp(self.catch_up),
            enabled=self.enabled,
            to=self._to(),
        )

    def _to(self) -> tuple[str, ...]:
        return ()


class ReportTable(JobTable):
    to: list[Mailbox] = Field(default_factory=list)

    def _to(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.to))


class JobsTable(Table):
    auto_close: JobTable = Field(default_factory=JobTable)
    statistics: JobTable = Field(default_factory=JobTable)
    sla_report: ReportTable = Field(default_factory=ReportTable)
    agent_summary: ReportTable = Field(default_factory=ReportTable)
    pending_response: JobTable = Field(default_factory=JobTable)
    sla_audit: ReportTable = Field(default_factory=ReportTable)
    fix_relations: JobTable = Field(default_factory=JobTable)

    def build(self) -> tuple[Job, ...]:
        """Every job, in the order of ``JOBS``."""
        tables: dict[str, JobTable] = {name: getattr(self, name) for name in JobsTable.model_fields}
        return tuple(tables[job.name].build(job) for job in JOBS)


class AutoCloseTable(Table):
    enabled: bool = AutoClose().enabled
    resolved_after: PositiveDuration = AutoClose().resolved_after
    waiting_after: PositiveDuration = AutoClose().waiting_after
    warn_after: PositiveDuration = AutoClose().warn_after

    @model_validator(mode="after")
    def _warns_before_it_closes(self) -> AutoCloseTable:
        if self.warn_after >= self.waiting_after:
            raise several(
                [(("warn_after",), "warn_after: it must be shorter than waiting_after; the warning comes first")]
            )
        return self

    def build(self) -> AutoClose:
        return AutoClose(**self.model_dump())


class CsatTable(Table):
    enabled: bool = Csat().enabled
    delay: Duration = Csat().delay
    every: Duration = Csat().every
    changeable: Duration = Csat().changeable
    expires: Annotated[PositiveDuration, bounded(3_600, 366 * 86_400)] = Csat().expires

    def build(self) -> Csat:
        return Csat(**self.model_dump())
