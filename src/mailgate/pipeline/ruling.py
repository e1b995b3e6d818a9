"""What the desk's rules say to a mail and the ticket it is about."""

from __future__ import annotations

from mailgate.model.plan import Plan
from mailgate.model.ticket import Ticket
from mailgate.pipeline.situation import Situation
from mailgate.triage.occasion import Occasion
from mailgate.triage.run import triage


def ask_rules(situation: Situation, events: tuple[str, ...], ticket: Ticket, before: Ticket | None) -> Plan:
    """Ask the rules that name one of ``events``; ``before`` is the ticket as it was, None for a new one."""
    mail = situation.mail
    occasion = Occasion(
        events=events,
        desk=mail.desk,
        ticket=ticket,
        before=before,
        now=situation.now,
        message=mail.message,
        sender=mail.sender,
        known_sender=situation.found.contact is not None,
        verdict=situation.verdict,
        envelope=mail.item.envelope,
    )
    return triage(occasion, situation.tools.rules[mail.item.tenant])
