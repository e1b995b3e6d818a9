"""Each hour is counted once it is over, so that its figures stand whatever becomes of the tickets."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from mailgate.pipeline.jobs.slot import Ran, Slot
from mailgate.report import hourly
from mailgate.report.days import full_hour, hours
from mailgate.store.database import Connection

#: Where nothing was counted yet, or not for long: so far back, and no further.
_BACK = timedelta(days=14)


def statistics(slot: Slot) -> Ran:
    """Count every hour that is over and was not counted."""
    until = full_hour(slot.zone, slot.now)
    kept = slot.tools.database.read(partial(hourly.kept_until, tenant=slot.desk.tenant))
    since = max(kept or until - _BACK, until - _BACK)
    spans = [span for span in hours(slot.zone, full_hour(slot.zone, since), until) if kept is None or span.since > kept]

    def write(conn: Connection) -> None:
        hourly.keep(conn, slot.desk.tenant, counted)

    counted = [
        slot.tools.database.read(partial(hourly.count_hour, tenant=slot.desk.tenant, span=span)) for span in spans
    ]
    return Ran(told=f"{len(counted)} hours counted", write=write)
