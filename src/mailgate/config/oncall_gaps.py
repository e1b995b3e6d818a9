"""Hours of the next 90 days in which nobody is on call though somebody is to be paged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailgate.escalation.rotation import gaps
from mailgate.model.desk import Desk

_AHEAD = timedelta(days=90)


def oncall_gaps(desks: Sequence[Desk], today: date) -> Iterator[str]:
    """A sentence for each rotation with gaps; what people changed since the desk file was written is not looked at."""
    for desk in desks:
        for rotation in desk.oncalls:
            zone = ZoneInfo(rotation.timezone)
            start = datetime.combine(today, time(), zone)
            found = gaps(rotation, start, start + _AHEAD)
            if found:
                first, hours = (
                    found[0],
                    sum((each.end - each.start for each in found), timedelta()) // timedelta(hours=1),
                )
                since, until = (f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in (first.start, first.end))
                yield (
                    f"[[oncall]] {rotation.key} of {desk.tenant}: nobody is on call in {len(found)} stretches of the"
                    f" next 90 days, {hours} hours in all, the first from {since} to {until};"
                    " a page goes to the next step then"
                )
