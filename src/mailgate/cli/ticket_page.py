"""One ticket as ``mailgate tickets show`` prints it: where it stands, and what was said, by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mailgate.cli.output import shown
from mailgate.model.ticket import Entry, EntryKind, Ticket


def page(ticket: Ticket, shape: Mapping[str, Any], said: Iterable[Entry], *, everything: bool) -> str:
    """Text that ends without a line break.

    Args:
        shape: The same ticket as HTTP shows it to agents: with numbers of other tickets, and watchers.
        everything: Also the mails that we sent.
    """
    held_by = ticket.assigned_to or ticket.assigned_team
    lines = [
        f"{ticket.number}  {shown(ticket.subject)}",
        f"{ticket.status.value}, {ticket.priority.value}, {shown(held_by)}",
        "",
        *(f"{name:<9}  {shown(value)}" for name, value in _facts(ticket, shape) if value),
    ]
    for entry in said:
        if everything or entry.kind is not EntryKind.SYSTEM:
            who = entry.author.email or "mailgate"
            lines += ["", f"--- {entry.id}, {entry.kind.value}, {shown(who)}, {shown(entry.created_at)}"]
            lines.append(shown(entry.text))
    return "\n".join(lines)


def _facts(ticket: Ticket, shape: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    yield "Customer", f"{ticket.customer_name} <{ticket.customer_email}>".lstrip()
    yield "Queue", ticket.queue
    yield "Category", ticket.category
    yield "Tags", ", ".join(ticket.tags)
    yield "Watchers", ", ".join(shape["watchers"])
    yield "Due", ticket.sla_due_at
    yield "Snoozed", f"until {shown(ticket.snoozed_until)}" if ticket.snoozed_until else ""
    yield "Merged", f"into {shape['merged_into']}" if shape["merged_into"] else ""
    yield "Follows", shape["follow_up_of"]
