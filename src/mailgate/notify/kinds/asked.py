"""Values for the answer to an agent's commands."""

from __future__ import annotations

from mailgate.model.command import Transcript
from mailgate.model.desk import Desk, Queue
from mailgate.model.ticket import Ticket
from mailgate.notify.addressing import Addressing
from mailgate.notify.kinds.shared import inner_frame, status_block


def answered(
    ticket: Ticket, queue: Queue, desk: Desk, transcript: Transcript, addressing: Addressing
) -> dict[str, object]:
    """``problems`` and ``done`` never both have lines: one problem, and nothing was done."""
    return {
        **inner_frame(queue, addressing),
        **status_block(ticket, desk, addressing.date),
        "done": list(transcript.done),
        "problems": list(transcript.problems),
        "answers": list(transcript.answers),
        "undo_until": transcript.undo_until,
    }
