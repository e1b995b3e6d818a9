"""The tracked files of the checkout, and the modules of the package, read once."""

from __future__ import annotations

import ast
import os
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class SourceFile:
    """One Python file."""

    path: Path

    @property
    def name(self) -> str:
        """Where it stands, from the top of the checkout."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.name)

    @property
    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def modules() -> list[SourceFile]:
    """Every module of the package."""
    return [SourceFile(path) for path in sorted((ROOT / "src").rglob("*.py"))]


@pytest.fixture(scope="session")
def python_files(modules: list[SourceFile]) -> list[SourceFile]:
    """The package, its tests and its migrations."""
    others = [path for folder in ("tests", "migrations") for path in sorted((ROOT / folder).rglob("*.py"))]
    return [*modules, *map(SourceFile, others)]


@pytest.fixture(scope="session")
def tracked() -> list[Path]:
    """Every file that a clone has, and those about to be added; without a checkout: every file."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return [path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts]
    return [path for name in names.split(b"\0") if name and (path := ROOT / os.fsdecode(name)).is_file()]
