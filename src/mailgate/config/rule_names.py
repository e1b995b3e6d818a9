"""The names that rules may use: fields, operators and actions (DESIGN section 7, spec/features.md B.3.2)."""

from __future__ import annotations

from dataclasses import fields
from enum import Enum, auto

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

_CUSTOMER = "customer.email customer.name customer.domain customer.tier"
_MAIL = (
    "body new_text from from_name to cc reply_to delivered_to language kind auto_submitted sender sender.tier mark"
    " attachment.count attachment.name attachment.type attachment.size"
)

#: Every field but those of ``FIELD_FAMILIES``.
FIELDS = (*TICKET_FIELDS, *f"{_CUSTOMER} {_MAIL} event now".split())

#: A name follows: of a header field, of a field of the desk's own, of a field of the ticket as it was.
FIELD_FAMILIES = ("header.", "custom.", "before.")


def is_field(name: str) -> bool:
    """Whether a condition may ask for it."""
    family, _, rest = name.partition(".")
    if family == "before":
        return rest in TICKET_FIELDS
    return name in FIELDS or (f"{family}." in FIELD_FAMILIES and rest != "")


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
    "reply": Wants.TABLE_OR_TEXT,
    "notify": Wants.RECIPIENTS,
    "forward": Wants.ADDRESSES,
    "call_webhook": Wants.TEXT,
    "set_sla": Wants.TEXT,
    "start_escalation": Wants.TEXT,
    "snooze": Wants.DURATION,
    "link": Wants.TEXT,
    "request_approval": Wants.APPROVAL,
    "run_macro": Wants.TEXT,
    "run_workflow": Wants.TEXT,
    "hold": Wants.TEXT_OR_TRUE,
    "mark_spam": Wants.TEXT_OR_TRUE,
    "stop": Wants.TRUE,
    "log": Wants.TEXT,
}
