from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailgate.config.rule_names import ACTIONS, INGEST_ONLY, OUTBOUND_ONLY
from mailgate.model.event import Cause
from mailgate.model.plan import Change, Request
from mailgate.model.rule import Action
from mailgate.model.ticket import Priority
from mailgate.triage.actions import Asked, ask

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CAUSE = Cause(kind="rule", ref="r")

CHANGES = {
    "set_priority": ("high", [("priority", "high")]),
    "raise_priority": ("urgent", [("priority", Priority.URGENT)]),
    "lower_priority": ("low", [("priority", Priority.LOW)]),
    "set_status": ("in_progress", [("status", "in_progress")]),
    "set_category": ("billing", [("category", "billing")]),
    "set_type": ("incident", [("type", "incident")]),
    "set_field": (
        {"seats": 5, "vip": True, "plan": "Gold"},
        [("custom.seats", "5"), ("custom.vip", "true"), ("custom.plan", "Gold")],
    ),
    "assign_team": ("front", [("assigned_team", "front")]),
    "assign_agent": ("ann@agents.test", [("assigned_to", "ann@agents.test")]),
    "add_tags": (["a", "b"], [("tags.add", ("a", "b"))]),
    "remove_tags": ("a", [("tags.remove", ("a",))]),
    "set_sla": ("gold", [("sla_policy", "gold")]),
    "snooze": ("1h30m", [("snoozed_until", datetime(2026, 11, 21, 13, 30, tzinfo=UTC))]),
    "mark_spam": (True, [("status", "spam")]),
}
REQUESTS = {
    "assign": "least_loaded",
    "add_watchers": ["zoe@customer.test"],
    "remove_watchers": ["zoe@customer.test"],
    "add_note": "Look here",
    "reply": {"template": "thanks"},
    "notify": ["team"],
    "forward": ["zoe@customer.test"],
    "call_webhook": "chat",
    "start_escalation": "default",
    "link": "2026-11-00001",
    "request_approval": "lead",
    "run_macro": "close",
    "run_workflow": "refund",
    "log": "seen",
}
OWN = {"hold": Asked(hold=True), "stop": Asked()}


def _ask(make_ticket, name, value, **ticket):
    return ask(Action(name=name, value=value), make_ticket(**ticket), CAUSE, NOW)


@pytest.mark.parametrize(("name", "value", "changes"), [(name, *rest) for name, rest in CHANGES.items()])
def test_action_on_a_field_is_a_change(make_ticket, name, value, changes):
    asked = _ask(make_ticket, name, value)

    assert asked.changes == tuple(Change(field=field, value=set_to, cause=CAUSE) for field, set_to in changes)
    assert (asked.requests, asked.hold, asked.spam) == ((), False, name == "mark_spam")


@pytest.mark.parametrize(("name", "value"), REQUESTS.items())
def test_action_beyond_the_fields_is_a_request(make_ticket, name, value):
    assert _ask(make_ticket, name, value) == Asked(requests=(Request(name=name, value=value, cause=CAUSE),))


@pytest.mark.parametrize(("name", "asked"), OWN.items())
def test_action_on_the_pass_itself(make_ticket, name, asked):
    assert _ask(make_ticket, name, True) == asked


def test_every_action_of_the_desk_file_is_tested_here():
    assert set(ACTIONS) - {*INGEST_ONLY, *OUTBOUND_ONLY} == {*CHANGES, *REQUESTS, *OWN}


PRIORITIES = list(Priority)


@pytest.mark.parametrize("now", PRIORITIES)
@pytest.mark.parametrize("wanted", PRIORITIES)
def test_raising_is_at_least_and_lowering_at_most(make_ticket, now, wanted):
    def after(name):
        changes = _ask(make_ticket, name, wanted.value, priority=now).changes
        return changes[0].value if changes else now

    assert after("raise_priority").rank == min(now.rank, wanted.rank)
    assert after("lower_priority").rank == max(now.rank, wanted.rank)
