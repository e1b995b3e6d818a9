"""Other people's mail, broken mail with it, thrown at SMTP: each is accepted and comes to an end."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from tests.rig.audit import Books
from tests.rig.load import Peer, Refused

_CORPUS = Path(os.environ.get("MAILGATE_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
#: Message bodies and streams without a header are no mails.
_NO_MAILS = frozenset({"reply", "reply-html", "signature"})
_SAMPLE = 250
#: Decided by facts that need no parsing of content: over the limits of lines (L-2), a mail loop (L-21).
_PROTOCOL = ("552 5.3.4", "554 5.4.6")

pytestmark = [
    pytest.mark.skipif(not (_CORPUS / "manifest.tsv").exists(), reason="no corpus beside the checkout"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


def _mails() -> list[Path]:
    found = []
    for line in (_CORPUS / "manifest.tsv").read_text().splitlines()[1:]:
        name, _, _, kind, _ = line.split("\t")
        if kind not in _NO_MAILS and not name.endswith(".tnef"):
            found.append(_CORPUS / name)
    return found


def _throw(daemon, database_url, mails: list[Path]) -> None:
    refused = {}
    for place, path in enumerate(mails):
        try:
            with Peer(daemon.ports["smtp"], "smtp") as peer:
                peer.send(f"sender{place}@corpus.test", path.read_bytes())
        except Refused as refusal:
            refused[path.name] = str(refusal)
    assert {name: reply for name, reply in refused.items() if not reply.startswith(_PROTOCOL)} == {}
    assert len(refused) < len(mails) / 50
    books = Books(database_url)
    books.wait_for("SELECT count(*) FROM inbox WHERE state IN ('pending', 'working')", 0, 150)
    assert books.rows("SELECT count(*) FROM inbox")[0][0] == len(mails) - len(refused)
    ended = books.inbox_states()
    assert {state for state, _ in ended} <= {"processed", "held", "quarantined"}
    # A quarantine is a fault of ours, if a tame one (G-7).
    assert sum(count for (state, _), count in ended.items() if state == "quarantined") <= len(mails) / 1000
    books.check_integrity()


def test_sample_of_the_corpus_is_accepted_and_comes_to_an_end(daemon, database_url):
    mails = random.Random(2026).sample(_mails(), _SAMPLE)

    _throw(daemon, database_url, mails)


@pytest.mark.prove
@pytest.mark.timeout(900)
def test_whole_corpus_is_accepted_and_comes_to_an_end(daemon, database_url):
    _throw(daemon, database_url, _mails())
