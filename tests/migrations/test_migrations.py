"""The migrations make the tables that the code knows, whatever is in them and whoever else migrates."""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, LargeBinary, text

from mailgate.errors import ConfigurationError, SchemaTooNew, StoreUnavailable
from mailgate.store import migrate as module
from mailgate.store.database import Database
from mailgate.store.migrate import check_schema, connect_to_migrate, known_revisions, migrate, migrations_folder
from mailgate.store.tables import metadata

STEP = '''
"""Made up for a test."""

import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{before}"
oldest_code = {oldest}


def upgrade() -> None:
    op.add_column("node", sa.Column("place", sa.Text(), nullable=False, server_default="here"))
    {then}
'''

NextStep = Callable[..., Path]


@pytest.fixture
def next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NextStep:
    """Have the code know one more migration; may be called again to write it anew."""
    folder = shutil.copytree(migrations_folder(), tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    before = known_revisions()[-1]

    def write(*, oldest: int = 1, then: str = "pass") -> Path:
        path = folder / "versions" / "9001_add_node_place.py"
        path.write_text(STEP.format(before=before, oldest=oldest, then=then))
        monkeypatch.setattr(module, "migrations_folder", lambda: folder)
        return path

    return write


def at(database: Database, revision: str, *, oldest_code: int) -> None:
    """Make the database one that a newer mailgate has migrated."""

    def change(conn: Connection) -> None:
        conn.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
        conn.execute(text("UPDATE schema SET oldest_code = :to"), {"to": oldest_code})

    database.write(change)


def add_node(conn: Connection) -> None:
    conn.execute(text("INSERT INTO node (id, started_at, seen_at) VALUES ('n1', 1, 2)"))


def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    differences: list[Any] = database.read(lambda conn: compare_metadata(MigrationContext.configure(conn), metadata))
    assert differences == [], "draft a migration: see migrations/alembic.ini"


def test_every_step_says_which_code_it_serves_and_follows_the_one_before() -> None:
    before = None
    for path in sorted((migrations_folder() / "versions").glob("*.py")):
        step: dict[str, Any] = {}
        exec(compile(path.read_text(), path, "exec"), step)
        assert step["revision"] == path.name[:4]
        assert step["down_revision"] == before
        assert 1 <= step["oldest_code"] <= int(step["revision"])
        before = step["revision"]


def test_a_migrated_database_needs_nothing(database_url: str) -> None:
    assert migrate(database_url) == ()


def test_an_empty_database_gets_every_step(tmp_path: Path) -> None:
    applied = migrate(f"sqlite:///{tmp_path}/new.db")
    assert [name[:4] for name in applied] == list(known_revisions())


def test_a_step_keeps_the_rows(database: Database, database_url: str, next_step: NextStep) -> None:
    database.write(add_node)
    next_step(oldest=9001)
    assert migrate(database_url) == ("9001_add_node_place",)
    row = database.read(lambda conn: conn.execute(text("SELECT id, started_at, seen_at, place FROM node")).one())
    assert tuple(row) == ("n1", 1, 2, "here")
    assert database.read(lambda conn: conn.execute(text("SELECT oldest_code FROM schema")).scalar()) == 9001


def test_a_step_that_fails_leaves_nothing_behind_and_can_be_run_again(
    database: Database, database_url: str, next_step: NextStep
) -> None:
    database.write(add_node)
    next_step(then="raise ValueError('half way')")
    with pytest.raises(ValueError, match="half way"):
        migrate(database_url)
    assert database.read(lambda conn: len(conn.execute(text("SELECT * FROM node")).keys())) == 3
    next_step()
    assert migrate(database_url) == ("9001_add_node_place",)


def test_a_step_that_is_killed_leaves_nothing_behind_and_can_be_run_again(
    database: Database, database_url: str, next_step: NextStep
) -> None:
    next_step(then="import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    program = f"""
        import sys
        from pathlib import Path
        from mailgate.store import migrate as module

        module.migrations_folder = lambda: Path({str(module.migrations_folder())!r})
        module.migrate(sys.argv[1])
    """
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(program), database_url], check=False)
    assert killed.returncode == -9
    assert database.read(lambda conn: len(conn.execute(text("SELECT * FROM node")).keys())) == 3
    next_step()
    assert migrate(database_url) == ("9001_add_node_place",)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    url: str = request.getfixturevalue("postgresql").new_database()
    return url


def test_of_processes_that_migrate_at_once_one_does_it(empty_url: str) -> None:
    program = "import sys; from mailgate.store.migrate import migrate; print('steps', len(migrate(sys.argv[1])))"
    command = [sys.executable, "-c", program, empty_url]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = [process.communicate()[0].split()[-1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert sorted(said) == ["0", "0", str(len(known_revisions()))]


def test_on_postgresql_who_migrates_second_waits_for_the_first(postgresql: Any) -> None:
    url = postgresql.new_database()
    program = "import sys; from mailgate.store.migrate import migrate; migrate(sys.argv[1])"
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with connect_to_migrate(url), psycopg.connect(url, autocommit=True) as watching:
        second = subprocess.Popen([sys.executable, "-c", program, url])
        while watching.execute(waiting).fetchone() == (0,):
            assert second.poll() is None, "did not wait"
    assert second.wait() == 0
    assert migrate(url) == ()


def test_a_newer_database_that_serves_this_code_is_left_as_it_is(database: Database, database_url: str) -> None:
    at(database, "9001", oldest_code=int(known_revisions()[-1]))
    check_schema(database)
    assert migrate(database_url) == ()


def test_a_newer_database_that_serves_only_newer_code_is_refused(database: Database, database_url: str) -> None:
    at(database, "9001", oldest_code=9001)
    with pytest.raises(SchemaTooNew, match="install a newer"):
        check_schema(database)
    with pytest.raises(SchemaTooNew):
        migrate(database_url)


def test_a_database_without_tables_is_refused_with_what_makes_them(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(ConfigurationError, match=r"no tables yet: .* mailgate migrate"):
        check_schema(database)
    database.close()


def test_a_database_of_an_older_mailgate_is_refused_with_what_brings_it_forward(database, monkeypatch) -> None:
    monkeypatch.setattr(module, "known_revisions", lambda: (*known_revisions(), "9001"))
    with pytest.raises(ConfigurationError, match=r"needs 9001: .* mailgate migrate"):
        check_schema(database)


def test_a_server_that_is_away_is_said_to_be() -> None:
    with pytest.raises(StoreUnavailable):
        migrate("postgresql://nobody@127.0.0.1:1/none")


def test_postgresql_keeps_bytes_uncompressed_out_of_line(postgresql: Any, migrated_postgresql: str) -> None:
    columns = {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    external = "SELECT attrelid::regclass::text, attname FROM pg_attribute WHERE attstorage = 'e'"
    database = Database.open(postgresql.url(migrated_postgresql))
    found = database.read(lambda conn: {tuple(row) for row in conn.execute(text(external))})
    database.close()
    assert columns <= found
