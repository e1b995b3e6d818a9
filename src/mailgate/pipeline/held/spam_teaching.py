"""What people call spam teaches whose mail is spam."""

from __future__ import annotations

from datetime import datetime

from mailgate.model.event import Event
from mailgate.model.identity import Tier
from mailgate.model.mark import SpamSender
from mailgate.model.ticket import Ticket
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.inbound import names, spam_senders
from mailgate.store.inbound.held_answers import HeldMail
from mailgate.store.tickets import events


def listed_for_ticket(conn: Connection, tools: Tools, ticket: Ticket, actor: str, now: datetime) -> SpamSender | None:
    """``#spam`` lists the ticket's customer, unless all that came in that name was forged."""
    journal = events.of_ticket(conn, ticket.tenant, ticket.id)
    tiers = [tier for event in journal if event.actor == ticket.customer_email and (tier := _tier(event))]
    if tiers and all(tier == Tier.FAILED for tier in tiers):
        return None
    return _listed(conn, tools, ticket.tenant, _draft(ticket.customer_email, actor, f"ticket {ticket.number}", now))


def listed_for_mail(conn: Connection, tools: Tools, mail: HeldMail, actor: str, now: datetime) -> SpamSender | None:
    """``spam``, said of a held mail, lists its author, unless that is just what is in doubt."""
    account = mail.account
    if account is None or _tier(account) == Tier.FAILED:
        return None
    return _listed(conn, tools, mail.row.tenant, _draft(account.actor, actor, f"mail {mail.row.id}", now))


def listed_by_hand(
    conn: Connection, tools: Tools, tenant: str, email: str, actor: str, now: datetime
) -> SpamSender | None:
    """As somebody wants it on the command line."""
    return _listed(conn, tools, tenant, _draft(email, actor, "the command line", now))


def _draft(email: str, actor: str, because: str, now: datetime) -> SpamSender:
    until = now + spam_senders.LISTED_FOR
    return SpamSender(email=email, listed_by=actor, because=because, listed_at=now, until=until)


def _listed(conn: Connection, tools: Tools, tenant: str, draft: SpamSender) -> SpamSender | None:
    """None where the address is listed already, is one of ours, or is none."""
    email = draft.email
    if "@" not in email or tools.desk(tenant).agent(email) or tools.book.owns(email):
        return None
    known = names.look_up(conn, tenant, emails=(email,)).spam.get(email)
    return None if known is not None and known.until > draft.listed_at else draft


def _tier(event: Event) -> str:
    """Of the sender whose mail the event tells of; empty for all else."""
    sender = event.details.get("sender")
    return str(sender.get("tier", "")) if isinstance(sender, dict) else ""
