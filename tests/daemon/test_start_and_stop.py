"""Starting wrong, stopping right."""

from __future__ import annotations

import os
import signal

CUSTOMER = "cora@customers.test"


def test_wrong_configuration_prints_every_finding_with_file_and_line_and_exits_78(idle_daemon):
    idle_daemon.configure("sqlite:///var/x.db", more='[[queue]]\nkey = "support"\nadress = "x"\n')
    server = idle_daemon.config.read_text().replace("workers = 1", "wrokers = 1")
    idle_daemon.config.write_text(server)

    checked = idle_daemon.run("check")
    served = idle_daemon.run("serve")

    assert checked.returncode == 78
    assert served.returncode == 78
    for output in (checked.stdout, served.stderr):
        assert "mailgate.toml:6: " in output
        assert "wrokers" in output
        assert "desk.toml:" in output
        assert "adress" in output


def test_idle_daemon_ends_at_once_on_sigterm(daemon):
    assert daemon.stop() == 0


def test_dead_worker_is_replaced_and_its_mail_is_done(daemon, relay, write):
    (worker,) = daemon.workers()
    desk = daemon.folder / "desk.toml"
    desk.write_text(desk.read_text() + "[[half a que")
    _kill(worker)

    daemon.send(write(CUSTOMER, "Hello", "Anybody there?", message_id="one@customers.test"), sender=CUSTOMER)

    relay.wait_for(lambda letter: letter.recipient == CUSTOMER)
    (replaced,) = daemon.workers()
    assert replaced != worker


def test_ready_only_while_workers_are_up(daemon):
    assert daemon.api("GET", "/readyz") == (200, {"listeners": True, "store": True, "workers": True})
    assert daemon.api("GET", "/healthz")[0] == 200


def test_applied_desk_file_is_a_new_revision_and_an_old_one_never_comes_back(daemon, relay, write):
    desk = daemon.folder / "desk.toml"
    first = desk.read_text()
    sue = '[[agent]]\nemail = "sue@agents.test"\nname = "Sue"\n[[team]]\nkey = "sales"\nagents = ["sue@agents.test"]\n'
    desk.write_text(first + f'\n{sue}[[queue]]\nkey = "sales"\naddress = "sales@desk.test"\nteam = "sales"\n')
    daemon.process.send_signal(signal.SIGHUP)
    daemon.wait_until(lambda: '"desk.applied"' in (daemon.folder / "log").read_text())

    sent = write(CUSTOMER, "Price", "How much?", message_id="two@customers.test", to="sales@desk.test")
    daemon.send(sent, sender=CUSTOMER, to="sales@desk.test")
    relay.wait_for(lambda letter: letter.recipient == CUSTOMER)
    (ticket,) = daemon.tickets()
    assert ticket["queue"] == "sales"

    # Whoever sends works under it too: it knows who is to be told.
    relay.script = lambda stage, to: b"550 5.1.1 Nobody" if (stage, to) == ("rcpt", CUSTOMER) else None
    token = daemon.json("token", "create", "--role", "agent", "--email", "sue@agents.test")["token"]
    said = f"/api/v1/tickets/{ticket['number']}/messages"
    assert daemon.api("POST", said, {"text": "Ten."}, token=token)[0] == 201
    relay.wait_for(lambda letter: letter.recipient == "sue@agents.test" and "Nobody" in letter.text)

    desk.write_text(first)
    daemon.stop()
    daemon.start()
    log = (daemon.folder / "log").read_text()
    assert "desk.older_file_ignored" in log
    assert "to go back to this file, change something in it" in log

    desk.write_text(first + "\n# Back again.\n")
    daemon.process.send_signal(signal.SIGHUP)
    daemon.wait_until(lambda: '"revisions": {"acme": 3}' in (daemon.folder / "log").read_text())


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def test_a_node_with_another_secret_key_refuses_to_start(daemon):
    daemon.stop()
    (daemon.folder / "var" / "secret.key").write_text("00" * 32 + "\n")

    checked = daemon.run("check")
    served = daemon.run("serve")

    assert (checked.returncode, served.returncode) == (78, 78)
    for output in (checked.stdout, served.stderr):
        assert "secret.key is not the key" in output
        assert "copy secret.key" in output


def test_a_damaged_database_refuses_to_start(idle_daemon):
    idle_daemon.configure("sqlite:///var/desk.db")
    idle_daemon.start()
    idle_daemon.kill()
    with (idle_daemon.folder / "var" / "desk.db").open("r+b") as file:
        file.seek(10_000)
        file.write(b"\xff" * 200_000)

    served = idle_daemon.run("serve")

    assert served.returncode == 78
    assert "desk.db is damaged" in served.stderr
    assert "Traceback" not in served.stderr
