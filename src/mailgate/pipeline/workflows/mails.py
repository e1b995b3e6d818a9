"""What a workflow says: questions to customers in their language, tasks and news to those who work on the ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mailgate.model.desk import Desk
from mailgate.model.outbound import OutboundMail
from mailgate.model.recording import NewEntry
from mailgate.model.ticket import AuthorType, Entry, EntryAuthor, EntryKind, Ticket
from mailgate.model.workflow import WorkflowRun
from mailgate.notify.recipients import agents_to_tell
from mailgate.notify.rule_letters import RuleLetters
from mailgate.notify.views import public_view
from mailgate.parse.quotes.language import evident_language
from mailgate.pipeline.outbound.mailing import Post, mirrored
from mailgate.pipeline.tools import Tools
from mailgate.pipeline.workflows.answers import ASKED
from mailgate.store.database import Connection
from mailgate.store.outbound import conversations
from mailgate.store.tickets import entries
from mailgate.workflow.wording import Wording, question, wording

_TASK = (
    'Task of the workflow "{workflow}": {step}.\n'
    'When it is done, answer the mail about it with "done" in the first line; where it cannot be done, with "failed".'
)
_UNABLE = "The code that usually does it could not: {why}"
_STOPPED = 'The workflow "{workflow}" stopped at the step "{step}": {reason}. From here on the ticket is yours.'
_REASONS = {
    "workflow.gone": "the desk has it no more",
    "workflow.customer_said_no": "the customer said no",
    "workflow.task_failed": "its task could not be done",
    "workflow.not_approved": "it was not approved",
    "workflow.no_answer": "the customer did not answer in time",
    "workflow.nobody": "there is no person to ask by mail",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaking:
    """A turn of a run, and the ticket as it stands after it."""

    tools: Tools
    desk: Desk
    ticket: Ticket
    run: WorkflowRun
    now: datetime

    @property
    def step(self) -> str:
        return self.run.steps[min(self.run.step, len(self.run.steps) - 1)]

    @property
    def cause(self) -> str:
        """The beginning of the idempotency key of every mail of this turn."""
        return f"workflow:{self.run.id}:{self.run.step}:{self.run.state}"

    def post(self, thread: tuple[str, ...] = ()) -> Post:
        queue = self.desk.queue(self.ticket.queue) or self.desk.queues[0]
        return Post(tools=self.tools, desk=self.desk, queue=queue, ticket=self.ticket, now=self.now, thread=thread)


def asking(conn: Connection, speaking: Speaking, questions: Sequence[str]) -> OutboundMail:
    """Questions of ``collect_diagnostics``; without any of the desk's own, the usual ones."""
    return _to_customer(conn, speaking, question(_wording(conn, speaking), questions))


def confirming(conn: Connection, speaking: Speaking) -> OutboundMail:
    """Whether it is solved."""
    return _to_customer(conn, speaking, _wording(conn, speaking).confirm)


def _wording(conn: Connection, speaking: Speaking) -> Wording:
    """In the language that the customer last wrote in, where that is evident, else in the desk's."""
    entries_there = entries.of_ticket(conn, speaking.ticket.tenant, speaking.ticket.id, notes=False)
    written = [each.text for each in reversed(entries_there) if each.author.type is AuthorType.CUSTOMER]
    evident = (evident_language([text]) for text in written)
    return wording(next(filter(None, evident), ""), speaking.desk.locale)


def _to_customer(conn: Connection, speaking: Speaking, words: str) -> OutboundMail:
    """The answer is known by this mail's Message-ID."""
    post = speaking.post(conversations.conversation(conn, speaking.ticket).thread)
    view = public_view(post.ticket, post.queue, post.tools.server.public_url)
    addressing = post.to_customer(speaking.ticket.contact_id)
    letters = RuleLetters(post.tools.templates, post.desk)
    letter = letters.rule_mail(view, speaking.ticket.customer_email, post.queue, words, addressing)
    return post.sealed(letter, cause=speaking.cause, row=post.tools.rows(1)[0], mirrors=ASKED)


def task(speaking: Speaking) -> str:
    """With what code of earlier steps found out, and why it does not do this one."""
    words = _TASK.format(workflow=speaking.run.workflow, step=speaking.step.replace("_", " "))
    failed = speaking.run.results.get(speaking.step, {})
    unable = [_UNABLE.format(why=failed.get("error") or failed.get("message") or "it gave no reason")] if failed else []
    return "\n\n".join([words, *unable, *found_out(speaking)])


def found_out(speaking: Speaking) -> tuple[str, ...]:
    """What code said about the steps before this one, a line each."""
    earlier = speaking.run.steps[: speaking.run.step]
    said = ((step, speaking.run.results.get(step, {}).get("message")) for step in earlier)
    return tuple(f"{step.replace('_', ' ')}: {words}" for step, words in said if words)


def stopped(speaking: Speaking, reason: str) -> str:
    return _STOPPED.format(
        workflow=speaking.run.workflow, step=speaking.step.replace("_", " "), reason=_REASONS.get(reason, reason)
    )


def told(speaking: Speaking, words: str) -> tuple[OutboundMail, ...]:
    """To each of those who work on the ticket; an answer is a note."""
    post = speaking.post()
    letters = RuleLetters(post.tools.templates, post.desk)
    view = public_view(post.ticket, post.queue, post.tools.server.public_url)
    mails = []
    for agent in agents_to_tell(speaking.ticket, speaking.desk):
        letter = letters.rule_mail(view, agent.email, post.queue, words, post.to_agent(agent.email, note=True))
        mails.append(post.sealed(letter, cause=speaking.cause, row=post.tools.rows(1)[0], mirrors=mirrored(note=True)))
    return tuple(mails)


def noted(speaking: Speaking, words: str) -> NewEntry:
    """The same words as a note, for whoever reads the ticket later."""
    return NewEntry(
        entry=Entry(
            id=speaking.tools.rows(1)[0],
            ticket_id=speaking.ticket.id,
            kind=EntryKind.INTERNAL,
            author=EntryAuthor(type=AuthorType.SYSTEM, email="", name=speaking.run.workflow),
            text=words,
            html="",
            full_text=words,
            created_at=speaking.now,
        )
    )
