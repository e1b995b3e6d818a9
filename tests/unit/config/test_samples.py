"""The sample files are what operators start from: valid, complete and true about their defaults."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from pydantic import AliasChoices, BaseModel

from mailgate.config.desk_file import DeskToml
from mailgate.config.event_names import PHASES, RULE_EVENTS
from mailgate.config.load import Configuration, load
from mailgate.config.rule_names import ACTIONS, FIELDS, OPERATORS
from mailgate.config.server_file import ServerToml

DEPLOY = Path(__file__).parents[3] / "deploy"
#: A setting that is off or at its default: "#" and the key without a space between.
OFF = re.compile(r"^#(?=[a-z\[])", re.MULTILINE)


@pytest.fixture
def samples(today: date) -> Configuration:
    return load(DEPLOY / "mailgate.toml", today=today, environment={})


@pytest.fixture
def all_turned_on(tmp_path: Path, today: date) -> Configuration:
    """The samples with every setting that stands behind a "#" turned on."""
    for name in ("mailgate.toml", "desks/acme.toml"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(OFF.sub("", (DEPLOY / name).read_text("utf-8")), "utf-8")
    (tmp_path / "tls").mkdir()
    (tmp_path / "templates").mkdir()
    for name in ("tls/desk.pem", "tls/desk.key"):
        (tmp_path / name).write_text("pem")
    secrets = ("MAILGATE_RELAY_PASSWORD", "MAILGATE_IMAP_PASSWORD", "ACME_HOOK_SECRET")
    return load(tmp_path / "mailgate.toml", today=today, environment=dict.fromkeys(secrets, "word"))


def test_the_samples_load_without_a_finding(samples: Configuration) -> None:
    assert [desk.desk.tenant for desk in samples.desks] == ["acme"]


def test_the_samples_load_with_everything_turned_on(all_turned_on: Configuration) -> None:
    assert all_turned_on.server.imap[0].after == "move:Processed"
    assert all_turned_on.desks[0].desk.webhooks[0].secret == "word"


def test_limits_are_shown_with_their_defaults(samples: Configuration, all_turned_on: Configuration) -> None:
    assert all_turned_on.server.limits == samples.server.limits


def test_relay_settings_are_shown_with_their_defaults(samples: Configuration, all_turned_on: Configuration) -> None:
    assert replace(all_turned_on.server.relay, username="", password="") == samples.server.relay


def test_desk_settings_are_shown_with_their_defaults(samples: Configuration, all_turned_on: Configuration) -> None:
    plain, full = samples.desks[0].desk, all_turned_on.desks[0].desk
    assert replace(full.detection, categories=(), priorities=()) == plain.detection
    assert (full.rates, full.slas) == (plain.rates, plain.slas)
    assert (full.auto_close, full.csat) == (plain.auto_close, plain.csat)
    assert tuple(replace(job, to=()) for job in full.jobs) == plain.jobs
    assert (full.reply_is_note, full.reopen_window) == (plain.reply_is_note, plain.reopen_window)
    shown = ("failed_senders", "stranger_follow_up", "echo_subject", "acknowledge", "name", "escalation")
    assert [getattr(full.queues[0], name) for name in shown] == [getattr(plain.queues[0], name) for name in shown]


def _settings(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        alias = field.validation_alias
        yield str(alias.choices[0]) if isinstance(alias, AliasChoices) else field.alias or name
        for inner in (field.annotation, *get_args(field.annotation)):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                yield from _settings(inner)


@pytest.mark.parametrize(
    ("schema", "name"), [(ServerToml, "mailgate.toml"), (DeskToml, "desks/acme.toml")], ids=["server", "desk"]
)
def test_every_setting_is_in_its_sample(schema: type[BaseModel], name: str) -> None:
    text = (DEPLOY / name).read_text("utf-8")
    # The ways to write a secret are explained once, and so are the other names of priorities and the days.
    free = {"high", "medium", "low", "normal", "P0", "P1", "P2", "P3"}
    missing = {
        setting
        for setting in _settings(schema)
        if setting not in free
        and not re.search(
            rf"^#{{0,2}}(?:\[\[?(?:[a-z]+\.)*)?{re.escape(setting)}\b|[{{,] {re.escape(setting)} =", text, re.MULTILINE
        )
        and not re.search(rf"\b{re.sub('_(env|file)$', '', setting)}(?:_env|_file)\b", text)
    }
    assert missing == set()


@pytest.mark.parametrize("name", [*RULE_EVENTS, *PHASES, *FIELDS, *OPERATORS, *ACTIONS])
def test_every_name_that_rules_may_use_is_in_the_sample(name: str) -> None:
    text = (DEPLOY / "desks/acme.toml").read_text("utf-8")
    listed = text[text.index("# Events:") : text.index("[[rule]]\n# Unique")]
    assert re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.]\w)", listed), name


def test_the_samples_are_sorted_into_comments_and_settings() -> None:
    for path in DEPLOY.glob("**/*.toml"):
        tomllib.loads(OFF.sub("", path.read_text("utf-8")))
