"""The names that rules may use: fields, operators and actions (DESIGN section 7, spec/features.md B.3.2)."""

from __future__ import annotations

import re
from dataclasses import fields
from enum import Enum, auto

from mailgate.model.sla import Metric
from mailgate.model.ticket import Ticket


class Takes(Enum):
    """What an operator wants as its value."""

    NOTHING = auto()
    SCALAR = auto()
    LIST = auto()
    SCALAR_OR_LIST = auto()
    PATTERN = auto()
    NUMBER = auto()
    PAIR = auto()
    MOMENT = auto()
    DURATION = auto()
    FILE = auto()
    CALENDAR = auto()


OPERATORS = {
    "is": Takes.SCALAR,
    "is_not": Takes.SCALAR,
    "in": Takes.LIST,
    "not_in": Takes.LIST,
    "contains": Takes.SCALAR_OR_LIST,
    "contains_any": Takes.LIST,
    "contains_all": Takes.LIST,
    "not_contains": Takes.SCALAR_OR_LIST,
    "starts": Takes.SCALAR_OR_LIST,
    "ends": Takes.SCALAR_OR_LIST,
    "matches": Takes.PATTERN,
    "not_matches": Takes.PATTERN,
    "glob": Takes.SCALAR_OR_LIST,
    "exists": Takes.NOTHING,
    "empty": Takes.NOTHING,
    "gt": Takes.NUMBER,
    "ge": Takes.NUMBER,
    "lt": Takes.NUMBER,
    "le": Takes.NUMBER,
    "between": Takes.PAIR,
    "before": Takes.MOMENT,
    "after": Takes.MOMENT,
    "within_last": Takes.DURATION,
    "within_next": Takes.DURATION,
    "older_than": Takes.DURATION,
    "within_hours": Takes.CALENDAR,
    "outside_hours": Takes.CALENDAR,
    "changed": Takes.NOTHING,
    "changed_from": Takes.SCALAR,
    "changed_to": Takes.SCALAR,
    "was": Takes.SCALAR,
    "in_list": Takes.FILE,
    "domain_is": Takes.SCALAR_OR_LIST,
    "address_in": Takes.LIST,
}

_OURS = {"id", "uuid", "tenant", "contact_id", "custom", "deleted_at", "blocked", "survey_due_at", "version"}
#: What a ticket has, now and ``before``.
TICKET_FIELDS = tuple(
    field.name
    for field in fields(Ticket)
    # Ours alone, or read by another name: ``custom.contract``.
    if field.name not in _OURS
)

_CUSTOMER = "customer.email customer.name customer.domain customer.tier tag"
#: What only a mail that came in has.
MAIL_FIELDS = (
    "body", "new_text", "from", "from_name", "to", "cc", "reply_to", "delivered_to", "language", "kind",
    "auto_submitted", "sender.tier", "mark", "spf", "dkim", "dmarc", "score", "attachment.count", "attachment.name",
    "attachment.type", "attachment.size",
)  # fmt: skip
#: What only a mail that is about to leave has.
OUTGOING_FIELDS = ["mail.kind", "mail.recipient", "mail.text"]
_EVENT = "event event.by event.actor event.channel event.message sender now"

#: Every field but those of ``FIELD_FAMILIES``.
FIELDS = (*TICKET_FIELDS, *_CUSTOMER.split(), *MAIL_FIELDS, *OUTGOING_FIELDS, *_EVENT.split())

#: A name follows: of a header field, of a field of the desk's own, of a field of the ticket as it was, of a promise and
#: what is asked of it, of what is counted.
FIELD_FAMILIES = ("header.", "custom.", "before.", "sla.", "count.")
_PROMISE = ("state", "due_at", "remaining", "policy")
#: ``count.open_tickets``: others of the same customer; ``count.tickets.1h``, ``count.replies.1h``: in that time.
COUNTED = re.compile(r"open_tickets|(?:tickets|replies)\.\d{1,4}[smhdw]", re.ASCII)


def is_field(name: str) -> bool:
    """Whether a condition may ask for it."""
    if name in FIELDS:
        return True
    family, _, rest = name.partition(".")
    if family == "before":
        return rest in TICKET_FIELDS or (rest.startswith("custom.") and rest != "custom.")
    if family == "sla":
        metric, _, what = rest.partition(".")
        return metric in list(Metric) and what in _PROMISE
    if family == "count":
        return COUNTED.fullmatch(rest) is not None
    return family in ("header", "custom") and rest != ""


def is_of_new_mail(name: str) -> bool:
    """Whether only a mail that came in has it; the subject has a ticket too."""
    return name in MAIL_FIELDS or name.startswith("header.")


def is_of_ticket(name: str) -> bool:
    """Whether only a ticket has it."""
    families = ("custom.", "before.", "sla.", "count.", "customer.")
    return (name in TICKET_FIELDS and name != "subject") or name == "tag" or name.startswith(families)


class Wants(Enum):
    """What an action wants as its value; the keys of a desk are checked by ``references``."""

    TEXT = auto()
    TEXT_OR_TRUE = auto()
    TRUE = auto()
    PRIORITY = auto()
    STATUS = auto()
    ADDRESS = auto()
    ADDRESSES = auto()
    RECIPIENTS = auto()
    TEXTS = auto()
    FIELDS = auto()
    STRATEGY = auto()
    DURATION = auto()
    TABLE_OR_TEXT = auto()
    APPROVAL = auto()
    WORDS = auto()
    SENDER = auto()
    LINK = auto()


ACTIONS = {
    "set_priority": Wants.PRIORITY,
    "raise_priority": Wants.PRIORITY,
    "lower_priority": Wants.PRIORITY,
    "set_status": Wants.STATUS,
    "set_category": Wants.TEXT,
    "set_type": Wants.TEXT,
    "set_field": Wants.FIELDS,
    "assign_team": Wants.TEXT,
    "assign_agent": Wants.ADDRESS,
    "assign": Wants.STRATEGY,
    "add_tags": Wants.TEXTS,
    "remove_tags": Wants.TEXTS,
    "add_watchers": Wants.ADDRESSES,
    "remove_watchers": Wants.ADDRESSES,
    "add_note": Wants.TEXT,
    "reply": Wants.WORDS,
    "notify": Wants.RECIPIENTS,
    "forward": Wants.ADDRESSES,
    "call_webhook": Wants.TEXT,
    "set_sla": Wants.TEXT,
    "start_escalation": Wants.TEXT,
    "snooze": Wants.DURATION,
    "link": Wants.LINK,
    "request_approval": Wants.APPROVAL,
    "run_macro": Wants.TEXT,
    "run_workflow": Wants.TEXT,
    "hold": Wants.TEXT_OR_TRUE,
    "mark_spam": Wants.TEXT_OR_TRUE,
    "stop": Wants.TRUE,
    "log": Wants.TEXT,
    "drop": Wants.TRUE,
    "route": Wants.TEXT,
    "set_sender": Wants.SENDER,
    "add_cc": Wants.ADDRESSES,
    "add_footer": Wants.TEXT,
    "block": Wants.TRUE,
}

#: Before there is a ticket, and once a mail is written; what else can be done stands in neither.
INGEST_ONLY = ("drop", "route", "set_sender")
OUTBOUND_ONLY = ("add_cc", "add_footer", "block")
INGEST_ACTIONS = (*INGEST_ONLY, "hold", "mark_spam", "log", "stop")
OUTBOUND_ACTIONS = (*OUTBOUND_ONLY, "log", "stop")
