"""LMTP (RFC 2033): one answer for each recipient, T-11."""

import pytest

from mailgate.errors import StorageFull, StoreUnavailable
from mailgate.model.envelope import Channel

MAIL = b"From: jane@customer.test\r\n\r\nHello\r\n"


def send(client, *recipients, content=MAIL):
    """One transaction; the answers after the final dot, one for each recipient."""
    client.address(*recipients)
    client.say("DATA")
    client.send(content + b".\r\n")
    return [client.reply() for _ in recipients]


def test_lhlo_takes_the_place_of_ehlo(post):
    client = post.connect_lmtp()
    assert client.reply() == "220 desk.test LMTP"
    assert client.say("EHLO client.test") == "500 5.5.1 Command not recognized"
    assert client.say("HELO client.test") == "500 5.5.1 Command not recognized"
    assert "250-PIPELINING" in client.say("LHLO client.test").split("\n")


def test_each_recipient_gets_the_answer_of_its_tenant(post):
    post.intake.outcome = lambda mails: [StorageFull() if mail.tenant == "full" else 40 for mail in mails]
    client = post.lmtp_session()
    assert send(client, "support@desk.test", "full@full.test", "help@other.test") == [
        "250 2.0.0 Ok: queued as 40",
        "452 4.3.1 Insufficient system storage",
        "250 2.0.0 Ok: queued as 40",
    ]
    assert [mail.tenant for mail in post.intake.kept] == ["desk", "other"]
    assert post.intake.calls == 1
    assert client.say("MAIL FROM:<a@b.test>") == "250 2.1.0 Sender ok"


def test_recipients_of_one_tenant_share_a_mail_and_get_an_answer_each(post):
    replies = send(post.lmtp_session(), "support@desk.test", "sales@desk.test", "support@desk.test")
    assert replies == ["250 2.0.0 Ok: queued as 1"] * 3
    assert [mail.envelope.recipients for mail in post.intake.kept] == [("support@desk.test", "sales@desk.test")]


def test_refused_recipients_get_no_second_answer(post):
    client = post.lmtp_session()
    assert client.address("nobody@desk.test", "support@desk.test")[1] == "550 5.1.1 Unknown recipient"
    client.say("DATA")
    client.send(MAIL + b".\r\nNOOP\r\n")
    assert [client.reply(), client.reply()] == ["250 2.0.0 Ok: queued as 1", "250 2.0.0 Ok"]


def test_mail_that_is_refused_is_refused_for_each_recipient(open_post):
    post = open_post(lines=3)
    client = post.lmtp_session()
    assert (
        send(client, "support@desk.test", "help@other.test", content=b"x\r\n" * 10) == ["552 5.3.4 Too many lines"] * 2
    )
    assert client.say("NOOP") == "250 2.0.0 Ok"


def test_failure_is_told_to_each_recipient(post):
    def outcome(mails):
        raise StoreUnavailable("gone")

    post.intake.outcome = outcome
    replies = send(post.lmtp_session(), "support@desk.test", "help@other.test")
    assert replies == ["451 4.3.0 Temporary failure, try again"] * 2


def test_local_socket_is_trusted_and_has_no_peer(open_post):
    post = open_post(trusted=())
    send(post.lmtp_session(), "support@desk.test")
    envelope = post.intake.kept[0].envelope
    assert (envelope.channel, envelope.peer, envelope.trusted_peer) == (Channel.LMTP, "", True)


@pytest.mark.parametrize("times", [3])
def test_whole_transactions_in_one_packet_are_answered_in_order(post, times):
    client = post.lmtp_session()
    head = b"MAIL FROM:<>\r\nRCPT TO:<support@desk.test>\r\nRCPT TO:<help@other.test>\r\nDATA\r\n"
    client.send((head + MAIL + b".\r\n") * times + b"QUIT\r\n")
    codes = [client.reply()[:3] for _ in range(6 * times + 1)]
    assert codes == ["250", "250", "250", "354", "250", "250"] * times + ["221"]
    assert len(post.intake.kept) == 2 * times


def test_listeners_name_themselves(post):
    assert post.lines == [f"smtp 127.0.0.1:{post.smtp_port}", f"lmtp unix:{post.path}"]


def test_socket_file_is_gone_after_a_drain(post):
    from datetime import timedelta

    post.run(post.listeners.drain(timedelta(seconds=5)))
    assert not post.path.exists()


def test_socket_file_of_a_dead_predecessor_is_replaced(open_post):
    first = open_post()
    second = open_post()
    assert second.path == first.path
    first.close_listeners()
    assert send(second.lmtp_session(), "support@desk.test") == ["250 2.0.0 Ok: queued as 1"]
