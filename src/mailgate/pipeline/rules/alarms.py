"""Whoever runs the desk is told when rules were stopped."""

from __future__ import annotations

from mailgate.model.outbound import OutboundKind, OutboundMail
from mailgate.model.plan import RuleTrace
from mailgate.notify.addressing import Addressing
from mailgate.notify.recipients import operators
from mailgate.notify.rule_letters import RuleLetters
from mailgate.pipeline.outbound.queue_mailing import QueuePost
from mailgate.pipeline.rules.errand import Errand
from mailgate.store.database import Connection
from mailgate.store.outbound import outbox_rows
from mailgate.triage.run import OVER_TICKET_BUDGET, TICKET_BUDGET


def budget_alert(conn: Connection, errand: Errand, trace: tuple[RuleTrace, ...]) -> tuple[OutboundMail, ...]:
    """One mail a ticket and day: rules went on changing it, and nobody of the desk did."""
    stopped = next((each for each in trace if any(it.startswith(OVER_TICKET_BUDGET) for it in each.failures)), None)
    people = operators(errand.tools.server.operator, errand.desk) if stopped else ()
    if stopped is None or not people:
        return ()
    tools, desk, ticket = errand.tools, errand.desk, errand.ticket
    cause = f"rules:{ticket.id}:{errand.now:%Y-%m-%d}"
    if outbox_rows.recipients_of(conn, tenant=desk.tenant, cause=f"{cause}:{OutboundKind.RULE_ALERT.value}"):
        return ()
    post = QueuePost(tools=tools, desk=desk, queue=desk.queue(ticket.queue) or desk.queues[0], now=errand.now)
    addressing = Addressing(message_id=tools.new_message_id(), loop_id=tools.loop_id, date=errand.now)
    letter = RuleLetters(tools.templates, desk).rule_alert(
        people[0], post.queue, ticket, (stopped.rule, TICKET_BUDGET), addressing
    )
    return (post.sealed(letter, cause=cause, row=tools.rows(1)[0]),)
