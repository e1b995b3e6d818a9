"""The journal's account of one mail: every decision with its evidence, for ``mailgate explain``."""

from __future__ import annotations

from mailgate.model.event import Event, EventKind
from mailgate.model.identity import Sender
from mailgate.model.mark import Verdict
from mailgate.model.match import Match
from mailgate.model.plan import IngestPlan, Plan
from mailgate.pipeline.inbound.understanding import Understood
from mailgate.pipeline.situation import Situation
from mailgate.pipeline.tickets.settling import mail_cause

#: Evidence beyond this many pieces is counted, not listed.
_EVIDENCE_LISTED = 10


def mail_event(known: Situation, plan: Plan, *, outcome: str) -> Event:
    """``mail.received`` (or ``mail.held``, ``mail.bounced``, ``mail.loop_suppressed``) with the whole trace."""
    mail = known.mail
    return Event(
        kind=_KINDS.get(outcome.partition(".")[0], EventKind.MAIL_RECEIVED),
        at=known.now,
        actor=mail.sender.address or "unknown",
        cause=mail_cause(mail.item.id),
        details={
            "outcome": outcome,
            "route": _route(mail),
            "sender": _sender(mail.sender),
            "class": {"is": mail.message.mail_class.value, "evidence": list(mail.message.class_evidence)},
            "marks": _marks(known.verdict),
            "match": _match(known.match),
            "rules": rule_traces(plan, mail.ingest),
            "defects": list(mail.message.defects),
        },
    )


def _sender(sender: Sender) -> dict[str, object]:
    return {"tier": sender.tier.value, "reason": sender.reason, "evidence": list(sender.evidence)}


def _marks(verdict: Verdict) -> list[dict[str, str]]:
    return [{"mark": mark.kind.value, "reason": mark.reason, "evidence": mark.evidence} for mark in verdict.marks]


_KINDS = {
    "held": EventKind.MAIL_HELD,
    "bounce": EventKind.MAIL_BOUNCED,
    "own_loop": EventKind.MAIL_LOOP_SUPPRESSED,
}


def _route(mail: Understood) -> dict[str, object]:
    envelope = mail.item.envelope
    return {
        "queue": mail.queue.key,
        "hits": [hit.queue for hit in mail.hits],
        "recipients": list(envelope.recipients),
        "mail_from": envelope.mail_from,
        "channel": envelope.channel.value,
        "message_id": mail.message.message_id,
        "subject": mail.message.subject,
    }


def _match(match: Match | None) -> dict[str, object] | None:
    if match is None:
        return None
    return {
        "effect": match.effect.value,
        "reason": match.reason,
        "ticket": match.ticket_id,
        "evidence": [
            {
                "carrier": item.carrier.value,
                "ticket": item.ticket_id,
                "detail": item.detail,
                "own_token": item.own_token,
            }
            for item in match.evidence[:_EVIDENCE_LISTED]
        ],
    }


def rule_traces(plan: Plan, before: IngestPlan | None = None) -> list[dict[str, object]]:
    """Which rules matched, and what speaks against what they want; of the others ``store.rule_traces`` tells.

    Args:
        before: What rules said before the mail was screened.
    """
    traces = (*(before.trace if before else ()), *plan.trace)
    return [
        {"rule": trace.rule, "matched": True, "changed": list(trace.changed), "failures": list(trace.failures)}
        for trace in traces
        if trace.matched
    ]
