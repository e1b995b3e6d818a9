"""How long an address gets no mail once mail to it came back for good."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from mailgate.model.outbound import Suppression

#: The first time, the second, ...; the last for every further time.
TERMS = tuple(timedelta(days=days) for days in (1, 3, 10, 30, 60))
#: Final for this one mail, but nothing against the address (RFC 3463): a full mailbox, a mail that is too large, a
#: transport that gave up waiting, and whatever is about protocol, content or policy.
_NOT_THE_ADDRESS = re.compile(r"5\.(?:2\.[23]|3\.4|4\.7|[567]\..*)")


def blames_address(status: str) -> bool:
    """Whether an enhanced status code says that no mail to that address will ever arrive."""
    return status.startswith("5.") and not _NOT_THE_ADDRESS.fullmatch(status)


def suppressed(address: str, reason: str, known: Suppression | None, now: datetime) -> Suppression:
    """The address once another mail to it came back; a mail that was under way meanwhile makes no term longer.

    An address that was left alone for as long as the longest term starts anew.
    """
    if known is not None and now < known.until:
        return known
    times = known.times + 1 if known is not None and now < known.until + TERMS[-1] else 1
    until = now + TERMS[min(times, len(TERMS)) - 1]
    return Suppression(address=address.lower(), times=times, since=now, until=until, reason=reason)


def words(suppression: Suppression) -> str:
    """Why a mail to the address is not sent, for people."""
    return f"suppressed until {suppression.until:%Y-%m-%d %H:%M} UTC: {suppression.reason}"
