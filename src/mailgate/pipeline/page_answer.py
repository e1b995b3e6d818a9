"""The answer to a page: ``ack`` takes it, anything else is a note."""

from __future__ import annotations

from dataclasses import replace

from mailgate.escalation.runs import acknowledged
from mailgate.model.envelope import InboxState
from mailgate.model.event import Event, EventKind
from mailgate.model.plan import Plan
from mailgate.model.recording import Recording
from mailgate.model.sla import Clockwork, Deadline, DeadlineState, Trigger
from mailgate.pipeline.journal import mail_event
from mailgate.pipeline.outcome import Outcome
from mailgate.pipeline.settling import mail_cause, merged
from mailgate.pipeline.situation import Situation
from mailgate.store import clockworks
from mailgate.store.database import Connection

_CODE = "page.acknowledged"


def takes_page(situation: Situation) -> bool:
    """Whether the first word of the answer is ``ack``; quotes do not count, nor does a machine's mail."""
    words = situation.mail.message.new_text.split(None, 1)
    return bool(words) and words[0].strip(".,!").lower() == "ack" and not situation.verdict.silent


def acknowledge(conn: Connection, situation: Situation) -> Outcome:
    """The steps that an acknowledgement spares are cancelled; the journal says who took it."""
    mail, ticket, tools = situation.mail, situation.ticket, situation.tools
    clockwork = clockworks.of_ticket(conn, ticket.id)
    spared = [step for page in _last_pages(clockwork) for step in acknowledged(clockwork.deadlines, page, mail.desk)]
    event = Event(
        kind=EventKind.ESCALATION_ACKNOWLEDGED,
        at=situation.now,
        actor=mail.sender.address,
        cause=mail_cause(mail.item.id),
        details={"steps_spared": len(spared)},
    )
    recording = Recording(
        tenant=mail.item.tenant,
        revision=mail.desk.revision,
        before=ticket,
        after=replace(ticket, updated_at=situation.now),
        clockwork_before=clockwork,
        clockwork=Clockwork(cycles=clockwork.cycles, deadlines=merged(clockwork.deadlines, spared)),
        events=(event, mail_event(situation, Plan(), outcome=_CODE)),
        event_ids=tuple(tools.rows(2)),
        inbox_id=mail.item.id,
    )
    return Outcome(state=InboxState.PROCESSED, code=_CODE, recording=recording, ticket_id=ticket.id)


def _last_pages(clockwork: Clockwork) -> list[Deadline]:
    """The newest fired step of each run."""
    newest: dict[tuple[int, str, str], Deadline] = {}
    for deadline in clockwork.deadlines:
        if deadline.trigger is Trigger.STEP and deadline.state is DeadlineState.FIRED:
            newest[deadline.cycle_id, deadline.run, deadline.policy] = deadline
    return list(newest.values())
