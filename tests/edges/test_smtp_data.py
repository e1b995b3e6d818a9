"""DATA: the bytes that are kept, and the mails that are not."""

import pytest

from mailgate.receive import reception

HEAD = b"From: jane@customer.test\r\nSubject: Hello\r\n\r\n"
EVERY_BYTE = bytes(set(range(256)) - {10, 13})


@pytest.mark.parametrize(
    "body",
    [
        b"plain\r\n",
        EVERY_BYTE + b"\r\n",
        b"\r\n\r\n\r\n",
        b"trailing spaces  \t\r\n",
        b"a lone \r carriage return\r\n",
        b"two \r\r\n of them\r\n",
        "Gr\u00fc\u00dfe \u4f60\u597d".encode() + b"\r\n",
    ],
)
def test_mail_is_kept_byte_for_byte(post, body):
    post.session().deliver(HEAD + body)
    assert post.intake.kept[0].raw == HEAD + body


def test_transparency_dots_are_taken_away(post):
    post.session().deliver(HEAD + b"..\r\n...\r\n.text\r\nno . dot\r\n")
    assert post.intake.kept[0].raw == HEAD + b".\r\n..\r\ntext\r\nno . dot\r\n"


def test_first_line_may_begin_with_a_transparency_dot(post):
    post.session().deliver(b"..first\r\n")
    assert post.intake.kept[0].raw == b".first\r\n"


def test_bare_line_feeds_become_line_ends(post):
    post.session().deliver(b"From: jane@customer.test\n\none\ntwo\r\nthree\r\n")
    assert post.intake.kept[0].raw == b"From: jane@customer.test\r\n\r\none\r\ntwo\r\nthree\r\n"


def test_mail_of_nothing_is_kept(post):
    assert post.session().deliver(b"") == "250 2.0.0 Ok: queued as 1"
    assert post.intake.kept[0].raw == b""


def test_line_of_the_limit_is_kept_whole(open_post):
    post = open_post(line_length=65536)
    body = b"x" * 65534 + b"\r\n"
    assert post.session().deliver(HEAD + body) == "250 2.0.0 Ok: queued as 1"
    assert post.intake.kept[0].raw == HEAD + body


@pytest.mark.parametrize("length", [65535, 200_000])
def test_line_over_the_limit_is_refused_after_data(open_post, length):
    post = open_post(line_length=65536)
    assert post.session().deliver(HEAD + b"x" * length + b"\r\n") == "552 5.3.4 Line too long"
    assert post.intake.calls == 0


def test_long_lines_in_a_row_are_each_measured_alone(open_post):
    post = open_post(line_length=1000)
    assert post.session().deliver(HEAD + (b"x" * 998 + b"\r\n") * 500).startswith("250")


def test_mail_of_the_largest_size_is_kept_whatever_its_transparency_dots(open_post):
    post = open_post(message_size=3000)
    assert post.session().deliver(b"..\r\n" * 1000) == "250 2.0.0 Ok: queued as 1"
    assert len(post.intake.kept[0].raw) == 3000


def test_mail_over_the_size_is_refused_after_data_and_the_session_goes_on(open_post):
    post = open_post(message_size=3000)
    client = post.session()
    assert client.deliver(b"x" * 2999 + b"\r\n") == "552 5.3.4 Message too large"
    assert client.deliver(HEAD) == "250 2.0.0 Ok: queued as 1"


def test_mail_far_over_the_size_is_read_to_its_end(open_post):
    post = open_post(message_size=3000)
    client = post.session()
    client.address("support@desk.test")
    client.say("DATA")
    client.send((b"y" * 998 + b"\r\n") * 2000 + b".\r\nNOOP\r\n")
    assert [client.reply(), client.reply()] == ["552 5.3.4 Message too large", "250 2.0.0 Ok"]


def test_lines_up_to_the_limit_are_kept(open_post):
    post = open_post(lines=100)
    assert post.session().deliver(b"x\r\n" * 100) == "250 2.0.0 Ok: queued as 1"


def test_lines_over_the_limit_are_refused(open_post):
    post = open_post(lines=100)
    assert post.session().deliver(b"x\r\n" * 101) == "552 5.3.4 Too many lines"


@pytest.mark.parametrize(("hops", "reply"), [(50, "250 2.0.0 Ok: queued as 1"), (51, "554 5.4.6 Too many hops")])
def test_fifty_received_headers_are_a_journey_and_one_more_a_loop(post, hops, reply):
    received = b"Received: from a by b\r\n" * (hops - 1) + b"RECEIVED: from a\r\n by b\r\n"
    assert post.session().deliver(received + HEAD + b"Received: in the body\r\n" * 60) == reply


def test_received_lines_without_a_body_are_counted_too(post):
    assert post.session().deliver(b"Received: a\r\n" * 51) == "554 5.4.6 Too many hops"


def test_connection_lost_in_data_keeps_nothing(post):
    client = post.session()
    client.address("support@desk.test")
    client.say("DATA")
    client.send(HEAD + b"half a ma")
    client.close()
    assert post.session().deliver(HEAD) == "250 2.0.0 Ok: queued as 1"
    assert [mail.raw for mail in post.intake.kept] == [HEAD]


def test_half_close_in_data_keeps_nothing(post):
    client = post.session()
    client.address("support@desk.test")
    client.say("DATA")
    client.send(HEAD + b"half a mail\r\n")
    client.half_close()
    assert client.reply() == ""
    assert post.intake.calls == 0


def test_too_much_mail_in_memory_is_put_off(open_post, monkeypatch):
    monkeypatch.setattr(reception, "_MEMORY", 80_000)
    post = open_post(message_size=10_000)
    post.intake.hold()
    waiting = [post.session() for _ in range(8)]
    for client in waiting:
        client.address("support@desk.test")
        client.say("DATA")
        client.send(b"x" * 9_990 + b"\r\n.\r\n")
    post.wait_for_accepts(8)
    late = post.session()
    assert late.deliver(b"x" * 998 + b"\r\n") == "451 4.3.0 Temporary failure, try again"
    post.intake.let_go()
    assert all(client.reply().startswith("250") for client in waiting)
    assert late.deliver(b"x" * 998 + b"\r\n").startswith("250")
