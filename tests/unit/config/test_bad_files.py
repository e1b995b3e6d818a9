"""Each bad file stands beside the findings that it must give; one line a mistake."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mailgate.config.load import load, load_desk
from mailgate.errors import ConfigurationError

BAD = Path(__file__).parent / "bad"


def _cases(folder: str) -> list[str]:
    return sorted(path.stem for path in (BAD / folder).glob("*.expected"))


def _expected(folder: str, name: str) -> list[str]:
    return (BAD / folder / f"{name}.expected").read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", _cases("desk"))
def test_every_mistake_of_a_desk_file_is_found_at_once(name: str, today: date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BAD / "desk")
    with pytest.raises(ConfigurationError) as raised:
        load_desk(Path(f"{name}.toml"), today=today, environment={})
    assert raised.value.findings == _expected("desk", name)


@pytest.mark.parametrize("name", _cases("server"))
def test_every_mistake_of_a_server_file_is_found_at_once(
    name: str, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(BAD / "server")
    with pytest.raises(ConfigurationError) as raised:
        load(Path(f"{name}.toml"), today=today, environment={})
    assert raised.value.findings == _expected("server", name)


def test_no_bad_file_lacks_its_findings() -> None:
    helpers = {"good_desk", "other_one", "other_two"}
    files = {path.stem for path in BAD.glob("*/*.toml")} - helpers
    assert files == {path.stem for path in BAD.glob("*/*.expected")}


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (b"a = 1\na = 2\n", "x.toml:2: not valid TOML: this key is set twice; remove one"),
        (
            b"a = 1\n\nb = \n",
            "x.toml:3: not valid TOML: there is no valid value here; write text in quotes, lists in brackets",
        ),
        (b"a = {x = 1\n", "x.toml:1: not valid TOML: unclosed inline table; correct it"),
        (b"a = 1\nb = [1\n\n", "x.toml:2: not valid TOML: unclosed array; correct it"),
        (b"[a]\n[a]\n", "x.toml:2: not valid TOML: this table stands twice; join them, or write it with two brackets"),
        (b'a = "x\nb = 1\n', "x.toml:1: not valid TOML: the text does not end on its line; close its quotes"),
        (b'a = 1\nb = "\xff"\n', "x.toml:2: the file is not UTF-8 here; save it in that encoding"),
        (b"a = " + b"[" * 5_000, "x.toml:1: arrays or tables are nested too deeply"),
    ],
)
def test_a_file_that_is_no_toml_is_one_finding(
    content: bytes, finding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.toml").write_bytes(content)
    with pytest.raises(ConfigurationError) as raised:
        load(Path("x.toml"))
    assert raised.value.findings == [finding]


def test_a_missing_file_is_one_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match=r"^other\.toml:1: there is no such file"):
        load(Path("other.toml"))


def test_a_finding_is_one_line_whatever_stands_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text('tenant = """a\nb\u001b[31m"""\nlocale = "' + "x" * 5_000 + '"\n')
    with pytest.raises(ConfigurationError) as raised:
        load_desk(path)
    assert all(finding.isprintable() and len(finding) < 1_000 for finding in raised.value.findings)


def test_no_finding_repeats_a_secret(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text(
        'desks = ["x.toml"]\n[server]\ndatabase = "mysql://u:hunter2@h/db"\n'
        '[relay]\nurl = "smtp+x://u:hunter2@h"\npassword = "hunter2\\n"\nusername = 3\n'
    )
    with pytest.raises(ConfigurationError) as raised:
        load(path)
    assert not any("hunter2" in finding for finding in raised.value.findings)
    assert len(raised.value.findings) > 3
