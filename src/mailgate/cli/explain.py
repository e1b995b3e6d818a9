"""``mailgate explain``: why a mail or a ticket became what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import typer

from mailgate.cli.opened import TenantOption, opened, the_tenant
from mailgate.cli.options import ConfigOption, JsonOption
from mailgate.cli.output import print_json, shown
from mailgate.errors import NotFound
from mailgate.model.event import Event
from mailgate.store.database import Connection
from mailgate.store.inbound import inbox
from mailgate.store.rules import rule_traces
from mailgate.store.rules.rule_traces import Asked
from mailgate.store.tickets import events, tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What is told, and the journal that tells it."""

    title: str
    facts: dict[str, object]
    journal: list[Event]
    #: What rules said, of the last 90 days.
    rules: list[Asked]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(explain)


def explain(what: str, tenant: TenantOption = None, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Explain a mail (its inbox id) or a ticket (number, refid or id): every decision with its evidence."""
    with opened(config) as parts:
        name = the_tenant(parts, tenant)
        account = parts.tools.database.read(lambda conn: _account(conn, name, what))
    if as_json:
        print_json(account)
    else:
        _tell(account)


def _account(conn: Connection, tenant: str, what: str) -> Account:
    if what.isdigit():
        row = inbox.show(conn, int(what))
        if row is None or row.tenant != tenant:
            raise NotFound(f"no mail {what}")
        facts: dict[str, object] = {
            "state": row.state.value,
            "outcome": row.outcome,
            "detail": row.detail,
            "received": row.received_at,
            "from": row.mail_from or "<>",
            "to": " ".join(row.recipients),
            "attempts": row.attempts,
        }
        return Account(
            title=f"mail {row.id}",
            facts=facts,
            journal=events.of_mail(conn, row.id),
            rules=rule_traces.of_mail(conn, tenant, row.id),
        )
    ticket = tickets.required(conn, tenant, what)
    facts = {
        "subject": ticket.subject,
        "status": ticket.status.value,
        "priority": ticket.priority.value,
        "priority from": ticket.priority_source,
        "queue": ticket.queue,
        "customer": ticket.customer_email,
        "assigned to": ticket.assigned_to or ticket.assigned_team,
        "due": ticket.sla_due_at,
        "flagged until": ticket.flagged_until,
    }
    journal, rules = events.of_ticket(conn, tenant, ticket.id), rule_traces.of_ticket(conn, tenant, ticket.id)
    return Account(title=f"ticket {ticket.number}", facts=facts, journal=journal, rules=rules)


def _tell(account: Account) -> None:
    print(account.title)
    for name, value in account.facts.items():
        if value not in ("", None):
            print(f"  {name}: {shown(value)}")
    for event in account.journal:
        cause = f"{event.cause.kind} {event.cause.ref}".strip()
        print(f"\n{shown(event.at)}  {event.kind.value}  by {shown(event.actor)}  because of {shown(cause)}")
        _tell_details(event.details, indent="    ")
    for asked in account.rules:
        print(f"\n{shown(asked.at)}  rules of revision {asked.revision}")
        for rule in asked.rules:
            print(f"    {rule['rule']}: {_verdict(rule)}")


def _verdict(rule: dict[str, Any]) -> str:
    """What one rule came to, in a line."""
    if not rule["matched"]:
        # Those that were left out have one line for all, and no reason.
        return f"not matched: {rule['failing']}" if "failing" in rule else "not matched"
    return "; ".join(["matched", *rule.get("changed", ()), *rule.get("failures", ())])


def _tell_details(details: dict[str, object], indent: str) -> None:
    for name, value in details.items():
        if isinstance(value, dict):
            print(f"{indent}{name}:")
            _tell_details(value, indent + "  ")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            print(f"{indent}{name}:")
            for item in value:
                print(f"{indent}  - " + ", ".join(f"{key}={shown(each)}" for key, each in item.items() if each))
        elif value not in ("", None, []):
            print(f"{indent}{name}: {shown(value)}")
