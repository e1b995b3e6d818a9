"""Values for mails about mails: one that waits for a yes, and one of an agent that we could not follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailgate.model.command import Transcript
from mailgate.model.desk import Queue
from mailgate.model.identity import Sender
from mailgate.model.message import Message
from mailgate.notify.addressing import Addressing
from mailgate.notify.kinds.shared import inner_frame, listed, shortened
from mailgate.notify.subjects import clean_subject

_EXCERPT_LIMIT = 2_000

#: Reason codes of ``thread`` and ``screen`` in words; a code without words is shown as it is.
_REASONS = {
    "held.failed_sender": "The sender's domain says that this mail is not from there.",
    "held.foreign_token": "It was sent to a reply address that belongs to somebody else.",
    "held.closed": "A customer wrote on a closed ticket of a queue that holds such mail.",
    "held.stranger": "Somebody who does not take part wrote to an existing ticket.",
    "held.agent_without_token": "It names an agent as its author but was not sent to that agent's own reply address.",
    "held.agent_unverified": "It names an agent as its author, and that could not be verified.",
    "held.not_an_agent": "It was sent to the reply address of somebody who is no agent any more.",
    "held.rate": "Its sender wrote more often than the desk allows.",
    "held.rule": "A rule of the desk holds such mails.",
    "held.spam": "It looks like spam.",
}

#: The same, said to an agent whose own mail it is.
_PROBLEMS = {
    "held.agent_without_token": "It did not come to a reply address of your own. Answer a notice that was sent to you.",
    "agent.empty_reply": "It says nothing: below the quoted mail and the signature no words were left, and no file.",
    "held.agent_unverified": (
        "It waits for a colleague's yes, for nothing proves that it is yours."
        " Your domain must sign its mail (DKIM), or say who may send it (SPF), and publish a policy (DMARC)."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One mail that waits for a decision."""

    #: Its id in the inbox, by which commands name it.
    mail: int
    #: Stable code.
    reason: str
    #: Number of the ticket it would join; empty where it would join none.
    ticket: str = ""
    #: For digests; a notice of its own shows the mail itself.
    author: str = ""
    subject: str = ""


def held(queue: Queue, message: Message, sender: Sender, why: Held, addressing: Addressing) -> dict[str, object]:
    """A mail that became nothing yet, and why."""
    return {
        **inner_frame(queue, addressing),
        "subject": clean_subject(message.subject),
        "author_name": sender.name,
        "author_address": sender.address,
        "tier": sender.tier.value,
        "mail": why.mail,
        "ticket": why.ticket,
        "reason": _REASONS.get(why.reason, why.reason),
        "words": shortened(message.new_text or message.text.strip(), _EXCERPT_LIMIT),
        "attachments": listed(message.attachments),
    }


def digest(queue: Queue, mails: Sequence[Held], total: int, addressing: Addressing) -> dict[str, object]:
    """The first of ``total`` mails that wait, in the order given."""
    return {
        **inner_frame(queue, addressing),
        "mails": [
            {
                "mail": each.mail,
                "author": each.author,
                "subject": clean_subject(each.subject),
                "reason": _REASONS.get(each.reason, each.reason),
            }
            for each in mails
        ],
        "total": total,
        "more": total - len(mails),
    }


def answered(queue: Queue, message: Message, transcript: Transcript, addressing: Addressing) -> dict[str, object]:
    """What became of held mail; ``subject`` is that of the agent's mail."""
    return {
        **inner_frame(queue, addressing),
        "subject": clean_subject(message.subject),
        "done": list(transcript.done),
        "problems": list(transcript.problems),
        "answers": list(transcript.answers),
    }


def not_followed(queue: Queue, subject: str, problems: tuple[str, ...], addressing: Addressing) -> dict[str, object]:
    """``problems`` are reason codes or sentences, in the order they are to be read."""
    return {
        **inner_frame(queue, addressing),
        "subject": clean_subject(subject),
        "problems": [_PROBLEMS.get(problem, problem) for problem in problems],
    }
