"""What one change of a ticket does to each of its cycles, and which new ones it begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from mailgate.lifecycle.statuses import is_open, is_paused
from mailgate.model.calendar import Calendar
from mailgate.model.desk import Desk
from mailgate.model.sla import Cycle, CycleState, Metric
from mailgate.model.ticket import Status, Ticket
from mailgate.sla.opening import added, latest_of, opened, reopened
from mailgate.sla.policies import Target, calendar_of, policy_key, targets_of
from mailgate.sla.turns import cancelled, given_up, is_over, paused, resumed, retargeted, stopped

#: Left out of every figure; spam never had a promise to begin with.
VOID = frozenset({Status.CANCELLED, Status.MERGED, Status.SPAM})
#: Stand while the desk waits for somebody else.
_PAUSING = {Metric.RESOLUTION, Metric.NEXT_RESPONSE}
#: Kept by a public reply of a human agent.
_ANSWERED = {Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE, Metric.PERIODIC_UPDATE}
#: Kept by resolving; the others are merely owed no longer.
_RESOLVED = {Metric.RESOLUTION, Metric.PERIODIC_UPDATE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One change of a ticket."""

    before: Ticket
    after: Ticket
    desk: Desk
    now: datetime
    #: It brings a public reply of a human agent.
    human_reply: bool

    @property
    def other_promise(self) -> bool:
        """True when another priority or policy holds than before; an edited policy is for new cycles only."""
        return (self.before.priority, policy_key(self.before, self.desk)) != (
            self.after.priority,
            policy_key(self.after, self.desk),
        )

    @property
    def reopens(self) -> bool:
        return is_open(self.after.status) and not is_open(self.before.status)

    @property
    def customer_wrote(self) -> bool:
        return self.after.last_customer_message_at != self.before.last_customer_message_at


def advanced(cycle: Cycle, moment: Moment) -> Cycle:
    """The cycle after the change; one that is over stays as it is."""
    if is_over(cycle):
        return cycle
    calendar = calendar_of(cycle.calendar, moment.desk)
    if moment.other_promise:
        target = targets_of(moment.after, moment.desk).get(cycle.metric)
        if target is None:
            return given_up(cycle, calendar, moment.now)
        cycle = retargeted(cycle, calendar, target, moment.now)
        calendar = calendar_of(cycle.calendar, moment.desk)
    if moment.human_reply and cycle.metric in _ANSWERED:
        return stopped(cycle, calendar, moment.now)
    return in_status(cycle, moment.after.status, calendar, moment.now)


def in_status(cycle: Cycle, status: Status, calendar: Calendar, now: datetime) -> Cycle:
    """The cycle of a ticket that is in that status from ``now`` on."""
    if status in VOID:
        return cancelled(cycle, calendar, now)
    if not is_open(status):
        end = stopped if cycle.metric in _RESOLVED else given_up
        return end(cycle, calendar, now)
    if cycle.metric not in _PAUSING:
        return cycle
    return paused(cycle, now, status.value) if is_paused(status) else resumed(cycle, calendar, now)


def begun(cycles: Sequence[Cycle], moment: Moment) -> Iterator[Cycle]:
    """The cycles that the change begins, at most one a metric and none beside one that still goes on."""
    if not is_open(moment.after.status):
        return
    for metric, target in targets_of(moment.after, moment.desk).items():
        latest = latest_of(cycles, metric)
        if latest is not None and not is_over(latest):
            continue
        cycle = _BEGIN[metric](latest, target, moment)
        if cycle is not None:
            yield in_status(cycle, moment.after.status, target.calendar, moment.now)


def _resolution(latest: Cycle | None, target: Target, moment: Moment) -> Cycle | None:
    if moment.reopens:
        if latest is None:
            return _from_now(latest, target, moment)
        return reopened(latest, target, ended_as=moment.before.status, now=moment.now)
    if target.metric in targets_of(moment.before, moment.desk):
        # It could have been promised before and was not: nobody waits for an answer here.
        return None
    return added(latest, target, ticket_id=moment.after.id, created_at=moment.after.created_at)


def _first_response(latest: Cycle | None, target: Target, moment: Moment) -> Cycle | None:
    answered = moment.human_reply or moment.after.first_response_at is not None
    if answered or (latest is not None and latest.state is not CycleState.CANCELLED):
        return None
    return _resolution(latest, target, moment)


def _next_response(latest: Cycle | None, target: Target, moment: Moment) -> Cycle | None:
    # Not armed before the first response: a shorter target must not overrule that one (zammad#5177). A second mail
    # before the answer does not get here, so that the oldest unanswered one counts.
    owed = moment.customer_wrote and moment.after.first_response_at is not None and not moment.human_reply
    return _from_now(latest, target, moment) if owed else None


def _periodic_update(latest: Cycle | None, target: Target, moment: Moment) -> Cycle | None:
    return _from_now(latest, target, moment) if moment.human_reply else None


def _from_now(latest: Cycle | None, target: Target, moment: Moment) -> Cycle:
    number = latest.number + 1 if latest else 1
    return opened(target, ticket_id=moment.after.id, number=number, started_at=moment.now)


_BEGIN = {
    Metric.FIRST_RESPONSE: _first_response,
    Metric.NEXT_RESPONSE: _next_response,
    Metric.PERIODIC_UPDATE: _periodic_update,
    Metric.RESOLUTION: _resolution,
}
