"""What a batch of mails came to, written down: all at once where that goes, else each on its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from mailgate.errors import MailgateError, StoreUnavailable
from mailgate.metrics import LIMITS
from mailgate.model.envelope import InboxItem, InboxState
from mailgate.pipeline.outcome import Outcome
from mailgate.store.database import ALONE_BYTES, Connection, Database
from mailgate.store.inbound import inbox
from mailgate.store.record import record

_LOG = structlog.get_logger()

#: A mail whose decision keeps losing against others waits this long for its next turn.
_CONFLICT_PAUSE = timedelta(seconds=1)
#: A mail that we fail on is tried this often, then quarantined (L-33).
_ATTEMPTS = 3
_RETRY_PAUSE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Failed:
    """A mail that our code could not carry."""

    error: Exception


#: A mail with what it came to.
Carried = tuple[InboxItem, Outcome | Failed]


def record_all(database: Database, found: Sequence[Carried], now: datetime) -> dict[int, Exception]:
    """Record each mail's outcome; what could not be recorded, by inbox id.

    Raises:
        StoreUnavailable: The database is away; what was not recorded did not happen.
    """
    failed: dict[int, Exception] = {}
    for group in _groups(found, database.group_units):
        if len(group) == 1 or not _recorded_at_once(database, group, now):
            failed |= _record_each(database, group, now)
    return failed


def put_back(conn: Connection, item: InboxItem, now: datetime) -> None:
    """A mail whose decision lost against others too often is tried again a little later."""
    ending = inbox.Ending(item=item, state=InboxState.PENDING, outcome="retry.conflict", due_at=now + _CONFLICT_PAUSE)
    inbox.finish(conn, (ending,), now=now)


def _groups(found: Sequence[Carried], most: int) -> Iterator[Sequence[Carried]]:
    """What is recorded together: not more than ``most``, and a mail with large answers alone."""
    small = [carried for carried in found if _size(carried) <= ALONE_BYTES]
    yield from (small[start : start + most] for start in range(0, len(small), most))
    yield from ([carried] for carried in found if _size(carried) > ALONE_BYTES)


def _recorded_at_once(database: Database, group: Sequence[Carried], now: datetime) -> bool:
    """Record all of a group with few statements; False when one of them stood in the way: nothing is recorded."""
    try:
        database.write(lambda conn: _record(conn, group, now), alone=True)
    except StoreUnavailable:
        raise
    except Exception as error:  # a statement for many does not say whose row it failed on
        _LOG.info("inbox.group_failed", mails=len(group), error=type(error).__name__)
        return False
    return True


def _record_each(database: Database, group: Sequence[Carried], now: datetime) -> dict[int, Exception]:
    """Record each in its own savepoint."""
    results = database.write_all([_work(carried, now) for carried in group])
    failed = {
        item.id: result for (item, _), result in zip(group, results, strict=True) if isinstance(result, Exception)
    }
    for error in failed.values():
        if isinstance(error, StoreUnavailable):
            raise error
    return failed


def _work(carried: Carried, now: datetime) -> tuple[Callable[[Connection], None], int, int]:
    _, found = carried
    ticket_id = 0 if isinstance(found, Failed) else found.ticket_id or 0
    return (lambda conn: _record(conn, (carried,), now), ticket_id, _size(carried))


def _size(carried: Carried) -> int:
    _, found = carried
    return 0 if isinstance(found, Failed) else sum(len(mail.raw) for mail in found.recording.mails)


def _record(conn: Connection, group: Sequence[Carried], now: datetime) -> None:
    inbox.finish(conn, [_ending(item, found, now) for item, found in group], now=now)
    record(conn, [found.recording for _, found in group if not isinstance(found, Failed)], now=now)


def _ending(item: InboxItem, found: Outcome | Failed, now: datetime) -> inbox.Ending:
    if isinstance(found, Failed):
        return _failure(item, found.error, now)
    return inbox.Ending(
        item=item,
        state=found.state,
        outcome=found.code,
        detail=found.detail,
        ticket_id=found.ticket_id,
        due_at=found.until,
        waits_for=found.waits_for,
    )


def _failure(item: InboxItem, error: Exception, now: datetime) -> inbox.Ending:
    last = item.attempts >= _ATTEMPTS or (isinstance(error, MailgateError) and not error.temporary)
    if item.attempts >= _ATTEMPTS:
        LIMITS.fired(33)
    return inbox.Ending(
        item=item,
        state=InboxState.QUARANTINED if last else InboxState.PENDING,
        outcome="quarantine.failed" if last else "retry.failed",
        detail=f"{type(error).__name__}: {error}",
        due_at=None if last else now + _RETRY_PAUSE * item.attempts,
    )
