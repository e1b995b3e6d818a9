"""A mail that breaks our code is put aside after three attempts; its neighbours never notice (F-14, L-33)."""

from __future__ import annotations

import pytest
from tests.rig.load import Peer

_RAISES = """
    if WORKER:
        import pathlib
        from mailgate.pipeline.inbound import understanding
        read = understanding.parse_message
        def parse_message(raw, limits):
            if b"X-Poison: yes" in raw and not pathlib.Path({mended!r}).exists():
                raise RecursionError("poisoned")
            return read(raw, limits)
        understanding.parse_message = parse_message
"""
_KILLS = _RAISES.replace('raise RecursionError("poisoned")', "import os; os._exit(1)")
#: The pause between attempts, which is no part of what is tested.
_AT_ONCE = """
    if WORKER:
        from datetime import timedelta
        from mailgate.pipeline.inbound import batch
        batch._RETRY_PAUSE = timedelta(milliseconds=100)
"""


@pytest.fixture
def mended(desk):
    """A file that heals the product once it exists."""
    return desk.daemon.folder / "mended"


def _send(desk, write, count):
    """``count`` mails of as many people with the poisoned one among them."""
    for number in range(count):
        sender = f"customer{number}@customers.test"
        headers = {"X_Poison": "yes"} if number == count // 2 else {}
        raw = write(sender, f"Matter {number}", "Please help.", message_id=f"m{number}@customers.test", **headers)
        with Peer(desk.daemon.ports["smtp"], "smtp") as peer:
            peer.send(sender, raw.encode())


def _check_quarantined_and_brought_back(desk, mended, outcome, count):
    books = desk.books
    books.wait_for("SELECT count(*) FROM inbox WHERE state = 'processed'", count - 1)
    books.wait_for("SELECT count(*) FROM inbox WHERE state = 'quarantined'", 1)
    (row,) = desk.daemon.json("quarantine", "list")
    assert (row["outcome"], row["attempts"]) == (outcome, 3)
    assert books.rows("SELECT count(*) FROM message WHERE inbox_id IS NOT NULL")[0][0] == count - 1

    mended.touch()
    assert desk.daemon.run("quarantine", "retry", str(row["id"])).returncode == 0

    books.wait_for("SELECT count(*) FROM inbox WHERE state = 'processed'", count)
    assert books.rows("SELECT count(*) FROM message WHERE inbox_id IS NOT NULL")[0][0] == count
    assert desk.daemon.json("quarantine", "list") == []


def test_mail_that_our_code_fails_on_is_quarantined_and_can_be_tried_again(desk, mended, write):
    desk.daemon.inject(_RAISES.format(mended=str(mended)) + _AT_ONCE)
    desk.daemon.start()

    _send(desk, write, 30)

    _check_quarantined_and_brought_back(desk, mended, "quarantine.failed", 30)


def test_mail_that_kills_workers_is_quarantined_and_a_hundred_others_are_done(desk, mended, write):
    desk.daemon.inject(_KILLS.format(mended=str(mended)))
    desk.daemon.start()

    _send(desk, write, 101)

    _check_quarantined_and_brought_back(desk, mended, "quarantine.worker_death", 101)
