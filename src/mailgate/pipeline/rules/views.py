"""What the rules in force say to one mail: each that is asked, with its conditions and the values they look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from mailgate.errors import NotFound
from mailgate.model.desk import Desk
from mailgate.model.envelope import Channel, Envelope, InboxItem
from mailgate.pipeline.inbound.ingesting import ingested
from mailgate.pipeline.inbound.road import decide, inquiry
from mailgate.pipeline.inbound.understanding import understand
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.inbound import inbox
from mailgate.store.inquiry import find
from mailgate.store.rules import replays
from mailgate.triage.conditions import Workshop
from mailgate.triage.watching import RuleTold, Watch


def rules_on_mail(conn: Connection, tools: Tools, tenant: str, named: str, now: datetime) -> Sequence[RuleTold]:
    """Decide the mail as if it came now, without writing; a stored one as it came.

    Args:
        named: An inbox id, or the path of a file.

    Raises:
        NotFound: Neither.
    """
    desk = tools.desk(tenant)
    watch = Watch(Workshop(calendars={calendar.key: calendar for calendar in desk.calendars}))
    watched = replace(tools, rules={**tools.rules, tenant: watch.over(tools.rules[tenant])})
    understood = ingested(understand(_item(conn, desk, named), watched), watched, now)
    # A stored mail is known by its key, and a duplicate is asked about nothing.
    asked = replace(inquiry(understood, now), key="", message_id="")
    (found,) = find(conn, [asked])
    decide(conn, understood, found, watched, now)
    return watch.told


def _item(conn: Connection, desk: Desk, named: str) -> InboxItem:
    if named.isdigit():
        row = inbox.show(conn, int(named))
        if row is None or row.tenant != desk.tenant:
            raise NotFound(f"no mail {named}")
        envelope = Envelope(mail_from=row.mail_from, recipients=tuple(row.recipients), channel=Channel.SMTP)
        return _made(row.id, desk, envelope, replays.raw(conn, row.id))
    try:
        raw = Path(named).read_bytes()
    except OSError as error:
        raise NotFound(f"no mail {named}: {error.strerror}") from None
    recipients = tuple(queue.address for queue in desk.queues if queue.address.encode() in raw.lower())
    envelope = Envelope(mail_from="", recipients=recipients or (desk.queues[0].address,), channel=Channel.SMTP)
    return _made(0, desk, envelope, raw)


def _made(row: int, desk: Desk, envelope: Envelope, raw: bytes) -> InboxItem:
    return InboxItem(
        id=row,
        tenant=desk.tenant,
        envelope=envelope,
        raw=raw,
        received_at=datetime.now(UTC),
        attempts=1,
        lease=0,
    )
