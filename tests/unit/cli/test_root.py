"""What the command line answers to a command that it cannot follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailgate.cli import run


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["tickets", "nonsense"],
        ["tickets", "show"],
        ["tickets", "show", "1", "--nonsense"],
        ["tickets", "list", "--limit", "many"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_line_and_ends_with_64(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(arguments)
    told = capsys.readouterr()
    assert (ended.value.code, told.out, told.err.count("\n")) == (64, "", 1)
    assert told.err.startswith("mailgate: ")


def test_a_wrong_configuration_ends_with_78_and_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mailgate.toml").write_text('desks = ["desk.toml"]\n[server]\nnonsense = 1\n')
    Path("desk.toml").write_text('tenant = "acme"\n')
    with pytest.raises(SystemExit) as ended:
        run(["tickets", "list"])
    assert ended.value.code == 78
    assert "mailgate.toml:3: " in capsys.readouterr().err


def test_an_unknown_ticket_ends_with_65(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as migrated:
        run(["migrate"])
    assert migrated.value.code == 0
    with pytest.raises(SystemExit) as ended:
        run(["tickets", "show", "2026-11-00001", "--tenant", "demo"])
    assert ended.value.code == 65
    assert capsys.readouterr().err.splitlines()[-1].startswith("mailgate: ")


def test_a_command_before_the_first_start_says_what_to_start(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["tickets", "list"])
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (78, "")
    assert "mailgate serve" in told.err


def test_help_is_a_result(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["--help"])
    assert ended.value.code == 0
    assert "tickets" in capsys.readouterr().out
