"""The wheel carries everything that a machine without the checkout needs."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built offline, with the build tools that are installed."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    (built,) = folder.glob("mailgate-*.whl")
    return built


def test_the_wheel_holds_every_module_template_and_migration(wheel: Path, root: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {f"mailgate/{path.relative_to(root / 'src/mailgate')}" for path in (root / "src").rglob("*.py")}
    for folder, kinds in (("templates", ("*.txt", "*.html")), ("migrations", ("*.py", "*.mako", "alembic.ini"))):
        found = [path for kind in kinds for path in (root / folder).rglob(kind)]
        assert found
        expected |= {f"mailgate/_shipped/{path.relative_to(root)}" for path in found}
    assert expected - names == set()
    assert "mailgate/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_an_installed_wheel_finds_its_templates_and_makes_its_tables(wheel: Path, tmp_path: Path) -> None:
    """In an environment of its own, which sees our libraries but not the checkout."""
    venv.create(tmp_path / "env", with_pip=False)
    (site,) = (tmp_path / "env/lib").glob("python*/site-packages")
    zipfile.ZipFile(wheel).extractall(site)
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    (site / "libraries.pth").write_text("\n".join(libraries))
    script = (
        "import mailgate; from pathlib import Path; from mailgate.app import open_front; parts = open_front(None); "
        "print(mailgate.__file__); print(*parts.tools.desks); parts.close()"
    )
    ran = subprocess.run(
        [tmp_path / "env/bin/python", "-P", "-E", "-c", script],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    where, tenants = ran.stdout.splitlines()[-2:]
    assert Path(where).is_relative_to(site)
    assert tenants == "demo"
    assert (tmp_path / "var/mailgate.db").exists()
