"""What a workflow in code of one's own is made from (spec/features.md A.0 3.14)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from mailgate.model.ticket import Ticket
from mailgate.model.workflow import TicketContext, WorkflowResult


class TicketWorkflow(ABC):
    """Steps of a workflow, named by an entry point of the group ``mailgate.workflows``.

    A new object is made for each step, in a process of its own. Names of mailgate's own steps among ``steps`` that ask
    people keep their meaning; the tasks among them (``verify_account``, ``calculate_adjustments``, ...) are this class'
    then.
    """

    #: The ticket that a step is about, and all else that is known.
    ticket: Ticket
    context: TicketContext

    def __init__(self, workflow_type: str, steps: Sequence[str]) -> None:
        """Call it with the name of the entry point, and the names of the steps in their order."""
        self.workflow_type = workflow_type
        self.steps = list(steps)

    def set_ticket_context(self, context: TicketContext) -> None:
        """Called before anything else is asked."""
        self.context = context
        self.ticket = context.ticket

    async def should_trigger(self, ticket: Ticket) -> bool:
        """Whether the workflow is for this ticket, asked before its first step where a class says so itself."""
        return True

    @abstractmethod
    async def execute_step(self, step_name: str) -> WorkflowResult:
        """Do one step.

        It may be asked again for the same step: after an exception, after its time is up, and where mailgate died
        before it could write the result down. ``context.idempotency_key`` is the same each time. ``success=False`` is
        an answer: people get the step as a task, and it is not asked again.
        """
