"""Whether the failure of a mail is reason enough to send its recipient no other for a while."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mailgate.model.outbound import Suppression
from mailgate.notify.suppressing import SOFT_WINDOW, Fault, fault_of, weighed
from mailgate.store.database import Connection
from mailgate.store.outbound import outbox_rows, suppressions


def blame(
    conn: Connection,
    failed: tuple[str, str],
    answer: str,
    now: datetime,
    *,
    also: Iterable[tuple[datetime, str]] = (),
) -> Suppression | None:
    """What to record against the address; None: nothing.

    Args:
        failed: Tenant and recipient.
        answer: As it will stand on the row of the mail.
        also: Failures of other mails to that address that no row tells of yet.
    """
    tenant, recipient = failed
    fault = fault_of(answer)
    if fault is Fault.NONE:
        return None
    address = recipient.lower()
    known = suppressions.of(conn, tenant, (address,)).get(address)
    earlier = [*also]
    if fault is Fault.SOFT:
        earlier += outbox_rows.failures_of(conn, tenant=tenant, recipient=recipient, since=now - SOFT_WINDOW)
    return weighed(address, answer, earlier, known, now)
