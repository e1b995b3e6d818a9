"""The road of one accepted mail: understand, look up, decide; recording is the caller's one write."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailgate.model.desk import DeskRates
from mailgate.model.envelope import Channel, InboxState
from mailgate.model.identity import Tier
from mailgate.model.mark import MarkKind, Verdict
from mailgate.model.match import Effect, Match
from mailgate.model.outbound import OutboundMail
from mailgate.model.plan import Plan
from mailgate.notify.subjects import clean_subject
from mailgate.pipeline.agents.help import agent_help, unproven_help
from mailgate.pipeline.agents.mail import agent_mail
from mailgate.pipeline.agents.sent_mail import sent_mail
from mailgate.pipeline.customers.mail import append, open_ticket
from mailgate.pipeline.customers.survey_answer import survey_answer
from mailgate.pipeline.held.answers import answer_held
from mailgate.pipeline.held.holding import RATE, hold
from mailgate.pipeline.inbound.ingesting import held_by_rule, is_dropped, marked
from mailgate.pipeline.inbound.putting_aside import put_aside
from mailgate.pipeline.inbound.understanding import Understood
from mailgate.pipeline.outbound.delivery_report import delivery_report
from mailgate.pipeline.outcome import Outcome
from mailgate.pipeline.situation import Situation
from mailgate.pipeline.tools import Tools
from mailgate.screen.checks import screen
from mailgate.screen.question import Question
from mailgate.store.database import Connection
from mailgate.store.inquiry import Found, Inquiry
from mailgate.thread.find import Permissions, find_thread
from mailgate.thread.other_matter import begins_another
from mailgate.triage.learned import words_of

#: What was written over years is imported at once.
_NO_RATES = DeskRates(tickets_per_sender=None, tickets_per_domain=None, replies_per_ticket=None)


def decide(conn: Connection, mail: Understood, found: Found, tools: Tools, now: datetime) -> Outcome:
    """Decide what one mail becomes, on the snapshot that ``conn`` reads and ``found`` is of; nothing is written."""
    verdict = screen(
        Question(
            message=mail.message,
            sender=mail.sender,
            facts=found.facts,
            rates=_NO_RATES if mail.imported else mail.desk.rates,
            loop_id=tools.loop_id,
            mail_from=mail.item.envelope.mail_from,
            trusted_peer=mail.item.envelope.trusted_peer,
        )
    )
    verdict = marked(verdict, mail)
    known = Situation(mail=mail, found=found, verdict=verdict, match=None, tools=tools, now=now)
    if verdict.ends_here is not None:
        return put_aside(known, Plan(), code=verdict.ends_here.kind.value, state=InboxState.PROCESSED)
    if is_dropped(mail):
        return put_aside(known, Plan(), code="dropped.rule", state=InboxState.PROCESSED)
    if mail.item.envelope.channel is Channel.SENT:
        return sent_mail(conn, known)
    rights = Permissions(queue=mail.queue, desk=mail.desk, agents=tools.server.authentication.agents)
    reports = verdict.has(MarkKind.BOUNCE)
    match = find_thread(mail.pointers, found.candidates, mail.sender, rights, reports=reports)
    if not verdict.silent:
        topic = clean_subject(mail.message.subject)
        match = begins_another(match, found.candidates.participants, topic, mail.pointers.numbers)
    match = _released(held_by_rule(_held_by_screen(match, verdict, mail), mail), mail)
    known = replace(known, match=match)
    return survey_answer(conn, known) or _EFFECTS[match.effect](conn, known)


def inquiry(mail: Understood, now: datetime) -> Inquiry:
    """What a mail wants to know before it can be decided."""
    return Inquiry(
        desk=mail.desk,
        author=mail.sender.address,
        key=mail.message.key,
        message_id=mail.message.message_id,
        tokens=mail.pointers.tokens,
        message_ids=mail.pointers.message_ids,
        numbers=mail.pointers.numbers,
        now=now,
        words=words_of(mail.message) if mail.desk.detection.learn.enabled else (),
    )


_OPENS = (Effect.NEW_TICKET, Effect.LINKED_TICKET)


def _held_by_screen(match: Match, verdict: Verdict, mail: Understood) -> Match:
    """Marks that make a mail wait: too many new tickets from one sender, and spam, unless its queue makes tickets of
    it; on a ticket that exists it never goes unseen."""
    if match.effect in _OPENS and verdict.has(MarkKind.TICKET_RATE):
        return replace(match, effect=Effect.HOLD, reason=RATE)
    spam_waits = (Effect.APPEND,) if mail.queue.spam == "ticket" else (*_OPENS, Effect.APPEND)
    if match.effect in spam_waits and verdict.has(MarkKind.SPAM):
        return replace(match, effect=Effect.HOLD, reason="held.spam")
    return match


def _released(match: Match, mail: Understood) -> Match:
    """A person's yes to a held mail: ``accept`` appends to the ticket it is about, ``new`` opens one."""
    released = mail.item.released_as
    if match.effect is not Effect.HOLD or not released:
        return match
    if released == "accept" and match.ticket_id is not None:
        # An agent's words without a token may have been meant for colleagues: a yes never makes them public.
        by_agent = mail.desk.agent(mail.sender.address) is not None
        return replace(match, effect=Effect.AGENT_NOTE if by_agent else Effect.APPEND, reason="released.accept")
    return replace(match, effect=Effect.NEW_TICKET, ticket_id=None, reason="released.new")


def _hold(conn: Connection, situation: Situation) -> Outcome:
    """A mail waits for a person's yes; an agent is told of a mistake in the address, or of a missing proof."""
    if situation.decided.notice is not None and situation.verdict.silent:
        # A machine's answer to a notice of held mail: held, it would cause the next notice.
        return put_aside(situation, Plan(), code="agent.automatic_mail", state=InboxState.PROCESSED)
    code = situation.decided.reason
    return hold(conn, situation, Plan(), code=code, mails=_helped(conn, situation, code))


def _helped(conn: Connection, situation: Situation, code: str) -> tuple[OutboundMail, ...]:
    if code == "held.agent_without_token":
        return agent_help(conn, situation, code)
    # Whoever shows the agent's token has seen mail of ours to that agent, so this is no way to have us mail strangers.
    if code == "held.agent_unverified" and situation.mail.sender.tier is not Tier.FAILED:
        return unproven_help(conn, situation, code)
    return ()


_EFFECTS = {
    Effect.NEW_TICKET: open_ticket,
    Effect.LINKED_TICKET: open_ticket,
    Effect.APPEND: append,
    Effect.AGENT_REPLY: agent_mail,
    Effect.AGENT_NOTE: agent_mail,
    Effect.ACKNOWLEDGE_PAGE: agent_mail,
    Effect.DELIVERY_REPORT: delivery_report,
    Effect.ANSWER_HELD: answer_held,
    Effect.HOLD: _hold,
}
