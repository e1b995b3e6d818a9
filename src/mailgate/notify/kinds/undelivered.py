"""Values for telling an agent that words to the customer did not arrive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailgate.model.desk import Desk, Queue
from mailgate.model.ticket import Ticket
from mailgate.notify.addressing import Addressing
from mailgate.notify.kinds.shared import inner_frame, local_time, shortened, status_block

_REASON_LIMIT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """One mail that did not reach its recipient."""

    recipient: str
    #: When it was written.
    written_at: datetime
    #: What the mail systems said; somebody else's words.
    reason: str
    #: Not even tried, for mail to that address came back before.
    not_tried: bool = False
    #: Until when no other mail goes there, None: the next one is sent.
    until: datetime | None = None


def undelivered(
    ticket: Ticket, queue: Queue, desk: Desk, failure: Undelivered, addressing: Addressing
) -> dict[str, object]:
    """``until`` is empty where the address gets mail as before."""
    return {
        **inner_frame(queue, addressing),
        **status_block(ticket, desk, addressing.date),
        "recipient": failure.recipient,
        "written": local_time(failure.written_at, desk),
        "reason": shortened(failure.reason, _REASON_LIMIT),
        "not_tried": failure.not_tried,
        "until": local_time(failure.until, desk) if failure.until else "",
    }
