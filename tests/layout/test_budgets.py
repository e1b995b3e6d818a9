"""Files and functions that one can read at a sitting; what is larger says why."""

from __future__ import annotations

import ast
from typing import Any

FILE_LINES = 500
FILE_LINES_WITHOUT_REASON = 300
FUNCTION_LINES = 60
ARGUMENTS = 6

LONG_FILES = {
    "src/mailgate/model/field_names.py": "one table: the names of header fields in every language",
}
#: Functions whose arguments are fixed by somebody else, or are one each by their nature.
MANY_ARGUMENTS = {
    "src/mailgate/sla/cycles.py:advance": "two tickets, the clock, the desk, and what happened, all by keyword",
    "src/mailgate/store/inbound/inbox_claims.py:claim": "who claims, and bounds that have defaults, by keyword",
}


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring: the contract may be long, the work may not."""
    total = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None:
        total -= (first.end_lineno or first.lineno) - first.lineno + 1
    return total


def _arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return len([argument for argument in given if argument.arg not in ("self", "cls")])


def _is_command(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A command's or a request's arguments are its options: the framework reads them from the signature."""
    named = [decorator.func if isinstance(decorator, ast.Call) else decorator for decorator in node.decorator_list]
    verbs = {"command", "callback", "get", "post", "put", "patch", "delete"}
    return any(isinstance(name, ast.Attribute) and name.attr in verbs for name in named)


def test_no_file_is_longer_than_500_lines(python_files: list[Any]) -> None:
    """A migration is as long as its tables are many."""
    long = {
        file.name: lines
        for file in python_files
        if not file.name.startswith("migrations/versions/") and (lines := len(file.text.splitlines())) > FILE_LINES
    }
    assert long == {}


def test_a_file_of_more_than_300_lines_has_a_reason(modules: list[Any]) -> None:
    long = {file.name for file in modules if len(file.text.splitlines()) > FILE_LINES_WITHOUT_REASON}
    assert long == set(LONG_FILES)


def test_no_function_is_longer_than_60_lines(python_files: list[Any]) -> None:
    """A migration is a list of statements, in the order of their tables."""
    long = {
        f"{file.name}:{node.lineno} {node.name}": lines
        for file in python_files
        if not file.name.startswith("migrations/versions/")
        for node in file.functions
        if (lines := _lines(node)) > FUNCTION_LINES
    }
    assert long == {}


def test_a_function_takes_at_most_six_arguments(modules: list[Any]) -> None:
    many = {
        f"{file.name}:{node.name}": count
        for file in modules
        for node in file.functions
        if not _is_command(node) and (count := _arguments(node)) > ARGUMENTS
    }
    assert set(many) == set(MANY_ARGUMENTS), many
