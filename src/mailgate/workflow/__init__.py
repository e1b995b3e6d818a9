"""Named step sequences: what a run on a ticket does next; and what workflows in code of one's own are made from."""

from mailgate.model.workflow import TicketContext, WorkflowResult
from mailgate.workflow.ticket_workflow import TicketWorkflow

__all__ = ["TicketContext", "TicketWorkflow", "WorkflowResult"]
