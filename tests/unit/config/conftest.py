"""What tests of the configuration share: a folder to write files into, and a fixed day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from mailgate.config.load import Configuration, load

TODAY = date(2026, 11, 21)

SERVER = """
desks = ["desk.toml"]
[relay]
url = "smtp://127.0.0.1:1025"
"""

DESK = """
tenant = "acme"
[[queue]]
key = "support"
address = "support@acme.test"
"""


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture
def loaded(tmp_path: Path) -> Callable[..., Configuration]:
    """Load a server and a desk; what is given is added at the end of a minimal file, or stands for it."""

    def load_files(
        server: str = "", desk: str = "", *, whole_server: str = "", environment: dict[str, str] | None = None
    ) -> Configuration:
        (tmp_path / "mailgate.toml").write_text((whole_server or SERVER) + server, "utf-8")
        (tmp_path / "desk.toml").write_text(DESK + desk, "utf-8")
        return load(tmp_path / "mailgate.toml", today=TODAY, environment=environment or {})

    return load_files
