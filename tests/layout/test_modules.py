"""What every module has, what none has, and which test file speaks for it."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

STAGES = (
    *("parse", "authenticate", "screen", "thread", "commands", "triage"),
    *("sla", "escalation", "notify", "lifecycle", "calendar"),
)
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager", "base", "core", "data", "info"}
#: DATA is a command of SMTP, and the module reads it.
NAMED_BY_A_STANDARD = {"src/mailgate/receive/data.py"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError")
_SITUATIONS = "tests/corpus/test_situations.py"
_QUOTES = "tests/unit/parse/quotes/test_situations.py"
_LETTERS = "tests/unit/notify/test_letters.py"
#: Modules (or folders of them) without a test file of their own, and the tests that speak for them: those of the
#: function through which everybody reaches them.
SPOKEN_FOR = {
    "calendar/days.py": "tests/unit/calendar/test_business_time.py",
    "calendar/edges.py": "tests/unit/calendar/test_business_time.py",
    "commands/forms.py": "tests/unit/commands/test_grammar.py",
    "commands/sentences.py": "tests/unit/commands/test_transcript.py",
    "commands/targets.py": "tests/unit/commands/test_resolve.py",
    "lifecycle/assignment.py": "tests/unit/lifecycle/test_apply.py",
    "lifecycle/fields.py": "tests/unit/lifecycle/test_apply.py",
    "lifecycle/moves.py": "tests/unit/lifecycle/test_apply.py",
    "lifecycle/outcome.py": "tests/unit/lifecycle/test_apply.py",
    "notify/kinds/": _LETTERS,
    "notify/paged_samples.py": "tests/unit/notify/test_templates.py",
    "notify/report_samples.py": "tests/unit/notify/test_templates.py",
    "notify/samples.py": "tests/unit/notify/test_templates.py",
    "notify/template_language.py": "tests/unit/notify/test_templates.py",
    "notify/views.py": _LETTERS,
    "parse/bodies.py": _SITUATIONS,
    "parse/fingerprint.py": _SITUATIONS,
    "parse/headers/": _SITUATIONS,
    "parse/html/detect.py": _SITUATIONS,
    "parse/html/safe.py": _SITUATIONS,
    "parse/html/text.py": _SITUATIONS,
    "parse/message.py": _SITUATIONS,
    "parse/mime/": _SITUATIONS,
    "parse/names.py": _SITUATIONS,
    "parse/packed/calendar.py": _SITUATIONS,
    "parse/packed/cms.py": _SITUATIONS,
    "parse/packed/embedded.py": _SITUATIONS,
    "parse/pieces.py": _SITUATIONS,
    "parse/quotes/": _QUOTES,
    "parse/render_json.py": _SITUATIONS,
    "parse/text/": _SITUATIONS,
    "screen/_skeleton.py": "tests/unit/screen/test_checks.py",
    "screen/reply_rate.py": "tests/unit/screen/test_rates.py",
    "screen/ticket_rate.py": "tests/unit/screen/test_rates.py",
    "sla/clock.py": "tests/unit/sla/test_cycles.py",
    "sla/opening.py": "tests/unit/sla/test_cycles.py",
    "sla/policies.py": "tests/unit/sla/test_deadlines.py",
    "sla/turns.py": "tests/unit/sla/test_cycles.py",
    "sla/wording.py": "tests/unit/sla/test_explain.py",
    "thread/evidence.py": "tests/unit/thread/test_find.py",
}


def _public_functions(tree: ast.Module) -> list[str]:
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def _spoken_for(inside: Path) -> bool:
    return any(inside.as_posix() == name or (name[-1] == "/" and inside.is_relative_to(name)) for name in SPOKEN_FOR)


def test_every_module_has_a_docstring(modules: list[Any]) -> None:
    assert [file.name for file in modules if not ast.get_docstring(file.tree)] == []


def test_a_module_is_introduced_by_one_sentence(modules: list[Any]) -> None:
    """The first paragraph: one line that ends as a sentence does."""
    heads = {file.name: (ast.get_docstring(file.tree) or "").split("\n\n")[0] for file in modules}
    assert {name: head for name, head in heads.items() if "\n" in head or not head.endswith((".", "?"))} == {}


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
        if inside.parts[0] not in STAGES or not _public_functions(file.tree) or _spoken_for(inside):
            continue
        test = root / "tests/unit" / inside.with_name(f"test_{inside.name}")
        if not test.exists():
            missing[file.name] = test.relative_to(root).as_posix()
    assert missing == {}


def test_what_is_spoken_for_is_there(root: Path) -> None:
    modules = [name for name in SPOKEN_FOR if not (root / "src/mailgate" / name).exists()]
    tests = [name for name in SPOKEN_FOR.values() if not (root / name).exists()]
    assert [*modules, *tests] == []
