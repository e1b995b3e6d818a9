"""What agents are told, one mail each with that agent's own token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mailgate.model.command import Transcript
from mailgate.model.desk import Agent
from mailgate.model.message import Message
from mailgate.model.outbound import OutboundKind, OutboundMail
from mailgate.model.ticket import Entry, EntryAuthor, Priority
from mailgate.notify.addressing import Addressing
from mailgate.notify.kinds.notice import handed_over
from mailgate.notify.letter import Letter
from mailgate.notify.recipients import agents_to_tell, leads_to_tell
from mailgate.pipeline.outbound.mailing import Post, mirrored
from mailgate.pipeline.tickets.settling import Settled


def tell_of_new_ticket(
    post: Post, message: Message, *, cause: str, also: tuple[Agent, ...] = (), hints: tuple[str, ...] = ()
) -> tuple[OutboundMail, ...]:
    """One notice for the assignee, else for everyone in the team; the answer to it goes to the customer.

    Args:
        also: Whom a rule wants told; nobody is told twice.
        hints: Sentences on what the desk's aids saw.
    """

    def letter(agent: Agent, addressing: Addressing) -> Letter:
        return post.letters.new_ticket_notice(post.ticket, agent, post.queue, message, addressing, hints)

    mails = _to_each(post, _with(agents_to_tell(post.ticket, post.desk), also), letter, cause=cause, note=False)
    if post.ticket.priority is not Priority.CRITICAL:
        return mails
    return tuple(replace(mail, urgent=True) for mail in mails)


def tell_of_customer_words(
    post: Post, message: Message, author: EntryAuthor, *, cause: str, also: tuple[Agent, ...] = ()
) -> tuple[OutboundMail, ...]:
    """Somebody wrote on a ticket, most often its customer; ``also`` as for a new ticket."""
    stranger = None if author.email.lower() == post.ticket.customer_email.lower() else author

    def letter(agent: Agent, addressing: Addressing) -> Letter:
        return post.letters.customer_notice(post.ticket, agent, post.queue, message, addressing, stranger)

    return _to_each(post, _with(agents_to_tell(post.ticket, post.desk), also), letter, cause=cause, note=False)


def tell_of_note(post: Post, entry: Entry, *, cause: str) -> tuple[OutboundMail, ...]:
    """A note tells the others; the answer to it is a note again."""

    def letter(agent: Agent, addressing: Addressing) -> Letter:
        return post.letters.note_notice(post.ticket, agent, post.queue, entry.author.email, entry.text, addressing)

    told = agents_to_tell(post.ticket, post.desk, wrote=entry.author.email)
    return _to_each(post, told, letter, cause=cause, note=True)


def tell_of_waking(post: Post, *, cause: str) -> tuple[OutboundMail, ...]:
    """A ticket that was put off is back; the answer goes to the customer."""

    def letter(agent: Agent, addressing: Addressing) -> Letter:
        return post.letters.back_notice(OutboundKind.WAKE_NOTICE, post.ticket, agent, post.queue, addressing)

    return _to_each(post, agents_to_tell(post.ticket, post.desk), letter, cause=cause, note=False)


def tell_of_handover(post: Post, *, cause: str) -> tuple[OutboundMail, ...]:
    """Whoever has a ticket now because somebody else is away, or their team; the answer goes to the customer."""
    return _handed_over(post, agents_to_tell(post.ticket, post.desk), handed_over(), cause=cause, note=False)


def tell_of_gift(
    post: Post, told: tuple[Agent, ...], giver: Agent, last: Entry | None, *, cause: str, note: str = ""
) -> tuple[OutboundMail, ...]:
    """Whoever was given a ticket by a colleague, with the customer's ``last`` words, to whom the answer goes; unless
    the colleague left a note, which an answer to what tells of it must not carry out of the house."""
    how = handed_over(giver.name or giver.email, last, note)
    return _handed_over(post, told, how, cause=cause, note=bool(note))


def _handed_over(
    post: Post, told: tuple[Agent, ...], how: dict[str, object], *, cause: str, note: bool
) -> tuple[OutboundMail, ...]:
    kind = OutboundKind.HANDOVER_NOTICE

    def letter(agent: Agent, addressing: Addressing) -> Letter:
        return post.letters.back_notice(kind, post.ticket, agent, post.queue, addressing, **how)

    return _to_each(post, told, letter, cause=cause, note=note)


def tell_lead(post: Post, settled: Settled, *, cause: str) -> tuple[OutboundMail, ...]:
    """Nobody of a team could be given a ticket: its lead is told, or whoever else leads; nothing if it has one."""

    def letter(agent: Agent, addressing: Addressing) -> Letter:
        return post.letters.back_notice(OutboundKind.UNASSIGNED_NOTICE, post.ticket, agent, post.queue, addressing)

    if not settled.unstaffed:
        return ()
    return _to_each(post, leads_to_tell(post.ticket, post.desk), letter, cause=cause, note=True)


def tell_of_held_reply(
    post: Post, agent: Agent, held: tuple[OutboundMail, ...], repeats: str, *, cause: str
) -> tuple[OutboundMail, ...]:
    """The writer's words wait, for they repeat a note; nothing where nobody wrote them who could be told."""
    if "@" not in agent.email:
        return ()
    numbers = ", ".join(str(mail.id) for mail in held)
    problem = f'Your answer repeats an internal note: "{repeats}". Write it again without that, or have it let go.'
    release = f"It waits in the outbox: mailgate outbox release {numbers}"
    transcript = Transcript(problems=(problem, release))
    addressing = post.to_agent(agent.email, note=True)
    letter = post.letters.transcript(post.ticket, agent, post.queue, transcript, addressing)
    return (post.sealed(letter, cause=cause, row=post.tools.rows(1)[0], mirrors=mirrored(note=True)),)


def _with(agents: tuple[Agent, ...], also: tuple[Agent, ...]) -> tuple[Agent, ...]:
    return tuple({agent.email: agent for agent in (*agents, *also)}.values())


def _to_each(
    post: Post,
    agents: tuple[Agent, ...],
    letter: Callable[[Agent, Addressing], Letter],
    *,
    cause: str,
    note: bool,
) -> tuple[OutboundMail, ...]:
    mails = []
    for agent, row in zip(agents, post.tools.rows(len(agents)), strict=True):
        inside = note or post.desk.reply_is_note or agent.reply_is_note
        written = letter(agent, post.to_agent(agent.email, note=inside))
        mails.append(post.sealed(written, cause=cause, row=row, mirrors=mirrored(note=inside)))
    return tuple(mails)
