from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailgate.commands.grammar import read_commands
from mailgate.commands.resolve import resolve
from mailgate.model.command import Macro
from mailgate.model.desk import Agent
from mailgate.model.ticket import Status


def _changes(resolved):
    return [(change.field, change.value) for change in resolved.changes]


def _resolve(text, scene):
    read = read_commands(text)
    assert read.findings == ()
    return resolve(read.commands, scene)


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("#close", [("status", "closed")]),
        ("#resolve", [("status", "resolved")]),
        ("#status In Progress", [("status", "in_progress")]),
        ("#prio P1", [("priority", "high")]),
        ("#assign me", [("assigned_to", "ann@agents.test")]),
        ("#assign dora", [("assigned_to", "dora@agents.test")]),
        ("#assign Bob Bay", [("assigned_to", "bob@agents.test")]),
        ("#assign bob", [("assigned_to", "bob@agents.test")]),
        ("#assign none", [("assigned_to", None)]),
        ("#assign team:Billing", [("assigned_team", "billing")]),
        ("#tag refund, #urgent refund", [("tags.add", ("refund", "urgent"))]),
        ("#untag VIP", [("tags.remove", ("vip",))]),
        ("#category billing", [("category", "billing")]),
        ("#snooze 2d", [("snoozed_until", datetime(2026, 11, 20, 10, tzinfo=UTC))]),
        ("#snooze off", [("snoozed_until", None)]),
        ("#spam", [("status", "spam")]),
        ("#close\n#tag done\n#prio low", [("tags.add", ("done",)), ("priority", "low"), ("status", "closed")]),
        ("#note\n#help\nsla?", []),
    ],
)
def test_names_become_what_they_stand_for(make_scene, text, changes):
    resolved = _resolve(text, make_scene())
    assert resolved.findings == ()
    assert _changes(resolved) == changes


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("#assign dorra", "agent.unknown", "Did you mean #assign dora?"),
        ("#assign front", "agent.unknown", "Write: #assign team:front"),
        ("#assign team:fornt", "team.unknown", "Did you mean #assign team:front?"),
        ("#priority hgih", "priority.unknown", "Did you mean #priority high?"),
        ("#status clsoed", "status.unknown", "Did you mean #status closed?"),
        ("#status merged", "status.merge", "#merge"),
        ("#reopen", "status.open_already", "it is open"),
        ("#untag vipp", "tag.not_there", "Did you mean #untag vip?"),
        ("#snooze until 2020-01-01", "snooze.past", "over"),
        ("#snooze until 2199-01-01", "snooze.too_long", "two years"),
        ("#merge 2026-11-09999", "ticket.unknown", "2026-11-09999"),
        ("#macro refund", "macro.unknown", "none to choose from"),
        ("#close\n#resolve", "command.contradiction", "#close and #resolve"),
        ("#assign me\n#assign bob", "command.contradiction", "Keep one"),
    ],
)
def test_a_name_that_stands_for_nothing_is_a_finding(make_scene, text, code, told):
    (finding,) = _resolve(text, make_scene()).findings
    assert finding.code == code
    assert told in finding.sentence


def test_a_name_that_several_have_is_not_guessed(make_scene):
    scene = make_scene()
    agents = (*scene.desk.agents[:1], replace(scene.desk.agents[1], email="b@agents.test"), *scene.desk.agents[2:])
    (finding,) = _resolve("#assign bob", make_scene(desk=replace(scene.desk, agents=agents))).findings
    assert finding.code == "agent.ambiguous"
    assert "b@agents.test, robert@agents.test" in finding.sentence


def test_a_move_that_the_lifecycle_does_not_know_says_what_is_possible(make_scene, make_ticket):
    (finding,) = _resolve("#prio low\n#resolve", make_scene(ticket=make_ticket(status=Status.CLOSED))).findings
    assert finding.code == "command.transition"
    assert finding.written == "#resolve"
    assert "closed and cannot become resolved. It can become: open, waiting for support, merged" in finding.sentence


def test_words_to_the_customer_wait_for_the_answer_unless_a_command_says_otherwise(make_scene):
    assert _changes(_resolve("#prio low", make_scene(speaks=True)))[-1] == ("status", Status.WAITING_FOR_CUSTOMER)
    assert _changes(_resolve("#resolve", make_scene(speaks=True))) == [("status", "resolved")]


def test_reopening_gives_the_ticket_back_to_its_agent(make_scene, make_ticket):
    closed = make_ticket(status=Status.CLOSED, assigned_to="bob@agents.test")
    assert _changes(_resolve("#reopen", make_scene(ticket=closed))) == [("status", "waiting_for_support")]
    cancelled = replace(closed, status=Status.CANCELLED)
    assert _changes(_resolve("#reopen", make_scene(ticket=cancelled))) == [("status", "open")]


def test_reopening_takes_the_way_that_the_queues_lifecycle_knows(make_scene, make_ticket):
    desk = make_scene().desk
    strict = replace(desk, queues=(replace(desk.queues[0], lifecycle="strict"),))
    resolved = make_ticket(status=Status.RESOLVED)
    assert _changes(_resolve("#reopen", make_scene(desk=strict, ticket=resolved))) == [("status", "in_progress")]


def test_merging_needs_another_ticket_of_the_same_customer(make_scene, make_ticket):
    text, number = "#merge 2026-11-00042", "2026-11-00042"
    same = make_ticket(id=42, number=number)
    assert _changes(_resolve(text, make_scene(tickets={number: same}))) == [("merged_into", 42), ("status", "merged")]
    for wrong, code in ((make_ticket(), "ticket.same"), (replace(same, contact_id=2), "ticket.other_customer")):
        (finding,) = _resolve(text, make_scene(tickets={number: wrong})).findings
        assert finding.code == code


def test_a_macro_sets_fields_and_says_its_words(make_scene):
    macro = Macro(name="refund", text="It is on its way.", fields={"category": "billing", "status": "resolved"})
    resolved = _resolve("#macro Refund", make_scene(macros={"refund": macro}))
    assert _changes(resolved) == [("category", "billing"), ("status", "resolved")]
    assert resolved.macro_text == "It is on its way."


def test_watching_is_for_oneself_or_for_an_address(make_scene):
    assert _resolve("#watch", make_scene()).watchers == (("ann@agents.test", "active"),)
    assert _resolve("#unwatch <Zoe@Customer.test>", make_scene()).watchers == (("zoe@customer.test", "removed"),)


def test_whoever_is_no_agent_may_only_ask_and_note(make_scene):
    guest = Agent(email="oncall@elsewhere.test", name="", role="oncall")
    assert _resolve("#help\nsla?\n#note", make_scene(agent=guest)).findings == ()
    (finding,) = _resolve("#close", make_scene(agent=guest)).findings
    assert finding.code == "command.forbidden"
