"""What lists can be asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import Depends, Path, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from mailgate.api.inputs import PriorityName
from mailgate.api.principal import Principal
from mailgate.api.problems import Turned
from mailgate.api.shapes import status_for_customer
from mailgate.lifecycle.statuses import parse_status
from mailgate.model.ticket import Status
from mailgate.store.tickets.listing import PageRequest
from mailgate.store.tickets.ticket_filters import Flag, TicketFilter

#: An id in a path, as both databases can hold it.
RowId = Annotated[int, Path(ge=1, lt=2**63)]

#: What customers may narrow their own tickets by; by all else they could find out what only agents know.
_CUSTOMERS = {
    "status",
    "priority",
    "category",
    "queue",
    "product",
    "customer_email",
    "customer_id",
    "search",
    "created_after",
    "created_before",
    "sort",
    "page",
    "limit",
}
#: PostgreSQL takes no NUL.
_Plain = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]


def _statuses(given: list[str]) -> list[Status]:
    found = [parse_status(name) for text in given for name in text.split(",") if name.strip()]
    if None in found:
        raise ValueError(f"is none of {', '.join(Status)}")
    return [status for status in found if status is not None]


def _in_utc(value: datetime) -> datetime:
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


_Instant = Annotated[datetime, AfterValidator(_in_utc)]
_PageNumber = Annotated[int, Field(ge=1, le=1_000_000_000)]
_Limit = Annotated[int, Field(ge=1, le=100)]


class TicketQuery(BaseModel):
    """Conditions of a list of tickets; all must hold."""

    model_config = ConfigDict(extra="forbid")

    status: Annotated[list[str], AfterValidator(_statuses)] = Field(
        default_factory=list, description="One or several, repeated or parted by commas."
    )
    priority: PriorityName | None = None
    category: _Plain = ""
    assigned_to: _Plain = Field(default="", description="An agent's address.")
    team: _Plain = ""
    queue: _Plain = ""
    product: _Plain = ""
    tag: _Plain = ""
    customer_email: _Plain = ""
    customer_id: _Plain = Field(default="", description="The same as customer_email: customers are known by address.")
    search: _Plain = Field(
        default="",
        description="A whole number or refid finds that ticket; any other text is sought within subjects and at the"
        " beginning of numbers and refids.",
    )
    created_after: _Instant | None = Field(default=None, description="From this instant on.")
    created_before: _Instant | None = Field(default=None, description="Earlier than this instant.")
    sla: Literal["", "breached", "at_risk"] = ""
    unassigned: bool = False
    flag: Flag | None = Field(
        default=None,
        description="unsure: its customer wrote after it was done, and may want something; escalated: a step of an"
        " escalation was taken; duplicate: it is linked as a duplicate.",
    )
    sort: Literal["-created_at", "created_at", "-updated_at", "updated_at"] = "-created_at"
    page: _PageNumber = 1
    limit: _Limit = 100

    @property
    def part(self) -> PageRequest:
        return PageRequest(page=self.page, limit=self.limit)


class ApprovalQuery(BaseModel):
    """Conditions of a list of approvals; all must hold."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["open", "all"] = "open"
    approver: _Plain = Field(default="", description="Only those that this address is asked.")
    limit: _Limit = 100


def ticket_filter(query: TicketQuery, asking: Principal, *, now: datetime) -> TicketFilter:
    """The conditions for the store, narrowed to what the one who asks may see."""
    statuses = _as_statuses(query.status)
    customer = (query.customer_email or query.customer_id).strip().lower()
    if asking.is_customer:
        statuses = _for_customer(query, asking, customer, statuses)
        customer = asking.email
    return TicketFilter(
        statuses=statuses,
        priority=query.priority,
        category=query.category,
        assigned_to=query.assigned_to.lower(),
        team=query.team,
        queue=query.queue,
        product=query.product,
        tag=query.tag,
        customer_email=customer,
        search=query.search.strip(),
        created_after=query.created_after,
        created_before=query.created_before,
        breached=query.sla == "breached",
        at_risk=query.sla == "at_risk",
        unassigned=query.unassigned,
        flag=query.flag,
        now=now,
    )


def _for_customer(
    query: TicketQuery, asking: Principal, customer: str, statuses: tuple[Status, ...] | None
) -> tuple[Status, ...] | None:
    """All statuses that a customer is told as one of those asked for."""
    if query.model_fields_set - _CUSTOMERS or query.sort.endswith("updated_at"):
        raise Turned(403, "forbidden.filter", "Only agents may ask for this")
    if customer not in ("", asking.email):
        raise Turned(403, "forbidden.filter", "Only agents may ask for other customers")
    if statuses is None:
        return None
    return tuple(status for status in Status if status_for_customer(status) in statuses)


def _as_statuses(found: list[str]) -> tuple[Status, ...] | None:
    return tuple(dict.fromkeys(Status(status) for status in found)) or None


def part_of_list(page: Annotated[_PageNumber, Query()] = 1, limit: Annotated[_Limit, Query()] = 100) -> PageRequest:
    """Which part of a list is wanted."""
    return PageRequest(page=page, limit=limit)


Part = Annotated[PageRequest, Depends(part_of_list)]
