"""``/api/v1/tickets/{ref}/sla``: what was promised on a ticket, and why it is due when it is."""

from __future__ import annotations

from fastapi import APIRouter, Response

from mailgate.api.answers import answer
from mailgate.api.documented_promises import PROMISES
from mailgate.api.principal import AnAgent
from mailgate.api.promise_shapes import promises_shape
from mailgate.api.serving import Served
from mailgate.api.shapes import Shape
from mailgate.pipeline.promises.explaining import explained
from mailgate.store.database import Connection

router = APIRouter(prefix="/api/v1/tickets/{ref}/sla", tags=["promises"])


@router.get("", responses=PROMISES)
@router.get("/explain", responses=PROMISES)
def explain(parts: Served, asking: AnAgent, ref: str) -> Response:
    """Every promise on a ticket taken apart: what was counted, what was not, and one sentence why."""
    desk = parts.tools.desk(asking.tenant)

    def read(conn: Connection) -> Shape:
        return promises_shape(explained(conn, desk, asking.ticket(conn, ref).number, parts.now()))

    return answer(parts.read(read))
