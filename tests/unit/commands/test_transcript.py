from __future__ import annotations

from datetime import timedelta

from mailgate.commands.forms import FORMS
from mailgate.commands.grammar import read_commands
from mailgate.commands.resolve import resolve
from mailgate.commands.transcript import done, listed, refused
from mailgate.lifecycle.apply import apply_changes
from mailgate.model.event import Event, EventKind


def _done(text, scene, *more, said=""):
    resolved = resolve(read_commands(text).commands, scene)
    applied = apply_changes(scene.ticket, resolved.changes, now=scene.now, actor=scene.agent.email)
    return done(
        (*applied.events, *more),
        said=said,
        timezone=scene.desk.timezone,
        numbers={42: "2026-11-00042"},
        undo_until=scene.now + timedelta(minutes=30),
    )


def test_each_change_is_told_with_before_and_after(make_scene):
    told = _done("#assign bob\n#prio high\n#tag done\n#snooze 2d\n#close", make_scene(), said="Nothing was sent.")
    assert told.done == (
        "agent: nobody -> bob@agents.test",
        "status: open -> closed",
        "priority: medium -> high",
        "tags: vip -> vip, done",
        "snoozed until: not snoozed -> Fri 20 Nov 2026, 11:00 CET",
        "Nothing was sent.",
    )
    assert told.undo_until == "11:30 CET"


def test_what_changed_nothing_leaves_nothing_to_take_back(make_scene):
    told = _done("#prio medium", make_scene())
    assert (told.done, told.undo_until) == ((), "")


def test_a_merge_names_the_other_ticket_and_watchers_are_named(make_scene, make_ticket):
    scene = make_scene(tickets={"2026-11-00042": make_ticket(id=42)})
    details = {"field": "watchers", "active": ["zoe@customer.test"]}
    watched = Event(kind=EventKind.UPDATED, at=scene.now, actor="", cause=scene.cause, details=details)
    told = _done("#merge 2026-11-00042", scene, watched)
    assert told.done == (
        "merged into: none -> 2026-11-00042",
        "status: open -> merged",
        "watchers: +zoe@customer.test",
    )


def test_a_refusal_names_the_line(make_scene):
    told = refused(read_commands("#clsoe").findings)
    assert told.problems[0].startswith("#clsoe: There is no command #clsoe.")
    assert told.done == ()


def test_the_list_has_every_command():
    assert len(listed()) == len(FORMS)
