"""``/api/v1/tickets/{ref}/escalate``, ``/ack`` and ``/approvals``; ``/api/v1/approvals``; ``/api/v1/oncall``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from mailgate.api.answers import answer, show_ticket
from mailgate.api.documented import APPROVAL, APPROVALS, APPROVALS_OF_TICKETS, ON_CALL, TICKET
from mailgate.api.inputs import ApprovalInput, DecisionInput, EscalateInput
from mailgate.api.principal import AnAgent
from mailgate.api.queries import ApprovalQuery, RowId
from mailgate.api.serving import Served
from mailgate.api.shapes import approval_shape
from mailgate.config.approval_file import terms_of
from mailgate.errors import Refused
from mailgate.pipeline.approvals.answers import Word, decide, request
from mailgate.pipeline.approvals.looking import Wanted, asked_for
from mailgate.pipeline.escalations.escalating import escalate
from mailgate.pipeline.escalations.on_duty import on_duty
from mailgate.pipeline.escalations.taking import take
from mailgate.store.tickets import approvals

router = APIRouter(prefix="/api/v1", tags=["on call"])


@router.post("/tickets/{ref}/escalate", responses=TICKET)
def escalate_(parts: Served, asking: AnAgent, ref: str, body: EscalateInput | None = None) -> Response:
    """Begin an escalation: of the policy named, else of the ticket's own."""
    parts.read(lambda conn: asking.ticket(conn, ref))
    escalate(parts.tools, asking.actor, ref, (body.policy if body else None) or "", now=parts.now())
    parts.committed()
    return answer(parts.read(lambda conn: show_ticket(conn, asking, ref)))


@router.post("/tickets/{ref}/ack", responses=TICKET)
def ack(parts: Served, asking: AnAgent, ref: str) -> Response:
    """Take what on-call was paged about."""
    parts.read(lambda conn: asking.ticket(conn, ref))
    if not take(parts.tools, asking.actor, ref, now=parts.now()):
        raise Refused("page.nothing_to_take", "Nobody was paged about this ticket")
    parts.committed()
    return answer(parts.read(lambda conn: show_ticket(conn, asking, ref)))


@router.get("/tickets/{ref}/approvals", responses=APPROVALS)
def list_(parts: Served, asking: AnAgent, ref: str) -> Response:
    """What was asked for on a ticket, oldest first."""
    found = parts.read(lambda conn: approvals.of_ticket(conn, asking.tenant, asking.ticket(conn, ref).id))
    return answer({"items": [approval_shape(each) for each in found], "total": len(found)})


@router.post("/tickets/{ref}/approvals", status_code=201, responses=APPROVAL)
def ask(parts: Served, asking: AnAgent, ref: str, body: ApprovalInput) -> Response:
    """Ask for somebody's yes."""
    parts.read(lambda conn: asking.ticket(conn, ref))
    try:
        terms = terms_of(body.model_dump(exclude_unset=True))
    except ValueError as error:
        raise Refused("approval.bad_terms", str(error)) from None
    asked = request(parts.tools, asking.actor, ref, terms, now=parts.now())
    parts.committed()
    return answer(approval_shape(asked), 201)


@router.get("/approvals", responses=APPROVALS_OF_TICKETS)
def waiting(parts: Served, asking: AnAgent, query: Annotated[ApprovalQuery, Query()]) -> Response:
    """What waits for somebody's yes, newest first; with ``state=all`` what was decided too."""
    wanted = Wanted(approver=query.approver, decided=query.state == "all")
    found = parts.read(lambda conn: asked_for(conn, asking.tenant, wanted, limit=query.limit))
    items = [{"ticket": number, **approval_shape(each)} for number, each in found]
    return answer({"items": items, "total": len(items)})


@router.post("/approvals/{approval}", responses=APPROVAL)
def decide_(parts: Served, asking: AnAgent, approval: RowId, body: DecisionInput) -> Response:
    """The token's own word, where it was asked for."""
    said = Word(approves=body.approve, reason=body.reason)
    decided = decide(parts.tools, asking.actor, approval, said, now=parts.now())
    parts.committed()
    return answer(approval_shape(decided))


@router.get("/oncall", responses=ON_CALL)
def who(parts: Served, asking: AnAgent) -> Response:
    """Who is on call now, by rotation."""
    desk = parts.tools.desk(asking.tenant)
    found = parts.read(lambda conn: on_duty(conn, desk, parts.now()))
    return answer({"items": [{"rotation": key, "on_call": person or None} for key, person in found.items()]})
