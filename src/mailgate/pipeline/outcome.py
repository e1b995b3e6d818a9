"""What became of one mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailgate.model.envelope import InboxState
from mailgate.model.recording import Recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The end of a mail's road, to be recorded with everything that it caused."""

    state: InboxState
    #: Stable code: ``new_ticket``, ``appended``, ``duplicate``, ``held.failed_sender``, ...
    code: str
    recording: Recording
    ticket_id: int | None = None
    #: For people, where the code does not say enough.
    detail: str = ""
    #: When a held mail is released by the clock, and the limit it waits for; None and empty: it waits for a person.
    until: datetime | None = None
    waits_for: str = ""
