"""The names that rules may use: fields, operators and actions (DESIGN section 7, spec/features.md B.3.2)."""

from __future__ import annotations

from enum import Enum, auto


class Takes(Enum):
    """What an operator wants as its value."""

    NOTHING = auto()
    SCALAR = auto()
    TEXT = auto()
    LIST = auto()
    TEXT_OR_LIST = auto()
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
    "contains": Takes.TEXT_OR_LIST,
    "contains_any": Takes.LIST,
    "contains_all": Takes.LIST,
    "not_contains": Takes.TEXT_OR_LIST,
    "starts": Takes.TEXT_OR_LIST,
    "ends": Takes.TEXT_OR_LIST,
    "matches": Takes.PATTERN,
    "not_matches": Takes.PATTERN,
    "glob": Takes.TEXT_OR_LIST,
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
    "domain_is": Takes.TEXT_OR_LIST,
    "address_in": Takes.LIST,
}

_TICKET = (
    "subject status prior_status priority queue product category type source tags assigned_to assigned_team"
    " sla_policy escalation_policy escalation_level sla_breach sla_due_at number"
    " created_at updated_at first_response_at resolved_at closed_at snoozed_until"
    " last_customer_message_at last_agent_message_at reopened_count csat_score"
)
_CUSTOMER = "customer.email customer.name customer.domain customer.tier"
_MAIL = (
    "body new_text from from_name to cc reply_to delivered_to language kind auto_submitted spf dkim dmarc sender"
    " sender.tier mark message_size attachment.count attachment.name attachment.type attachment.size"
)
_MOMENT = "event now business_hours"

#: Every field but those of ``FIELD_FAMILIES``.
FIELDS = tuple(f"{_TICKET} {_CUSTOMER} {_MAIL} {_MOMENT}".split())

#: A name of one's own follows: ``header.X-Spam-Flag``, ``custom.contract``, ``before.status``, ``count.open``.
FIELD_FAMILIES = ("header.", "custom.", "before.", "count.", "sla.")


def is_field(name: str) -> bool:
    """Whether a condition may ask for it."""
    family = next((family for family in FIELD_FAMILIES if name.startswith(family)), "")
    return name in FIELDS or (family != "" and len(name) > len(family))


class Wants(Enum):
    """What an action wants as its value; the keys of a desk are checked by ``references``."""

    TEXT = auto()
    TEXT_OR_TRUE = auto()
    TRUE = auto()
    PRIORITY = auto()
    PRIORITY_OR_TRUE = auto()
    STATUS = auto()
    ADDRESS = auto()
    ADDRESSES = auto()
    RECIPIENTS = auto()
    TEXTS = auto()
    FIELD = auto()
    STRATEGY = auto()
    DURATION = auto()
    TABLE_OR_TEXT = auto()


ACTIONS = {
    "set_priority": Wants.PRIORITY,
    "raise_priority": Wants.PRIORITY_OR_TRUE,
    "lower_priority": Wants.PRIORITY_OR_TRUE,
    "set_status": Wants.STATUS,
    "set_category": Wants.TEXT,
    "set_type": Wants.TEXT,
    "set_field": Wants.FIELD,
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
    "request_approval": Wants.TABLE_OR_TEXT,
    "run_macro": Wants.TEXT,
    "run_workflow": Wants.TEXT,
    "hold": Wants.TEXT_OR_TRUE,
    "mark_spam": Wants.TEXT_OR_TRUE,
    "stop": Wants.TRUE,
    "log": Wants.TEXT,
}
