"""``/api/v1/held``: mail that waits for a person's yes."""

from __future__ import annotations

from fastapi import APIRouter, Response

from mailgate.api.answers import answer, listed
from mailgate.api.documented import HELD, RELEASED
from mailgate.api.held_view import held_for_agent
from mailgate.api.inputs import ReleaseInput
from mailgate.api.principal import AnAgent
from mailgate.api.queries import Part, RowId
from mailgate.api.serving import Served
from mailgate.api.shapes import Shape
from mailgate.errors import NotFound
from mailgate.pipeline.held.words import say_of_held
from mailgate.store.database import Connection
from mailgate.store.inbound.held_answers import held_mails, list_held

router = APIRouter(prefix="/api/v1/held", tags=["held"])


@router.get("", responses=HELD)
def list_(parts: Served, asking: AnAgent, part: Part) -> Response:
    """What waits, oldest first."""

    def read(conn: Connection) -> Shape:
        page = list_held(conn, asking.tenant, part)
        return listed(held_for_agent(conn, asking.tenant, page.items), page, part)

    return answer(parts.read(read))


@router.post("/{mail_id}/release", responses=RELEASED)
def release(parts: Served, asking: AnAgent, mail_id: RowId, body: ReleaseInput) -> Response:
    """Let it through to the ticket it is about, make a new ticket of it, or put it away, as spam or without a word."""
    say_of_held(parts.tools, asking.actor, mail_id, body.how, now=parts.now())

    def read(conn: Connection) -> Shape:
        found = held_mails(conn, asking.tenant, [mail_id])
        if mail_id not in found:
            raise NotFound(f"no held mail {mail_id}")
        return held_for_agent(conn, asking.tenant, [found[mail_id]])[0]

    return answer(parts.read(read))
