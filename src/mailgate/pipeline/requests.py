"""What rules ask for beyond a ticket's fields: notes, watchers, notices. What cannot be done is said in the journal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from mailgate.model.desk import Agent, Desk
from mailgate.model.event import Event, EventKind
from mailgate.model.plan import Request
from mailgate.model.recording import NewEntry
from mailgate.model.ticket import AuthorType, Entry, EntryAuthor, EntryKind, Ticket
from mailgate.notify.recipients import OnDuty, step_recipients
from mailgate.pipeline.on_duty import on_duty
from mailgate.pipeline.tools import Tools


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOut:
    """What is to be recorded with the ticket; nothing of it has happened yet."""

    entries: tuple[NewEntry, ...] = ()
    #: Addresses with the state they are to have, ``active`` or ``removed``; of an address named twice the last counts.
    watchers: tuple[tuple[str, str], ...] = ()
    #: Agents to tell beside those who are told anyway.
    told: tuple[Agent, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    ticket: Ticket
    desk: Desk
    tools: Tools
    now: datetime

    @property
    def on_duty(self) -> OnDuty:
        """Asked for only by what names a rotation."""
        return self.tools.database.read(partial(on_duty, desk=self.desk, at=self.now))

    def event(self, kind: EventKind, request: Request, **details: object) -> Event:
        return Event(kind=kind, at=self.now, actor="system", cause=request.cause, details=details)

    def failed(self, request: Request, code: str, value: object) -> Event:
        return self.event(EventKind.RULE_FAILED, request, action=request.name, value=value, code=code)


def carry_out(requests: Sequence[Request], ticket: Ticket, desk: Desk, tools: Tools, now: datetime) -> CarriedOut:
    """Turn requests into what is recorded with the ticket as it will stand, in their order.

    A request that nothing here can fulfil becomes a ``rule.failed`` event with the code ``action.not_available``; one
    that reaches nobody, ``action.nobody``.
    """
    work = _Work(ticket=ticket, desk=desk, tools=tools, now=now)
    done = [_HANDLERS.get(request.name, _not_available)(request, work) for request in requests]
    told = {agent.email: agent for each in done for agent in each.told}
    return CarriedOut(
        entries=tuple(entry for each in done for entry in each.entries),
        watchers=tuple({email: state for each in done for email, state in each.watchers}.items()),
        told=tuple(told.values()),
        events=tuple(event for each in done for event in each.events),
    )


def _add_note(request: Request, work: _Work) -> CarriedOut:
    text = str(request.value)
    entry = Entry(
        id=work.tools.rows(1)[0],
        ticket_id=work.ticket.id,
        kind=EntryKind.INTERNAL,
        author=EntryAuthor(type=AuthorType.SYSTEM, email="", name=request.cause.ref),
        text=text,
        html="",
        full_text=text,
        created_at=work.now,
    )
    added = work.event(EventKind.NOTE_ADDED, request, message=entry.id)
    return CarriedOut(entries=(NewEntry(entry=entry),), events=(added,))


def _add_watchers(request: Request, work: _Work) -> CarriedOut:
    return _watchers(request, work, "active")


def _remove_watchers(request: Request, work: _Work) -> CarriedOut:
    return _watchers(request, work, "removed")


def _watchers(request: Request, work: _Work, state: str) -> CarriedOut:
    emails = [email.lower() for email in _texts(request.value)]
    event = work.event(EventKind.UPDATED, request, field="watchers", **{state: emails})
    return CarriedOut(watchers=tuple((email, state) for email in emails), events=(event,))


def _notify(request: Request, work: _Work) -> CarriedOut:
    """Agents get the notice of what happened, each once; for telling customers by a rule there is no mail yet."""
    told: list[Agent] = []
    failed: list[Event] = []
    for target in _texts(request.value):
        agents = _agents(target, work)
        if agents is None:
            failed.append(work.failed(request, "action.not_available", target))
        elif not agents:
            failed.append(work.failed(request, "action.nobody", target))
        else:
            told += agents
    return CarriedOut(told=tuple(told), events=tuple(failed))


def _agents(target: str, work: _Work) -> tuple[Agent, ...] | None:
    """The agents that a target stands for; None where it stands for somebody else."""
    if (team := work.desk.team(target.removeprefix("team:"))) and target.startswith("team:"):
        return tuple(agent for email in team.agents if (agent := work.desk.agent(email)))
    found = step_recipients((target,), work.ticket, work.desk, work.on_duty if target.startswith("oncall") else {})
    agents = tuple(each for each in found if isinstance(each, Agent))
    return agents if agents or not found else None


def _log(request: Request, work: _Work) -> CarriedOut:
    return CarriedOut(events=(work.event(EventKind.UPDATED, request, log=str(request.value)),))


def _nothing(request: Request, work: _Work) -> CarriedOut:
    return CarriedOut()


def _not_available(request: Request, work: _Work) -> CarriedOut:
    return CarriedOut(events=(work.failed(request, "action.not_available", request.value),))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list | tuple) else (str(value),)


_HANDLERS: dict[str, Callable[[Request, _Work], CarriedOut]] = {
    "add_note": _add_note,
    "add_watchers": _add_watchers,
    "remove_watchers": _remove_watchers,
    "notify": _notify,
    "log": _log,
    # The way to assign is asked for beforehand, see ``assigning``.
    "assign": _nothing,
}
