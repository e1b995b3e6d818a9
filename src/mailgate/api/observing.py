"""``/metrics`` for Prometheus."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response
from starlette.concurrency import run_in_threadpool

from mailgate.api.health import HealthSource
from mailgate.api.serving import Served
from mailgate.errors import MailgateError
from mailgate.metrics import CONTENT_TYPE, Metrics
from mailgate.store.database import Connection
from mailgate.store.inbound import inbox_rows
from mailgate.store.inbound.inbox_rows import InboxLoad
from mailgate.store.mailboxes import mailbox_logins, mailbox_status
from mailgate.store.mailboxes.mailbox_logins import Login
from mailgate.store.mailboxes.mailbox_status import MailboxStatus
from mailgate.store.outbound import outbox_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class _Queues:
    inbox: InboxLoad
    outbox: dict[str, int]
    mailboxes: list[MailboxStatus]
    logins: list[Login]


def metrics_routes(health: HealthSource) -> APIRouter:
    """The route needs no token and counts against no rate."""
    router = APIRouter(tags=["health"])

    @router.get("/metrics", response_class=Response)
    async def metrics(parts: Served) -> Response:
        """Queues, parts, requests and process, in the text format of Prometheus."""
        report = await health.readiness()
        up = {"listeners": report.listeners, "store": report.store, "workers": report.workers}
        parts.metrics.show_parts(up)
        try:
            queues = await run_in_threadpool(parts.read, _queues)
        except MailgateError:
            parts.metrics.show_queues({}, {}, 0.0)
            parts.metrics.show_mailboxes({}, {}, {})
        else:
            load = queues.inbox
            age = (parts.now() - load.oldest_due_at).total_seconds() if load.oldest_due_at else 0.0
            states = {name: getattr(load, name) for name in ("pending", "working", "held", "quarantined")}
            parts.metrics.show_queues(states, queues.outbox, max(age, 0.0))
            _show_mailboxes(parts.metrics, queues, parts.now())
        return Response(await run_in_threadpool(parts.metrics.text), media_type=CONTENT_TYPE)

    return router


def _queues(conn: Connection) -> _Queues:
    counts = {state.value: number for state, number in outbox_rows.counts(conn).items()}
    return _Queues(
        inbox=inbox_rows.waiting(conn),
        outbox=counts,
        mailboxes=mailbox_status.statuses(conn),
        logins=mailbox_logins.all_known(conn),
    )


def _show_mailboxes(metrics: Metrics, queues: _Queues, now: datetime) -> None:
    mails: dict[tuple[str, ...], float] = {}
    seconds: dict[tuple[str, ...], float] = {}
    logins: dict[tuple[str, ...], float] = {}
    for box in queues.mailboxes:
        of = (box.account, box.folder)
        mails[*of, "server"] = box.server_count
        mails[*of, "known"] = box.known
        mails[*of, "unread"] = box.failed + box.too_large
        for since, instant in (
            ("success", box.succeeded_at),
            ("failure", box.failing_since),
            ("oldest_unread", box.oldest_unread_at),
        ):
            if instant is not None:
                seconds[*of, since] = max(0.0, (now - instant).total_seconds())
    for login in queues.logins:
        if login.refreshed_at is not None:
            logins[login.account, "renewed"] = max(0.0, (now - login.refreshed_at).total_seconds())
        if login.failing_since is not None:
            logins[login.account, "failure"] = max(0.0, (now - login.failing_since).total_seconds())
        if login.refresh_until is not None:
            logins[login.account, "left"] = (login.refresh_until - now).total_seconds()
    metrics.show_mailboxes(mails, seconds, logins)
