"""Limits of a session are counted by their ids."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from mailgate.metrics import LIMITS
from mailgate.model.limits import Rate

MAIL = b"From: jane@customer.test\r\n\r\nHello\r\n"
STRANGERS = ("192.0.2.1",)
ONE_A_MINUTE = Rate(count=1, window=timedelta(minutes=1))


@pytest.fixture
def fired(monkeypatch):
    """What fires from now on, by number."""
    counts: Counter[int] = Counter()
    monkeypatch.setattr(LIMITS, "told", lambda number: counts.update([number]))
    return counts


def test_a_mail_that_is_announced_too_large(post, fired):
    post.session().say("MAIL FROM:<a@b.test> SIZE=999999999")
    assert fired == {1: 1}


def test_too_many_lines_and_too_long_ones(open_post, fired):
    client = open_post(lines=2).session()
    client.deliver(MAIL)
    assert fired == {2: 1}


def test_recipients(open_post, fired):
    post = open_post(recipients=1)
    post.session().address("support@desk.test", "sales@desk.test")
    assert fired == {13: 1}


def test_mails_of_one_session(open_post, fired):
    client = open_post(trusted=STRANGERS, messages_per_session=1).session()
    client.deliver(MAIL)
    client.say("MAIL FROM:<a@b.test>")
    assert fired == {14: 1}


def test_connections_at_once(open_post, fired):
    post = open_post(trusted=STRANGERS, connections_per_ip=1)
    kept = post.session()
    post.connect().reply()
    assert fired == {15: 1}
    kept.say("QUIT")


def test_connections_in_a_minute(open_post, fired):
    post = open_post(trusted=STRANGERS, new_connections_per_ip=ONE_A_MINUTE)
    post.session().say("QUIT")
    post.connect().reply()
    assert fired == {16: 1}


def test_mails_of_one_peer(open_post, fired):
    client = open_post(trusted=STRANGERS, messages_per_ip=ONE_A_MINUTE).session()
    client.deliver(MAIL)
    client.say("MAIL FROM:<a@b.test>")
    assert fired == {17: 1}


def test_hops(open_post, fired):
    client = open_post(hops=1).session()
    client.deliver(b"Received: a\r\nReceived: b\r\n" + MAIL)
    assert fired == {21: 1}


def test_a_full_disk(post, fired):
    post.intake.full = True
    post.session().say("MAIL FROM:<a@b.test>")
    assert fired == {22: 1}
