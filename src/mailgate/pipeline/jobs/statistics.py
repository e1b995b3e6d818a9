"""Each hour is counted once it is over, so that its figures stand whatever becomes of the tickets."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from mailgate.model.report import HourFigures
from mailgate.pipeline.jobs.slot import Ran, Slot
from mailgate.report import hourly
from mailgate.report.days import full_hour, hours
from mailgate.store.database import Connection

#: Where nothing was counted yet, or not for long: so far back, and no further.
_BACK = timedelta(days=14)


def statistics(slot: Slot) -> Ran:
    """Count every hour that is over and was not counted."""
    counted = slot.tools.database.read(partial(_counted, slot=slot))

    def write(conn: Connection) -> None:
        hourly.keep(conn, slot.desk.tenant, counted)

    return Ran(told=f"{len(counted)} hours counted", write=write)


def _counted(conn: Connection, slot: Slot) -> list[HourFigures]:
    until, tenant = full_hour(slot.zone, slot.now), slot.desk.tenant
    kept = hourly.kept_until(conn, tenant)
    since = max(kept or until - _BACK, until - _BACK)
    spans = hours(slot.zone, full_hour(slot.zone, since), until)
    return [hourly.count_hour(conn, tenant, span) for span in spans if kept is None or span.since > kept]
