"""What other rules would have made of what happened; nothing is written, on a connection that cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mailgate.model.event import EventKind
from mailgate.model.ticket import Ticket
from mailgate.pipeline.rules.replay_acts import act_again, begun, go_on
from mailgate.pipeline.rules.replay_clock import awaits, fire_before, left_out
from mailgate.pipeline.rules.replay_mails import Leaving
from mailgate.pipeline.rules.replay_state import State, compared
from mailgate.pipeline.rules.replay_views import Side as Side
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.outbound.outbox_rows import OutboxRow
from mailgate.store.rules import replays
from mailgate.store.rules.replays import Happened
from mailgate.store.tickets import tickets

_MAIL_EVENTS = (EventKind.MAIL_RECEIVED, EventKind.MAIL_HELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One matter that other rules would have taken another way."""

    #: Number of the ticket, or ``mail 81``.
    what: str
    #: By field the value under the rules in force, and under the others.
    fields: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What a replay came to."""

    mails: int
    tickets: int
    differences: tuple[Difference, ...]
    #: Mails that rules would have had us send, under each side.
    sent: tuple[int, int]
    #: How often time rules were carried out, under each side.
    instants: tuple[int, int]
    #: Mails of ours that rules for mails that leave were shown.
    leaving: int
    #: What could not be replayed, a sentence each.
    left_out: tuple[str, ...]


def replay(
    conn: Connection,
    tools: Tools,
    sides: tuple[Side, Side],
    since: datetime,
    until: datetime,
    *,
    progress: Callable[[int], None],
) -> Replay:
    """Let all that happened since an instant happen again under both sides, until another.

    Acts of people count as they were. Time rules are carried out at their own instants, and rules for mails that leave
    look at each as it left. Counts, promises and the words of agents have no value; what cannot be replayed because of
    it is named in the answer.

    Args:
        progress: Told how many journal entries were gone through.
    """
    past = _Past(conn=conn, tools=tools, sides=sides)
    tenant = sides[0].desk.tenant
    sent = replays.sent(conn, tenant, since) if past.leaving.wanted else iter(())
    mail = next(sent, None)
    for act in replays.happened(conn, tenant, since):
        while mail is not None and mail.created_at < act.events[0].at:
            past.leaves(mail)
            mail = next(sent, None)
        progress(len(act.events))
        past.again(act)
    while mail is not None:
        past.leaves(mail)
        mail = next(sent, None)
    past.end(until)
    states = past.states
    numbers = {ticket.id: ticket.number for ticket in _tickets(conn, tenant, states).values()}
    return Replay(
        mails=past.mails,
        tickets=len(states),
        differences=tuple(_differences(states, numbers)),
        sent=_both(states, lambda state: state.mails),
        instants=_both(states, lambda state: len(state.fired)),
        leaving=past.leaving.shown,
        left_out=past.left_out(),
    )


@dataclass(slots=True, kw_only=True)
class _Past:
    """What happened so far, under both sides."""

    conn: Connection
    tools: Tools
    sides: tuple[Side, Side]
    #: By row id of the ticket; negative: of the mail that became none.
    states: dict[int, tuple[State, State]] = field(default_factory=dict)
    mails: int = 0
    leaving: Leaving = field(init=False)

    def __post_init__(self) -> None:
        self.leaving = Leaving(conn=self.conn, tools=self.tools, sides=self.sides)

    def again(self, act: Happened) -> None:
        """One act happens again; what the clock does until then comes first."""
        told = next((each for each in act.events if each.kind in _MAIL_EVENTS and "outcome" in each.details), None)
        outcome = str(told.details["outcome"]) if told else ""
        at = act.events[0].at
        if told is not None and act.inbox_id is not None and outcome in ("new_ticket", "held.rule", "dropped.rule"):
            self.mails += 1
            key = act.ticket_id if act.ticket_id is not None else -act.inbox_id
            self.states[key] = begun(self.conn, self.tools, self.sides, act, told)
            self._await(self.states[key], (None, None), at)
        elif act.ticket_id in self.states:
            states = self.states[act.ticket_id]
            self._fire(states, at)
            before = (states[0].ticket, states[1].ticket)
            if told is not None and outcome == "appended":
                self.mails += 1
                go_on(self.conn, self.tools, self.sides, states, (act, told))
            else:
                for side, state in zip(self.sides, states, strict=True):
                    act_again(side, state, act)
            self._await(states, before, at)

    def leaves(self, mail: OutboxRow) -> None:
        """A mail of ours leaves again."""
        states = self.states.get(mail.ticket_id) if mail.ticket_id is not None else None
        if states is not None:
            self._fire(states, mail.created_at)
        self.leaving.show(mail, states)

    def end(self, until: datetime) -> None:
        """What the clock does from the last act on."""
        for states in self.states.values():
            self._fire(states, until)

    def left_out(self) -> tuple[str, ...]:
        """What was not replayed, a sentence each."""
        rules = dict.fromkeys(said for side in self.sides for said in left_out(side))
        mails = (f"mails {which}: {count}" for which, count in self.leaving.left_out.items())
        return (*rules, *mails)

    def _fire(self, states: tuple[State, State], until: datetime) -> None:
        for side, state in zip(self.sides, states, strict=True):
            fire_before(side, state, until)

    def _await(self, states: tuple[State, State], before: tuple[Ticket | None, Ticket | None], now: datetime) -> None:
        for side, state, was in zip(self.sides, states, before, strict=True):
            awaits(side, state, was, now)


def _both(states: Mapping[int, tuple[State, State]], count: Callable[[State], int]) -> tuple[int, int]:
    return sum(count(pair[0]) for pair in states.values()), sum(count(pair[1]) for pair in states.values())


def _tickets(conn: Connection, tenant: str, states: Mapping[int, object]) -> dict[int, Ticket]:
    ids = [key for key in states if key > 0]
    found: dict[int, Ticket] = {}
    for start in range(0, len(ids), 500):
        found |= tickets.by_ids(conn, tenant, ids[start : start + 500])
    return found


def _differences(states: Mapping[int, tuple[State, State]], numbers: Mapping[int, str]) -> list[Difference]:
    found = []
    for key, (mine, other) in states.items():
        fields = compared(mine, other)
        if fields:
            what = f"ticket {numbers.get(key, key)}" if key > 0 else f"mail {-key}"
            found.append(Difference(what=what, fields=fields))
    # Those that differ most come first.
    return sorted(found, key=lambda each: (-len(each.fields), each.what))
