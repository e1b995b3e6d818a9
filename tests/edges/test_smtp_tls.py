"""STARTTLS (RFC 3207), T-06."""

import ssl

import pytest

MAIL = b"From: jane@customer.test\r\n\r\nHello\r\n"


@pytest.fixture
def server_tls(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


@pytest.fixture
def client_tls(certificate):
    return ssl.create_default_context(cafile=str(certificate[0]))


def test_starttls_is_announced_until_it_is_done(open_post, server_tls, client_tls):
    client = open_post(tls=server_tls).connect()
    assert "250-STARTTLS" in client.hello().split("\n")
    assert client.say("STARTTLS") == "220 2.0.0 Ready to start TLS"
    client.start_tls(client_tls)
    assert "STARTTLS" not in client.say("EHLO client.test")
    assert client.say("STARTTLS") == "503 5.5.1 TLS is active already"


def test_mail_over_tls_is_kept(open_post, server_tls, client_tls):
    post = open_post(tls=server_tls)
    client = post.session()
    client.say("STARTTLS")
    client.start_tls(client_tls)
    client.say("EHLO client.test")
    large = MAIL + (b"x" * 998 + b"\r\n") * 2000
    assert client.deliver(large) == "250 2.0.0 Ok: queued as 1"
    assert client.say("QUIT") == "221 2.0.0 Bye"
    assert post.intake.kept[0].raw == large
    assert post.intake.kept[0].envelope.peer == "127.0.0.1"


def test_what_came_in_clear_before_the_handshake_is_forgotten(open_post, server_tls, client_tls):
    post = open_post(tls=server_tls)
    client = post.session()
    client.address("support@desk.test")
    client.say("STARTTLS")
    client.start_tls(client_tls)
    assert client.say("RCPT TO:<support@desk.test>") == "503 5.5.1 Need MAIL command"
    assert client.say("MAIL FROM:<a@b.test>") == "503 5.5.1 Say hello first"


def test_commands_sent_in_clear_behind_starttls_are_dropped(open_post, server_tls, client_tls):
    post = open_post(tls=server_tls)
    client = post.session()
    assert client.say(b"STARTTLS\r\nEHLO x\r\nMAIL FROM:<x@y.test>").startswith("220")
    client.start_tls(client_tls)
    assert client.say("RCPT TO:<support@desk.test>") == "503 5.5.1 Need MAIL command"
    assert client.say("MAIL FROM:<a@b.test>") == "503 5.5.1 Say hello first"


def test_failed_handshake_ends_that_session_alone(open_post, server_tls):
    post = open_post(tls=server_tls)
    client = post.session()
    client.say("STARTTLS")
    client.send(b"this is no handshake\r\n")
    while client.socket.recv(4096):
        pass
    post.wait_for_sessions(0)
    assert post.session().deliver(MAIL) == "250 2.0.0 Ok: queued as 1"


def test_drain_ends_a_session_over_tls(open_post, server_tls, client_tls):
    from datetime import timedelta

    post = open_post(tls=server_tls)
    client = post.session()
    client.say("STARTTLS")
    client.start_tls(client_tls)
    client.say("EHLO client.test")
    drained = post.begin(post.listeners.drain(timedelta(seconds=20)))
    assert [client.reply(), client.reply()] == ["421 4.3.2 Service shutting down", ""]
    client.close()
    drained.result(20)
