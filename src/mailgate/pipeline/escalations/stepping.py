"""A run of escalation begins, takes its steps, and comes back to whoever took it and forgot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mailgate.calendar.business_time import add
from mailgate.escalation.answers import hurried
from mailgate.escalation.lapse import forgotten, holder, resumed, resuming, told_already
from mailgate.escalation.runs import IDS_NEEDED, Run, is_running, next_repeat, should_fire, steps_of
from mailgate.lifecycle.statuses import is_open
from mailgate.model.approval import Approval, ApprovalState
from mailgate.model.event import Event, EventKind
from mailgate.model.outbound import OutboundMail
from mailgate.model.plan import Change, Request
from mailgate.model.rule import Action
from mailgate.model.sla import Deadline, DeadlineState, EscalationStep
from mailgate.model.ticket import Priority
from mailgate.pipeline.approvals.requests import requested
from mailgate.pipeline.escalations.alarm import Alarm
from mailgate.pipeline.escalations.alarms import URGENT, nobody_mails, reminder_mail, step_mails
from mailgate.pipeline.escalations.fired import Fired
from mailgate.pipeline.rules.errand import Errand
from mailgate.pipeline.rules.mails import tell_by_rule
from mailgate.pipeline.rules.requests import carry_out
from mailgate.pipeline.tickets.settling import Moment, merged, rows_for_clock, settle
from mailgate.triage.actions import ask

_TICK = timedelta(microseconds=1)
_RAISED = tuple(sorted(Priority, key=lambda priority: priority.rank))


def begin_run(alarm: Alarm) -> Fired:
    """The run of a policy that was asked for; one that is under way is not begun again."""
    policy = alarm.desk.escalation(alarm.deadline.policy)
    if policy is None:
        return _skipped(alarm, "escalation.policy_gone")
    if not is_open(alarm.ticket.status):
        return _skipped(alarm, "escalation.stopped")
    if is_running(alarm.clockwork.deadlines, policy.key):
        return _skipped(alarm, "escalation.running")
    run = Run(of=alarm.deadline, name=alarm.deadline.run, policy=policy, desk=alarm.desk, started_at=alarm.now)
    steps = steps_of(run, alarm.ticket, ids=alarm.tools.rows(IDS_NEEDED))
    event = alarm.event(EventKind.UPDATED, {"escalation": policy.key, "run": run.name, "steps": len(policy.steps)})
    return _fired(alarm, steps, events=(event,))


def take_step(alarm: Alarm) -> Fired:
    """Tell whom the step names and do what it asks for, unless it is needless by now."""
    step, deadline = alarm.step, alarm.deadline
    acked = bool(holder(alarm.clockwork.deadlines, deadline))
    reason = "escalation.policy_gone" if step is None else should_fire(deadline, step, alarm.ticket, acked=acked)
    if step is None or reason:
        return _skipped(alarm, reason)
    if (opens := _opens(alarm, step)) is not None:
        # Moved, not fired: the same row is due again when the hours begin.
        return replace(_fired(alarm, (replace(deadline, due_at=opens),)), state=DeadlineState.PENDING)
    if waits_for_yes(alarm):
        return _asks_for_yes(alarm, step)
    return _taken(alarm, step)


def waits_for_yes(alarm: Alarm) -> bool:
    """Whether the step needs an approval; which one is given is known by ``Alarm.approvals``."""
    return alarm.step is not None and alarm.step.approval is not None


def remind(alarm: Alarm) -> Fired:
    """Whoever took the run and did nothing since is asked whether it goes on."""
    if not forgotten(alarm.deadline, alarm.ticket, alarm.clockwork.deadlines):
        return _skipped(alarm, "escalation.answered")
    row = alarm.tools.rows(1)[0]
    following = resuming(alarm.deadline, alarm.desk, alarm.clockwork.deadlines, now=alarm.now, row=row)
    if told_already(alarm.deadline, alarm.clockwork.deadlines):
        return _fired(alarm, (following,))
    mail = reminder_mail(alarm, following.due_at)
    event = alarm.event(EventKind.UPDATED, {"escalation": alarm.deadline.policy, "reminded": mail.recipient})
    return _fired(alarm, (following,), events=(event,), mails=(mail,))


def resume(alarm: Alarm) -> Fired:
    """The reminder was forgotten as well: the run goes on at the step that was taken."""
    if not forgotten(alarm.deadline, alarm.ticket, alarm.clockwork.deadlines):
        return _skipped(alarm, "escalation.answered")
    ids = alarm.tools.rows(1)
    steps = resumed(alarm.deadline, alarm.desk, alarm.clockwork.deadlines, now=alarm.now, ids=ids)
    details: dict[str, object] = {"escalation": alarm.deadline.policy, "resumed": alarm.deadline.acked_by}
    return _fired(alarm, steps, events=(alarm.event(EventKind.UPDATED, details),))


def _taken(alarm: Alarm, step: EscalationStep) -> Fired:
    deadline = alarm.deadline
    done = _acted(alarm, step)
    mails = step_mails(alarm, step)
    following = list(next_repeat(deadline, step, now=alarm.now, row=alarm.tools.rows(1)[0]))
    told = [mail.recipient for mail in mails]
    if not mails and step.notify:
        hurry = hurried(alarm.clockwork.deadlines, deadline, now=alarm.now)
        mails, following = nobody_mails(alarm, step, last=not hurry), [*hurry]
    level = max(alarm.ticket.escalation_level, deadline.step + 1)
    details: dict[str, object] = {
        "policy": deadline.policy,
        "step": deadline.step,
        "run": deadline.run,
        "level": level,
        "told": told,
    }
    events = (*done.events, alarm.event(EventKind.ESCALATED, details), *_urgent_entry(alarm, mails))
    return replace(
        done,
        ticket=replace(done.ticket, escalation_level=level, updated_at=alarm.now),
        clockwork=replace(done.clockwork, deadlines=merged(done.clockwork.deadlines, following)),
        events=events,
        mails=(*done.mails, *mails),
    )


def _acted(alarm: Alarm, step: EscalationStep) -> Fired:
    """What the step does to the ticket, the first time that it is taken."""
    if not step.actions or alarm.deadline.repeat:
        return _fired(alarm, ())
    changes, requests = _wishes(alarm, step.actions)
    moment = Moment(
        desk=alarm.desk,
        now=alarm.now,
        actor="system",
        ids=alarm.tools.rows(rows_for_clock(alarm.desk)),
        cause=alarm.cause,
    )
    settled = settle(alarm.ticket, changes, alarm.clockwork, moment)
    errand = Errand(
        tools=alarm.tools,
        desk=alarm.desk,
        ticket=settled.ticket,
        now=alarm.now,
        because=alarm.told_as,
        clockwork=settled.clockwork,
    )
    done = carry_out(requests, errand)
    return Fired(
        state=DeadlineState.FIRED,
        ticket=settled.ticket,
        clockwork=done.clockwork or settled.clockwork,
        mails=(*done.mails, *tell_by_rule(errand, done.told)),
        events=(*settled.events, *done.events),
        entries=done.entries,
        watchers=done.watchers,
        approvals=done.approvals,
        runs=done.runs,
        links=done.links,
    )


def _wishes(alarm: Alarm, actions: Sequence[Action]) -> tuple[list[Change], list[Request]]:
    changes: list[Change] = []
    requests: list[Request] = []
    for action in actions:
        if action.name == "priority":
            changes += _one_more(alarm)
            continue
        asked = ask(action, alarm.ticket, alarm.cause, alarm.now)
        changes += asked.changes
        requests += asked.requests
    return changes, requests


def _one_more(alarm: Alarm) -> list[Change]:
    """One priority more, once a level: a second run that comes to the same level raises nothing (spec B.4)."""
    place = _RAISED.index(alarm.ticket.priority)
    if alarm.deadline.step + 1 <= alarm.ticket.escalation_level or not place:
        return []
    return [Change(field="priority", value=_RAISED[place - 1], cause=alarm.cause)]


def _opens(alarm: Alarm, step: EscalationStep) -> datetime | None:
    """When the hours begin within which the step pages; None: now. A critical ticket pages at any hour."""
    calendar = alarm.desk.calendar(step.hours) if step.hours else None
    if calendar is None or alarm.ticket.priority is Priority.CRITICAL:
        return None
    opens = add(calendar, alarm.now, _TICK) - _TICK
    return opens if opens > alarm.now else None


def _asks_for_yes(alarm: Alarm, step: EscalationStep) -> Fired:
    """The first time the yes is asked for; once it was given the step comes again and is taken."""
    assert step.approval is not None
    answer = next((each for each in reversed(alarm.approvals) if _about(each, alarm.deadline, alarm)), None)
    if answer is not None and answer.state is ApprovalState.APPROVED:
        return _taken(alarm, step)
    if answer is not None:
        return _skipped(alarm, f"escalation.approval_{answer.state.value}")
    approval = requested(
        alarm.tools, alarm.ticket, step.approval, by=alarm.deadline.policy, waits=alarm.deadline.id, now=alarm.now
    )
    details: dict[str, object] = {"policy": alarm.deadline.policy, "step": alarm.deadline.step, "approval": approval.id}
    return replace(_fired(alarm, (), events=(alarm.event(EventKind.UPDATED, details),)), approvals=(approval,))


def _about(approval: Approval, deadline: Deadline, alarm: Alarm) -> bool:
    """Whether an approval was asked for by the same step of the same run."""
    asked_by = next((row for row in alarm.clockwork.deadlines if row.id == approval.waits), None)
    if asked_by is None:
        return False
    step = (asked_by.cycle_id, asked_by.run, asked_by.policy, asked_by.step)
    return step == (deadline.cycle_id, deadline.run, deadline.policy, deadline.step)


def _urgent_entry(alarm: Alarm, mails: tuple[OutboundMail, ...]) -> tuple[Event, ...]:
    """The audit entry of spec/features.md S1 1.14."""
    if alarm.deadline.run != URGENT or not mails:
        return ()
    due = alarm.ticket.sla_due_at
    details: dict[str, object] = {
        "refid": alarm.ticket.refid,
        "told": [mail.recipient for mail in mails],
        "expected_resolution": due.isoformat() if due else None,
    }
    return (alarm.event(EventKind.SLA_URGENT_ESCALATION, details),)


def _skipped(alarm: Alarm, reason: str) -> Fired:
    event = alarm.event(EventKind.UPDATED, {"escalation_step": alarm.deadline.step, "skipped": reason})
    return replace(_fired(alarm, (), events=(event,)), state=DeadlineState.CANCELLED, ticket=alarm.ticket)


def _fired(
    alarm: Alarm, moved: Sequence[Deadline], *, events: tuple[Event, ...] = (), mails: tuple[OutboundMail, ...] = ()
) -> Fired:
    return Fired(
        state=DeadlineState.FIRED,
        ticket=replace(alarm.ticket, updated_at=alarm.now),
        clockwork=replace(alarm.clockwork, deadlines=merged(alarm.clockwork.deadlines, moved)),
        events=events,
        mails=mails,
    )
