"""L-13 to L-20: how much of us one peer may use, and how long it may take."""

from datetime import timedelta

import pytest

from mailgate.model.limits import Rate

MAIL = b"From: jane@customer.test\r\n\r\nHello\r\n"
STRANGERS = ("192.0.2.1",)
MINUTE = timedelta(minutes=1)
TOO_MANY_MAILS = "421 4.7.0 Too many mails, try again later"
TOO_MANY_CONNECTIONS = "421 4.7.0 Too many connections"
TOO_MANY_ERRORS = "421 4.7.0 Too many errors"
UNKNOWN = "550 5.1.1 Unknown recipient"


def test_recipients_beyond_a_hundred_are_put_off_and_the_first_hundred_stay(post):
    names = [f"r{number}@desk.test" for number in range(150)]
    post.intake.routes |= dict.fromkeys(names, "desk")
    client = post.session()
    replies = client.address(*names)[1:]
    assert [reply[:9] for reply in replies] == ["250 2.1.5"] * 100 + ["452 4.5.3"] * 50
    client.say("DATA")
    assert client.say(MAIL + b".") == "250 2.0.0 Ok: queued as 1"
    assert post.intake.kept[0].envelope.recipients == tuple(names[:100])


def test_mails_of_one_session_are_limited(open_post):
    client = open_post(trusted=STRANGERS, messages_per_session=3).session()
    for _ in range(3):
        assert client.deliver(MAIL).startswith("250")
    assert client.say("MAIL FROM:<a@b.test>") == TOO_MANY_MAILS
    assert client.reply() == ""


def test_connections_of_one_address_are_limited(open_post):
    post = open_post(trusted=STRANGERS, connections_per_ip=2)
    first, _second = post.session(), post.session()
    third = post.connect()
    assert [third.reply(), third.reply()] == [TOO_MANY_CONNECTIONS, ""]
    first.say("QUIT")
    post.wait_for_sessions(1)
    assert post.connect().reply().startswith("220")


def test_connections_in_total_are_limited(open_post):
    post = open_post(trusted=STRANGERS, connections=1)
    post.session()
    assert post.connect().reply() == TOO_MANY_CONNECTIONS


def test_new_connections_of_one_address_are_limited_by_the_minute(open_post, clock):
    post = open_post(trusted=STRANGERS, clock=clock, new_connections_per_ip=Rate(count=2, window=MINUTE))
    for _ in range(2):
        post.session().say("QUIT")
    assert post.connect().reply() == TOO_MANY_CONNECTIONS
    clock.advance(61)
    assert post.connect().reply().startswith("220")


def test_mails_of_one_address_are_limited_by_the_minute(open_post, clock):
    post = open_post(trusted=STRANGERS, clock=clock, messages_per_ip=Rate(count=2, window=MINUTE))
    client = post.session()
    client.deliver(MAIL)
    client.deliver(MAIL)
    assert client.say("MAIL FROM:<a@b.test>") == TOO_MANY_MAILS
    clock.advance(61)
    assert post.session().deliver(MAIL).startswith("250")


def test_bytes_of_one_address_are_limited_by_the_minute(open_post, clock):
    post = open_post(trusted=STRANGERS, clock=clock, bytes_per_ip=Rate(count=1000, window=MINUTE))
    client = post.session()
    assert client.deliver(b"x" * 990 + b"\r\n" * 10).startswith("250")
    assert client.say("MAIL FROM:<a@b.test>") == TOO_MANY_MAILS
    clock.advance(61)
    assert post.session().deliver(MAIL).startswith("250")


def test_trusted_relays_are_not_limited(open_post):
    none = Rate(count=0, window=MINUTE)
    post = open_post(
        connections=0,
        connections_per_ip=0,
        messages_per_session=0,
        new_connections_per_ip=none,
        messages_per_ip=none,
        bytes_per_ip=none,
    )
    assert post.session().deliver(MAIL) == "250 2.0.0 Ok: queued as 1"


def test_rates_that_are_off_limit_nobody(open_post):
    post = open_post(trusted=STRANGERS, new_connections_per_ip=None, messages_per_ip=None, bytes_per_ip=None)
    assert post.session().deliver(MAIL) == "250 2.0.0 Ok: queued as 1"


def test_errors_from_the_tenth_on_are_delayed(open_post):
    post = open_post(error_delay=timedelta(hours=1))
    client = post.session()
    client.address(*["nobody@desk.test"] * 9)
    client.send(b"RCPT TO:<nobody@desk.test>\r\n")
    assert post.session().deliver(MAIL).startswith("250")
    assert client.silent()


def test_delayed_session_ends_at_a_drain(open_post):
    post = open_post(error_delay=timedelta(hours=1), soft_errors=1)
    client = post.session()
    client.send(b"BOGUS\r\n")
    post.run(post.listeners.drain(timedelta(seconds=20)))
    assert client.reply() == "421 4.3.2 Service shutting down"


def test_twentieth_error_ends_the_session(open_post):
    client = open_post(error_delay=timedelta(0)).session()
    client.send(b"BOGUS\r\n" * 21)
    replies = [client.reply() for _ in range(21)]
    assert replies == ["500 5.5.1 Command not recognized"] * 19 + [TOO_MANY_ERRORS, ""]


def test_unknown_recipients_are_errors(open_post):
    client = open_post(error_delay=timedelta(0)).session()
    assert client.address(*["nobody@desk.test"] * 20)[1:] == [UNKNOWN] * 19 + [TOO_MANY_ERRORS]


def test_mail_that_is_kept_makes_up_for_errors(open_post):
    client = open_post(error_delay=timedelta(0)).session()
    for _ in range(3):
        client.address(*["nobody@desk.test"] * 15)
        client.say("RSET")
        assert client.deliver(MAIL).startswith("250")


def test_commands_that_move_no_mail_are_limited(post):
    client = post.session()
    client.send(b"NOOP\r\nRSET\r\n" * 60)
    replies = [client.reply() for _ in range(100)]
    assert replies[-2:] == ["250 2.0.0 Ok", TOO_MANY_ERRORS]


def test_silent_peer_is_parted_with(open_post):
    post = open_post(command_timeout=timedelta(milliseconds=50))
    clients = [post.connect() for _ in range(20)]
    assert {(client.reply()[:3], client.reply(), client.reply()) for client in clients} == {
        ("220", "421 4.4.2 Timeout", "")
    }


def test_peer_that_falls_silent_in_data_is_parted_with(open_post):
    client = open_post(data_timeout=timedelta(milliseconds=50)).session()
    client.address("support@desk.test")
    client.say("DATA")
    assert [client.reply(), client.reply()] == ["421 4.4.2 Timeout", ""]


def test_mail_slower_than_the_minimum_rate_is_cut_off(open_post, clock):
    post = open_post(clock=clock, minimum_rate=500)
    client = post.session()
    client.address("support@desk.test")
    client.say("DATA")
    clock.advance(11)
    client.send(b"x")
    assert [client.reply(), client.reply()] == ["421 4.4.2 Timeout", ""]


def test_mail_that_keeps_the_minimum_rate_may_take_long(open_post, clock):
    post = open_post(clock=clock, minimum_rate=500)
    client = post.session()
    client.address("support@desk.test")
    client.say("DATA")
    clock.advance(9)
    client.send(b"x" * 20_000 + b"\r\n")
    client.send(b".\r\n")
    assert client.reply() == "250 2.0.0 Ok: queued as 1"


def test_session_may_not_last_for_ever(open_post):
    client = open_post(session_time=timedelta(milliseconds=100)).session()
    assert [client.reply(), client.reply()] == ["421 4.4.2 Timeout", ""]


def test_good_peer_is_served_while_others_stall(open_post):
    post = open_post(trusted=STRANGERS, connections_per_ip=100)
    stalled = [post.session() for _ in range(50)]
    for client in stalled:
        client.address("support@desk.test")
        client.say("DATA")
        client.send(b"x")
    assert post.session().deliver(MAIL) == "250 2.0.0 Ok: queued as 1"


@pytest.mark.parametrize("length", [600, 5_000, 300_000])
def test_long_command_is_refused_and_the_session_goes_on(post, length):
    client = post.session()
    assert client.say("NOOP " + "x" * length) == "500 5.5.2 Line too long"
    assert client.say("NOOP") == "250 2.0.0 Ok"


def test_nobody_new_is_let_in_while_the_memory_is_used_up(open_post, clock):
    used = 0
    post = open_post(clock=clock, resident=lambda: used, memory_full=1_000)
    inside = post.session()
    used = 1_000
    clock.advance(1)
    assert post.connect().reply() == "421 4.3.2 Too busy, try again later"
    assert inside.deliver(MAIL) == "250 2.0.0 Ok: queued as 1"
    used = 0
    clock.advance(1)
    assert post.connect().reply().startswith("220")


def test_idle_peers_have_little_time_while_memory_is_scarce(open_post):
    post = open_post(resident=lambda: 1_000, memory_stress=1_000, stress_timeout=timedelta(milliseconds=50))
    assert [post.session().reply() for _ in range(3)] == ["421 4.4.2 Timeout"] * 3


def test_idle_peers_have_little_time_while_few_places_are_left(open_post):
    post = open_post(trusted=STRANGERS, connections=4, connections_per_ip=4, stress_timeout=timedelta(milliseconds=50))
    clients = [post.connect() for _ in range(4)]
    assert [client.reply()[:3] for client in clients] == ["220"] * 4
    # The third of four makes it crowded; who waits with more patience already keeps it until its next command.
    assert clients[-1].reply() == "421 4.4.2 Timeout"
