"""A database that is away for a while: senders are asked to come again, nothing is lost, nobody restarts anything."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable

import pytest
from tests.crash.conftest import Desk

_AWAY = "451 4.3.0 Temporary failure, try again"


def _outlive(desk: Desk, outage: Callable[[], None]) -> None:
    """Mail flows, the database goes and comes back, mail flows again."""
    load = desk.put_under_load(seed=7)
    load.wait_for_more(20)
    outage()
    load.wait_for_more(20)
    assert desk.faults() == {}
    assert set(load.ledger.refusals) <= {_AWAY}
    assert load.ledger.stalled == []
    assert desk.daemon.process.poll() is None


def _without_server(postgresql, desk: Desk, seconds: float) -> Callable[[], None]:
    def outage() -> None:
        postgresql.stop(kill=True)
        refused = len(desk.load.ledger.refusals)
        desk.load.wait_until(lambda ledger: len(ledger.refusals) > refused)
        # The length of the outage is what the test is about.
        threading.Event().wait(seconds)
        postgresql.start()

    return outage


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_server_that_is_away_for_seconds_costs_only_451(running, postgresql):
    _outlive(running, _without_server(postgresql, running, 2.0))

    assert running.load.ledger.refusals


@pytest.mark.prove
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("seconds", [10.0, 40.0])
def test_server_that_is_away_for_long_costs_only_451(running, postgresql, seconds):
    _outlive(running, _without_server(postgresql, running, seconds))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seconds", [2.0, pytest.param(25.0, marks=pytest.mark.prove)])
def test_file_that_another_process_keeps_locked_costs_only_patience(running, seconds):
    def outage() -> None:
        other = sqlite3.connect(running.daemon.folder / "mailgate.db", timeout=30, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        threading.Event().wait(seconds)
        other.execute("ROLLBACK")
        other.close()

    _outlive(running, outage)
