"""Values that several kinds of mail have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mailgate.model.desk import Desk, Queue
from mailgate.model.message import Attachment
from mailgate.model.ticket import Ticket
from mailgate.notify.addressing import Addressing
from mailgate.notify.subjects import clean_subject, ticket_tag

#: Stands above everything we quote to an agent; an answer is cut there when its client marks no quote.
ABOVE_THIS_LINE = "=== write above this line ==="
#: Characters of a customer's words in a notice; all of them are on the ticket.
WORDS_LIMIT = 30_000
EARLIER_LIMIT = 10_000


def frame(queue: Queue, addressing: Addressing) -> dict[str, object]:
    """What every mail has; ``ref`` is its Message-ID, so that even a pasted mail finds its ticket."""
    return {
        "queue_name": queue.name or queue.address,
        "queue_address": queue.address,
        "ref": addressing.message_id,
        "public_url": addressing.public_url,
    }


def inner_frame(queue: Queue, addressing: Addressing) -> dict[str, object]:
    """What every mail to an agent has beside."""
    return {
        **frame(queue, addressing),
        "above_line": ABOVE_THIS_LINE,
        "reply_to": addressing.reply_to,
        "reply_goes": addressing.reply_goes,
        "link": addressing.link,
        "note_address": addressing.note_address,
        "public_address": addressing.public_address,
    }


def status_block(ticket: Ticket, desk: Desk, now: datetime) -> dict[str, object]:
    """Where the ticket stands, in words; empty strings for what it does not have."""
    due = ticket.sla_due_at
    return {
        "number": ticket.number,
        "tag": ticket_tag(ticket.number),
        "subject": clean_subject(ticket.subject),
        "status": spoken(ticket.status.value),
        "priority": ticket.priority.value,
        "due": local_time(due, desk) if due else "",
        "overdue": due is not None and due < now,
        "flagged": ticket.flagged_until is not None and ticket.flagged_until > now,
        "assignee": person(ticket.assigned_to or "", desk),
        "team": ticket.assigned_team or "",
        "category": ticket.category,
        "tags": ", ".join(ticket.tags),
        "customer_name": ticket.customer_name,
        "customer_address": ticket.customer_email,
    }


def person(email: str, desk: Desk) -> str:
    """An agent's name, or the address of somebody who has none."""
    agent = desk.agent(email) if email else None
    return agent.name if agent and agent.name else email


def spoken(code: str) -> str:
    return code.replace("_", " ")


def local_time(instant: datetime, desk: Desk) -> str:
    """``Mon 23 Nov 2026, 14:30 CET`` by the desk's clocks."""
    return f"{instant.astimezone(ZoneInfo(desk.timezone)):%a %d %b %Y, %H:%M %Z}"


def local_day(instant: datetime, desk: Desk) -> str:
    """``Monday, 23 November 2026`` by the desk's clocks."""
    day = instant.astimezone(ZoneInfo(desk.timezone))
    return f"{day:%A}, {day.day} {day:%B %Y}"


def spoken_duration(length: timedelta) -> str:
    """The two largest units: ``3 h 20 min``, ``2 d 1 h``, ``less than a minute``."""
    minutes = int(abs(length).total_seconds()) // 60
    parts = ((minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "min"))
    named = [f"{count} {unit}" for count, unit in parts if count]
    return " ".join(named[:2]) or "less than a minute"


def shortened(text: str, limit: int) -> str:
    """At most ``limit`` characters; says how many it left out."""
    if len(text) <= limit:
        return text
    return f"{text[:limit].rstrip()}\n[... {len(text) - limit} more characters are on the ticket]"


def listed(attachments: Iterable[Attachment]) -> list[dict[str, object]]:
    return [{"name": item.name or "unnamed", "size": spoken_size(item.size)} for item in attachments]


def spoken_size(size: int) -> str:
    """``820 bytes``, ``14 KB``, ``2.3 MB``."""
    if size < 1024:
        return f"{size} bytes"
    if size < 1024 * 1024:
        return f"{size // 1024} KB"
    return f"{size / 1024 / 1024:.1f} MB"
