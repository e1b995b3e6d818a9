"""When a ticket that nobody writes on any more is warned of, and when it is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mailgate.model.job import AutoClose
from mailgate.model.ticket import Status, Ticket

#: Between the warning and the end, whatever the settings say (spec/features.md A.2.8).
NOTICE = timedelta(days=2)


class Fate(StrEnum):
    """What is to be done with a quiet ticket."""

    WARN = "warn"
    CLOSE_INACTIVE = "inactive"
    CLOSE_RESOLVED = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """The warning of this period of waiting."""

    #: When the outbox took it.
    at: datetime
    #: It failed, or was held or suppressed: the customer never had it.
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """A ticket, and since when it stands as it does."""

    ticket: Ticket
    #: The last change of its status, or its creation.
    moved_at: datetime
    #: None: nobody was warned in this period of waiting.
    warned: Warned | None = None

    @property
    def since(self) -> datetime:
        """When it fell quiet.

        A period of waiting begins anew with each word of ours. A person's word to us moves the status; what a machine
        answers in the customer's name does not count as one.
        """
        theirs = self.ticket.last_customer_message_at if self.ticket.status is Status.RESOLVED else None
        return max(at for at in (self.moved_at, self.ticket.last_agent_message_at, theirs) if at is not None)


def fate(quiet: Quiet, limits: AutoClose, now: datetime) -> Fate | None:
    """What becomes of a ticket; None: it is left as it is.

    Only what is resolved or waits for its customer is ever closed. Who was put off by an agent, or never had the
    warning, is left to people.
    """
    ticket, silence = quiet.ticket, now - quiet.since
    if ticket.snoozed_until is not None:
        return None
    if ticket.status is Status.RESOLVED:
        return Fate.CLOSE_RESOLVED if silence >= limits.resolved_after else None
    if ticket.status is not Status.WAITING_FOR_CUSTOMER:
        return None
    if quiet.warned is None:
        return Fate.WARN if silence >= limits.warn_after else None
    told = not quiet.warned.lost and now - quiet.warned.at >= NOTICE
    return Fate.CLOSE_INACTIVE if told and silence >= limits.waiting_after else None
