"""Every night promises are made again from the journal, and whoever looks after the house is told of what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mailgate.errors import NotFound
from mailgate.model.desk import Agent
from mailgate.model.outbound import OutboundMail
from mailgate.notify.addressing import Addressing
from mailgate.notify.kinds.audit import Drift, sla_audit
from mailgate.notify.recipients import operators
from mailgate.pipeline.jobs.slot import Ran, Slot, cause_of
from mailgate.pipeline.outbound.queue_mailing import QueuePost
from mailgate.pipeline.promises.recomputing import Audit, Recomputing, recompute
from mailgate.store.tickets import tickets

#: Looked at in one night, those that changed last: what changes was looked at the night after, and deadlines do not
#: wait for long meanwhile.
MOST = 2_000


def audit_promises(slot: Slot) -> Ran:
    """Only look: nothing is changed."""
    ids = slot.tools.database.read(lambda conn: tickets.open_lately(conn, slot.desk.tenant, MOST))
    found = [audit for audit in _audits(slot, ids) if audit.differences or audit.gaps]
    if not found:
        return Ran(told=f"{len(ids)} tickets, no differences")
    people = _told(slot)
    mails = tuple(_mail(slot, person, found, len(ids)) for person in people)
    return Ran(told=f"{len(found)} of {len(ids)} tickets differ, {len(people)} told", mails=mails)


def _audits(slot: Slot, ids: Sequence[int]) -> Iterator[Audit]:
    how = Recomputing(actor="system", now=slot.now)
    for row in ids:
        try:
            yield recompute(slot.tools, slot.desk.tenant, row, how)
        except NotFound:
            # Removed since.
            continue


def _told(slot: Slot) -> tuple[Agent | str, ...]:
    """Whom the job names, else the operator, else one admin."""
    return slot.named or operators(slot.tools.server.operator, slot.desk)[:1]


def _mail(slot: Slot, person: Agent | str, found: Sequence[Audit], looked_at: int) -> OutboundMail:
    tools = slot.tools
    post = QueuePost(tools=tools, desk=slot.desk, queue=slot.desk.queues[0], now=slot.now)
    addressing = Addressing(message_id=tools.new_message_id(), loop_id=tools.loop_id, date=slot.now)
    drifts = [_drift(audit) for audit in found]
    letter = post.letters.report(person, post.queue, sla_audit(drifts, slot.desk, looked_at=looked_at), addressing)
    return post.sealed(letter, cause=cause_of(slot), row=tools.rows(1)[0])


def _drift(audit: Audit) -> Drift:
    what = {f"{it.metric.value} {it.number}: {it.field or 'missing'}": None for it in audit.differences}
    return Drift(number=audit.number, what=(*audit.gaps, *what))
