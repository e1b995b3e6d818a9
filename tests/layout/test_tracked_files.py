"""What a clone carries: nothing of the machine it was written on, nothing that cannot be read."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

#: A home, a checkout or a registry of one machine; each is written so that it does not find itself.
MACHINE = re.compile(r"/(?:wor[k]|roo[t]|hom[e]/\w+)/|file[s]\.pythonhosted|pyp[i]\.org|deb\.debia[n]\.org")
LARGEST = 1024 * 1024
#: Mail is bytes, and so are the archives and pictures in it.
BYTES = {".eml", ".gz", ".png", ".mbox", ".dat", ".bin"}
TOP = {
    *(".ci", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md"),
    *("deploy", "docs", "migrations", "pyproject.toml", "requirements.lock", "src", "templates", "tests"),
}


def _text(path: Path) -> str:
    return "" if path.suffix in BYTES else path.read_text("utf-8")


def test_the_top_of_the_checkout_is_what_the_documents_describe(tracked: list[Path], root: Path) -> None:
    assert {path.relative_to(root).parts[0] for path in tracked} == TOP


def test_no_file_names_a_place_on_one_machine_or_a_registry(tracked: list[Path], root: Path) -> None:
    found = [
        f"{path.relative_to(root)}:{number}"
        for path in tracked
        for number, line in enumerate(_text(path).splitlines(), 1)
        if MACHINE.search(line)
    ]
    assert found == []


def test_no_file_is_larger_than_a_mebibyte(tracked: list[Path]) -> None:
    assert [path for path in tracked if path.stat().st_size > LARGEST] == []


def test_the_lock_pins_every_package_by_hash_and_names_no_address(root: Path) -> None:
    text = (root / "requirements.lock").read_text("utf-8")
    pins = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert [pin.split()[0] for pin in pins if "==" not in pin.split()[0] or "--hash=sha256:" not in pin] == []
    assert "://" not in text
    assert "--index" not in text


def test_the_lock_holds_everything_the_project_needs(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    needs = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[\[<>=]", need)[0].lower() for need in needs}
    pinned = set(
        re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==", (root / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    )
    assert names - pinned == set()


def test_nothing_of_the_brief_is_copied(tracked: list[Path], root: Path) -> None:
    """Where the working folder with the specification stands beside the checkout, none of its files is tracked."""
    shared = root.parent / "shared"
    theirs = {
        hashlib.sha256(path.read_bytes()).digest()
        for path in shared.rglob("*")
        if path.is_file() and 0 < path.stat().st_size < LARGEST
    }
    assert [path.name for path in tracked if hashlib.sha256(path.read_bytes()).digest() in theirs] == []
