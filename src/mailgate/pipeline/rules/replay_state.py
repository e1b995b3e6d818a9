"""What became of one matter while it happened again, and how two of them differ."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from mailgate.lifecycle.apply import apply_changes
from mailgate.lifecycle.terms import terms_of
from mailgate.model.plan import OutboundPlan, Plan, Request, RuleMark
from mailgate.model.ticket import Ticket
from mailgate.pipeline.rules.replay_views import Side

#: What is compared, by name of ``Ticket``.
COMPARED = (
    "status", "priority", "category", "type", "queue", "assigned_team", "assigned_to", "tags", "custom", "sla_policy",
    "snoozed_until",
)  # fmt: skip


@dataclass(slots=True)
class State:
    """What became of one matter under one side."""

    ticket: Ticket | None = None
    #: ``dropped`` or ``held`` with the rule, of a mail that became no ticket.
    fate: str = ""
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    marks: dict[str, RuleMark] = field(default_factory=dict)
    #: By time rule, the instants at which it is due.
    due: dict[str, set[datetime]] = field(default_factory=dict)
    #: Time rules that were carried out, each with its instant.
    fired: list[str] = field(default_factory=list)
    #: What rules said to mails that left, each with what mail it was.
    leaving: list[str] = field(default_factory=list)

    def took(self, plan: Plan, now: datetime, side: Side) -> None:
        """Have what rules asked for done."""
        assert self.ticket is not None
        terms = terms_of(side.desk, self.ticket.queue)
        self.ticket = apply_changes(self.ticket, plan.changes, now=now, actor="system", terms=terms).ticket
        self.requests += [_told(request) for request in plan.requests]
        self.marks |= {mark.rule: mark for mark in plan.marks}

    def heard(self, plan: OutboundPlan, mail: str) -> None:
        """Note what rules said to a mail that left."""
        said = [f"blocked by {plan.block}"] if plan.block else []
        said += [f"cc {address}" for address in plan.cc] + [f"footer {line!r}" for line in plan.footers]
        if said:
            self.leaving.append(f"{mail}: {', '.join(said)}")

    @property
    def mails(self) -> int:
        """How many mails rules had us send."""
        return sum(name in ("reply", "notify", "forward") for _, name, _ in self.requests)


def compared(mine: State, other: State) -> dict[str, tuple[str, str]]:
    """By field the values of both, where they are not the same."""
    fates = (mine.fate or "ticket", other.fate or "ticket")
    if mine.ticket is None or other.ticket is None:
        return {"fate": fates} if fates[0] != fates[1] else {}
    pairs = {name: (_shown(getattr(mine.ticket, name)), _shown(getattr(other.ticket, name))) for name in COMPARED}
    pairs["requests"] = (_asked(mine), _asked(other))
    pairs["instants"] = ("; ".join(mine.fired), "; ".join(other.fired))
    pairs["mails that leave"] = ("; ".join(mine.leaving), "; ".join(other.leaving))
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _asked(state: State) -> str:
    return "; ".join(f"{name} {value}" for _, name, value in state.requests)


def _told(request: Request) -> tuple[str, str, str]:
    return request.cause.ref, request.name, str(request.value)


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(getattr(value, "value", value))
