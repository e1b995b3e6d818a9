"""When a mail that could not be delivered is tried again (faults F-19, limit L-26)."""

from __future__ import annotations

from datetime import datetime, timedelta

from mailgate.model.outbound import OutboundKind

_MINUTE = timedelta(minutes=1)
#: After the first, second, ... attempt; the last one repeats.
_PAUSES = tuple(minutes * _MINUTE for minutes in (1, 5, 15, 30, 60, 120, 240))
_GIVE_UP = timedelta(days=5)
#: A page is worth nothing tomorrow.
_ALARM_PAUSES = (timedelta(seconds=30), _MINUTE, 2 * _MINUTE, 5 * _MINUTE, 10 * _MINUTE)
_ALARM_GIVE_UP = timedelta(hours=2)
_ALARMS = frozenset(
    (
        OutboundKind.SLA_WARNING,
        OutboundKind.SLA_BREACH,
        OutboundKind.ESCALATION,
        OutboundKind.URGENT_PAGE,
        OutboundKind.PAGE_REMINDER,
    )
)
#: Nothing is given up after fewer attempts, however old it is: it may have waited for a person's yes, for the end of
#: quiet hours, or for a node that runs. So many take most of an hour; those of a page that is refused, minutes.
_FEWEST, _FEWEST_SILENT = 5, 20
#: Whether the peer has it is not known: the same bytes again, and only so often.
_UNCERTAIN_PAUSE = 15 * _MINUTE
_UNCERTAIN_ATTEMPTS = 3
#: The relay does not answer at all: that is no fault of the mail.
_UNREACHABLE_PAUSE = timedelta(seconds=15)


def after_refusal(
    kind: OutboundKind, attempts: int, created_at: datetime, now: datetime, *, fewest: int = _FEWEST
) -> datetime | None:
    """The next attempt after the ``attempts``-th one was put off by the peer, None when it is time to give up."""
    pauses, limit = (_ALARM_PAUSES, _ALARM_GIVE_UP) if kind in _ALARMS else (_PAUSES, _GIVE_UP)
    following = now + pauses[min(attempts, len(pauses)) - 1]
    return following if attempts < fewest or following <= created_at + limit else None


def after_silence(kind: OutboundKind, attempts: int, created_at: datetime, now: datetime) -> datetime | None:
    """The next attempt after no connection came about; ever slower, as after a refusal, but soon at first."""
    put_off = after_refusal(kind, attempts, created_at, now, fewest=_FEWEST_SILENT)
    return None if put_off is None else min(put_off, now + _UNREACHABLE_PAUSE * max(1, attempts))


def after_doubt(attempts: int, now: datetime) -> datetime | None:
    """The next attempt after a connection was lost behind the final dot, None when it was tried often enough."""
    return now + _UNCERTAIN_PAUSE if attempts < _UNCERTAIN_ATTEMPTS else None
