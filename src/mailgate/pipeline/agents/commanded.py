"""A mail with commands on its way to an outcome: whatever comes of it, one transcript answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailgate.commands.transcript import refused
from mailgate.commands.undo import SPAM_SENDER
from mailgate.model.command import Finding, Reading, Transcript
from mailgate.model.envelope import InboxState
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.outbound import OutboundMail
from mailgate.model.plan import Plan
from mailgate.model.recording import Recording
from mailgate.model.ticket import EntryKind, Ticket
from mailgate.pipeline.agents.acting import entry
from mailgate.pipeline.agents.recording import reference
from mailgate.pipeline.agents.turn import AgentTurn, Words
from mailgate.pipeline.inbound.putting_aside import put_aside
from mailgate.pipeline.journal import mail_event
from mailgate.pipeline.outbound.mailing import Post, mirrored, own_ids
from mailgate.pipeline.outcome import Outcome
from mailgate.pipeline.situation import Situation
from mailgate.store.database import Connection
from mailgate.store.tickets import tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class Commanded:
    """What is known when a mail's commands are followed."""

    situation: Situation
    turn: AgentTurn
    reading: Reading

    def cause(self, kind: str) -> Cause:
        """Of what the commands change, apart from what the mail causes by its words."""
        return Cause(kind=kind, ref=self.turn.cause.ref)

    def refuse(self, findings: Sequence[Finding]) -> Outcome:
        """Nothing is done but telling the agent why."""
        transcript = replace(refused(findings), answers=("Correct it, and send the whole mail again.",))
        return self.answer_only(transcript, "agent.commands_refused")

    def answer_only(self, transcript: Transcript, code: str) -> Outcome:
        """The ticket stays as it is."""
        mails = (self._mail(transcript, self.turn.ticket),)
        aside = put_aside(self.situation, Plan(), code=code, state=InboxState.PROCESSED, mails=mails)
        return replace(aside, recording=self._kept(aside.recording), ticket_id=self.turn.ticket.id)

    def finish(self, recording: Recording, transcript: Transcript, code: str) -> Outcome:
        """What was done is recorded with its transcript, which shows the ticket as it stands afterwards."""
        ticket = recording.after or self.turn.ticket
        mail = self._mail(transcript, ticket)
        recording = replace(
            recording if recording.entries else self._kept(recording),
            events=(*recording.events, mail_event(self.situation, Plan(), outcome=code)),
            event_ids=(*recording.event_ids, *self.turn.tools.rows(1)),
            mails=(*recording.mails, mail),
            references=(*recording.references, *own_ids((mail,))),
        )
        return Outcome(state=InboxState.PROCESSED, code=code, recording=recording, ticket_id=ticket.id)

    def watched(self, watchers: tuple[tuple[str, str], ...], kind: str) -> tuple[Event, ...]:
        """The journal of who watches from now on, or no longer."""
        return tuple(
            Event(
                kind=EventKind.UPDATED,
                at=self.turn.now,
                actor=self.turn.agent.email,
                cause=self.cause(kind),
                details={"field": "watchers", state: [email]},
            )
            for email, state in watchers
        )

    def spam_noted(self, before: str | None, after: str | None, kind: str) -> tuple[Event, ...]:
        """The journal of a sender whose mail is spam from now on, or no longer."""
        details: dict[str, object] = {"field": SPAM_SENDER, "from": before, "to": after}
        cause, turn = self.cause(kind), self.turn
        return (Event(kind=EventKind.UPDATED, at=turn.now, actor=turn.agent.email, cause=cause, details=details),)

    def _kept(self, recording: Recording) -> Recording:
        """With the commands as an entry that only agents read: they are kept, and the same mail again is known."""
        message = self.situation.mail.message
        text = f"{self.reading.block}{self.reading.words}".strip()
        words = Words(text=text, full_text=message.text, message_id=message.message_id, key=message.key)
        new = entry(self.turn, words, EntryKind.SYSTEM)
        return replace(recording, entries=(new,), references=(*recording.references, *reference(new)))

    def _mail(self, transcript: Transcript, ticket: Ticket) -> OutboundMail:
        """An answer to it is a note: whoever thanks for a transcript does not speak to the customer."""
        turn = self.turn
        post = Post(tools=turn.tools, desk=turn.desk, queue=turn.queue, ticket=ticket, now=turn.now)
        addressing = post.to_agent(turn.agent.email, note=True)
        letter = post.letters.transcript(ticket, turn.agent, turn.queue, transcript, addressing)
        row = turn.tools.rows(1)[0]
        return post.sealed(letter, cause=turn.cause_key, row=row, mirrors=mirrored(note=True))


def numbers(conn: Connection, recording: Recording) -> dict[int, str]:
    """The numbers of the tickets that a recording names by id."""
    named = {ticket.merged_into for ticket in (recording.before, recording.after) if ticket and ticket.merged_into}
    found = (tickets.by_id(conn, recording.tenant, row) for row in named)
    return {ticket.id: ticket.number for ticket in found if ticket}
