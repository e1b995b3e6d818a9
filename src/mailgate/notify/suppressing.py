"""Which failures count against an address, and how long it then gets no mail."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from mailgate.model.outbound import Suppression

#: The first time, the second, ...; the last for every further time.
TERMS = tuple(timedelta(days=days) for days in (1, 3, 10, 30, 60))
#: So many soft failures within that time are as good as a hard one (spec T-33).
SOFT_COUNT = 5
SOFT_WINDOW = timedelta(days=7)
#: How the answer on a mail's row begins where a report brought the mail back; the report's status and words follow.
BOUNCED = "bounced: "

_REPORTED = re.compile(rf"{BOUNCED}(\d\.\d{{1,3}}\.\d{{1,3}})(?!\d)")
_ANSWERED = re.compile(r"(?:given up: )?[45]\d\d[ -](\d\.\d{1,3}\.\d{1,3})(?!\d)")
#: Final for this one mail, but nothing against the address (RFC 3463): what is wrong with the sender, a full mailbox, a
#: mail that is too large, a transport that gave up waiting, and whatever is about protocol, content or policy.
_NOT_DEAD = re.compile(r"5\.(?:1\.[78]|2\.[23]|3\.4|4\.7|[567]\..*)")
_SOFT_REPORTED = re.compile(r"4\.(?:1\.(?![78]$)|[0234]\.).*|5\.2\.2|5\.4\.7")
#: What our relay itself says at once is more often about us or about it than what a report says; so only codes that
#: name the recipient's address or mailbox count.
_DEAD_ANSWERED = re.compile(r"5\.(?:1\.(?:[1236]|10)|2\.1)")
_SOFT_ANSWERED = re.compile(r"4\.(?:1\.(?:[0-6]|10)|2\.[0-2])|5\.2\.2")


class Fault(StrEnum):
    """What the failure of a mail says about the address."""

    #: No mail there will ever arrive.
    HARD = "hard"
    #: Mail there does not arrive now.
    SOFT = "soft"
    #: Nothing.
    NONE = "none"


def fault_of(answer: str) -> Fault:
    """Read from what stands on the row of a mail that failed: a report's words, or what the relay answered."""
    if found := _REPORTED.match(answer):
        status = found[1]
        if status.startswith("5.") and not _NOT_DEAD.fullmatch(status):
            return Fault.HARD
        return Fault.SOFT if _SOFT_REPORTED.fullmatch(status) else Fault.NONE
    if found := _ANSWERED.match(answer):
        if _DEAD_ANSWERED.fullmatch(found[1]):
            return Fault.HARD
        return Fault.SOFT if _SOFT_ANSWERED.fullmatch(found[1]) else Fault.NONE
    return Fault.NONE


def weighed(
    address: str, answer: str, earlier: Iterable[tuple[datetime, str]], known: Suppression | None, now: datetime
) -> Suppression | None:
    """The address once a mail to it failed, where that is reason enough to send it no other; else None.

    Args:
        answer: As ``fault_of`` takes it.
        earlier: When other mails to the address failed, with their answers.
    """
    reason = answer.removeprefix(BOUNCED)
    match fault_of(answer):
        case Fault.HARD:
            return suppressed(address, reason, known, now)
        case Fault.SOFT:
            # What led to an earlier term is paid for with it.
            since = max(now - SOFT_WINDOW, known.until) if known else now - SOFT_WINDOW
            soft = sum(at >= since and fault_of(other) is Fault.SOFT for at, other in earlier)
            if soft + 1 >= SOFT_COUNT:
                days = SOFT_WINDOW.days
                return suppressed(address, f"{soft + 1} failures in {days} days, the last: {reason}", known, now)
    return None


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
