"""Rules that look at a letter before it is sealed: further recipients, lines below it, or it stays here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from mailgate.model.desk import Desk
from mailgate.model.outbound import OutboundMail
from mailgate.model.plan import OutboundPlan
from mailgate.model.rule import OUTBOUND_EVENT
from mailgate.model.ticket import Ticket
from mailgate.notify.footers import with_footer
from mailgate.notify.letter import Letter
from mailgate.triage.compile import CompiledRules
from mailgate.triage.occasion import Occasion, Outgoing
from mailgate.triage.outbound import outbound

_EVENTS = (OUTBOUND_EVENT,)
_NOTHING = OutboundPlan()


def outgoing(
    letter: Letter, rules: CompiledRules, desk: Desk, ticket: Ticket, now: datetime
) -> tuple[Letter, OutboundPlan]:
    """A letter about a ticket as the rules have it, and what else they want."""
    if not rules.of(_EVENTS):
        return letter, _NOTHING
    occasion = Occasion(
        events=_EVENTS,
        desk=desk,
        ticket=ticket,
        before=None,
        now=now,
        actor="system",
        channel="outbox",
        outgoing=Outgoing(kind=letter.kind, recipient=letter.to_address.lower(), text=letter.text),
    )
    plan = outbound(occasion, rules)
    for footer in plan.footers:
        letter = with_footer(letter, footer)
    return replace(letter, cc=plan.cc), plan


def with_copies(mails: Iterable[OutboundMail], rows: Iterable[int]) -> tuple[OutboundMail, ...]:
    """Each mail, and behind it one row for every further recipient; the same bytes, another cause."""
    numbers = iter(rows)
    found: list[OutboundMail] = []
    for mail in mails:
        found.append(replace(mail, copies=()))
        found += [
            replace(mail, id=next(numbers), recipient=address, cause=f"{mail.cause}:cc", copies=())
            for address in mail.copies
        ]
    return tuple(found)
