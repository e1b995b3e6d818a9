"""What every module has, what none has, and which test file speaks for it."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

STAGES = (
    *("parse", "authenticate", "screen", "thread", "triage"),
    *("sla", "escalation", "notify", "lifecycle", "calendar"),
)
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager", "base", "core", "data", "info"}
#: DATA is a command of SMTP, and the module reads it.
NAMED_BY_A_STANDARD = {"src/mailgate/receive/data.py"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError")
#: Modules without a test file of their own, and the tests that speak for them.
SPOKEN_FOR: dict[str, str] = {}


def _public_functions(tree: ast.Module) -> list[str]:
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]


def test_every_module_has_a_docstring(modules: list[Any]) -> None:
    assert [file.name for file in modules if not ast.get_docstring(file.tree)] == []


def test_a_module_is_introduced_by_one_sentence(modules: list[Any]) -> None:
    """The first paragraph: one line that ends as a sentence does."""
    heads = {file.name: (ast.get_docstring(file.tree) or "").split("\n\n")[0] for file in modules}
    assert {name: head for name, head in heads.items() if "\n" in head or not head.endswith((".", "?"))} == {}


def test_every_test_file_says_what_it_shows(python_files: list[Any]) -> None:
    assert [file.name for file in python_files if not ast.get_docstring(file.tree)] == []


def test_no_module_or_folder_has_a_name_that_means_nothing(python_files: list[Any]) -> None:
    found = {file.name for file in python_files if FORBIDDEN_NAMES & set(Path(file.name).with_suffix("").parts)}
    assert found == NAMED_BY_A_STANDARD


def test_nothing_is_left_for_later(python_files: list[Any]) -> None:
    left = [
        f"{file.name}:{number}"
        for file in python_files
        if file.path != Path(__file__)
        for number, line in enumerate(file.text.splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert left == []


def test_each_stage_module_has_a_test_file(modules: list[Any], root: Path) -> None:
    missing = {}
    for file in modules:
        inside = Path(file.name).relative_to("src/mailgate")
        if inside.parts[0] not in STAGES or not _public_functions(file.tree) or file.name in SPOKEN_FOR:
            continue
        test = root / "tests/unit" / inside.with_name(f"test_{inside.name}")
        if not test.exists():
            missing[file.name] = test.relative_to(root).as_posix()
    assert missing == {}


def test_what_is_spoken_for_is_there(root: Path) -> None:
    gone = [name for pair in SPOKEN_FOR.items() for name in pair if not (root / name).exists()]
    assert gone == []
