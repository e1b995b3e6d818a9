"""A customer is asked whether a resolved ticket is solved, and what the answer does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailgate.lifecycle.messages import customer_message_changes
from mailgate.lifecycle.solved import is_solved, says_more
from mailgate.lifecycle.statuses import allowed
from mailgate.lifecycle.terms import lifecycle_of, reopen_window
from mailgate.model.desk import Desk
from mailgate.model.event import EventKind
from mailgate.model.outbound import OutboundMail
from mailgate.model.plan import Change
from mailgate.model.ticket import Contact, Status, Ticket
from mailgate.notify.views import public_view
from mailgate.pipeline.outbound.mailing import Post
from mailgate.pipeline.situation import Situation
from mailgate.pipeline.tickets.settling import mail_cause
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.outbound import conversations
from mailgate.store.tickets import events

#: What ``KnownId.mirrors`` says of the question.
QUESTION = "solved"
#: What marks a ticket that was reopened by mail too often; its words are read, it stays shut.
SHUT_TAG = "reopen-limit"


def ask_if_solved(
    conn: Connection, tools: Tools, desk: Desk, turned: tuple[Ticket, Ticket], *, cause: str, now: datetime
) -> tuple[OutboundMail, ...]:
    """The question, where a ticket was resolved just now and its queue asks; the ticket's own customer gets it.

    Args:
        turned: The ticket before and after.
    """
    before, after = turned
    queue = desk.queue(after.queue)
    resolved = after.status is Status.RESOLVED and before.status is not Status.RESOLVED
    if not resolved or queue is None or not queue.ask_when_resolved or desk.agent(after.customer_email) is not None:
        return ()
    contact = Contact(id=after.contact_id, tenant=desk.tenant, email=after.customer_email, name=after.customer_name)
    if not contact.email:
        return ()
    thread = conversations.conversation(conn, after).thread
    post = Post(tools=tools, desk=desk, queue=queue, ticket=after, now=now, thread=thread)
    view = public_view(after, queue)
    letter = post.letters.solved_question(view, contact, queue, post.to_customer(contact.id))
    return (post.sealed(letter, cause=cause, row=tools.rows(1)[0], mirrors=QUESTION),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a customer's message on a ticket does, once it was looked at as an answer."""

    changes: tuple[Change, ...]
    #: It is a yes and no more, which nobody has to read.
    settled: bool = False


def answer_to_question(conn: Connection, situation: Situation, changes: tuple[Change, ...]) -> Answered:
    """A yes closes, a no opens again; any other message does what it does anyway, unless its ticket was reopened by
    mail too often."""
    said = _said(situation)
    if said:
        return Answered(changes=_closing(situation), settled=not says_more(situation.mail.message.new_text))
    if said is False:
        changes = _opening(situation)
    return Answered(changes=_kept_shut(conn, situation, changes))


def _said(situation: Situation) -> bool | None:
    """Yes or no, where the mail answers the question and its ticket is resolved still; None: it is like any other."""
    if situation.ticket.status is not Status.RESOLVED or situation.verdict.silent:
        return None
    known = {
        value.message_id: value
        for value in situation.found.candidates.known_ids
        if value.own and value.issued_to == situation.mail.sender.address
    }
    answered = next((known[each] for each in situation.mail.pointers.message_ids if each in known), None)
    if answered is None or answered.mirrors != QUESTION:
        return None
    return is_solved(situation.mail.message.new_text)


def _opening(situation: Situation) -> tuple[Change, ...]:
    ticket, desk = situation.ticket, situation.mail.desk
    return customer_message_changes(
        ticket,
        now=situation.now,
        reopen_window=reopen_window(desk, ticket),
        automatic=False,
        cause=mail_cause(situation.mail.item.id),
        lifecycle=lifecycle_of(desk, ticket.queue),
    )


def _closing(situation: Situation) -> tuple[Change, ...]:
    """What a yes asks for: the ticket is closed, where its lifecycle has that move."""
    ticket = situation.ticket
    if Status.CLOSED not in allowed(ticket.status, lifecycle_of(situation.mail.desk, ticket.queue)):
        return ()
    return (Change(field="status", value=Status.CLOSED, cause=mail_cause(situation.mail.item.id)),)


def _kept_shut(conn: Connection, situation: Situation, woken: tuple[Change, ...]) -> tuple[Change, ...]:
    """What a message asks for, unless mail reopened its ticket too often (spec/features.md A.2.7): then a mark."""
    ticket, rate = situation.ticket, situation.mail.desk.rates.reopens_per_ticket
    reopens = ticket.status in (Status.RESOLVED, Status.CLOSED) and any(change.field == "status" for change in woken)
    # The count on the ticket spares nearly all the look into its journal.
    if rate is None or not reopens or ticket.reopened_count < rate.count:
        return woken
    since = situation.now - rate.window
    journal = events.of_ticket(conn, ticket.tenant, ticket.id)
    by_mail = [each for each in journal if each.kind is EventKind.REOPENED and each.cause.kind == "mail"]
    if sum(each.at > since for each in by_mail) < rate.count:
        return woken
    return (Change(field="tags.add", value=(SHUT_TAG,), cause=mail_cause(situation.mail.item.id)),)
