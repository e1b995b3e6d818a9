from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailgate.config.load import Configuration, load_desk
from mailgate.config.presets import DEFAULT_ESCALATION, PRESETS
from mailgate.errors import ConfigurationError
from mailgate.model.calendar import Calendar, Window
from mailgate.model.desk import Desk
from mailgate.model.detection import CategorySigns, Detection, PrioritySigns, Signs
from mailgate.model.event import EventKind
from mailgate.model.rule import Action, Group, Leaf, Rule
from mailgate.model.sla import DEFAULT_WARN, Metric, ReopenMode, RetargetMode, Threshold
from mailgate.model.ticket import Priority

PEOPLE = """
[[team]]
key = "front"
agents = ["ann@acme.test"]
[[agent]]
email = "Ann@Acme.test"
name = "Ann"
"""


@pytest.fixture
def desk(loaded: Callable[..., Configuration]) -> Callable[[str], Desk]:
    return lambda text: loaded(desk=text).desks[0].desk


@pytest.fixture
def rule(desk: Callable[[str], Desk]) -> Callable[[str], Rule]:
    head = '\n[[rule]]\nname = "r"\non = ["ticket.created"]\n'
    return lambda text: desk(PEOPLE + head + text).rules[0]


def test_a_queue_has_the_defaults_of_its_desk(desk: Callable[[str], Desk]) -> None:
    queue = desk("").queues[0]
    assert (queue.name, queue.sla, queue.escalation) == ("acme", "standard", "default")
    assert (queue.acknowledge, queue.failed_senders, queue.stranger_follow_up) == ("unless_failed", "hold", "new")


def test_addresses_are_kept_in_lower_case(desk: Callable[[str], Desk]) -> None:
    assert desk(PEOPLE).agent("ann@acme.test") is not None


def test_notes_can_be_an_agents_default(desk: Callable[[str], Desk]) -> None:
    assert desk(PEOPLE + 'agent_reply = "note"\n').agents[0].reply_is_note


def test_quiet_hours_are_the_same_on_each_day_or_those_of_a_week(desk: Callable[[str], Desk]) -> None:
    night = desk(PEOPLE + 'quiet_hours = ["22:00-07:00"]\ntimezone = "Asia/Tokyo"\n').agents[0].quiet
    weekend = desk(PEOPLE + 'quiet_hours = { sat = ["00:00-24:00"] }\n').agents[0].quiet
    assert night == Calendar(
        key="", timezone="Asia/Tokyo", week=((Window(start=0, end=420), Window(start=1320, end=1440)),) * 7
    )
    assert weekend is not None
    assert weekend.week[5] == (Window(start=0, end=1440),)
    assert desk(PEOPLE).agents[0].quiet is None


@pytest.mark.parametrize(
    ("written", "priority"),
    [
        ('"normal"', Priority.MEDIUM),
        ('"P0"', Priority.CRITICAL),
        ('"p1"', Priority.HIGH),
        ('"P2"', Priority.MEDIUM),
        ('"P3"', Priority.LOW),
        ("0", Priority.CRITICAL),
        ("3", Priority.LOW),
        ('"Urgent"', Priority.URGENT),
    ],
)
def test_priorities_have_aliases(
    loaded: Callable[..., Configuration], tmp_path: Path, written: str, priority: Priority
) -> None:
    detection = f"[detection]\nmax = {written}\n"
    assert loaded(desk=detection).desks[0].desk.detection.max is priority


def test_a_policy_promises_what_it_names(desk: Callable[[str], Desk]) -> None:
    policy = desk('[[sla]]\nkey = "gold"\nP0 = { resolution = "4h" }\nnormal = { first_response = 90 }\n').sla("gold")
    assert policy is not None
    assert policy.targets == {
        Priority.CRITICAL: {Metric.RESOLUTION: timedelta(hours=4)},
        Priority.MEDIUM: {Metric.FIRST_RESPONSE: timedelta(seconds=90)},
    }
    assert (policy.calendar, policy.warn) == ("", DEFAULT_WARN)


def test_warnings_replace_the_default(desk: Callable[[str], Desk]) -> None:
    policy = desk('[[sla]]\nkey = "gold"\nwarn = ["50%", "1h"]\nreopen = "keep"\nretarget = "from_now"\n').slas[0]
    assert policy.warn == (Threshold(share=0.5), Threshold(before=timedelta(hours=1)))
    assert (policy.reopen, policy.retarget) == (ReopenMode.KEEP, RetargetMode.FROM_NOW)


def test_warning_may_name_its_side_of_the_due_its_promises_and_its_people(desk: Callable[[str], Desk]) -> None:
    warn = """[
      "15m before", { at = "80%", metric = "resolution" },
      { at = "1h after", metric = ["resolution", "next_response"], notify = ["watchers", "team:lead", "Boss@a.test"] },
      { at = "1h after", repeat = "4h" }, { at = "2h after", repeat = "1h", times = 5 },
    ]""".replace("\n", "")
    assert desk(f'[[sla]]\nkey = "gold"\nwarn = {warn}\n').slas[0].warn == (
        Threshold(before=timedelta(minutes=15)),
        Threshold(share=0.8, metrics=(Metric.RESOLUTION,)),
        Threshold(
            after=timedelta(hours=1),
            metrics=(Metric.RESOLUTION, Metric.NEXT_RESPONSE),
            notify=("watchers", "team:lead", "boss@a.test"),
        ),
        Threshold(after=timedelta(hours=1), every=timedelta(hours=4), repeat=3),
        Threshold(after=timedelta(hours=2), every=timedelta(hours=1), repeat=5),
    )


def test_no_warnings_can_be_wanted(desk: Callable[[str], Desk]) -> None:
    assert desk('[[sla]]\nkey = "gold"\nwarn = []\n').slas[0].warn == ()


def test_the_calendar_without_closing_time_is_no_calendar(desk: Callable[[str], Desk]) -> None:
    assert desk('[[sla]]\nkey = "gold"\ncalendar = "24x7"\n').slas[0].calendar == "24x7"


def test_presets_follow_the_policies_of_the_desk(desk: Callable[[str], Desk]) -> None:
    keys = [policy.key for policy in desk('[[sla]]\nkey = "gold"\n').slas]
    assert keys == ["gold", "standard", "enterprise", "isp", "simple"]


def test_a_policy_of_the_desk_wins_over_a_preset_of_its_name(desk: Callable[[str], Desk]) -> None:
    policies = desk('[[sla]]\nkey = "standard"\nlow = { resolution = "1h" }\n').slas
    assert [policy.key for policy in policies].count("standard") == 1
    assert policies[0].targets == {Priority.LOW: {Metric.RESOLUTION: timedelta(hours=1)}}


def test_presets_are_those_of_the_spec() -> None:
    minutes = {
        policy.key: [
            tuple(
                int(goal.total_seconds()) // 60 if (goal := policy.targets[priority].get(metric)) else None
                for metric in (Metric.FIRST_RESPONSE, Metric.RESOLUTION)
            )
            for priority in Priority
        ]
        for policy in PRESETS
    }
    assert minutes == {
        "standard": [(30, 240), (60, 480), (120, 1440), (240, 2880), (480, 5760)],
        "enterprise": [(15, 240), (15, 240), (60, 1440), (240, 4320), (1440, 10080)],
        "isp": [(15, 240), (60, 480), (240, 1440), (1440, 4320), (2880, 10080)],
        "simple": [(None, 120), (60, 120), (None, 480), (None, 1440), (None, 4320)],
    }


def test_in_presets_the_next_response_is_due_as_the_first() -> None:
    for policy in PRESETS:
        for targets in policy.targets.values():
            assert targets.get(Metric.NEXT_RESPONSE) == targets.get(Metric.FIRST_RESPONSE)


def test_a_desk_without_escalation_tells_assignee_and_team(desk: Callable[[str], Desk]) -> None:
    policy, _ = desk("").escalations
    assert policy == DEFAULT_ESCALATION
    assert policy.steps[0].notify == ("assignee", "team")
    assert policy.on == ("ticket.sla.warning", "ticket.sla.breached")


def test_an_escalation_of_the_desk_named_default_stands_alone(desk: Callable[[str], Desk]) -> None:
    text = '[[escalation]]\nkey = "default"\non = ["sla.breach"]\nsteps = [{ after = 60, notify = ["X@Y.test"] }]\n'
    policy, _ = desk(text).escalations
    assert policy.on == (EventKind.SLA_BREACHED,)
    assert (policy.steps[0].after, policy.steps[0].notify) == (timedelta(minutes=1), ("x@y.test",))


def test_a_rotation_is_in_the_desks_time_zone_by_default(desk: Callable[[str], Desk]) -> None:
    oncall = '[[oncall]]\nkey = "n"\nmembers = ["ann@acme.test"]\n'
    assert desk(PEOPLE + oncall).oncalls[0].timezone == "UTC"


def test_rates_can_be_off(desk: Callable[[str], Desk]) -> None:
    rates = desk('[rate_limit]\ntickets_per_sender = "off"\n').rates
    assert rates.tickets_per_sender is None
    assert rates.tickets_per_domain is not None


def test_no_aid_reads_what_customers_write_until_it_is_switched_on(desk: Callable[[str], Desk]) -> None:
    assert desk("").detection == Detection(enabled=False, max=Priority.HIGH, reopen_intent=False)
    assert desk("[detection]\nreopen_intent = true\n").detection == Detection(reopen_intent=True)


def test_signs_of_categories_and_priorities_are_the_desks_own(desk: Callable[[str], Desk]) -> None:
    text = """[detection]
enabled = true
max = "P0"
[[detection.category]]
category = "billing"
keywords = ["invoice"]
headers = { X-Department = "acc*" }
[[detection.priority]]
priority = "critical"
keywords = ["line 4"]
"""
    signs = Signs(keywords=("invoice",), headers=(("X-Department", "acc*"),))
    assert desk(text).detection == Detection(
        enabled=True,
        max=Priority.CRITICAL,
        categories=(CategorySigns(category="billing", signs=signs),),
        priorities=(PrioritySigns(priority=Priority.CRITICAL, signs=Signs(keywords=("line 4",))),),
    )


def test_webhook_events_have_their_full_names(desk: Callable[[str], Desk]) -> None:
    text = '[[webhook]]\nname = "w"\nurl = "https://h.test/"\nevents = ["created", "sla.breach", "comment_added"]\n'
    assert desk(text).webhooks[0].events == ("ticket.created", "ticket.sla.breached", "ticket.message.added")


def test_a_bare_list_of_conditions_means_all(rule: Callable[[str], Rule]) -> None:
    text = 'if = [{ field = "subject", op = "exists" }, { none = [] }]\nthen = [{ stop = true }]\n'
    assert rule(text).condition == Group(
        mode="all", members=(Leaf(field="subject", op="exists"), Group(mode="none", members=()))
    )


def test_a_single_condition_may_stand_alone(rule: Callable[[str], Rule]) -> None:
    condition = rule(
        'if = { field = "header.X-Tier", op = "is", value = "gold" }\nthen = [{ stop = true }]\n'
    ).condition
    assert condition == Leaf(field="header.X-Tier", op="is", value="gold")


def test_a_rule_without_condition_always_applies(rule: Callable[[str], Rule]) -> None:
    assert rule("then = [{ stop = true }]\n").condition is None


@pytest.mark.parametrize(
    ("condition", "value"),
    [
        ('field = "priority", op = "is", value = "P1"', "high"),
        ('field = "before.status", op = "in", value = ["New", "in progress"]', ["open", "in_progress"]),
        ('field = "created_at", op = "older_than", value = "1h30m"', "5400s"),
        ('field = "created_at", op = "older_than", value = "4h"', "4h"),
        ('field = "now", op = "after", value = 2026-12-24', "2026-12-23T23:00:00+00:00"),
        ('field = "now", op = "after", value = "2026-07-01T12:00:00+02:00"', "2026-07-01T10:00:00+00:00"),
        ('field = "custom.since", op = "is", value = 2026-12-24', "2026-12-24"),
        ('field = "csat_score", op = "between", value = [1, 3]', [1, 3]),
        ('field = "from", op = "in_list", value = "vip.txt"', ["ann@x.test", "bob@x.test"]),
    ],
)
def test_a_value_is_kept_as_rules_evaluate_it(condition: str, value: object, tmp_path: Path) -> None:
    (tmp_path / "vip.txt").write_text("# very important\nann@x.test\n\n bob@x.test \n")
    text = f'[[rule]]\nname = "r"\non = ["updated"]\nif = {{ {condition} }}\nthen = [{{ stop = true }}]\n'
    (tmp_path / "berlin.toml").write_text(
        'tenant = "a"\ntimezone = "Europe/Berlin"\n[[queue]]\nkey = "q"\naddress = "q@a.test"\n' + text
    )
    (read,) = load_desk(tmp_path / "berlin.toml").desk.rules
    assert isinstance(read.condition, Leaf)
    assert read.condition.value == value


def test_actions_keep_their_order(rule: Callable[[str], Rule]) -> None:
    actions = rule('then = [{ set_priority = "normal" }, { add_tags = "one" }, { assign_team = "front" }]\n').actions
    assert actions == (
        Action(name="set_priority", value="medium"),
        Action(name="add_tags", value=["one"]),
        Action(name="assign_team", value="front"),
    )


def test_actions_may_stand_in_one_table(rule: Callable[[str], Rule]) -> None:
    actions = rule('then = { set_status = "Waiting on customer", log = "x" }\n').actions
    assert [(action.name, action.value) for action in actions] == [
        ("set_status", "waiting_for_customer"),
        ("log", "x"),
    ]


def test_a_rules_times_are_instants(rule: Callable[[str], Rule]) -> None:
    read = rule("then = [{ stop = true }]\nvalid_from = 2026-12-01\nvalid_until = 2027-01-06T18:00:00+01:00\n")
    assert read.valid_from == datetime(2026, 12, 1, tzinfo=UTC)
    assert read.valid_until == datetime(2027, 1, 6, 17, tzinfo=UTC)


def test_conditions_too_deep_are_a_finding_and_no_crash(rule: Callable[[str], Rule]) -> None:
    deep = "[" * 60 + "]" * 60
    with pytest.raises(ConfigurationError, match="nested more than 20 deep"):
        rule(f"if = {deep}\nthen = [{{ stop = true }}]\n")


@pytest.mark.parametrize(
    "pattern",
    [
        "(?i)refund|invoice",
        r"\bA-\d{4}\b",
        r"a(?s).b",
        r"[[:alpha:]]+",
        r"\pL+",
        r"\Qa.b\E",
        r"a\\1",
        "[(?=]",
        "x{1000}",
    ],
)
def test_patterns_that_re2_knows_are_accepted(rule: Callable[[str], Rule], pattern: str) -> None:
    condition = rule(
        f"if = {{ field = 'subject', op = 'matches', value = '{pattern}' }}\nthen = [{{ stop = true }}]\n"
    ).condition
    assert isinstance(condition, Leaf)
    assert condition.value == pattern
