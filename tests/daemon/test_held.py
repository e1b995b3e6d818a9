"""Held mail: what waits for its turn gets it, oldest first, each exactly once."""

from __future__ import annotations

CUSTOMER = "cora@customers.test"


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
    _rates(daemon, tickets_per_sender="2/5s")
    daemon.start()

    names = [f"Matter {number}" for number in range(1, 6)]
    for name in names:
        sent = write(CUSTOMER, name, "Please.", message_id=f"{name.replace(' ', '')}@customers.test")
        daemon.send(sent, sender=CUSTOMER)
    daemon.wait_until(lambda: len(daemon.json("held", "list")) + len(_subjects(daemon)) >= 5)

    held = daemon.json("held", "list")
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
