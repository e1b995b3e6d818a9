"""The steps that a workflow is made of (spec/features.md A.0 3.11 to 3.13), and the workflows that every desk has."""

from __future__ import annotations

from enum import Enum, auto

from mailgate.model.ticket import Ticket
from mailgate.model.workflow import Workflow


class StepKind(Enum):
    #: The desk itself does it with every ticket; where nothing came of it, it is a task.
    CHECK = auto()
    #: Questions by mail; the customer's words are the answer.
    ASK = auto()
    #: The customer's yes or no.
    CONFIRM = auto()
    #: A note and a mail to those who work on the ticket, until one of them says that it is done.
    TASK = auto()
    ESCALATE = auto()
    #: A task that somebody has to approve beforehand.
    APPROVED_TASK = auto()


STEPS = {
    "validate_ticket": StepKind.CHECK,
    "categorize_issue": StepKind.CHECK,
    "assign_to_team": StepKind.CHECK,
    "send_acknowledgment": StepKind.CHECK,
    "monitor_sla": StepKind.CHECK,
    "collect_diagnostics": StepKind.ASK,
    "analyze_issue": StepKind.TASK,
    "escalate_if_needed": StepKind.ESCALATE,
    "provide_solution": StepKind.TASK,
    "verify_resolution": StepKind.CONFIRM,
    "verify_account": StepKind.TASK,
    "review_billing_history": StepKind.TASK,
    "calculate_adjustments": StepKind.TASK,
    "apply_resolution": StepKind.APPROVED_TASK,
    "confirm_with_customer": StepKind.CONFIRM,
}

SHIPPED = (
    Workflow(
        key="customer",
        steps=("validate_ticket", "categorize_issue", "assign_to_team", "send_acknowledgment", "monitor_sla"),
    ),
    Workflow(
        key="technical",
        steps=("collect_diagnostics", "analyze_issue", "escalate_if_needed", "provide_solution", "verify_resolution"),
    ),
    Workflow(
        key="billing",
        steps=(
            "verify_account",
            "review_billing_history",
            "calculate_adjustments",
            "apply_resolution",
            "confirm_with_customer",
        ),
    ),
)


def holds(step: str, ticket: Ticket) -> bool:
    """Whether what a ``CHECK`` step looks for is there."""
    return {
        "validate_ticket": bool(ticket.subject.strip() and ticket.customer_email),
        "categorize_issue": bool(ticket.category),
        "assign_to_team": bool(ticket.assigned_team or ticket.assigned_to),
        "send_acknowledgment": bool(ticket.customer_email),
        "monitor_sla": ticket.sla_due_at is not None or ticket.first_response_at is not None,
    }[step]
