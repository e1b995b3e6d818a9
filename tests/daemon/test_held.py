"""Held mail: its agents are told, and what waits for its turn gets it, oldest first, each exactly once."""

from __future__ import annotations

import re
from urllib.request import urlopen

CUSTOMER = "cora@customers.test"
#: Not exactly one author: a failed sender, whose mail is held (DESIGN section 4).
NOBODY = "cora@customers.test, carl@customers.test"

#: Agents are left in peace for seconds instead of minutes.
SHORT_PEACE = """
from datetime import timedelta
from mailgate.store.inbound import waiting_notices
assert waiting_notices.PEACE
waiting_notices.PEACE = timedelta(seconds=4)
"""


def _rates(daemon, **rates):
    desk = daemon.folder / "desk.toml"
    text = desk.read_text()
    for name, rate in rates.items():
        text = text.replace(f'{name} = "off"', f'{name} = "{rate}"')
    desk.write_text(text)


def _subjects(daemon):
    return [ticket["subject"] for ticket in reversed(daemon.tickets())]


def test_mail_over_the_rate_opens_its_ticket_when_the_window_has_room(idle_daemon, database_url, relay, write):
    daemon = idle_daemon
    daemon.configure(database_url)
    _rates(daemon, tickets_per_sender="2/8s")
    daemon.start()

    names = [f"Matter {number}" for number in range(1, 6)]
    for name in names:
        sent = write(CUSTOMER, name, "Please.", message_id=f"{name.replace(' ', '')}@customers.test")
        daemon.send(sent, sender=CUSTOMER)
    daemon.wait_until(lambda: len(daemon.json("held", "list")) + len(_subjects(daemon)) >= 5)

    held = daemon.json("held", "list")
    assert _fired(daemon, "L-18") >= len(held) > 0
    assert {row["outcome"] for row in held} <= {"held.rate"}
    assert all(row["waits_for"].startswith("sender:") and row["due_at"] for row in held)
    daemon.wait_until(lambda: len(_subjects(daemon)) == 5)
    assert _subjects(daemon) == names
    assert daemon.json("held", "list") == []


def test_a_person_lets_mail_over_the_rate_through_at_once(idle_daemon, database_url, relay, write):
    daemon = idle_daemon
    daemon.configure(database_url)
    _rates(daemon, tickets_per_sender="1/1h")
    daemon.start()
    for name in ("one", "two"):
        daemon.send(write(CUSTOMER, name, "Please.", message_id=f"{name}@customers.test"), sender=CUSTOMER)
    (row,) = daemon.wait_until(lambda: daemon.json("held", "list"))

    assert daemon.json("held", "release", str(row["id"]), "--as", "new") == {"released": row["id"]}

    daemon.wait_until(lambda: _subjects(daemon) == ["one", "two"])


def test_each_agent_is_told_of_each_held_mail_once_and_of_many_at_a_time(idle_daemon, database_url, relay, write):
    daemon = idle_daemon
    daemon.configure(database_url)
    daemon.inject(SHORT_PEACE)
    daemon.start()

    for number in range(7):
        sent = write(NOBODY, f"Doubt {number}", "Let me in.", message_id=f"doubt{number}@customers.test")
        daemon.send(sent, sender=CUSTOMER)
    held = daemon.wait_until(lambda: len(rows := daemon.json("held", "list")) == 7 and rows)

    ids = sorted(row["id"] for row in held)
    for agent in ("ann@agents.test", "bob@agents.test"):
        daemon.wait_until(lambda agent=agent: len(_told(relay, agent)) >= 7)
        assert sorted(_told(relay, agent)) == ids
        assert len(relay.to(agent)) < 7
    assert relay.to(CUSTOMER) == []


def test_held_mail_is_never_told_to_its_sender(idle_daemon, database_url, relay, write):
    daemon = idle_daemon
    daemon.configure(database_url)
    daemon.start()
    sent = write(NOBODY, "Doubt", "Let me in.", message_id="doubt@agents.test")
    daemon.send(sent, sender="ann@agents.test")

    (notice,) = relay.wait_for(lambda letter: letter.recipient == "bob@agents.test")

    assert notice["Subject"] == "Held: Doubt"
    assert notice["Auto-Submitted"] == "auto-generated"
    assert "b-" in notice.sender
    assert relay.to("ann@agents.test") == []


def _fired(daemon, limit):
    """How often a limit fired, as /metrics tells it."""
    with urlopen(f"http://127.0.0.1:{daemon.ports['http']}/metrics") as answer:
        text = answer.read().decode()
    found = re.search(rf'^mailgate_limits_fired_total{{limit="{limit}"}} (\d+)', text, re.M)
    return int(found[1]) if found else 0


def _told(relay, agent):
    """Ids of the mails that notices and digests to an agent name, as often as they do."""
    texts = [letter.text for letter in relay.to(agent)]
    return [
        int(number)
        for text in texts
        for number in re.findall(r"^Mail +(\d+)\r?$|^(\d+)  Doubt", text, re.M)
        for number in number
        if number
    ]
