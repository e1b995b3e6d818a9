"""A mail from a Sent folder: somebody answered in the provider's own client, past us; the ticket is to know it."""

from __future__ import annotations

from dataclasses import replace

from mailgate.model.desk import Agent
from mailgate.model.envelope import InboxState
from mailgate.model.plan import Plan
from mailgate.model.ticket import Ticket
from mailgate.pipeline.agents.acting import said_elsewhere
from mailgate.pipeline.agents.turn import AgentTurn, Words
from mailgate.pipeline.inbound.putting_aside import put_aside
from mailgate.pipeline.journal import mail_event
from mailgate.pipeline.outcome import Outcome
from mailgate.pipeline.situation import Situation
from mailgate.pipeline.tickets.settling import mail_cause
from mailgate.store.database import Connection


def sent_mail(conn: Connection, situation: Situation) -> Outcome:
    """Recorded as an agent's public words, and sent to nobody: whoever wrote it has sent it.

    Nothing becomes of what answers no ticket's mail, or did not go to that ticket's customer; nor of our own mails, of
    which many providers keep a copy there.
    """
    ticket = _answered(situation)
    code = _objection(situation, ticket)
    if ticket is None or code:
        return put_aside(situation, Plan(), code=code or "sent.unrelated", state=InboxState.PROCESSED)
    mail, message = situation.mail, situation.mail.message
    turn = AgentTurn(
        tools=situation.tools,
        desk=mail.desk,
        ticket=ticket,
        agent=mail.desk.agent(mail.sender.address) or Agent(email=mail.queue.address, name=mail.queue.name),
        cause=mail_cause(mail.item.id),
        now=situation.now,
        inbox_id=mail.item.id,
    )
    words = Words(
        text=message.new_text or message.text,
        html=message.reply_html or message.html,
        full_text=message.text,
        attachments=message.attachments,
        message_id=message.message_id,
        key=message.key,
    )
    recording = said_elsewhere(conn, turn, words)
    recording = replace(
        recording,
        events=(*recording.events, mail_event(situation, Plan(), outcome="sent.reply")),
        event_ids=(*recording.event_ids, *turn.tools.rows(1)),
    )
    return Outcome(state=InboxState.PROCESSED, code="sent.reply", recording=recording, ticket_id=ticket.id)


def _answered(situation: Situation) -> Ticket | None:
    """The living ticket that the strongest of its In-Reply-To and References leads to."""
    tickets = situation.found.tickets
    known = situation.found.candidates.known_ids
    return next((tickets[one.ticket_id] for one in known if one.ticket_id in tickets), None)


def _objection(situation: Situation, ticket: Ticket | None) -> str:
    message, book = situation.mail.message, situation.tools.book
    answers_come_to = [book.route(one.address) for one in message.reply_to]
    if situation.found.facts.known_message_id or any(route and route.detail for route in answers_come_to):
        return "sent.own"
    if ticket is None:
        return "sent.unrelated"
    went_to = {one.address.lower() for one in (*message.to, *message.cc)}
    return "" if ticket.customer_email.lower() in went_to else "sent.not_to_customer"
