"""The limits of outbound mail: what is over one is dropped, told in a digest or held, and the operator is told once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailgate.metrics import LIMITS
from mailgate.model.desk import Agent, Desk
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.limits import MailLimits
from mailgate.model.outbound import OutboundKind, OutboundMail, OutboxState
from mailgate.model.recording import Recording
from mailgate.notify.addressing import Addressing
from mailgate.notify.governor import Fate, Limit, Over, doubtful, judge, questions
from mailgate.notify.recipients import operators
from mailgate.pipeline.outbound.queue_mailing import QueuePost
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.outbound import notice_bundles, outbox_rows, traffic

#: One digest a recipient, and one alert a limit, in this time.
_DIGEST_EVERY = timedelta(minutes=10)
#: Pages wait shorter than notices.
_PAGES_EVERY = timedelta(minutes=1)
_ALERT_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is over a limit in a batch, by outbox id, and the alerts about it, by the mail that each goes with."""

    over: Mapping[int, Over]
    alerts: Mapping[int, OutboundMail]


def within_limits(conn: Connection, tools: Tools, recordings: Sequence[Recording], now: datetime) -> list[Recording]:
    """The recordings with only those mails going out that every limit allows; counted once for all of them."""
    found = _find(conn, tools, recordings, now)
    if not found.over:
        return list(recordings)
    return [_limited(tools, recording, found, now) for recording in recordings]


def _find(conn: Connection, tools: Tools, recordings: Sequence[Recording], now: datetime) -> _Found:
    limits = tools.server.limits.mail
    over: dict[int, Over] = {}
    alerts: dict[int, OutboundMail] = {}
    for tenant in dict.fromkeys(recording.tenant for recording in recordings):
        its = [recording for recording in recordings if recording.tenant == tenant]
        mails = [mail for it in its for mail in it.mails if mail.state is OutboxState.PENDING]
        if not mails:
            continue
        new = frozenset(it.after.id for it in its if it.after is not None and it.before is None)
        judged = _judged(conn, tenant, mails, limits, new, now)
        over |= judged
        alerts |= _alerts(conn, tools, its, judged, now)
    return _Found(over, alerts)


def _judged(
    conn: Connection,
    tenant: str,
    mails: Sequence[OutboundMail],
    limits: MailLimits,
    new_tickets: frozenset[int],
    now: datetime,
) -> dict[int, Over]:
    """First one count each, no further than the tightest window; every window only of what may be over."""
    asked = questions(mails, limits, new_tickets)
    tightest = {limit: min(rate.count for rate in limits.of(limit)) for limit in Limit if limits.of(limit)}
    counted = traffic.count(conn, tenant, asked, tightest, now=now)
    doubt = doubtful(mails, counted, limits)
    if not doubt:
        return {}
    widest = {limit: max(rate.count for rate in limits.of(limit)) for limit in tightest}
    exact = traffic.count(conn, tenant, frozenset().union(*doubt.values()), widest, now=now)
    return judge(mails, {**counted, **exact}, limits)


def _limited(tools: Tools, recording: Recording, found: _Found, now: datetime) -> Recording:
    its = {mail.id: found.over[mail.id] for mail in recording.mails if mail.id in found.over}
    if not its:
        return recording
    for over in its.values():
        LIMITS.fired(24 if over.fate is Fate.HELD else 23)
    dropped = {mail.message_id for mail in recording.mails if mail.id in its and its[mail.id].fate is Fate.DROPPED}
    kept = [_kept(mail, its.get(mail.id), now) for mail in recording.mails if mail.message_id not in dropped]
    alerts = [found.alerts[mail] for mail in its if mail in found.alerts]
    events = tuple(_event(mail, its[mail.id], now) for mail in recording.mails if mail.id in its)
    return replace(
        recording,
        mails=(*kept, *alerts),
        references=tuple(known for known in recording.references if known.message_id not in dropped),
        events=(*recording.events, *events),
        event_ids=(*recording.event_ids, *tools.rows(len(events))),
    )


def _kept(mail: OutboundMail, over: Over | None, now: datetime) -> OutboundMail:
    if over is None:
        return mail
    if over.fate is Fate.DIGEST:
        every = _PAGES_EVERY if over.limit is Limit.PAGES_PER_RECIPIENT else _DIGEST_EVERY
        told_at = slot(now, every) + every
        return replace(mail, state=OutboxState.HELD, answer=notice_bundles.WAITS, told_at=told_at)
    return replace(mail, state=OutboxState.HELD, answer=f"held: over {spelled(over)}")


def _event(mail: OutboundMail, over: Over, now: datetime) -> Event:
    return Event(
        kind=EventKind.MAIL_LOOP_SUPPRESSED,
        at=now,
        actor="system",
        cause=Cause(kind="outbox", ref=str(mail.id)),
        details={
            "recipient": mail.recipient,
            "kind": mail.kind.value,
            "limit": spelled(over),
            "fate": over.fate.value,
        },
    )


def _alerts(
    conn: Connection, tools: Tools, recordings: Sequence[Recording], over: Mapping[int, Over], now: datetime
) -> dict[int, OutboundMail]:
    """One for each limit that nobody was told of within the hour, by the first mail over it."""
    first: dict[Limit, tuple[Recording, OutboundMail]] = {}
    for recording in recordings:
        for mail in recording.mails:
            # To answer an unverified address once a day is how it is meant, and nothing to worry about.
            if mail.id in over and over[mail.id].limit is not Limit.ACKS_PER_UNVERIFIED:
                first.setdefault(over[mail.id].limit, (recording, mail))
    desk = tools.desks.get(recordings[0].tenant) if first else None
    people = operators(tools.server.operator, desk) if desk else ()
    if desk is None or not people:
        return {}
    found = {}
    for limit, (recording, mail) in first.items():
        cause = f"limit:{limit.value}:{int(slot(now, _ALERT_EVERY).timestamp())}"
        made = outbox_rows.recipients_of(conn, tenant=desk.tenant, cause=f"{cause}:{OutboundKind.OPERATOR_ALERT.value}")
        if not made:
            number = recording.after.number if recording.after else ""
            found[mail.id] = _alert(tools, desk, people[0], (mail, over[mail.id], number), cause, now)
    return found


def _alert(
    tools: Tools, desk: Desk, operator: Agent | str, about: tuple[OutboundMail, Over, str], cause: str, now: datetime
) -> OutboundMail:
    addressing = Addressing(message_id=tools.new_message_id(), loop_id=tools.loop_id, date=now)
    post = QueuePost(tools=tools, desk=desk, queue=desk.queues[0], now=now)
    letter = post.letters.operator_alert(operator, post.queue, about, addressing)
    return post.sealed(letter, cause=cause, row=tools.rows(1)[0])


def slot(now: datetime, length: timedelta) -> datetime:
    """The beginning of the stretch of that length that ``now`` lies in."""
    return datetime.fromtimestamp(now.timestamp() // length.total_seconds() * length.total_seconds(), now.tzinfo)


def spelled(over: Over) -> str:
    """``automatic_per_recipient 30/10m``."""
    return f"{over.limit.value} {over.rate.count}/{int(over.rate.window.total_seconds()) // 60}m"
