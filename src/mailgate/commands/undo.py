"""Taking an agent's last commands on a ticket back, from what the journal says of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from mailgate.lifecycle.statuses import allowed, parse_status
from mailgate.lifecycle.tables import DEFAULT
from mailgate.model.command import Inverse
from mailgate.model.event import Cause, Event
from mailgate.model.lifecycle import Lifecycle
from mailgate.model.plan import Change
from mailgate.model.ticket import Status, Ticket

#: The cause of every change that a command line asked for; ``ref`` is that of its mail.
COMMAND = "command"
#: The cause of what takes such changes back.
UNDO = "undo"
#: What the journal calls an address that was put on the list of spam senders; it is no field of the ticket.
SPAM_SENDER = "spam_sender"
WINDOW = timedelta(minutes=30)


def undo(
    events: Sequence[Event],
    ticket: Ticket,
    *,
    agent: str,
    now: datetime,
    cause: Cause,
    lifecycle: Lifecycle = DEFAULT,
) -> Inverse:
    """What takes the agent's last command mail back.

    Fields that somebody changed since are a reason not to: taking back a part would be a surprise. What was said stays
    said.

    Args:
        events: The ticket's journal, oldest first.
        cause: Of the changes that take back; its kind should be ``UNDO``.
        lifecycle: That of the ticket's queue.

    Returns:
        The changes in the order in which to make them, or one of the reasons ``undo.nothing``, ``undo.done_already``,
        ``undo.too_late``, ``undo.changed_since``.
    """
    last = next(
        (event for event in reversed(events) if event.actor == agent and event.cause.kind in (COMMAND, UNDO)), None
    )
    if last is None:
        return _not("undo.nothing", "You gave no commands on this ticket that changed anything.")
    if last.cause.kind == UNDO:
        return _not("undo.done_already", "Your last commands on this ticket were taken back already.")
    if now - last.at > WINDOW:
        return _not("undo.too_late", f"Your last commands were given more than {WINDOW.seconds // 60} minutes ago.")
    given = [event for event in events if event.cause == last.cause]
    spans = _spans(given)
    _, listed = spans.pop(SPAM_SENDER, (None, None))
    for name, (_, after) in spans.items():
        if name != "tags" and _as_json(getattr(ticket, name, None)) != after:
            return _not("undo.changed_since", f"{_spoken(name)} was changed since; nothing is taken back.")
    changes = [change for name, span in spans.items() for change in _back(name, span, ticket, cause, lifecycle)]
    taken_off = (listed,) if isinstance(listed, str) else ()
    return Inverse(changes=tuple(changes), watchers=_watchers_back(given), no_spam_senders=taken_off)


def _not(reason: str, sentence: str) -> Inverse:
    return Inverse(reason=reason, sentence=sentence)


def _spans(events: Iterable[Event]) -> dict[str, tuple[object, object]]:
    """By field what it was before the commands and after them, the status last: that is the order to go back in."""
    spans: dict[str, tuple[object, object]] = {}
    for event in events:
        name, details = event.details.get("field"), event.details
        if isinstance(name, str) and "from" in details and "to" in details:
            before = spans.pop(name, (details["from"], None))[0]
            spans[name] = (before, details["to"])
    spans = {name: span for name, span in spans.items() if span[0] != span[1]}
    # A ticket that is opened again forgets by itself what it was merged into.
    return {name: spans[name] for name in sorted(spans, key=lambda name: name == "status")}


def _back(
    name: str, span: tuple[object, object], ticket: Ticket, cause: Cause, lifecycle: Lifecycle
) -> Iterable[Change]:
    before, after = span
    if name == "status":
        way = _way(ticket.status, str(before), lifecycle)
        return [Change(field="status", value=step.value, cause=cause) for step in way]
    if name == "tags":
        return _tags_back(_texts(before), _texts(after), cause)
    if name == "snoozed_until" and isinstance(before, str):
        return [Change(field=name, value=datetime.fromisoformat(before), cause=cause)]
    return [Change(field=name, value=before, cause=cause)]


def _tags_back(before: list[str], after: list[str], cause: Cause) -> list[Change]:
    """Only what the commands did: tags that others set meanwhile stay."""
    added = tuple(tag for tag in after if tag not in before)
    removed = tuple(tag for tag in before if tag not in after)
    changes = [Change(field="tags.remove", value=added, cause=cause)] if added else []
    return changes + ([Change(field="tags.add", value=removed, cause=cause)] if removed else [])


def _way(origin: Status, target_name: str, lifecycle: Lifecycle) -> Sequence[Status]:
    """The shortest way by legal moves, for instance closed, open, in progress; empty when there is none."""
    target = parse_status(target_name)
    ways: list[tuple[Status, ...]] = [(origin,)] if target is not None else []
    seen = {origin}
    while ways:
        way = ways.pop(0)
        if way[-1] is target:
            return [step for _, step in pairwise(way)]
        for step in allowed(way[-1], lifecycle):
            if step not in seen:
                seen.add(step)
                ways.append((*way, step))
    return ()


def _watchers_back(events: Iterable[Event]) -> tuple[tuple[str, str], ...]:
    opposite = {"active": "removed", "removed": "active"}
    return tuple(
        (email, opposite[state])
        for event in events
        if event.details.get("field") == "watchers"
        for state in opposite
        for email in _texts(event.details.get(state))
    )


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else []


def _as_json(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _spoken(name: str) -> str:
    return name.replace("_", " ").capitalize()
