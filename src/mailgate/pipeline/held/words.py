"""A person's word on a held mail: what it does, or what was done before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mailgate.errors import NotFound, Refused
from mailgate.model.desk import Agent, Desk
from mailgate.model.envelope import InboxState
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.mark import SpamSender
from mailgate.model.recording import Recording, Release
from mailgate.notify.subjects import clean_subject
from mailgate.pipeline.deciding import decide_and_record
from mailgate.pipeline.held.spam_teaching import listed_for_mail
from mailgate.pipeline.tickets.actions import Actor
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.inbound.held_answers import HeldMail, held_mails

#: How long ``spam`` can be taken back.
WINDOW = timedelta(minutes=30)
#: What a person may say of a held mail from outside a mail.
WORDS = ("accept", "new", "spam", "discard")
_DONE = {
    "accept": "let through, to the ticket it is about",
    "new": "becomes a new ticket",
    "spam": "put away as spam",
    "discard": "put away",
    "undo": "waits again",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Who says it, and when."""

    tools: Tools
    desk: Desk
    actor: str
    cause: Cause
    now: datetime

    def lesson(self, conn: Connection, mail: HeldMail, how: str) -> SpamSender | None:
        """Whom the word puts on the list of spam senders."""
        return listed_for_mail(conn, self.tools, mail, self.actor, self.now) if how == "spam" else None

    def release(self, mail: HeldMail, how: str, listed: SpamSender | None = None) -> Release:
        """What the word does to a mail that it may be said of."""
        details: dict[str, object] = {"released": how, **({"listed": listed.email} if listed else {})}
        event = Event(kind=EventKind.MAIL_RELEASED, at=self.now, actor=self.actor, cause=self.cause, details=details)
        reason = str(mail.account.details.get("outcome", "")) if mail.account else ""
        (row,) = self.tools.rows(1)
        return Release(inbox_id=mail.row.id, how=how, event=event, event_id=row, reason=reason)

    def may_undo(self, mail: HeldMail) -> bool:
        """Only ``spam`` can be taken back: all else is a ticket by then, or part of one."""
        word = mail.word
        said = word is not None and word.details.get("released") == "spam" and word.actor == self.actor
        return said and mail.row.state is InboxState.DISCARDED and word is not None and self.now - word.at <= WINDOW


def may_decide(desk: Desk, agent: Agent, mail: HeldMail) -> bool:
    """An agent decides about what that agent is told of."""
    return agent in told_of(desk, str(mail.route.get("queue", "")))


def told_of(desk: Desk, queue_key: str) -> tuple[Agent, ...]:
    """The queue's team; without one, everybody."""
    queue = desk.queue(queue_key)
    team = desk.team(queue.team) if queue else None
    found = tuple(agent for email in team.agents if (agent := desk.agent(email))) if team else ()
    return found or desk.agents


def named(mail: HeldMail) -> str:
    """``mail 12, "Printer" from kim@client.test``."""
    author = mail.account.actor if mail.account else mail.row.mail_from
    subject = clean_subject(str(mail.route.get("subject", "")))
    return f'mail {mail.row.id}, "{subject or "(no subject)"}" from {author}'


def done(mail: HeldMail, how: str, listed: SpamSender | None) -> str:
    """What the word does, as a line of a transcript."""
    more = f"; mail of {listed.email} is spam from now on" if listed else ""
    return f"{named(mail)}: {_DONE[how]}{more}"


def listed_before(mail: HeldMail) -> str:
    """The address that the last word on the mail put on the list of spam senders; empty if it put none there."""
    return str(mail.word.details.get("listed", "")) if mail.word else ""


def decided(mail: HeldMail, desk: Desk) -> str:
    """What was done with it before, and by whom; nothing is done a second time."""
    word = mail.word
    if word is None:
        return f"{named(mail)}: it waits no more, its turn came"
    at = f"{word.at.astimezone(ZoneInfo(desk.timezone)):%a %d %b %Y, %H:%M %Z}"
    actor = word.actor if word.cause.kind != "cli" else f"{word.actor} on the command line"
    return f"{named(mail)}: {actor} said {word.details.get('released')} on {at}; nothing more is done"


def say_of_held(tools: Tools, actor: Actor, mail_id: int, how: str, *, now: datetime) -> None:
    """Decide about a held mail by API or from a shell.

    Args:
        how: One of ``WORDS``.

    Raises:
        NotFound: No mail of that id was ever held in this tenant.
        Refused: ``answer.decided_before``: somebody was faster; the text says who, and what they said.
    """
    desk = tools.desk(actor.tenant)
    word = Word(tools=tools, desk=desk, actor=actor.email, cause=actor.cause, now=now)

    def decide(conn: Connection) -> Recording:
        mail = held_mails(conn, actor.tenant, [mail_id]).get(mail_id)
        if mail is None:
            raise NotFound(f"no held mail {mail_id}")
        if not mail.waits:
            raise Refused("answer.decided_before", decided(mail, desk))
        listed = word.lesson(conn, mail, how)
        return Recording(
            tenant=actor.tenant,
            revision=desk.revision,
            releases=(word.release(mail, how, listed),),
            spam_senders=(listed,) if listed else (),
        )

    decide_and_record(tools, decide, now=now)
