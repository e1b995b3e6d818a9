"""Addresses of pages on which the recipient of a mail can do one thing."""

from __future__ import annotations

from datetime import datetime, timedelta

from mailgate.model.ticket import Ticket
from mailgate.pipeline.tools import Tools
from mailgate.thread.link_token import Link, LinkPurpose, sign_link

#: A page on call is answered within hours; whoever finds the mail later has nothing of it.
LINK_LASTS = timedelta(days=3)


def page_url(
    tools: Tools, purpose: LinkPurpose, ticket: Ticket, subject_id: int, email: str, expires_at: datetime
) -> str:
    """Empty where the server has no public address."""
    link = Link(
        purpose=purpose,
        tenant=ticket.tenant,
        ticket_id=ticket.id,
        subject_id=subject_id,
        recipient=email.lower(),
        expires_at=expires_at,
    )
    return link_url(tools, link)


def link_url(tools: Tools, link: Link) -> str:
    """Empty where the server has no public address."""
    if not tools.server.public_url:
        return ""
    return f"{tools.server.public_url.rstrip('/')}/l/{sign_link(tools.keys, link)}"
