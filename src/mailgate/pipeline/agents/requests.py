"""What an agent's commands ask for beyond the ticket's fields: an escalation, somebody's yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailgate.config.approval_file import terms_of
from mailgate.model.approval import Approval
from mailgate.model.sla import Deadline
from mailgate.model.ticket import Ticket
from mailgate.pipeline.agents.turn import AgentTurn
from mailgate.pipeline.approvals.requests import requested
from mailgate.pipeline.escalations.beginning_runs import run_to_begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be recorded with the ticket, and a line for the transcript of each."""

    deadlines: tuple[Deadline, ...] = ()
    approvals: tuple[Approval, ...] = ()
    lines: tuple[str, ...] = ()


def wanted(turn: AgentTurn, ticket: Ticket, requests: Sequence[tuple[str, object]]) -> Wanted:
    """Requests as ``commands.resolve`` gives them; nothing of it has happened yet."""
    deadlines, approvals, lines = [], [], []
    for name, value in requests:
        if name == "start_escalation":
            deadlines.append(run_to_begin(turn.tools, ticket, str(value), run="manual", now=turn.now))
            lines.append(f'the escalation "{value}" begins')
        else:
            terms = terms_of(value)
            approvals.append(requested(turn.tools, ticket, terms, by=turn.agent.email, now=turn.now))
            lines.append(f"{', '.join(terms.approvers)} is asked for approval: {terms.what}")
    return Wanted(deadlines=tuple(deadlines), approvals=tuple(approvals), lines=tuple(lines))
