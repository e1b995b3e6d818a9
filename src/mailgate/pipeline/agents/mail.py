"""An agent's mail about a ticket, with that agent's own token."""

from __future__ import annotations

from dataclasses import replace

from mailgate.model.desk import Agent
from mailgate.model.envelope import InboxState
from mailgate.model.mark import MarkKind
from mailgate.model.match import Effect
from mailgate.model.plan import Plan
from mailgate.notify.agent_reply import customer_words, own_text
from mailgate.pipeline.agents.acting import is_held_back, note, reply
from mailgate.pipeline.agents.commanding import follow_commands
from mailgate.pipeline.agents.help import agent_help
from mailgate.pipeline.agents.turn import AgentTurn, Words
from mailgate.pipeline.approvals.answers import answer_approval
from mailgate.pipeline.customers.merged import origin_of_agent
from mailgate.pipeline.escalations.answers import answer_page, move_on
from mailgate.pipeline.inbound.putting_aside import put_aside
from mailgate.pipeline.journal import mail_event
from mailgate.pipeline.outcome import Outcome
from mailgate.pipeline.situation import Situation
from mailgate.pipeline.tickets.settling import mail_cause
from mailgate.pipeline.workflows.answers import task_answered
from mailgate.store.database import Connection


def agent_mail(conn: Connection, situation: Situation) -> Outcome:
    """The agent's words reach the customer, or become a note; what a machine sent in the agent's name does neither."""
    paged = situation.decided.effect is Effect.ACKNOWLEDGE_PAGE
    if situation.verdict.silent:
        if paged and situation.verdict.has(MarkKind.AUTO_REPLY):
            return move_on(conn, situation)
        return put_aside(situation, Plan(), code="agent.automatic_mail", state=InboxState.PROCESSED)
    if paged:
        answered = answer_page(conn, situation) or answer_approval(conn, situation)
        if answered is not None:
            return answered
    mail = situation.mail
    # Whoever was paged may be on call without being an agent of the desk.
    guest = Agent(email=mail.sender.address, name=mail.sender.name, role="guest")
    agent = mail.desk.agent(mail.sender.address) or guest
    turn = AgentTurn(
        tools=situation.tools,
        desk=mail.desk,
        ticket=situation.ticket,
        agent=agent,
        cause=mail_cause(mail.item.id),
        now=situation.now,
        inbox_id=mail.item.id,
        quoted=tuple(situation.found.tickets),
        origin=origin_of_agent(situation),
    )
    followed = follow_commands(conn, situation, turn)
    if followed is not None:
        return followed
    if situation.decided.effect is Effect.AGENT_REPLY:
        return _reply(conn, situation, turn, agent)
    code = "agent.note"
    words = _note_words(situation, turn, agent)
    flow = task_answered(conn, turn, words.text)
    extra = (*flow.events, mail_event(situation, Plan(), outcome=code))
    recording = replace(note(conn, turn, words, extra=extra), runs=flow.runs)
    return Outcome(state=InboxState.PROCESSED, code=code, recording=recording, ticket_id=turn.ticket.id)


def _reply(conn: Connection, situation: Situation, turn: AgentTurn, agent: Agent) -> Outcome:
    """A reply of which nothing is left once quote and signature are gone sends nothing."""
    message = situation.mail.message
    text, html, attachments = customer_words(message, agent, turn.queue, turn.desk.agent_addresses)
    if not text.strip() and not attachments:
        mails = agent_help(conn, situation, "agent.empty_reply", proven=True)
        return put_aside(situation, Plan(), code="agent.empty_reply", state=InboxState.PROCESSED, mails=mails)
    words = Words(
        text=text,
        html=html,
        full_text=message.text,
        attachments=attachments,
        message_id=message.message_id,
        key=message.key,
    )
    recording = reply(conn, turn, words)
    code = "agent.reply_held" if is_held_back(recording) else "agent.reply"
    recording = replace(
        recording,
        events=(*recording.events, mail_event(situation, Plan(), outcome=code)),
        event_ids=(*recording.event_ids, *turn.tools.rows(1)),
    )
    return Outcome(state=InboxState.PROCESSED, code=code, recording=recording, ticket_id=turn.ticket.id)


def _note_words(situation: Situation, turn: AgentTurn, agent: Agent) -> Words:
    message = situation.mail.message
    return Words(
        text=own_text(message, agent, turn.queue) or message.text,
        html=message.reply_html or message.html,
        full_text=message.text,
        attachments=message.attachments,
        message_id=message.message_id,
        key=message.key,
    )
