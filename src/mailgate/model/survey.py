"""The question how it was, and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """One customer was asked once about one ticket that was closed."""

    id: int
    tenant: str
    ticket_id: int
    contact_id: int
    sent_at: datetime
    #: No answer counts after it.
    expires_at: datetime
    #: When it was answered first; None: not yet.
    answered_at: datetime | None = None
    #: From 1, bad, to 5.
    score: int | None = None
    #: How the last answer came: ``mail`` or ``link``; empty before.
    channel: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    #: From 1, bad, to 5.
    score: int
    comment: str = ""
