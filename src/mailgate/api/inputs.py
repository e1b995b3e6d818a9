"""What may be sent: every field is named, anything else is refused (T-45)."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from mailgate.lifecycle.statuses import parse_priority, parse_status
from mailgate.model.ticket import Priority, Status

_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x20\x7f]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_CUSTOM_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")


def _storable(text: str) -> str:
    """Without NUL and lone surrogates, which JSON can bring and no database takes."""
    text = text.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def _one_line(text: str) -> str:
    return _storable(" ".join(_CONTROLS.sub(" ", text).split()))


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text


def _address(text: str) -> str:
    if len(text) > 254 or ".." in text or not text.isprintable() or not _ADDRESS.fullmatch(text):
        raise ValueError("is not an address like name@example.org")
    return text.lower()


def _status(value: object) -> Status:
    found = parse_status(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"is none of {', '.join(Status)}")
    return found


def _priority(value: object) -> Priority:
    found = parse_priority(value) if isinstance(value, str | int) else None
    if found is None:
        raise ValueError(f"is none of {', '.join(Priority)}")
    return found


def _custom(values: dict[str, str | None]) -> dict[str, str | None]:
    for name in values:
        if not _CUSTOM_NAME.fullmatch(name):
            raise ValueError("names are letters, digits, - and _, and begin with a letter")
    return values


Line = Annotated[str, AfterValidator(_one_line), Field(max_length=500)]
Word = Annotated[str, AfterValidator(_one_line), Field(max_length=100)]
Subject = Annotated[str, AfterValidator(_one_line), AfterValidator(_said), Field(max_length=500)]
Text = Annotated[str, AfterValidator(_storable), AfterValidator(_said)]
Email = Annotated[str, AfterValidator(_address)]
#: In any dialect of A.2.2, case and spelling.
StatusName = Annotated[Status, BeforeValidator(_status)]
PriorityName = Annotated[Priority, BeforeValidator(_priority)]
Tag = Annotated[str, AfterValidator(_one_line), AfterValidator(_said), Field(max_length=100)]
Tags = Annotated[list[Tag], Field(max_length=100)]
Custom = Annotated[
    dict[str, Annotated[str, AfterValidator(_storable), Field(max_length=10_000)] | None],
    AfterValidator(_custom),
    Field(max_length=100),
]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewTicketInput(_Input):
    """A ticket to open; the text may be called ``text``, ``body`` or ``description``."""

    subject: Subject
    text: Text
    #: Needed of agents; customers open tickets for themselves.
    customer_email: Email | None = None
    customer_name: Line = ""
    priority: PriorityName | None = None
    category: Word = ""
    queue: Word = ""
    type: Word = ""
    tags: Tags = Field(default_factory=list)
    custom: Custom = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _one_text(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        named = [name for name in ("text", "body", "description") if name in given]
        if len(named) > 1:
            raise ValueError("text, body and description are one and the same; send one of them")
        return {"text" if name in named else name: value for name, value in given.items()}


class MessageInput(_Input):
    """Words on a ticket: to the customer, or a note among agents."""

    text: Text
    internal: bool = False
    #: An agent's answer goes to the customers of the open tickets below as well.
    children: bool = False

    @model_validator(mode="after")
    def _no_note_below(self) -> MessageInput:
        if self.internal and self.children:
            raise ValueError("a note goes to no customer; children is for answers")
        return self


class AssignInput(_Input):
    """Who is to work on it: an agent, a team, or both; null takes it away."""

    assigned_to: Email | None = None
    assigned_team: Word | None = None

    @model_validator(mode="after")
    def _somebody(self) -> AssignInput:
        if not self.model_fields_set:
            raise ValueError("assigned_to or assigned_team is needed")
        return self


class EndInput(_Input):
    """What is to become of open tickets below one that ends."""

    children: Literal["close", "keep"] | None = None


class MergeInput(_Input):
    """The ticket to become part of; ``other_customer``: it is known to be somebody else's."""

    into: Word
    other_customer: bool = False


class SplitInput(_Input):
    """Which messages become a ticket of their own; without any the customer's last one."""

    messages: Annotated[list[Annotated[int, Field(ge=1, lt=2**63, strict=True)]], Field(max_length=1_000)] = Field(
        default_factory=list
    )
    subject: Line = ""


class LinkInput(_Input):
    """What the ticket has to do with another one; ``holds`` false: it has no longer."""

    kind: Word
    to: Word
    holds: bool = True


class SnoozeInput(_Input):
    """Until when the ticket is put off; null: it is back."""

    until: AwareDatetime | None


class ReleaseInput(_Input):
    """A person's word on a held mail."""

    how: Annotated[Literal["accept", "new", "spam", "discard"], Field(alias="as")]


class EscalateInput(_Input):
    """Which policy; the ticket's own where none is named."""

    policy: Word | None = None


class ApprovalInput(_Input):
    """Whose yes is needed for what, as in the desk file."""

    what: Subject = ""
    approvers: Annotated[list[Word], Field(min_length=1, max_length=50)]
    mode: Word = "any"
    quorum: Annotated[int, Field(ge=1, le=100)] | None = None
    remind_after: Word | None = None
    expires_after: Word | None = None
    on_expiry: Word | None = None
    escalation: Word | None = None
    blocks: list[Word] | None = None
    while_pending: Word | None = None


class DecisionInput(_Input):
    """A yes or a no."""

    approve: Annotated[bool, Field(strict=True)]
    reason: Annotated[str, AfterValidator(_storable), Field(max_length=500)] = ""


class RateInput(_Input):
    """How satisfied a customer is."""

    score: Annotated[int, Field(ge=1, le=5, strict=True)]
    comment: Annotated[str, AfterValidator(_storable), Field(max_length=2_000)] = ""


class EditInput(_Input):
    """Fields to set; those left out stay. ``sla_due_at`` follows from the promises and is never set."""

    status: StatusName | None = None
    priority: PriorityName | None = None
    category: Word | None = None
    type: Word | None = None
    subject: Subject | None = None
    tags: Tags | None = None
    custom: Custom | None = None
    assigned_to: Email | None = None
    assigned_team: Word | None = None
    #: As read; any other in the store is a conflict.
    version: int | None = None

    @model_validator(mode="after")
    def _no_nulls(self) -> EditInput:
        for name in ("status", "priority", "subject", "tags", "custom"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError(f"{name} cannot be null")
        return self
