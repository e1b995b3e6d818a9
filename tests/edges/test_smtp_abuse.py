"""T-07 to T-12: relaying, other protocols, forged origins and nonsense."""

import random
from datetime import timedelta

import pytest

MAIL = b"From: jane@customer.test\r\n\r\nHello\r\n"


@pytest.mark.parametrize(
    ("recipient", "reply"),
    [
        ("<a@gmail.test>", "550 5.1.1 Unknown recipient"),
        ("<nobody@desk.test>", "550 5.1.1 Unknown recipient"),
        ("<Postmaster>", "550 5.1.1 Unknown recipient"),
        ("<support>", "550 5.1.1 Unknown recipient"),
        ("<a%gmail.test@desk.test>", "550 5.7.1 Relaying denied"),
        ("<gmail.test!a@desk.test>", "550 5.7.1 Relaying denied"),
        ('<"a@gmail.test"@desk.test>', "550 5.7.1 Relaying denied"),
        ("<@desk.test:a@gmail.test>", "550 5.7.1 Relaying denied"),
        ("<@desk.test,@b.test:support@desk.test>", "550 5.7.1 Relaying denied"),
        ("<>", "553 5.1.3 Malformed address"),
        ("<a@>", "553 5.1.3 Malformed address"),
        ("<@desk.test>", "553 5.1.3 Malformed address"),
        ("<support@desk.test", "553 5.1.3 Malformed address"),
        ("<support@desk.test><b@desk.test>", "553 5.1.3 Malformed address"),
        ("<sup port@desk.test>", "553 5.1.3 Malformed address"),
        ("<" + "x" * 600 + "@desk.test>", "553 5.1.3 Malformed address"),
        ("<süpport@desk.test>", "553 5.1.3 Malformed address"),
        ("<support@desk.test> NOTIFY=NEVER", "555 5.5.4 Parameter not recognized"),
        ("<support@desk.test>", "250 2.1.5 Recipient ok"),
        ("support@desk.test", "250 2.1.5 Recipient ok"),
        ("<SUPPORT@desk.test>", "250 2.1.5 Recipient ok"),
        ('<"support"@desk.test>', "250 2.1.5 Recipient ok"),
    ],
)
def test_only_our_own_recipients_are_accepted(post, recipient, reply):
    client = post.session()
    client.say("MAIL FROM:<a@b.test>")
    assert client.say(f"RCPT TO:{recipient}") == reply


def test_source_route_of_a_sender_is_ignored(post):
    client = post.session()
    client.address("support@desk.test", sender="@a.test,@b.test:jane@customer.test")
    client.say("DATA")
    client.say(MAIL + b".")
    assert post.intake.kept[0].envelope.mail_from == "jane@customer.test"


@pytest.mark.parametrize(
    "first_line",
    [
        "POST / HTTP/1.1",
        "GET / HTTP/1.0",
        "CONNECT desk.test:25 HTTP/1.1",
        "PROXY TCP4 192.0.2.1 192.0.2.2 56324 25",
        "XCLIENT ADDR=127.0.0.1",
    ],
)
def test_other_protocol_ends_at_its_first_line(post, first_line):
    client = post.connect()
    client.reply()
    hidden = b"\r\nHost: x\r\n\r\nEHLO a\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<support@desk.test>\r\nDATA\r\n.\r\n"
    client.send(first_line.encode() + hidden)
    assert [client.reply(), client.reply()] == ["421 4.7.0 This is not a service of that kind", ""]
    assert post.intake.calls == 0


@pytest.mark.parametrize(
    "line",
    [b"MAIL FROM:<a\x00@b.test>", b"EHLO \x7f", b"NOOP\x0bx", b"MAIL\rFROM:<a@b.test>", b"MAIL FROM:<\xff\xfe@b.test>"],
)
def test_control_characters_and_broken_utf8_are_refused(post, line):
    assert post.session().say(line) == "500 5.5.2 Syntax error"


def test_address_in_utf8_is_kept_where_it_was_announced(post):
    post.intake.routes["hilfe-für@desk.test"] = "desk"
    client = post.session()
    client.say("MAIL FROM:<jürgen@müller.test> SMTPUTF8")
    client.say("RCPT TO:<hilfe-für@desk.test>")
    client.say("DATA")
    client.say(MAIL + b".")
    assert post.intake.kept[0].envelope.mail_from == "jürgen@müller.test"
    assert post.intake.kept[0].envelope.recipients == ("hilfe-für@desk.test",)


WORDS = [
    b"EHLO",
    b"MAIL",
    b"FROM:",
    b"RCPT",
    b"TO:",
    b"DATA",
    b"<>",
    b"<a@b>",
    b"<support@desk.test>",
    b"RSET",
    b"\xc3",
]
SCRAPS = [
    b" ",
    b"\r\n",
    b"\n",
    b".",
    b"\r\n.\r\n",
    b"\x00",
    b"\x80",
    b'"',
    b"\\",
    b"=",
    b"SIZE=1",
    b"%",
    b"@",
    b"x" * 700,
]


@pytest.mark.parametrize("seed", range(150))
def test_nonsense_is_answered_in_fixed_words(open_post, seed):
    random_ = random.Random(seed)
    client = open_post(error_delay=timedelta(0)).session()
    client.send(b"".join(random_.choices(WORDS + SCRAPS, k=300)) + b"\r\n.\r\nQUIT\r\n")
    client.half_close()
    while reply := client.reply():
        # Reply lines are checked to be whole and ASCII as they are read.
        assert reply[0] in "2345"
        assert not reply.startswith("451"), reply
