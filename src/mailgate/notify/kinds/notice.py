"""Values for notices to agents: a customer's words, or a colleague's note, with where the ticket stands."""

from __future__ import annotations

from mailgate.model.desk import Desk, Queue
from mailgate.model.message import Attachment, Message, SegmentKind
from mailgate.model.ticket import Entry, EntryAuthor, Ticket
from mailgate.notify.addressing import Addressing
from mailgate.notify.kinds.shared import EARLIER_LIMIT, WORDS_LIMIT, inner_frame, listed, shortened, status_block

Parts = tuple[Attachment, ...]


def customer_words(
    ticket: Ticket,
    queue: Queue,
    desk: Desk,
    message: Message,
    addressing: Addressing,
    hints: tuple[str, ...] = (),
) -> dict[str, object]:
    """The customer's new words, and below them what they quoted; a mail of quotes alone is shown whole."""
    carried, left_out = carriable(message.attachments)
    words = message.new_text
    return {
        **inner_frame(queue, addressing),
        **status_block(ticket, desk, addressing.date),
        "words": shortened(words or message.text.strip(), WORDS_LIMIT),
        "earlier": shortened(_earlier(message), EARLIER_LIMIT) if words else "",
        "carried": listed(carried),
        "left_out": listed(left_out),
        "hints": list(hints),
    }


def written_by(stranger: EntryAuthor | None) -> dict[str, object]:
    """Who wrote, where that is not the customer: a watcher, or whoever an agent let through; else empty texts."""
    return {
        "stranger_name": stranger.name if stranger else "",
        "stranger_address": stranger.email if stranger else "",
    }


def note(ticket: Ticket, queue: Queue, desk: Desk, author: str, text: str, addressing: Addressing) -> dict[str, object]:
    return {
        **inner_frame(queue, addressing),
        **status_block(ticket, desk, addressing.date),
        "author": author,
        "words": shortened(text, WORDS_LIMIT),
    }


def back(ticket: Ticket, queue: Queue, desk: Desk, addressing: Addressing) -> dict[str, object]:
    return {**inner_frame(queue, addressing), **status_block(ticket, desk, addressing.date)}


def handed_over(giver: str = "", last: Entry | None = None, note: str = "") -> dict[str, object]:
    """How a ticket came to whoever has it now; beside ``back``.

    Args:
        giver: Name of the agent who gave it; empty: whoever had it is away.
        last: The customer's newest words, without which nobody could answer.
        note: What the giver noted with it.
    """
    words = shortened(last.text.strip(), WORDS_LIMIT) if last else ""
    author = (last.author.name or last.author.email) if last else ""
    return {"giver": giver, "note": shortened(note.strip(), WORDS_LIMIT), "words": words, "last_author": author}


#: Bytes of attachments that a notice carries.
CARRIED_BYTES = 10 * 1024 * 1024


def carriable(attachments: Parts) -> tuple[Parts, Parts]:
    """Those that fit, in order, and those that are only named."""
    carried: list[Attachment] = []
    left_out: list[Attachment] = []
    room = CARRIED_BYTES
    for item in attachments:
        fits = item.size <= room
        (carried if fits else left_out).append(item)
        room -= item.size if fits else 0
    return tuple(carried), tuple(left_out)


def _earlier(message: Message) -> str:
    parts = (message.text[part.start : part.end] for part in message.segments if part.kind is SegmentKind.QUOTE)
    lines = "".join(parts).strip("\n").split("\n")
    return "\n".join(line if line.startswith(">") else f"> {line}".rstrip() for line in lines) if any(lines) else ""
