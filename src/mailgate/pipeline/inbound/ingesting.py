"""Rules that look at a mail before it is screened: it is dropped, held, called spam, or goes another way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailgate.model.identity import Tier
from mailgate.model.mark import Mark, MarkKind, Verdict
from mailgate.model.match import Effect, Match
from mailgate.model.rule import INGEST_EVENT
from mailgate.pipeline.inbound.understanding import Understood
from mailgate.pipeline.tools import Tools
from mailgate.triage.ingest import ingest
from mailgate.triage.occasion import Occasion

_EVENTS = (INGEST_EVENT,)
_WAIT = (Effect.NEW_TICKET, Effect.LINKED_TICKET, Effect.APPEND)


def ingested(mail: Understood, tools: Tools, now: datetime) -> Understood:
    """The mail as the rules have it: to another queue, from another sender, with what is to become of it.

    Of a sender that a rule sets nothing is verified, and what failed stays failed.
    """
    rules = tools.rules[mail.item.tenant]
    if not rules.of(_EVENTS):
        return mail
    occasion = Occasion(
        events=_EVENTS,
        desk=mail.desk,
        ticket=None,
        before=None,
        now=now,
        message=mail.message,
        sender=mail.sender,
        envelope=mail.item.envelope,
        actor=mail.sender.address,
        said="public",
    )
    plan = ingest(occasion, rules)
    queue = mail.desk.queue(plan.queue) or mail.queue
    sender = mail.sender
    if plan.sender and plan.sender != sender.address:
        tier = Tier.FAILED if sender.tier is Tier.FAILED else Tier.WEAK
        sender = replace(sender, address=plan.sender, name="", tier=tier, reason="rule.set_sender")
    return replace(mail, queue=queue, sender=sender, ingest=plan)


def marked(verdict: Verdict, mail: Understood) -> Verdict:
    """With the mark of a rule that called it spam, unless a person let it through."""
    if mail.ingest is None or not mail.ingest.spam or mail.item.released_as:
        return verdict
    return Verdict(marks=(*verdict.marks, Mark(kind=MarkKind.SPAM, reason="rule.spam", evidence=mail.ingest.spam)))


def is_dropped(mail: Understood) -> bool:
    """A rule ends the mail's journey; a person's yes is stronger."""
    return mail.ingest is not None and bool(mail.ingest.drop) and not mail.item.released_as


def held_by_rule(match: Match, mail: Understood) -> Match:
    """A customer's mail waits where a rule wants so; what agents and machines answer goes its way."""
    if mail.ingest is None or not mail.ingest.hold or match.effect not in _WAIT:
        return match
    return replace(match, effect=Effect.HOLD, reason="held.rule")
