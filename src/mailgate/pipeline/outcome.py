"""What became of one mail."""

from __future__ import annotations

from dataclasses import dataclass

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
