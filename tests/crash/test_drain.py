"""SIGTERM: the daemon ends by itself and soon, and what it acknowledged it has."""

from __future__ import annotations

import time

import pytest
from tests.rig.load import Peer
from tests.rig.relay import SILENCE

#: From SIGTERM to the end, by decision D-14 of the design; a loaded test machine gets some more.
_SECONDS = 30.0


def test_daemon_under_load_ends_by_itself_and_has_what_it_acknowledged(running):
    load = running.put_under_load(seed=11)
    load.wait_for_more(40)

    began = time.monotonic()
    code = running.daemon.stop()

    assert code == 0
    assert time.monotonic() - began < _SECONDS
    promised = {probe.message_id for probe in load.ledger.acknowledged}
    assert promised <= running.books.kept()
    running.daemon.start()
    assert running.faults() == {}
    # Asked to come again by 421, and not a word of failure.
    assert {refusal[:3] for refusal in load.ledger.refusals} <= {"421"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_daemon_ends_in_time_whoever_keeps_it_waiting(running):
    running.daemon.relay.script = lambda stage, recipient: SILENCE if stage == "dot" else None
    load = running.put_under_load(seed=12)
    load.wait_for_more(10)
    running.books.wait_for("SELECT count(*) > 0 FROM outbox WHERE state = 'sending'", 1)

    with Peer(running.daemon.ports["smtp"], "smtp") as slow:
        slow.begin("slow@customers.test")
        began = time.monotonic()
        code = running.daemon.stop()

    assert code == 0
    assert time.monotonic() - began < _SECONDS
