"""``/metrics`` for Prometheus."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Response
from starlette.concurrency import run_in_threadpool

from mailgate.api.health import HealthSource
from mailgate.api.serving import Served
from mailgate.errors import MailgateError
from mailgate.metrics import CONTENT_TYPE
from mailgate.store import inbox_rows, outbox_rows
from mailgate.store.database import Connection
from mailgate.store.inbox_rows import InboxLoad


@dataclass(frozen=True, slots=True, kw_only=True)
class _Queues:
    inbox: InboxLoad
    outbox: dict[str, int]


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
        else:
            load = queues.inbox
            age = (parts.now() - load.oldest_due_at).total_seconds() if load.oldest_due_at else 0.0
            states = {name: getattr(load, name) for name in ("pending", "working", "held", "quarantined")}
            parts.metrics.show_queues(states, queues.outbox, max(age, 0.0))
        return Response(await run_in_threadpool(parts.metrics.text), media_type=CONTENT_TYPE)

    return router


def _queues(conn: Connection) -> _Queues:
    counts = {state.value: number for state, number in outbox_rows.counts(conn).items()}
    return _Queues(inbox=inbox_rows.waiting(conn), outbox=counts)
