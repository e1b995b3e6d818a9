from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mailgate.commands.grammar import read_commands
from mailgate.commands.resolve import resolve
from mailgate.commands.undo import undo
from mailgate.lifecycle.apply import apply_changes
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.ticket import Priority, Status

_CAUSE = Cause(kind="undo", ref="82")


def _followed(text, scene):
    """The ticket and its journal after a command mail."""
    resolved = resolve(read_commands(text).commands, scene)
    assert resolved.findings == ()
    applied = apply_changes(scene.ticket, resolved.changes, now=scene.now, actor=scene.agent.email)
    assert applied.refused == ()
    return applied.ticket, applied.events


def _undone(events, ticket, scene, *, after=timedelta(minutes=5)):
    now = scene.now + after
    inverse = undo(events, ticket, agent=scene.agent.email, now=now, cause=_CAUSE)
    applied = apply_changes(ticket, inverse.changes, now=now, actor=scene.agent.email)
    assert applied.refused == ()
    return inverse, applied


@pytest.mark.parametrize("status", [Status.OPEN, Status.IN_PROGRESS, Status.WAITING_FOR_CUSTOMER, Status.ESCALATED])
@pytest.mark.parametrize(
    "text",
    [
        "#close",
        "#assign bob\n#prio critical",
        "#tag a b\n#untag vip\n#category billing",
        "#snooze 2d\n#resolve",
        "#assign team:billing\n#assign me\n#status cancelled",
    ],
)
def test_undo_brings_every_field_back(make_scene, make_ticket, status, text):
    scene = make_scene(ticket=make_ticket(status=status))
    ticket, events = _followed(text, scene)
    _, applied = _undone(events, ticket, scene)
    names = ("status", "priority", "assigned_to", "assigned_team", "category", "snoozed_until", "closed_at")
    assert [getattr(applied.ticket, name) for name in names] == [getattr(scene.ticket, name) for name in names]
    assert set(applied.ticket.tags) == set(scene.ticket.tags)


def test_undo_of_a_merge_makes_the_ticket_live_again(make_scene, make_ticket):
    number = "2026-11-00042"
    scene = make_scene(tickets={number: make_ticket(id=42, number=number)})
    ticket, events = _followed(f"#merge {number}", scene)
    assert (ticket.status, ticket.merged_into) == (Status.MERGED, 42)
    _, applied = _undone(events, ticket, scene)
    assert (applied.ticket.status, applied.ticket.merged_into) == (Status.OPEN, None)


def test_undo_is_for_half_an_hour(make_scene):
    scene = make_scene()
    ticket, events = _followed("#close", scene)
    assert _undone(events, ticket, scene, after=timedelta(minutes=30))[0].reason == ""
    assert _undone(events, ticket, scene, after=timedelta(minutes=31))[0].reason == "undo.too_late"


def test_undo_twice_says_so(make_scene):
    scene = make_scene()
    ticket, events = _followed("#close", scene)
    _, applied = _undone(events, ticket, scene)
    again, _ = _undone((*events, *applied.events), applied.ticket, scene)
    assert again.reason == "undo.done_already"


def test_nothing_is_taken_back_of_what_somebody_changed_since(make_scene):
    scene = make_scene()
    ticket, events = _followed("#prio high\n#close", scene)
    inverse, _ = _undone(events, replace(ticket, priority=Priority.LOW), scene)
    assert (inverse.reason, inverse.changes) == ("undo.changed_since", ())


def test_tags_of_others_stay(make_scene):
    scene = make_scene()
    ticket, events = _followed("#tag a", scene)
    _, applied = _undone(events, replace(ticket, tags=(*ticket.tags, "theirs")), scene)
    assert applied.ticket.tags == ("vip", "theirs")


def test_only_the_agents_own_commands_are_taken_back(make_scene):
    scene = make_scene()
    ticket, events = _followed("#close", scene)
    inverse = undo(events, ticket, agent="bob@agents.test", now=scene.now, cause=_CAUSE)
    assert inverse.reason == "undo.nothing"


def test_watching_is_taken_back(make_scene):
    scene = make_scene()
    details = {"field": "watchers", "active": ["zoe@customer.test"]}
    event = Event(kind=EventKind.UPDATED, at=scene.now, actor=scene.agent.email, cause=scene.cause, details=details)
    inverse, _ = _undone((event,), scene.ticket, scene)
    assert inverse.watchers == (("zoe@customer.test", "removed"),)
