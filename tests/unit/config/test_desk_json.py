from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailgate.config.desk_json import desk_from_json, desk_to_json
from mailgate.config.load import load
from mailgate.model.calendar import Calendar, Window
from mailgate.model.desk import Desk
from mailgate.model.rule import Action, Group, Leaf, Rule

DEPLOY = Path(__file__).parents[3] / "deploy"

_words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_words, inner, max_size=3),
    max_leaves=6,
)
_leaf = st.builds(Leaf, field=_words, op=_words, value=_values)
_conditions = st.recursive(
    _leaf,
    lambda inner: st.builds(Group, mode=_words, members=st.lists(inner, max_size=3).map(tuple)),
    max_leaves=5,
)
_rules = st.builds(
    Rule,
    name=_words,
    on=st.lists(_words, max_size=2).map(tuple),
    actions=st.lists(st.builds(Action, name=_words, value=_values), max_size=2).map(tuple),
    condition=st.none() | _conditions,
    valid_from=st.none() | st.datetimes(timezones=st.just(UTC)),
)
_window = st.builds(Window, start=st.integers(0, 700), end=st.integers(701, 1440))
_calendars = st.builds(
    Calendar,
    key=_words,
    timezone=_words,
    week=st.tuples(*[st.lists(_window, max_size=2).map(tuple)] * 7),
    holidays=st.frozensets(st.dates(), max_size=3),
    yearly_holidays=st.frozensets(st.tuples(st.integers(1, 12), st.integers(1, 31)), max_size=3),
    special=st.dictionaries(st.dates(), st.lists(_window, max_size=2).map(tuple), max_size=2),
)
_desks = st.builds(
    Desk,
    tenant=_words,
    rules=st.lists(_rules, max_size=2).map(tuple),
    calendars=st.lists(_calendars, max_size=2).map(tuple),
    reopen_window=st.timedeltas(),
)


@pytest.fixture
def sample(today: date) -> Desk:
    return load(DEPLOY / "mailgate.toml", today=today, environment={}).desks[0].desk


def test_the_sample_desk_comes_back_the_same(sample: Desk) -> None:
    assert desk_from_json(desk_to_json(sample), 0) == sample


@given(_desks)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
def test_any_desk_comes_back_the_same(desk: Desk) -> None:
    assert desk_from_json(desk_to_json(desk), desk.revision) == desk


def test_the_number_is_given_by_the_reader(sample: Desk) -> None:
    assert desk_from_json(desk_to_json(replace(sample, revision=7)), 8).revision == 8


def test_equal_desks_are_the_same_text(sample: Desk) -> None:
    (office,) = sample.calendars
    mixed = replace(office, holidays=frozenset(sorted(office.holidays, reverse=True)))
    assert desk_to_json(replace(sample, calendars=(mixed,), revision=3)) == desk_to_json(sample)


def test_what_an_older_version_did_not_write_gets_its_default(sample: Desk) -> None:
    document = json.loads(desk_to_json(sample))
    del document["reopen_window"]
    del document["slas"][0]["warn"]
    assert desk_from_json(json.dumps(document), 1).reopen_window == timedelta(days=14)


def test_what_a_newer_version_wrote_is_left_out(sample: Desk) -> None:
    document = json.loads(desk_to_json(sample)) | {"invented_later": 1}
    assert desk_from_json(json.dumps(document), 0) == sample


def test_what_is_no_desk_is_refused() -> None:
    with pytest.raises(ValueError, match="tenant"):
        desk_from_json("{}", 1)
