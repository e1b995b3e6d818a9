"""What a kill cannot show: a mail is on the disk, not in the page cache, before its 250."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from tests.rig.load import Peer

_MAILS = 30
#: ``-D``: the daemon stays our child, and gets our signals.
_TRACED = ("strace", "-D", "-f", "-y", "-q", "-s", "24", "-e", "trace=fsync,fdatasync,sendto,write,pwrite64")


def _can_trace() -> bool:
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True).returncode == 0


pytestmark = [
    pytest.mark.skipif(not _can_trace(), reason="strace is not installed, or may not trace here"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


def _trace_mails(desk, write) -> list[str]:
    """What the front did, in order: ``write`` and ``sync`` of the log of the database, and ``250``."""
    trace = desk.daemon.folder / "trace"
    # Nothing but accepting: no worker and no timer writes in between.
    config = desk.daemon.config
    config.write_text(config.read_text().replace("workers = 2", 'workers = 1\nroles = ["mail"]'))
    desk.daemon.under = (*_TRACED, "-o", str(trace))
    desk.daemon.start()
    for number in range(_MAILS):
        raw = write("cora@customers.test", f"Matter {number}", "Help.", message_id=f"m{number}@customers.test")
        with Peer(desk.daemon.ports["smtp"], "smtp") as peer:
            peer.send("cora@customers.test", raw.encode())
    front = desk.daemon.process.pid
    assert desk.daemon.stop() == 0
    # strace pads a short process id with blanks.
    ended = re.compile(rf"^{front} +\+\+\+ exited with 0 \+\+\+$", re.MULTILINE)
    desk.daemon.wait_until(lambda: ended.search(trace.read_text(errors="replace")))
    return list(_events(trace.read_text(errors="replace").splitlines()))


def _events(lines: list[str]) -> Iterator[str]:
    syncing: dict[str, bool] = {}
    for line in lines:
        thread, _, call = line.partition(" ")
        if "250 2.0.0 Ok: queued" in call:
            yield "250"
        elif "pwrite64(" in call and "-wal>" in call:
            yield "write"
        elif "sync(" in call:
            syncing[thread] = "-wal>" in call
        # A sync counts once it has returned: at the end of its line, or in another line where threads overlap.
        if "sync" in call and call.endswith("= 0") and syncing.pop(thread):
            yield "sync"


def _unsynced(events: list[str]) -> list[int]:
    """The mails, counted from 0, whose 250 went out before what was written for them was synced."""
    found, wrote, dirty, mail = [], False, False, 0
    for event in events:
        if event == "write":
            wrote = dirty = True
        elif event == "sync":
            dirty = False
        else:
            if dirty or not wrote:
                found.append(mail)
            wrote, mail = False, mail + 1
    assert mail == _MAILS
    return found


def test_every_250_follows_the_sync_of_what_it_promises(desk, write):
    assert _unsynced(_trace_mails(desk, write)) == []


def test_database_that_does_not_sync_is_seen(desk, write):
    """The mutant: with ``synchronous = NORMAL`` a commit is not synced, and this harness says so."""
    desk.daemon.inject(
        """
        if sys.argv:
            from mailgate.store.engine import sqlite
            prepare = sqlite.prepare
            def lax(driver, *, query_only):
                prepare(driver, query_only=query_only)
                driver.execute("PRAGMA synchronous = NORMAL")
            sqlite.prepare = lax
        """
    )

    assert len(_unsynced(_trace_mails(desk, write))) > _MAILS // 2
