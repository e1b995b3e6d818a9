"""All nodes of one database share one secret key, or do not start."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from mailgate.errors import ConfigurationError
from mailgate.store.database import Database
from mailgate.store.desks import data_folder

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def started(database: Database, folder: Path) -> bytes:
    data_folder.prepare(folder)
    secret = data_folder.shared_secret(database, folder)
    data_folder.bind_secret(database, folder, NOW)
    return secret


def with_key(folder: Path, secret: bytes) -> Path:
    data_folder.prepare(folder)
    (folder / "secret.key").write_text(secret.hex() + "\n")
    return folder


def test_the_first_start_makes_a_key_that_only_its_owner_reads(database: Database, tmp_path: Path) -> None:
    secret = started(database, tmp_path / "first")
    assert len(secret) == 32
    assert (tmp_path / "first" / "secret.key").stat().st_mode & 0o077 == 0
    assert started(database, tmp_path / "first") == secret


def test_a_node_with_the_same_key_starts(database: Database, tmp_path: Path) -> None:
    secret = started(database, tmp_path / "first")
    assert started(database, with_key(tmp_path / "second", secret)) == secret


def test_a_node_with_another_key_is_told_what_to_do(database: Database, database_url: str, tmp_path: Path) -> None:
    started(database, tmp_path / "first")
    other = with_key(tmp_path / "second", b"another key, made elsewhere")
    with pytest.raises(ConfigurationError, match=r"secret.key is not the key .* copy secret.key"):
        data_folder.shared_secret(database, other)
    assert len(data_folder.doubts(database_url, other)) == 1


def test_a_node_without_a_key_makes_none_where_one_is_in_use(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    started(database, tmp_path / "first")
    data_folder.prepare(tmp_path / "second")
    with pytest.raises(ConfigurationError, match=r"secret.key is missing"):
        data_folder.shared_secret(database, tmp_path / "second")
    assert len(data_folder.doubts(database_url, tmp_path / "second")) == 1
    assert list((tmp_path / "second").iterdir()) == []


def test_of_two_nodes_that_start_first_at_once_one_gives_way(database: Database, tmp_path: Path) -> None:
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        data_folder.prepare(folder)
        data_folder.shared_secret(database, folder)
    data_folder.bind_secret(database, folders[1], NOW)
    with pytest.raises(ConfigurationError, match="is not the key"):
        data_folder.bind_secret(database, folders[0], NOW)


def test_the_database_tells_nothing_of_the_key(database: Database, tmp_path: Path) -> None:
    secret = started(database, tmp_path / "first")
    stored = database.read(lambda conn: conn.execute(text("SELECT value FROM secret_check")).scalar_one())
    assert secret.hex() not in stored
    assert len(stored) == 64


def test_a_damaged_key_is_said_to_be(database: Database, tmp_path: Path) -> None:
    data_folder.prepare(tmp_path / "first")
    (tmp_path / "first" / "secret.key").write_text("half a ke")
    with pytest.raises(ConfigurationError, match="is damaged"):
        data_folder.shared_secret(database, tmp_path / "first")


def test_a_check_before_the_first_start_makes_nothing(tmp_path: Path) -> None:
    assert data_folder.doubts(f"sqlite:///{tmp_path}/none.db", tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_away_is_no_finding(tmp_path: Path) -> None:
    assert data_folder.doubts("postgresql://nobody@127.0.0.1:1/none", tmp_path) == ()
