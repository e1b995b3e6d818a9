"""A SQLite file whose last process was killed is looked over before it is used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from mailgate.errors import ConfigurationError
from mailgate.store.database import Database
from mailgate.store.engine.damage import expect_sound

PAGE = 4096
KILLED = """
import os, sys
from sqlalchemy import text
from mailgate.store.database import Database
database = Database.open(sys.argv[1])
database.write(lambda conn: conn.execute(text("INSERT INTO node (id, started_at, seen_at) VALUES ('n1', 1, 2)")))
os._exit(9)
"""


@pytest.fixture
def path(migrated_sqlite: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "mailgate.db"
    copy.write_bytes(migrated_sqlite.read_bytes())
    return copy


def kill_a_writer(path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, f"sqlite:///{path}"], check=False)
    assert os.stat(f"{path}-wal").st_size > 0


def damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(9 * PAGE)
        file.write(b"\xff" * 20 * PAGE)


def test_a_clean_end_leaves_no_log_behind(path: Path) -> None:
    database = Database.open(f"sqlite:///{path}")
    database.write(lambda conn: conn.execute(text("INSERT INTO node (id, started_at, seen_at) VALUES ('n1', 1, 2)")))
    database.read(lambda conn: conn.execute(text("SELECT 1 FROM node")))
    database.close()
    assert not Path(f"{path}-wal").exists()


def test_a_sound_file_of_a_killed_process_keeps_what_it_committed(path: Path) -> None:
    kill_a_writer(path)
    expect_sound(f"sqlite:///{path}")
    database = Database.open(f"sqlite:///{path}")
    assert database.read(lambda conn: conn.execute(text("SELECT id FROM node")).scalars().all()) == ["n1"]
    database.close()


def test_a_damaged_file_is_refused_with_what_to_do(path: Path) -> None:
    kill_a_writer(path)
    damage(path)
    with pytest.raises(ConfigurationError, match=rf"{path} is damaged \(.*\): restore the backup, or .*\.recover"):
        expect_sound(f"sqlite:///{path}")


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    kill_a_writer(path)
    Path(f"{path}-wal").write_bytes(b"x" * PAGE)
    path.write_bytes(b"no database at all " * PAGE)
    with pytest.raises(ConfigurationError, match="is damaged"):
        expect_sound(f"sqlite:///{path}")


def test_a_file_too_large_is_left_for_later(path: Path) -> None:
    kill_a_writer(path)
    damage(path)
    expect_sound(f"sqlite:///{path}", most_bytes=PAGE)


def test_nothing_is_looked_over_where_nothing_is(tmp_path: Path) -> None:
    expect_sound(f"sqlite:///{tmp_path}/none.db")
    expect_sound("postgresql://nobody@127.0.0.1:1/none")
    assert list(tmp_path.iterdir()) == []
