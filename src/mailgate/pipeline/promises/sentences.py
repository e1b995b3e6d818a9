"""What was promised on a ticket, in sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailgate.model.calendar import Calendar
from mailgate.model.clockwork import Clockwork
from mailgate.model.desk import Desk
from mailgate.model.sla import CycleState
from mailgate.sla.explain import explain_cycle
from mailgate.sla.policies import calendar_of

_OWED = (CycleState.RUNNING, CycleState.PAUSED)


def promises(clockwork: Clockwork, desk: Desk, now: datetime) -> tuple[str, ...]:
    """One sentence for each promise that was ever made, those that are still owed first.

    A calendar that never closes has no clocks of its own: its promises are told by the desk's.
    """
    cycles = sorted(clockwork.cycles, key=lambda cycle: (cycle.state not in _OWED, cycle.id))
    told = tuple(
        explain_cycle(cycle, _as_told(calendar_of(cycle, desk, clockwork.past), desk), now).sentence
        for cycle in cycles
        if cycle.state is not CycleState.CANCELLED
    )
    return told or ("Nothing is promised on this ticket.",)


def _as_told(calendar: Calendar, desk: Desk) -> Calendar:
    return replace(calendar, timezone=desk.timezone) if calendar.always else calendar
