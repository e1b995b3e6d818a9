"""Old mail from files becomes tickets, once, and nobody is mailed about it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.rig.daemon import Daemon, mail

from mailgate.store.database import Database

QUEUE = ("--to", "support@desk.test")


def old_mail(number: int) -> str:
    # More of one customer than an hour's rate lets open tickets.
    return mail("cora@customers.test", f"Old {number}", "once upon a time", message_id=f"{number}@customers.test")


def mbox(path: Path, count: int) -> Path:
    text = (f"From bounce-{n}@customers.test Fri Jul  8 12:08:34 2011\n{old_mail(n)}\n" for n in range(count))
    path.write_text("".join(text).replace("\r\n", "\n"), newline="")
    return path


def maildir(path: Path, count: int) -> Path:
    for name in ("tmp", "new", "cur"):
        (path / name).mkdir(parents=True)
    for number in range(count):
        (path / "cur" / f"{number:09d}.M1.host:2,S").write_text(old_mail(number), newline="")
    return path


def folder(path: Path, count: int) -> Path:
    path.mkdir()
    for number in range(count):
        (path / f"{number:09d}.eml").write_text(old_mail(number), newline="")
    return path


@pytest.fixture
def quiet_daemon(daemon: Daemon) -> Daemon:
    """One whose desk has rates."""
    desk = daemon.folder / "desk.toml"
    desk.write_text(desk.read_text().replace('tickets_per_sender = "off"', 'tickets_per_sender = "3/1h"'))
    daemon.stop()
    daemon.start()
    return daemon


def test_every_mail_becomes_a_ticket_once_and_nobody_is_told(quiet_daemon: Daemon, tmp_path) -> None:
    source = str(maildir(tmp_path / "old", 12))
    first = quiet_daemon.json("import", *QUEUE, source)
    assert (first["added"], first["known"], first["skipped"]) == (12, 0, [])
    quiet_daemon.wait_until(lambda: quiet_daemon.processed() == 12)
    again = quiet_daemon.json("import", *QUEUE, source)
    assert (again["added"], again["known"]) == (0, 12)
    assert sorted(row["subject"] for row in quiet_daemon.tickets()) == sorted(f"Old {n}" for n in range(12))
    assert quiet_daemon.json("outbox", "list") == []
    # What was imported takes no room from what is written now.
    quiet_daemon.send(
        mail("cora@customers.test", "New", "Please.", message_id="new@customers.test"), sender="cora@c.test"
    )
    quiet_daemon.wait_until(lambda: quiet_daemon.processed() == 13)


def test_the_same_mails_in_another_form_are_known(daemon: Daemon, tmp_path) -> None:
    assert daemon.json("import", *QUEUE, str(mbox(tmp_path / "box", 5)))["added"] == 5
    assert daemon.json("import", *QUEUE, str(folder(tmp_path / "dir", 6)))["added"] == 1


def test_the_envelope_is_the_one_that_the_file_tells(daemon: Daemon, tmp_path) -> None:
    daemon.json("import", *QUEUE, str(mbox(tmp_path / "box", 1)))
    (row,) = daemon.json("inbox", "list")
    assert (row["channel"], row["mail_from"], row["recipients"]) == (
        "import",
        "bounce-0@customers.test",
        ["support@desk.test"],
    )


def test_what_is_too_large_is_named_and_the_rest_is_imported(daemon: Daemon, tmp_path) -> None:
    source = folder(tmp_path / "old", 2)
    with (source / "huge.eml").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    done = daemon.run("import", *QUEUE, str(source), "--json")
    assert done.returncode == 65
    assert json.loads(done.stdout) | {"kind": ""} == {
        "kind": "",
        "added": 2,
        "known": 0,
        "skipped": [str(source / "huge.eml")],
    }


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["import", "--to", "nobody@elsewhere.test", "old"], 65),
        (["import", *QUEUE, "/nowhere"], 65),
        (["import", "old"], 64),
    ],
    ids=["no such queue", "no such file", "no queue named"],
)
def test_what_cannot_be_imported_is_said_with_its_exit_code(daemon: Daemon, arguments: list[str], code: int) -> None:
    done = daemon.run(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert "mailgate: " in done.stderr.splitlines()[-1]
    assert ("support@desk.test" in done.stderr) is ("nobody@elsewhere.test" in arguments)


def _kept(url: str) -> int:
    database = Database.open(url)
    try:
        return database.read(lambda conn: conn.execute(text("SELECT count(*) FROM raw_mail")).scalar_one())
    finally:
        database.close()


@pytest.mark.parametrize(("ended_by", "said"), [(signal.SIGKILL, ""), (signal.SIGINT, "the same command goes on from")])
def test_an_import_that_is_ended_goes_on_where_it_was(idle_daemon, database_url, tmp_path, ended_by, said) -> None:
    idle_daemon.configure(database_url)
    idle_daemon.start()
    idle_daemon.stop()
    source = mbox(tmp_path / "box", 2000)
    words = [sys.executable, "-m", "mailgate", "import", *QUEUE, str(source), "--config", str(idle_daemon.config)]
    running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    end = time.monotonic() + 60
    while _kept(database_url) == 0:
        assert time.monotonic() < end
    running.send_signal(ended_by)
    assert said in running.communicate()[1].decode()
    before = _kept(database_url)
    again = idle_daemon.json("import", *QUEUE, str(source))
    assert (again["known"], again["added"]) == (before, 2000 - before)
    assert 0 < before < 2000
    assert _kept(database_url) == 2000
