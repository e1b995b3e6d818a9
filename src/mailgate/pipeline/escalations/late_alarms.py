"""What fell due while nobody looked is told to each agent in one mail, not in one for each ticket."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from mailgate.model.outbound import OutboundMail, OutboxState
from mailgate.model.recording import Recording
from mailgate.model.sla import Trigger
from mailgate.model.ticket import Priority
from mailgate.pipeline.escalations.alarm import Alarm
from mailgate.store.outbound import notice_bundles

#: A timer that runs is a second late at most; so far behind, nobody looked.
LATE = timedelta(minutes=5)


def told_together(planned: Sequence[tuple[Alarm, Recording]], known: set[str]) -> list[Recording]:
    """The recordings with the late mails of everybody who has several of them waiting for one digest, at once.

    Mails about a ticket of the highest priority go out as they are.

    Args:
        known: Whoever was told of something late already in this sweep; added to.
    """
    late = [recording for alarm, recording in planned if is_late(alarm)]
    count = Counter(mail.recipient for recording in late for mail in recording.mails)
    many = {recipient for recipient, mails in count.items() if mails > 1 or recipient in known}
    known |= count.keys()
    return [_bundled(recording, alarm, many) if is_late(alarm) else recording for alarm, recording in planned]


def is_late(alarm: Alarm) -> bool:
    """True for a warning, a breach, or the first word of the run that it began, that nobody noticed in time."""
    if alarm.ticket.priority is Priority.CRITICAL:
        return False
    deadline = alarm.deadline
    if deadline.trigger is not Trigger.STEP:
        return alarm.now - deadline.due_at > LATE
    began = deadline.run_started_at
    if began is None or deadline.due_at > began:
        return False
    origins = (
        row.due_at
        for row in alarm.clockwork.deadlines
        if row.cycle_id == deadline.cycle_id and row.trigger.value == deadline.run
    )
    return any(began - due_at > LATE for due_at in origins)


def _bundled(recording: Recording, alarm: Alarm, many: set[str]) -> Recording:
    return replace(recording, mails=tuple(_waiting(mail, alarm, many) for mail in recording.mails))


def _waiting(mail: OutboundMail, alarm: Alarm, many: set[str]) -> OutboundMail:
    if mail.recipient not in many or mail.state is not OutboxState.PENDING:
        return mail
    return replace(mail, state=OutboxState.HELD, answer=notice_bundles.WAITS, told_at=alarm.now)
