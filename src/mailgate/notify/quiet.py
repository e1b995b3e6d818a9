"""Which notices wait until their reader's quiet hours are over, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta

from mailgate.calendar.business_time import segments
from mailgate.model.calendar import Calendar
from mailgate.model.outbound import WHOLE, OutboundKind, OutboundMail

#: Answers to what somebody does just then, what whoever runs the house has to know, and what a rule says to somebody
#: never wait; nor does the word to whoever took a page, who is awake.
WAITING = WHOLE | {
    OutboundKind.NEW_TICKET_NOTICE,
    OutboundKind.CUSTOMER_NOTICE,
    OutboundKind.NOTE_NOTICE,
    OutboundKind.WAKE_NOTICE,
    OutboundKind.HANDOVER_NOTICE,
    OutboundKind.UNASSIGNED_NOTICE,
    OutboundKind.SLA_WARNING,
    OutboundKind.SLA_BREACH,
    OutboundKind.ESCALATION,
    OutboundKind.PAGE_TAKEN,
    OutboundKind.APPROVAL_RESULT,
}
#: Quiet hours are those of a week; a stretch of them that goes over its end is seen whole.
_AHEAD = timedelta(days=8)


def waits_until(mail: OutboundMail, quiet: Calendar, now: datetime, *, critical: bool) -> datetime | None:
    """When a notice may go to somebody with these quiet hours, in UTC; None: at once.

    Args:
        critical: It is about a ticket of the highest priority.
    """
    if critical or mail.urgent or mail.kind not in WAITING:
        return None
    return quiet_until(quiet, now)


def quiet_until(quiet: Calendar, now: datetime) -> datetime | None:
    """The end of the quiet hours that an instant lies in, in UTC; None outside of them."""
    end = None
    for segment in segments(quiet, now, now + _AHEAD):
        if segment.start != (end or now):
            break
        end = segment.end
    return end
