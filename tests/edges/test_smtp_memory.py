"""T-02: what a mail costs in memory while it comes in."""

import threading
import tracemalloc

import pytest

from mailgate.model.limits import MIB

EMPTY_LINES = b"\r\n" * (MIB // 2)


@pytest.fixture
def traced():
    tracemalloc.start()
    yield tracemalloc.get_traced_memory
    tracemalloc.stop()


def send_empty_lines(client, mebibytes, replies):
    client.address("support@desk.test")
    client.say("DATA")
    for _ in range(mebibytes):
        client.send(EMPTY_LINES)
    replies.append(client.say(b"."))


def test_twenty_mails_of_empty_lines_at_once_are_refused_and_not_stored(post, traced):
    replies: list[str] = []
    clients = [post.session() for _ in range(20)]
    senders = [threading.Thread(target=send_empty_lines, args=(client, 5, replies)) for client in clients]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert replies == ["552 5.3.4 Too many lines"] * 20
    assert traced()[1] < 64 * MIB


def test_mail_of_twenty_five_mebibytes_is_kept_for_little_more_than_its_double(post, traced):
    client = post.session()
    line = b"x" * 76 + b"\r\n"
    block = line * 10_000
    client.address("support@desk.test")
    client.say("DATA")
    for _ in range(25 * MIB // len(block)):
        client.send(block)
    assert client.say(b".").startswith("250")
    assert traced()[1] < 2.3 * len(post.intake.kept[0].raw)
