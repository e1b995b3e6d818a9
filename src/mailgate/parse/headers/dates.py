"""The Date header as an instant (RFC 5322 section 3.3), in the many ways it is written."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

_COMMENT = re.compile(r"\([^()]*\)")
_COLON = re.compile(r"\s*:\s*")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


def read_date(value: str, defects: set[str]) -> datetime | None:
    """Aware and in UTC; None when the header is missing or means no instant. No zone is read as UTC."""
    if not value:
        return None
    moment = _iso(value) if _ISO.match(value) else _rfc5322(value[:200])
    if moment is None:
        defects.add("date:unreadable")
    return moment


def _rfc5322(value: str) -> datetime | None:
    try:
        # Comments and white space between the digits are obsolete, and legal (RFC 5322 section 4.3).
        fields = parsedate_tz(_COLON.sub(":", _COMMENT.sub(" ", value)))
        if fields is None:
            return None
        zone = timedelta(seconds=fields[9] or 0)
        year, month, day, hour, minute, second = fields[:6]
        # A leap second is legal in the header and not in a datetime.
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC) - zone
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _iso(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
