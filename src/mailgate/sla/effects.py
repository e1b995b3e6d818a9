"""What one change of a ticket does to each of its cycles, and which new ones it begins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mailgate.lifecycle.statuses import is_open
from mailgate.model.calendar import Calendar
from mailgate.model.desk import Desk
from mailgate.model.sla import Cycle, CycleState, Metric, ReopenMode
from mailgate.model.ticket import Status, Ticket
from mailgate.sla.courses import in_status
from mailgate.sla.opening import added, latest_of, opened, reopened
from mailgate.sla.policies import Target, calendar_of, desk_of, promise_key, targets_of
from mailgate.sla.turns import given_up, is_over, retargeted, stopped

#: Kept by a public reply of a human agent.
_ANSWERED = {Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE, Metric.PERIODIC_UPDATE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One change of a ticket."""

    before: Ticket
    after: Ticket
    desk: Desk
    now: datetime
    #: It brings a public reply of a human agent.
    human_reply: bool
    #: Desks under which its promises were made, by revision.
    past: Mapping[int, Desk] = field(default_factory=dict)
    #: All that still runs is to be measured by the desk in force.
    anew: bool = False

    @property
    def other_promise(self) -> bool:
        """True when another priority, policy or calendar holds than before; an edited policy is for new cycles only."""
        return self.anew or promise_key(self.before, self.desk) != promise_key(self.after, self.desk)

    @property
    def reopens(self) -> bool:
        return is_open(self.after.status) and not is_open(self.before.status)

    @property
    def customer_wrote(self) -> bool:
        """The customer's last message is of this moment, and not answered yet."""
        answered_at = self.after.last_agent_message_at
        return self.after.last_customer_message_at == self.now and (answered_at is None or answered_at < self.now)

    @property
    def handed_over(self) -> bool:
        return self.after.assigned_team != self.before.assigned_team

    def calendar(self, cycle: Cycle) -> Calendar:
        return calendar_of(cycle, self.desk, self.past)


def advanced(cycle: Cycle, moment: Moment) -> Cycle:
    """The cycle after the change; one that is over stays as it is."""
    if is_over(cycle):
        return cycle
    cycle = _within_the_house(cycle, moment)
    if is_over(cycle):
        return cycle
    if moment.other_promise:
        target = targets_of(moment.after, moment.desk).get(cycle.metric)
        if target is None:
            return given_up(cycle, moment.calendar(cycle), moment.now)
        cycle = retargeted(cycle, moment.calendar(cycle), target, moment.now)
    if moment.human_reply and cycle.metric in _ANSWERED:
        return stopped(cycle, moment.calendar(cycle), moment.now)
    return _in_status(cycle, moment)


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
            yield _in_status(cycle, moment)


def waits_for_an_agent(ticket: Ticket) -> bool:
    """A team has it, and nobody in it."""
    return bool(ticket.assigned_team) and not ticket.assigned_to


def _in_status(cycle: Cycle, moment: Moment) -> Cycle:
    policy = desk_of(cycle, moment.desk, moment.past).sla(cycle.policy)
    return in_status(cycle, moment.after.status, policy, moment.calendar(cycle), moment.now)


def _within_the_house(cycle: Cycle, moment: Moment) -> Cycle:
    """What teams owe each other ends by the hands that the ticket goes through."""
    calendar = moment.calendar(cycle)
    if cycle.metric is Metric.OLA_TEAM and moment.handed_over:
        return stopped(cycle, calendar, moment.now)
    if cycle.metric is Metric.OLA_ASSIGN and moment.after.assigned_to:
        return stopped(cycle, calendar, moment.now)
    if cycle.metric is Metric.OLA_ASSIGN and moment.handed_over:
        return given_up(cycle, calendar, moment.now)
    return cycle


def _resolution(latest: Cycle | None, target: Target, moment: Moment) -> Cycle | None:
    return _from_creation(latest, target, moment, target.policy.reopen)


def _counted_in_all(latest: Cycle | None, target: Target, moment: Moment) -> Cycle | None:
    return _from_creation(latest, target, moment, ReopenMode.RESUME)


def _from_creation(latest: Cycle | None, target: Target, moment: Moment, mode: ReopenMode) -> Cycle | None:
    if moment.reopens:
        if latest is None:
            return _from_now(latest, target, moment)
        if moment.before.status is Status.MERGED:
            # It was never done, only elsewhere: its customer waited on.
            mode = ReopenMode.KEEP
        return reopened(latest, target, mode=mode, ended_as=moment.before.status, now=moment.now)
    return _added(latest, target, moment)


def _added(latest: Cycle | None, target: Target, moment: Moment) -> Cycle | None:
    """A goal that another policy or priority brings."""
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


def _ola_assign(latest: Cycle | None, target: Target, moment: Moment) -> Cycle | None:
    arrived = moment.handed_over or bool(moment.before.assigned_to) or moment.reopens or _is_new(target, moment)
    return _from_now(latest, target, moment) if arrived and waits_for_an_agent(moment.after) else None


def _ola_team(latest: Cycle | None, target: Target, moment: Moment) -> Cycle | None:
    arrived = moment.handed_over or moment.reopens or _is_new(target, moment)
    return _from_now(latest, target, moment) if arrived and moment.after.assigned_team else None


def _is_new(target: Target, moment: Moment) -> bool:
    return target.metric not in targets_of(moment.before, moment.desk)


def _from_now(latest: Cycle | None, target: Target, moment: Moment) -> Cycle:
    number = latest.number + 1 if latest else 1
    return opened(target, ticket_id=moment.after.id, number=number, started_at=moment.now)


_BEGIN = {
    Metric.FIRST_RESPONSE: _first_response,
    Metric.NEXT_RESPONSE: _next_response,
    Metric.PERIODIC_UPDATE: _periodic_update,
    Metric.RESOLUTION: _resolution,
    Metric.REQUESTER_WAIT: _counted_in_all,
    Metric.AGENT_WORK: _counted_in_all,
    Metric.OLA_ASSIGN: _ola_assign,
    Metric.OLA_TEAM: _ola_team,
}
