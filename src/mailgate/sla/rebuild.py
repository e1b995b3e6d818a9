"""The promises of a ticket, made again from its journal alone (spec/features.md C, row 4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mailgate.model.desk import Desk
from mailgate.model.event import Event, EventKind, Journaled
from mailgate.model.sla import Cycle, CycleState
from mailgate.model.ticket import AuthorType, Priority, Status, Ticket
from mailgate.sla.cycles import CYCLE_IDS, cycles_after, start_cycles
from mailgate.sla.effects import Moment
from mailgate.sla.starts import OWED_SINCE, owed_since
from mailgate.sla.turns import breach

#: In the details of ``ticket.updated``, where the clock does not begin with the ticket: ``off`` (nobody waits for an
#: answer) or ``answered`` (we spoke first). In those of ``ticket.message.added``: who spoke. In those of
#: ``ticket.updated``: all that runs was measured anew.
CLOCK, SPOKE, ANEW = "clock", "spoke", "sla_measured_anew"

#: The fields that promises hang on, each with what it is made of.
_FIELDS: dict[str, Any] = {
    "status": Status,
    "priority": Priority,
    **dict.fromkeys(("sla_policy", "queue", "product", "category", "customer_email"), str),
    **dict.fromkeys(("assigned_team", "assigned_to"), lambda value: value),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """The cycles as the journal has them, with row ids of their own."""

    cycles: tuple[Cycle, ...]
    #: Why they cannot be relied upon: what the journal does not tell. Empty when it tells all.
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decision:
    """The events of one decision."""

    at: datetime
    revision: int
    events: tuple[Event, ...]

    def changed(self, ticket: Ticket) -> Ticket:
        values = {}
        for event in self.events:
            name = _field(event)
            if name:
                values[name] = _FIELDS[name](event.details["to"])
        return replace(ticket, **values)

    def spoke(self, who: AuthorType) -> bool:
        return any(event.details.get(SPOKE) == who.value for event in self.events)

    @property
    def owed_since(self) -> datetime | None:
        """Since when the first response is owed, where the decision says so."""
        told = (event.details[OWED_SINCE] for event in self.events if OWED_SINCE in event.details)
        return next((datetime.fromisoformat(str(instant)) for instant in told), None)

    @property
    def begins(self) -> bool:
        return any(event.kind is EventKind.CREATED for event in self.events)

    @property
    def anew(self) -> bool:
        return any(ANEW in event.details for event in self.events)


def rebuilt(ticket: Ticket, journal: Sequence[Journaled], desks: Mapping[int, Desk]) -> Rebuilt:
    """Live the ticket through again.

    Args:
        ticket: As it stands now; what it was at first follows from the journal, read backwards.
        journal: All of it, oldest first.
        desks: By revision, every one that the journal names.
    """
    # A clock that was put back may have dated something before the beginning.
    decisions = sorted(_decisions(journal), key=lambda decision: not decision.begins)
    if not decisions or not decisions[0].begins:
        return Rebuilt(cycles=(), gaps=("the journal does not tell how the ticket began",))
    first, gaps = _as_opened(ticket, journal)
    missing = sorted({decision.revision for decision in decisions if _matters(decision)} - desks.keys())
    gaps += [f"desk revision {number} is not known" for number in missing]
    if missing:
        return Rebuilt(cycles=(), gaps=tuple(gaps))
    state, cycles = _opened(first, decisions[0], desks)
    for place, decision in enumerate(decisions[1:], 1):
        if _matters(decision):
            ids = range(place * CYCLE_IDS, (place + 1) * CYCLE_IDS)
            state, cycles = _lived(state, cycles, decision, desks, ids)
    return Rebuilt(cycles=cycles, gaps=tuple(gaps))


def _decisions(journal: Sequence[Journaled]) -> Iterator[_Decision]:
    begin = 0
    for end in range(1, len(journal) + 1):
        if end == len(journal) or not _together(journal[end - 1], journal[end]):
            its = journal[begin:end]
            yield _Decision(at=its[0].event.at, revision=its[0].revision, events=tuple(it.event for it in its))
            begin = end


def _together(one: Journaled, next_one: Journaled) -> bool:
    return next_one.id == one.id + 1 and (next_one.event.at, next_one.revision) == (one.event.at, one.revision)


def _as_opened(ticket: Ticket, journal: Sequence[Journaled]) -> tuple[Ticket, list[str]]:
    """The ticket before anything was changed on it."""
    gaps: list[str] = []
    values: dict[str, Any] = {name: getattr(ticket, name) for name in _FIELDS}
    for entry in reversed(journal):
        name = _field(entry.event)
        if not name:
            continue
        origin, target = (_FIELDS[name](entry.event.details[side]) for side in ("from", "to"))
        if values[name] != target:
            gaps.append(f"{name} became {values[name]} without a word in the journal")
        values[name] = origin
    silent: dict[str, Any] = dict.fromkeys(("first_response_at", "last_customer_message_at", "last_agent_message_at"))
    return replace(ticket, **values, **silent), gaps


def _opened(first: Ticket, decision: _Decision, desks: Mapping[int, Desk]) -> tuple[Ticket, tuple[Cycle, ...]]:
    ticket, at = decision.changed(first), decision.at
    clock = next((event.details[CLOCK] for event in decision.events if CLOCK in event.details), None)
    if clock == "answered":
        return replace(ticket, first_response_at=at, last_agent_message_at=at), ()
    ticket = replace(ticket, last_customer_message_at=at)
    if clock == "off":
        return ticket, ()
    asked = decision.owed_since
    return ticket, start_cycles(ticket, desks[decision.revision], ids=range(CYCLE_IDS), now=at, asked=asked)


def _lived(
    before: Ticket, cycles: tuple[Cycle, ...], decision: _Decision, desks: Mapping[int, Desk], ids: range
) -> tuple[Ticket, tuple[Cycle, ...]]:
    """One decision later."""
    for event in decision.events:
        if _noticed_breach(event):
            cycles = tuple(_broken(cycle, event) for cycle in cycles)
    after, at = decision.changed(before), decision.at
    answers = decision.spoke(AuthorType.AGENT)
    if answers:
        after = replace(after, first_response_at=after.first_response_at or at, last_agent_message_at=at)
    if decision.spoke(AuthorType.CUSTOMER):
        after = replace(after, last_customer_message_at=at)
    moment = Moment(
        before=before,
        after=after,
        desk=desks[decision.revision],
        now=at,
        human_reply=answers,
        past=desks,
        anew=decision.anew,
    )
    if after != before or answers or decision.anew:
        cycles = cycles_after(cycles, moment, ids)
    if decision.owed_since is not None:
        cycles = owed_since(cycles, decision.owed_since, moment.desk, desks, at)
    return after, cycles


def _matters(decision: _Decision) -> bool:
    return any(_field(event) or _TELLING & event.details.keys() or event.kind in _ALWAYS for event in decision.events)


_ALWAYS = {EventKind.CREATED, EventKind.SLA_BREACHED}
_TELLING = {SPOKE, ANEW, OWED_SINCE}


def _field(event: Event) -> str:
    """The field that promises hang on and that the event changed; empty for every other event."""
    name = event.details.get("field")
    return name if isinstance(name, str) and name in _FIELDS and "from" in event.details else ""


def _noticed_breach(event: Event) -> bool:
    """The clock noticed it; what a change of the ticket notices follows from that change."""
    return event.kind is EventKind.SLA_BREACHED and event.cause.kind == "schedule"


def _broken(cycle: Cycle, event: Event) -> Cycle:
    if cycle.state is CycleState.RUNNING and cycle.metric.value == event.details.get("metric"):
        return breach(cycle, event.at)
    return cycle
