"""Values for the mail that tells of promises which differ from their journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailgate.model.desk import Desk
from mailgate.model.outbound import OutboundKind
from mailgate.notify.kinds.report import LISTED, ReportPage
from mailgate.notify.kinds.shared import spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What differs on one ticket, in short."""

    number: str
    what: tuple[str, ...]


def sla_audit(found: Sequence[Drift], desk: Desk, *, looked_at: int) -> ReportPage:
    """``looked_at`` counts all tickets, also those that did not differ."""
    values: dict[str, object] = {
        "desk_name": desk.name,
        "total": len(found),
        "looked_at": looked_at,
        "found": [{"number": each.number, "what": "; ".join(map(spoken, each.what))} for each in found[:LISTED]],
        "more": max(len(found) - LISTED, 0),
    }
    return ReportPage(kind=OutboundKind.SLA_AUDIT, values=values)
