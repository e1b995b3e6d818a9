"""``mailgate simulate``: the file that says what is tried."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from mailgate.config.table import Table, several
from mailgate.config.values import ExistingFile, Key, bounded
from mailgate.model.year import Outage, YearPlan


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("it needs an offset, like 2026-03-01T08:00:00+01:00 or 2026-03-01T07:00:00Z")
    return value.astimezone(UTC)


class OutageTable(Table):
    since: Annotated[datetime, AfterValidator(_aware)]
    until: Annotated[datetime, AfterValidator(_aware)]

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> OutageTable:
        if self.until <= self.since:
            raise several([(("until",), "until: it must be later than since")])
        return self


class YearToml(Table):
    """The whole file."""

    desk: ExistingFile
    since: date
    days: Annotated[int, bounded(1, 3_660)] = 365
    seed: int = 1
    matters: Annotated[float, bounded(0, 1_000)] = 2.0
    calendar: Key = ""
    outage: list[OutageTable] = Field(default_factory=list)

    def build(self) -> YearPlan:
        return YearPlan(
            desk=self.desk,
            since=self.since,
            days=self.days,
            seed=self.seed,
            matters=self.matters,
            calendar=self.calendar,
            outages=tuple(
                Outage(since=each.since, until=each.until) for each in sorted(self.outage, key=lambda each: each.since)
            ),
        )
