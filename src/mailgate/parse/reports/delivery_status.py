"""Recipients of a delivery report as ``message/delivery-status`` tells them (RFC 3464 section 2)."""

from __future__ import annotations

from mailgate.model.message import FailedRecipient
from mailgate.parse.reports.addresses import recipient_address
from mailgate.parse.reports.fields import Field, field_groups, first
from mailgate.parse.reports.status import best_status

_RECIPIENT = ("final-recipient", "original-recipient", "x-actual-recipient")
_MARKS = frozenset((*_RECIPIENT, "action", "status", "diagnostic-code"))
_ACTIONS = (
    ("fail", "failed"),
    ("undeliver", "failed"),
    ("delay", "delayed"),
    ("deliver", "delivered"),
    ("relay", "relayed"),
    ("expan", "expanded"),
)
#: Recipients beyond are not listed.
_MOST_RECIPIENTS = 500


def read_delivery_status(text: str) -> tuple[FailedRecipient, ...]:
    """Every recipient that the report names, in order; with an empty address where it only gives a status."""
    found = [_recipient(group) for group in _by_recipient(field_groups(text))[:_MOST_RECIPIENTS]]
    # RFC 3464 section 2.3: one group a recipient. Some systems write one for each attempt.
    return tuple(dict.fromkeys(item for item in found if item.address or item.status or item.action))


def _by_recipient(groups: list[list[Field]]) -> list[list[Field]]:
    """One group a recipient, also where blank lines are missing or too many (RFC 3464 section 2.1)."""
    drafts: list[list[Field]] = []
    for group in groups:
        draft: list[Field] = []
        for name, value in group:
            if name == "final-recipient" and first(draft, name):
                drafts.append(draft)
                draft = []
            draft.append((name, value))
        if not any(name in _MARKS for name, _ in draft):
            continue
        if first(draft, *_RECIPIENT) or not drafts:
            drafts.append(draft)
        else:
            drafts[-1] += draft
    named = [draft for draft in drafts if first(draft, *_RECIPIENT)]
    return named or drafts


def _recipient(group: list[Field]) -> FailedRecipient:
    diagnostic = _diagnostic(group)
    action = _action(first(group, "action"))
    return FailedRecipient(
        address=_address(group),
        status=best_status(first(group, "status"), diagnostic, action),
        action=action,
        diagnostic=diagnostic,
    )


def _address(group: list[Field]) -> str:
    """Who failed: the final recipient, unless that is a local name or file which means nothing to us."""
    choices = [recipient_address(value) for name in _RECIPIENT if (value := first(group, name))]
    return next((choice for choice in choices if "@" in choice), choices[0] if choices else "")


def _diagnostic(group: list[Field]) -> str:
    values = [value for name, value in group if name == "diagnostic-code" and value]
    text = values[0] if values else first(group, "x-notes", "x-supplementary-info")
    kind, separator, rest = text.partition(";")
    return " ".join((rest if separator and kind.strip().lower() in _DIAGNOSTIC_TYPES else text).split())[:1_000]


_DIAGNOSTIC_TYPES = frozenset({"smtp", "x-unix", "x-postfix", "x-notes", "x-local", "x400", "dns", "x-powermta"})


def _action(value: str) -> str:
    word = value.strip().lower()
    return next((action for start, action in _ACTIONS if word.startswith(start)), "")
