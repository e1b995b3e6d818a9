"""Mails that rules have us send: words to a customer, notices to anybody, a customer's mail sent on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mailgate.model.desk import Agent
from mailgate.model.outbound import OutboundMail
from mailgate.model.plan import Request
from mailgate.notify.addressing import Addressing
from mailgate.notify.letter import Letter
from mailgate.notify.rule_letters import RuleLetters
from mailgate.notify.views import public_view
from mailgate.pipeline.outbound.mailing import Post, mirrored
from mailgate.pipeline.rules.errand import Errand

_NEWS = "There is news about your request. Its status is: {status}."
_NOTICE = 'The rule "{rule}" tells you of this ticket: {subject}\nStatus: {status}. Priority: {priority}.'


def to_customer(errand: Errand, request: Request, text: str = "") -> OutboundMail:
    """Words from the queue, or the news alone; a machine's mail, and it says so (RFC 3834 section 5)."""
    post = _post(errand)
    view = public_view(post.ticket, post.queue, post.tools.server.public_url)
    words = text or _NEWS.format(status=view.status)
    addressing = post.to_customer(errand.ticket.contact_id)
    letter = _letters(post).rule_mail(view, errand.ticket.customer_email, post.queue, words, addressing)
    return _sealed(post, letter, errand, request)


def to_address(errand: Errand, request: Request, address: str) -> OutboundMail:
    """A notice to somebody who is no agent: no token goes with it, and no word of the customer's."""
    post = _post(errand)
    view = public_view(post.ticket, post.queue, post.tools.server.public_url)
    words = _notice(errand, request.cause.ref)
    letter = _letters(post).rule_mail(view, address, post.queue, words, _without_token(post))
    return _sealed(post, letter, errand, request)


def forwarded(errand: Errand, request: Request, address: str) -> OutboundMail | None:
    """The customer's mail with the files that fit; None where no mail caused it."""
    if errand.message is None:
        return None
    post = _post(errand)
    letter = _letters(post).forward(errand.ticket, address, post.queue, errand.message, _without_token(post))
    return _sealed(post, letter, errand, request)


def tell_by_rule(errand: Errand, told: Iterable[tuple[Agent, str]]) -> tuple[OutboundMail, ...]:
    """One notice an agent, where nothing else tells of what happened; the answer to it is a note.

    Args:
        told: Each with the rule that wants it.
    """
    post = _post(errand)
    mails = []
    for agent, rule in told:
        view = public_view(post.ticket, post.queue, post.tools.server.public_url)
        addressing = post.to_agent(agent.email, note=True)
        letter = _letters(post).rule_mail(view, agent.email, post.queue, _notice(errand, rule), addressing)
        row = post.tools.rows(1)[0]
        mails.append(post.sealed(letter, cause=f"{errand.because}:{rule}", row=row, mirrors=mirrored(note=True)))
    return tuple(mails)


def _letters(post: Post) -> RuleLetters:
    return RuleLetters(post.tools.templates, post.desk)


def _notice(errand: Errand, rule: str) -> str:
    ticket = errand.ticket
    return _NOTICE.format(
        rule=rule, subject=ticket.subject, status=ticket.status.value.replace("_", " "), priority=ticket.priority.value
    )


def _sealed(post: Post, letter: Letter, errand: Errand, request: Request) -> OutboundMail:
    # What a rule asks for is a cause of its own beside the mail's acknowledgement and notices.
    cause = f"{errand.because}:{request.cause.ref}:{request.name}"
    return post.sealed(letter, cause=cause, row=post.tools.rows(1)[0])


def _without_token(post: Post) -> Addressing:
    """Answers come to the queue as anybody's mail does."""
    return replace(post.to_customer(0), reply_to=post.queue.address)


def _post(errand: Errand) -> Post:
    ticket, desk = errand.ticket, errand.desk
    return Post(
        tools=errand.tools,
        desk=desk,
        queue=desk.queue(ticket.queue) or desk.queues[0],
        ticket=ticket,
        now=errand.now,
        thread=(errand.message.message_id,) if errand.message and errand.message.message_id else (),
    )
