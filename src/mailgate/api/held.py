"""``/api/v1/held``: mail that waits for a person's yes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from mailgate.api.answers import answer, listed
from mailgate.api.documented import HELD, RELEASED
from mailgate.api.inputs import ReleaseInput
from mailgate.api.principal import AnAgent
from mailgate.api.queries import Part
from mailgate.api.serving import Served
from mailgate.api.shapes import Shape, instant
from mailgate.errors import NotFound
from mailgate.pipeline.held.words import say_of_held
from mailgate.store import tickets
from mailgate.store.database import Connection
from mailgate.store.held_answers import HeldMail, held_mails, list_held

router = APIRouter(prefix="/api/v1/held", tags=["held"])
_RowId = Annotated[int, Path(ge=1, lt=2**63)]


@router.get("", responses=HELD)
def list_(parts: Served, asking: AnAgent, part: Part) -> Response:
    """What waits, oldest first."""

    def read(conn: Connection) -> Shape:
        page = list_held(conn, asking.tenant, part)
        return listed(_shapes(conn, asking.tenant, page.items), page, part)

    return answer(parts.read(read))


@router.post("/{mail_id}/release", responses=RELEASED)
def release(parts: Served, asking: AnAgent, mail_id: _RowId, body: ReleaseInput) -> Response:
    """Let it through to the ticket it is about, make a new ticket of it, or put it away, as spam or without a word."""
    say_of_held(parts.tools, asking.actor, mail_id, body.how, now=parts.now())

    def read(conn: Connection) -> Shape:
        found = held_mails(conn, asking.tenant, [mail_id])
        if mail_id not in found:
            raise NotFound(f"no held mail {mail_id}")
        return _shapes(conn, asking.tenant, [found[mail_id]])[0]

    return answer(parts.read(read))


def _shapes(conn: Connection, tenant: str, found: list[HeldMail]) -> list[Shape]:
    named = {row for mail in found if (row := _ticket(mail)) is not None}
    numbers = {row: ticket.number for row, ticket in tickets.by_ids(conn, tenant, named).items()}
    return [_shape(mail, numbers) for mail in found]


def _ticket(mail: HeldMail) -> int | None:
    match = mail.account.details.get("match") if mail.account else None
    row = match.get("ticket") if isinstance(match, dict) else None
    return row if isinstance(row, int) else None


def _shape(mail: HeldMail, numbers: dict[int, str]) -> Shape:
    row, account, word = mail.row, mail.account, mail.word
    return {
        "id": row.id,
        "state": row.state.value,
        "reason": account.details.get("outcome", row.outcome) if account else row.outcome,
        "author": account.actor if account else "",
        "subject": mail.route.get("subject", ""),
        "queue": mail.route.get("queue", ""),
        "ticket": numbers.get(_ticket(mail) or 0),
        "mail_from": row.mail_from,
        "recipients": list(row.recipients),
        "size": row.size_bytes,
        "received_at": instant(row.received_at),
        "released_at": instant(row.due_at) if mail.waits and row.waits_for else None,
        "word": word.details.get("released") if word else None,
        "word_by": word.actor if word else None,
    }
