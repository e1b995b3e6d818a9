"""The order of commands and what a session remembers."""

import pytest

from mailgate.model.envelope import Channel

MAIL = b"From: jane@customer.test\r\n\r\nHello\r\n"


def test_greeting_names_the_server(post):
    assert post.connect().reply() == "220 desk.test ESMTP"


def test_ehlo_announces_what_is_supported(post):
    client = post.connect()
    assert client.hello().split("\n") == [
        "250-desk.test",
        "250-PIPELINING",
        "250-SIZE 26214400",
        "250-8BITMIME",
        "250-SMTPUTF8",
        "250 ENHANCEDSTATUSCODES",
    ]


def test_helo_is_answered_in_one_line(post):
    client = post.connect()
    client.reply()
    assert client.say("HELO client.test") == "250 desk.test"


def test_accepted_mail_is_kept_with_its_envelope(post):
    client = post.session()
    assert client.deliver(MAIL, "support@desk.test", "sales@desk.test") == "250 2.0.0 Ok: queued as 1"
    (mail,) = post.intake.kept
    assert (mail.tenant, mail.raw) == ("desk", MAIL)
    assert mail.envelope.mail_from == "jane@customer.test"
    assert mail.envelope.recipients == ("support@desk.test", "sales@desk.test")
    assert mail.envelope.channel is Channel.SMTP
    assert (mail.envelope.peer, mail.envelope.helo, mail.envelope.trusted_peer) == ("127.0.0.1", "client.test", True)
    assert mail.received_at.tzinfo is not None
    assert len(mail.keys.contact) == 16


def test_peer_that_is_no_relay_is_not_trusted(open_post):
    post = open_post(trusted=("192.0.2.0/24",))
    post.session().deliver(MAIL)
    assert post.intake.kept[0].envelope.trusted_peer is False


def test_null_sender_is_the_empty_string(post):
    client = post.session()
    assert client.address("support@desk.test", sender="") == ["250 2.1.0 Sender ok", "250 2.1.5 Recipient ok"]
    client.say("DATA")
    client.say(MAIL + b".")
    assert post.intake.kept[0].envelope.mail_from == ""


def test_null_sender_begins_a_transaction(post):
    client = post.session()
    client.address(sender="")
    assert client.say("MAIL FROM:<b@c.test>") == "503 5.5.1 Nested MAIL command"


def test_recipients_of_two_tenants_make_two_mails_in_one_accept(post):
    client = post.session()
    reply = client.deliver(MAIL, "help@other.test", "support@desk.test", "sales@desk.test")
    assert reply == "250 2.0.0 Ok: queued as 1,2"
    assert [(mail.tenant, mail.envelope.recipients) for mail in post.intake.kept] == [
        ("other", ("help@other.test",)),
        ("desk", ("support@desk.test", "sales@desk.test")),
    ]
    assert post.intake.calls == 1


def test_recipient_named_twice_is_kept_once(post):
    post.session().deliver(MAIL, "support@desk.test", "support@desk.test")
    assert post.intake.kept[0].envelope.recipients == ("support@desk.test",)


def test_second_mail_on_the_same_connection_is_kept(post):
    client = post.session()
    client.deliver(MAIL)
    assert client.deliver(MAIL, "help@other.test") == "250 2.0.0 Ok: queued as 2"
    assert post.intake.kept[1].envelope.recipients == ("help@other.test",)


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("MAIL FROM:<a@b.test>", "503 5.5.1 Say hello first"),
        ("RCPT TO:<support@desk.test>", "503 5.5.1 Need MAIL command"),
        ("DATA", "503 5.5.1 Need MAIL command"),
        ("EHLO", "501 5.5.4 Syntax error in arguments"),
        ("NOOP", "250 2.0.0 Ok"),
        ("RSET", "250 2.0.0 Ok"),
        ("HELP", "214 2.0.0 See RFC 5321"),
        ("VRFY jane", "252 2.5.0 Cannot verify, send some mail"),
        ("EXPN all", "502 5.5.1 Command not implemented"),
        ("AUTH PLAIN AGEAYg==", "502 5.5.1 Command not implemented"),
        ("STARTTLS", "454 4.7.0 TLS not available"),
        ("BDAT 3 LAST", "500 5.5.1 Command not recognized"),
        ("LHLO client.test", "500 5.5.1 Command not recognized"),
        ("", "500 5.5.1 Command not recognized"),
        ("quit", "221 2.0.0 Bye"),
    ],
)
def test_command_before_hello_is_answered(post, command, reply):
    client = post.connect()
    client.reply()
    assert client.say(command) == reply


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("MAIL TO:<a@b.test>", "501 5.5.4 Syntax error in arguments"),
        ("MAIL FROM:<a@b.test> SIZE=x", "501 5.5.4 Syntax error in arguments"),
        ("MAIL FROM:<a@b.test> BODY=BINARYMIME", "501 5.5.4 Syntax error in arguments"),
        ("MAIL FROM:<a@b.test> SMTPUTF8=yes", "501 5.5.4 Syntax error in arguments"),
        ("MAIL FROM:<a@b.test> RET=HDRS", "555 5.5.4 Parameter not recognized"),
        ("MAIL FROM:<a@b.test", "553 5.1.3 Malformed address"),
        ("MAIL FROM:<jürgen@b.test>", "553 5.1.3 Malformed address"),
        ("MAIL FROM:<jürgen@b.test> SMTPUTF8", "250 2.1.0 Sender ok"),
        ("MAIL FROM:<a@b.test> SIZE=26214400 BODY=8BITMIME", "250 2.1.0 Sender ok"),
        ("MAIL FROM:<a@b.test> SIZE=26214401", "552 5.3.4 Message too large"),
        ("MAIL FROM:<a@b.test> SIZE=" + "9" * 40, "552 5.3.4 Message too large"),
        ("mail from: a@b.test", "250 2.1.0 Sender ok"),
    ],
)
def test_mail_command_is_answered(post, command, reply):
    assert post.session().say(command) == reply


def test_parameters_need_ehlo(post):
    client = post.connect()
    client.hello("HELO")
    assert client.say("MAIL FROM:<a@b.test> SIZE=10") == "555 5.5.4 Parameter not recognized"


def test_data_without_an_accepted_recipient_is_refused(post):
    client = post.session()
    client.address("nobody@desk.test")
    assert client.say("DATA") == "503 5.5.1 Need RCPT command"


def test_rset_forgets_sender_and_recipients(post):
    client = post.session()
    client.address("support@desk.test")
    client.say("RSET")
    assert client.say("RCPT TO:<support@desk.test>") == "503 5.5.1 Need MAIL command"


def test_hello_forgets_sender_and_recipients(post):
    client = post.session()
    client.address("support@desk.test")
    client.say("EHLO other.test")
    assert client.say("DATA") == "503 5.5.1 Need MAIL command"


def test_whole_session_in_one_packet_is_answered_in_order(post):
    client = post.connect()
    client.send(
        b"EHLO client.test\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<support@desk.test>\r\nRCPT TO:<no@desk.test>\r\n"
        b"DATA\r\n" + MAIL + b".\r\nMAIL FROM:<>\r\nRCPT TO:<help@other.test>\r\nDATA\r\n" + MAIL + b".\r\nQUIT\r\n"
    )
    codes = [client.reply()[:3] for _ in range(12)]
    assert codes == ["220", "250", "250", "250", "550", "354", "250", "250", "250", "354", "250", "221"]
    assert client.reply() == ""
    assert [mail.tenant for mail in post.intake.kept] == ["desk", "other"]


def test_mail_that_arrives_byte_by_byte_is_the_same_mail(post):
    client = post.session()
    client.address("support@desk.test")
    client.say("DATA")
    for byte in MAIL + b".\r\n":
        client.send(bytes([byte]))
    assert client.reply() == "250 2.0.0 Ok: queued as 1"
    assert post.intake.kept[0].raw == MAIL


def test_bare_line_feeds_end_commands(post):
    client = post.connect()
    client.reply()
    client.send(b"EHLO client.test\nNOOP\n")
    assert [client.reply()[:3], client.reply()] == ["250", "250 2.0.0 Ok"]


def test_quit_ends_the_session(post):
    client = post.session()
    assert client.say("QUIT") == "221 2.0.0 Bye"
    assert client.reply() == ""
