"""Desk revisions: numbered, installed once, the latest in force."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from mailgate.store.database import Database
from mailgate.store.desks import revisions

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def install(database: Database):
    """Install a desk known by its hash; the answer is its number."""

    def do(tenant: str, source_hash: str, own: Database = database) -> int | None:
        return own.write(
            lambda conn: revisions.install(
                conn, tenant=tenant, source_hash=source_hash, source=f"# {source_hash}", document="{}", now=NOW
            )
        )

    return do


def test_revisions_are_numbered_from_one_in_each_tenant(install):
    assert [install("acme", "a"), install("acme", "b"), install("globex", "a")] == [1, 2, 1]


def test_a_source_that_was_ever_installed_changes_nothing(install, database: Database):
    install("acme", "a")
    install("acme", "b")
    assert install("acme", "a") is None
    current = database.read(lambda conn: revisions.current(conn, "acme"))
    assert current is not None
    assert current.number == 2


def test_the_highest_number_is_in_force(install, database: Database):
    assert database.read(lambda conn: revisions.current(conn, "acme")) is None
    install("acme", "a")
    install("acme", "b")
    assert database.read(lambda conn: revisions.current(conn, "acme")) == revisions.Revision(
        tenant="acme", number=2, source_hash="b", source="# b", document="{}", installed_at=NOW
    )


def test_every_tenants_desk_in_force_is_listed(install, database: Database):
    for tenant, source_hash in (("globex", "x"), ("acme", "a"), ("acme", "b")):
        install(tenant, source_hash)
    found = database.read(revisions.current_all)
    assert [(revision.tenant, revision.number) for revision in found] == [("acme", 2), ("globex", 1)]


def test_an_older_revision_can_still_be_read(install, database: Database):
    install("acme", "a")
    install("acme", "b")
    first = database.read(lambda conn: revisions.get(conn, "acme", 1))
    assert first is not None
    assert first.source == "# a"
    assert database.read(lambda conn: revisions.get(conn, "acme", 3)) is None


def test_a_hash_is_known_in_its_tenant_only(install, database: Database):
    install("acme", "a")
    assert database.read(lambda conn: revisions.known_hash(conn, "acme", "a"))
    assert not database.read(lambda conn: revisions.known_hash(conn, "globex", "a"))


def test_nodes_that_start_together_install_a_file_once(install, database_url: str, database: Database):
    other = Database.open(database_url)
    numbers: list[int | None] = []

    def start(own: Database) -> None:
        numbers.extend(install("acme", f"file {n}", own) for n in range(20))

    threads = [threading.Thread(target=start, args=(own,)) for own in (database, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert sorted(number for number in numbers if number is not None) == list(range(1, 21))
    assert len(numbers) == 40
