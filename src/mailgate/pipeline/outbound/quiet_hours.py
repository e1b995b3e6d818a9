"""Notices that fall into their reader's quiet hours wait in the outbox until these are over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mailgate.model.calendar import Calendar
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.outbound import OutboundMail, OutboxState
from mailgate.model.recording import Recording
from mailgate.model.ticket import Priority
from mailgate.notify.quiet import waits_until
from mailgate.pipeline.tools import Tools
from mailgate.store.outbound import notice_bundles


def after_quiet_hours(tools: Tools, recordings: Sequence[Recording], now: datetime) -> list[Recording]:
    """The recordings with what may wait held until its reader's quiet hours are over; the journal says so."""
    quiet = {tenant: _quiet(tools, tenant) for tenant in {recording.tenant for recording in recordings}}
    if not any(quiet.values()):
        return list(recordings)
    return [_held(tools, recording, quiet[recording.tenant], now) for recording in recordings]


def _quiet(tools: Tools, tenant: str) -> dict[str, Calendar]:
    """By every address of an agent who has quiet hours."""
    desk = tools.desks.get(tenant)
    agents = desk.agents if desk else ()
    return {
        address.lower(): agent.quiet for agent in agents if agent.quiet for address in (agent.email, *agent.aliases)
    }


def _held(tools: Tools, recording: Recording, quiet: Mapping[str, Calendar], now: datetime) -> Recording:
    critical = recording.after is not None and recording.after.priority is Priority.CRITICAL
    mails = tuple(_kept(mail, quiet, now, critical=critical) for mail in recording.mails)
    held = [mail for mail, before in zip(mails, recording.mails, strict=True) if mail is not before]
    if not held:
        return recording
    return replace(
        recording,
        mails=mails,
        events=(*recording.events, *(_event(mail, now) for mail in held)),
        event_ids=(*recording.event_ids, *tools.rows(len(held))),
    )


def _kept(mail: OutboundMail, quiet: Mapping[str, Calendar], now: datetime, *, critical: bool) -> OutboundMail:
    hours = quiet.get(mail.recipient.lower())
    # What waits to be told together, because nobody looked in time, waits no shorter than anything else.
    goes = mail.state is OutboxState.PENDING or mail.answer == notice_bundles.WAITS
    until = waits_until(mail, hours, now, critical=critical) if hours and goes else None
    if until is None:
        return mail
    return replace(mail, state=OutboxState.HELD, answer=notice_bundles.QUIET, told_at=until)


def _event(mail: OutboundMail, now: datetime) -> Event:
    assert mail.told_at is not None
    details: dict[str, object] = {
        "recipient": mail.recipient,
        "kind": mail.kind.value,
        "because": "quiet hours",
        "until": mail.told_at.isoformat(),
    }
    cause = Cause(kind="outbox", ref=str(mail.id))
    return Event(kind=EventKind.MAIL_DELAYED, at=now, actor="system", cause=cause, details=details)
