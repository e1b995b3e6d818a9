"""Several nodes on one PostgreSQL, each with a part of the work."""

from __future__ import annotations

import contextlib
import shutil
import signal

import pytest
from tests.rig.daemon import Daemon

CUSTOMER = "cora@customers.test"

#: First response after 4 s, warned of at 2 s.
QUICK = """
[[sla]]
key = "quick"
medium = { first_response = "4s" }
warn = ["50%"]
"""

#: Whoever waits for a look of its own waits longer than any test: what happens sooner was hinted at.
NO_POLLS = """
from datetime import timedelta
if WORKER:
    from mailgate.pipeline.inbound import batch
    assert batch._IDLE
    batch._IDLE = timedelta(hours=1)
else:
    from mailgate.outbox import sender
    from mailgate.schedule import deadlines
    assert sender._POLL and deadlines._SWEEP
    sender._POLL = 3600.0
    deadlines._SWEEP = timedelta(hours=1)
"""


@pytest.fixture
def url(postgresql, migrated_postgresql):
    url = postgresql.new_database(template=migrated_postgresql)
    yield url
    postgresql.drop_database(url)


@pytest.fixture
def node(url, tmp_path, relay):
    """Makes nodes of one desk, each with a folder of its own and the secret key of the first."""
    nodes = []

    def make(name, *roles, **desk):
        folder = tmp_path / name
        (folder / "var").mkdir(parents=True)
        if nodes:
            shutil.copy(nodes[0].folder / "var" / "secret.key", folder / "var")
        daemon = Daemon(folder, relay)
        daemon.configure(url, **desk)
        server = daemon.config.read_text()
        named = ", ".join(f'"{role}"' for role in roles)
        daemon.config.write_text(server.replace("workers = 1", f"workers = 1\nroles = [{named}]"))
        daemon.inject(NO_POLLS)
        nodes.append(daemon)
        daemon.start()
        return daemon

    yield make
    for daemon in nodes:
        if daemon.process is not None:
            with contextlib.suppress(ProcessLookupError):
                daemon.kill()


def test_what_one_node_commits_the_other_takes_up_by_a_hint(node, relay, write):
    taking = node("taking", "mail")
    working = node("working", "work", "schedule", "http")

    # After the first, both nodes have looked for themselves and found nothing more.
    for count, subject in enumerate(("First", "Second"), 1):
        sent = write(CUSTOMER, subject, "Anybody there?", message_id=f"{subject}@customers.test")
        taking.send(sent, sender=CUSTOMER)
        relay.wait_for(lambda letter: letter.recipient == CUSTOMER, count=count)

    assert not taking.workers()
    assert [ticket["subject"] for ticket in working.tickets()] == ["Second", "First"]


def test_a_deadline_that_one_node_commits_is_met_by_the_other(node, relay, write):
    node("clock", "schedule", sla="quick", more=QUICK)
    working = node("working", "mail", "work", sla="quick", more=QUICK)

    working.send(write(CUSTOMER, "Slow", "Anybody?", message_id="slow@customers.test"), sender=CUSTOMER)

    relay.wait_for(lambda letter: letter["Subject"].startswith("Due soon"))


def test_a_desk_file_that_one_node_applies_is_in_force_on_the_others(node, relay, write):
    taking = node("taking", "mail")
    working = node("working", "work", "schedule", "http")
    desk = working.folder / "desk.toml"
    desk.write_text(desk.read_text() + '\n[[queue]]\nkey = "sales"\naddress = "sales@desk.test"\nteam = "front"\n')

    working.process.send_signal(signal.SIGHUP)
    for each in (working, taking):
        each.wait_until(lambda each=each: '"revisions": {"acme": 2}' in (each.folder / "log").read_text())

    sent = write(CUSTOMER, "Price", "How much?", message_id="price@customers.test", to="sales@desk.test")
    taking.send(sent, sender=CUSTOMER, to="sales@desk.test")
    relay.wait_for(lambda letter: letter.recipient == CUSTOMER)
    assert [ticket["queue"] for ticket in working.tickets()] == ["sales"]
