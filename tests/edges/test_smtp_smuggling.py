"""T-01: only CRLF.CRLF ends a mail, so no mail can hide another one."""

import pytest

VECTORS = [
    b"\n.\n",
    b"\n.\r\n",
    b"\r\n.\n",
    b"\r.\r",
    b"\r.\r\n",
    b"\r\n.\r",
    b"\r.\n",
    b"\n.\r",
    b"\r\n\x00.\r\n",
    b"\r\n.\x00\r\n",
    b"\n\x00.\n",
    b"\r\x00.\x00\r",
]
HIDDEN = (
    b"MAIL FROM:<ceo@desk.test>\r\nRCPT TO:<support@desk.test>\r\nDATA\r\nSubject: smuggled\r\n\r\nPay now\r\n.\r\n"
)
HEAD = b"From: jane@customer.test\r\nSubject: outer"
#: What stands before the vector: the very start of data, the header block, the body.
POSITIONS = {"start": b"", "header": HEAD, "body": HEAD + b"\r\n\r\nHello"}


@pytest.mark.parametrize("place", POSITIONS)
@pytest.mark.parametrize("vector", VECTORS)
def test_lax_end_of_data_hides_no_second_mail(post, vector, place):
    client = post.session()
    client.address("support@desk.test")
    client.say("DATA")
    # The mail goes on behind the vector and ends with the first true end of data, which is the hidden mail's own.
    client.send(POSITIONS[place] + vector + HIDDEN + b"QUIT\r\n")
    assert client.reply() == "550 5.5.2 Bare CR or LF around a lone dot"
    assert client.reply() == "221 2.0.0 Bye"
    assert post.intake.calls == 0


def test_true_end_of_data_is_an_end_and_the_rest_is_commands(post):
    client = post.session()
    client.address("support@desk.test")
    client.say("DATA")
    client.send(HEAD + b"\r\n\r\nHello\r\n.\r\nNOOP\r\n")
    assert [client.reply(), client.reply()] == ["250 2.0.0 Ok: queued as 1", "250 2.0.0 Ok"]


@pytest.mark.parametrize(
    "harmless",
    [b"End of sentence.\nNext", b"a\n.hidden file\n", b"a\r\n..\r\n", b"a\r\n..\nb", b"a.\rb", b"1\n.5", b"\x00. "],
)
def test_dot_that_is_not_alone_on_its_line_is_kept(post, harmless):
    assert post.session().deliver(HEAD + b"\r\n\r\n" + harmless + b"\r\n") == "250 2.0.0 Ok: queued as 1"
