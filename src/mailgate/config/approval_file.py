"""The terms of an approval, of a step or of a rule's ``request_approval``."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from pydantic import Field, PlainValidator, ValidationError, model_validator

from mailgate.config.nearest import advice
from mailgate.config.table import Table, several
from mailgate.config.values import Key, PositiveDuration, StatusName, Text, bounded, is_mailbox, one_of
from mailgate.model.approval import ApprovalMode, ApprovalTerms
from mailgate.model.ticket import Status

_WORDS = ("team", "team:lead", "oncall")


def _approver(value: object) -> str:
    if isinstance(value, str):
        kind, _, name = value.partition(":")
        if value in _WORDS or (kind in ("oncall", "team") and name):
            return value
        if is_mailbox(value):
            return value.lower()
    known = [*_WORDS, "team:KEY", "oncall:KEY", "an address"]
    raise ValueError(f'"{value}" cannot approve anything; {advice(str(value), known)}')


class ApprovalTable(Table):
    what: Text = ""
    approvers: Annotated[list[Annotated[str, PlainValidator(_approver)]], Field(min_length=1)]
    mode: Annotated[str, one_of(*ApprovalMode)] = ApprovalMode.ANY
    quorum: Annotated[int, bounded(1, 100)] | None = None
    remind_after: PositiveDuration | None = timedelta(days=1)
    expires_after: PositiveDuration = timedelta(days=3)
    on_expiry: Annotated[str, one_of("reject", "escalate")] = "reject"
    escalation: Key = ""
    blocks: list[StatusName] = Field(default_factory=lambda: [Status.RESOLVED, Status.CLOSED])
    while_pending: StatusName | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> ApprovalTable:
        if (self.mode == ApprovalMode.QUORUM) != (self.quorum is not None):
            raise several([(("mode",), 'quorum: it goes with mode = "quorum", and that one needs it')])
        if self.quorum and self.quorum > len(self.approvers) and all(map(is_mailbox, self.approvers)):
            raise several([(("quorum",), f"quorum: it needs {self.quorum} voices of {len(self.approvers)}; name more")])
        if (self.on_expiry == "escalate") != bool(self.escalation):
            raise several([(("on_expiry",), 'escalation: it goes with on_expiry = "escalate", and that one needs it')])
        return self

    def build(self) -> ApprovalTerms:
        return ApprovalTerms(
            what=self.what,
            approvers=tuple(self.approvers),
            mode=ApprovalMode(self.mode),
            quorum=self.quorum or 0,
            remind_after=self.remind_after,
            expires_after=self.expires_after,
            on_expiry=self.on_expiry,
            escalation=self.escalation,
            blocks=tuple(self.blocks),
            while_pending=self.while_pending,
        )


def terms_of(value: object) -> ApprovalTerms:
    """The terms as a rule or a request gives them: a table, or only what is asked; the team's leads are asked then.

    Raises:
        ValueError: it cannot be read so; the first thing that is wrong.
    """
    given: Any = {"what": value, "approvers": ["team:lead"]} if isinstance(value, str) else value
    try:
        return ApprovalTable.model_validate(given).build()
    except ValidationError as error:
        (first, *_) = error.errors(include_url=False, include_context=True)
        flaws = first.get("ctx", {}).get("flaws")
        name = ".".join(str(part) for part in first["loc"] if isinstance(part, str))
        if first["type"] == "too_short":
            raise ValueError(f"{name}: it is empty; it needs at least one element") from None
        raise ValueError(flaws[0][1] if flaws else f"{name}: {first['msg'].removeprefix('Value error, ')}") from None
