"""An agent answers a notice of held mail: each line does its part, or nothing is done; one transcript answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mailgate.commands.held import read_held_answers
from mailgate.commands.transcript import refused
from mailgate.model.command import Finding, HeldAnswer, HeldVerb, Transcript
from mailgate.model.desk import Agent, Queue
from mailgate.model.envelope import InboxState
from mailgate.model.match import Purpose, Token
from mailgate.model.outbound import OutboundMail
from mailgate.model.plan import Plan
from mailgate.notify.agent_reply import own_text
from mailgate.pipeline.held.words import Word, decided, done, listed_before, may_decide
from mailgate.pipeline.inbound.putting_aside import put_aside
from mailgate.pipeline.outbound.queue_mailing import QueuePost
from mailgate.pipeline.outcome import Outcome
from mailgate.pipeline.situation import Situation
from mailgate.pipeline.tickets.settling import mail_cause
from mailgate.store.database import Connection
from mailgate.store.inbound.held_answers import HeldMail, held_mails

_NOT_YOURS = "There is no such mail that waits for you."
_OTHER = "This notice is about another mail."
_TWICE = "The mail is named twice, and not with the same word."
_NO_UNDO = "Only your own word spam can be taken back, and only within 30 minutes."


def answer_held(conn: Connection, situation: Situation) -> Outcome:
    """Do what an agent says of held mail; of what was decided before, say by whom."""
    if situation.verdict.silent:
        return put_aside(situation, Plan(), code="agent.automatic_mail", state=InboxState.PROCESSED)
    mail, token = situation.mail, situation.decided.notice
    agent = mail.desk.agent(mail.sender.address)
    assert agent is not None
    assert token is not None
    text = own_text(mail.message, agent, mail.queue)
    answers, findings = read_held_answers(text, listed=token.purpose is Purpose.HELD_LIST)
    if findings:
        return _finish(situation, agent, refused(findings))
    said = _said(answers, token)
    known = held_mails(conn, mail.desk.tenant, [row for _, row in said])
    word = Word(
        tools=situation.tools,
        desk=mail.desk,
        actor=agent.email,
        cause=mail_cause(mail.item.id),
        now=situation.now,
    )
    asked = _Asked(word=word, agent=agent, token=token, known=known)
    findings = asked.findings(said)
    if findings:
        return _finish(situation, agent, refused(findings))
    return _carried_out(conn, situation, asked, said)


def _said(answers: Sequence[HeldAnswer], token: Token) -> list[tuple[HeldAnswer, int]]:
    """Each answer with the mail that it is about; what one line says twice counts once."""
    said = [(answer, row) for answer in answers for row in answer.mails or (token.subject_id,)]
    by_word = {(answer.verb, row): (answer, row) for answer, row in reversed(said)}
    return list(reversed(by_word.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    word: Word
    agent: Agent
    token: Token
    known: Mapping[int, HeldMail]

    def findings(self, said: Sequence[tuple[HeldAnswer, int]]) -> tuple[Finding, ...]:
        rows = [row for _, row in said]
        flaws = [(answer, self._flaw(answer, row, rows)) for answer, row in said]
        return tuple(
            Finding(code=flaw[0], written=answer.written, sentence=flaw[1])
            for answer, flaw in flaws
            if flaw is not None
        )

    def _flaw(self, answer: HeldAnswer, row: int, rows: list[int]) -> tuple[str, str] | None:
        mail = self.known.get(row)
        if self.token.purpose is Purpose.HELD and row != self.token.subject_id:
            return "answer.other_mail", _OTHER
        if mail is None or not may_decide(self.word.desk, self.agent, mail):
            return "answer.unknown_mail", _NOT_YOURS
        if rows.count(row) > 1:
            return "command.contradiction", _TWICE
        if answer.verb is HeldVerb.UNDO and not self.word.may_undo(mail):
            return "undo.nothing", _NO_UNDO
        return None


def _carried_out(
    conn: Connection, situation: Situation, asked: _Asked, said: Sequence[tuple[HeldAnswer, int]]
) -> Outcome:
    word = asked.word
    mails = [(answer.verb, asked.known[row]) for answer, row in said]
    waiting = [(verb, mail) for verb, mail in mails if mail.waits or verb is HeldVerb.UNDO]
    over = [mail for verb, mail in mails if not (mail.waits or verb is HeldVerb.UNDO)]
    taught = [(verb.value, mail, word.lesson(conn, mail, verb.value)) for verb, mail in waiting]
    transcript = Transcript(
        done=tuple(done(mail, how, listed) for how, mail, listed in taught),
        answers=tuple(decided(mail, word.desk) for mail in over),
    )
    outcome = _finish(situation, asked.agent, transcript)
    recording = replace(
        outcome.recording,
        releases=tuple(word.release(mail, how, listed) for how, mail, listed in taught),
        spam_senders=tuple({listed.email: listed for _, _, listed in taught if listed}.values()),
        no_spam_senders=tuple(filter(None, (listed_before(mail) for verb, mail in waiting if verb is HeldVerb.UNDO))),
    )
    return replace(outcome, recording=recording)


def _finish(situation: Situation, agent: Agent, transcript: Transcript) -> Outcome:
    code = "agent.held_refused" if transcript.problems else "agent.held_answer"
    mails = (_told(situation, agent, transcript),)
    return put_aside(situation, Plan(), code=code, state=InboxState.PROCESSED, mails=mails)


def _told(situation: Situation, agent: Agent, transcript: Transcript) -> OutboundMail:
    """An answer to it is an answer to the notice again."""
    mail, token = situation.mail, situation.decided.notice
    assert token is not None
    queue: Queue = mail.queue
    post = QueuePost(tools=situation.tools, desk=mail.desk, queue=queue, now=situation.now)
    addressing = post.addressing(agent, token.purpose, token.subject_id, answers=mail.message.message_id)
    letter = post.letters.held_answer(agent, queue, mail.message, transcript, addressing)
    (row,) = situation.tools.rows(1)
    return post.sealed(letter, cause=f"inbox:{mail.item.id}", row=row)
