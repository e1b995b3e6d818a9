from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from mailgate.cli.rules import app

DESK = """\
tenant = "acme"
[[queue]]
key = "support"
address = "support@acme.test"

[[rule]]
name = "never"
on = ["create"]
if = [{ field = "priority", op = "is", value = "high" }, { field = "priority", op = "is", value = "low" }]
then = [{ add_tags = ["x"] }]

[[rule]]
name = "money"
on = ["create"]
if = [{ field = "subject", op = "contains", value = "invoice" }]
then = [{ set_category = "billing" }]
test = [
  { subject = "Invoice 7", gives = { category = "billing" } },
  { subject = "Hello", matches = %s },
]
"""


@pytest.fixture
def config(tmp_path: Path):
    def write(hello: str = "false") -> str:
        (tmp_path / "desk.toml").write_text(DESK % hello)
        path = tmp_path / "mailgate.toml"
        path.write_text('desks = ["desk.toml"]\n[server]\ndatabase = "sqlite:///x.db"\n[relay]\nurl = "maildir:sent"\n')
        return str(path)

    return write


def run(*arguments: str):
    return CliRunner().invoke(app, arguments)


def test_check_names_file_line_and_rule_and_ends_with_65(config):
    found = run("check", "--config", config())

    assert found.exit_code == 65
    assert 'desk.toml:6: the rule "never": its conditions can never hold together (rules.unreachable)' in found.stdout
    assert found.stdout.endswith("2 rules, 1 findings\n")


def test_examples_that_come_out_right_end_with_0_and_wrong_ones_with_65(config):
    right, wrong = run("test", "--config", config()), run("test", "--config", config("true"))

    assert (right.exit_code, right.stdout) == (0, "2 examples, 0 wrong\n")
    assert wrong.exit_code == 65
    assert "the rule \"money\", example 2: it does not match: subject contains 'invoice'" in wrong.stdout
