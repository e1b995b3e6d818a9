"""A mail of the past as it was seen then, and the ticket that it began before anybody touched it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mailgate.model.desk import Desk
from mailgate.model.envelope import Channel, Envelope
from mailgate.model.event import Event
from mailgate.model.identity import Sender, Tier
from mailgate.model.mark import Mark, MarkKind, Verdict
from mailgate.model.message import Message
from mailgate.model.ticket import Status, Ticket
from mailgate.triage.compile import CompiledRules
from mailgate.triage.occasion import Occasion


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One desk with its rules."""

    desk: Desk
    #: Perhaps watched.
    rules: CompiledRules
    #: The same rules, by which the instants of time rules are found: to look ahead is not to ask.
    plain: CompiledRules


def seen(side: Side, message: Message, told: Event) -> Occasion:
    """The mail as it was seen then: who was believed, what it was marked with, and how it came."""
    sender, marks, route = (told.details.get(name) for name in ("sender", "marks", "route"))
    known = sender if isinstance(sender, dict) else {}
    address = message.author.address.lower() if told.actor == "unknown" else told.actor
    way = route if isinstance(route, dict) else {}
    return Occasion(
        events=(),
        desk=side.desk,
        ticket=None,
        before=None,
        now=told.at,
        message=message,
        sender=Sender(
            address=address,
            name=message.author.name,
            tier=Tier(str(known.get("tier", "weak"))),
            reason=str(known.get("reason", "")),
            evidence=tuple(known.get("evidence", ())),
        ),
        verdict=Verdict(
            marks=tuple(
                Mark(kind=MarkKind(each["mark"]), reason=each["reason"])
                for each in (marks if isinstance(marks, list) else [])
                if each["reason"] != "rule.spam"
            )
        ),
        envelope=Envelope(
            mail_from=str(way.get("mail_from", "")), recipients=tuple(way.get("recipients", ())), channel=Channel.SMTP
        ),
        actor=address,
        said="public",
    )


def drafted(stored: Ticket | None, desk: Desk, at: datetime, sender: str) -> Ticket:
    """The ticket before anybody changed it; for a mail that became none, one made up."""
    return Ticket(
        id=stored.id if stored else 0,
        uuid=stored.uuid if stored else UUID(int=0),
        tenant=desk.tenant,
        number=stored.number if stored else "",
        refid=stored.refid if stored else "",
        subject="",
        status=Status.OPEN,
        priority=desk.default_priority,
        queue="",
        product="",
        contact_id=stored.contact_id if stored else 0,
        customer_email=sender,
        customer_name=stored.customer_name if stored else "",
        created_at=at,
        updated_at=at,
        last_customer_message_at=at,
    )
