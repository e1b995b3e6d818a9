"""What the readers of reports found in a mail."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mailgate.model.message import DeliveryReport


class ReportKind(StrEnum):
    """What a mail reports."""

    #: A delivery failed, or is late.
    BOUNCE = "bounce"
    #: Everything went well (RFC 3464 actions ``delivered``, ``relayed``, ``expanded``).
    DELIVERED = "delivered"
    #: Somebody complained (RFC 5965).
    FEEDBACK = "feedback"
    #: Somebody opened or deleted it (RFC 8098).
    DISPOSITION = "disposition"
    #: Figures about many mails: DMARC (RFC 7489) and TLS (RFC 8460).
    STATISTICS = "statistics"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFindings:
    """A report as read; ``report`` is None where no single delivery is spoken of."""

    kind: ReportKind
    #: Stable codes of what gave it away, most telling first: ``report.delivery_status``, ``sender.daemon``, ...
    evidence: tuple[str, ...]
    report: DeliveryReport | None = None
    #: Only of ``FEEDBACK``: ``abuse``, ``fraud``, ..., in the order given.
    feedback_type: tuple[str, ...] = ()
