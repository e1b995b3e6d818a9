"""What a peer hears, and what is kept, when something breaks on our side or on theirs."""

import threading
from datetime import timedelta

import pytest
import structlog

from mailgate.errors import StorageFull, StoreUnavailable
from mailgate.receive import reception, transaction

MAIL = b"From: jane@customer.test\r\n\r\nHello\r\n"
TEMPORARY = "451 4.3.0 Temporary failure, try again"


@pytest.fixture
def broken_log(monkeypatch):
    """Every log line fails, and the event tells that one was tried."""
    tried = threading.Event()

    def fail(*_):
        tried.set()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reception, "log", structlog.wrap_logger(None, processors=[fail]))
    return tried


def fail_with(error):
    def outcome(*_):
        raise error

    return outcome


@pytest.mark.parametrize(
    ("error", "reply"),
    [
        (StoreUnavailable("connection to 10.0.0.5 refused"), TEMPORARY),
        (RuntimeError("SELECT secret FROM contact"), TEMPORARY),
        (OSError(28, "No space left on device"), TEMPORARY),
        (RecursionError(), TEMPORARY),
        (StorageFull("/var/lib/mailgate"), "452 4.3.1 Insufficient system storage"),
    ],
)
def test_failure_to_keep_a_mail_is_temporary_and_says_nothing_of_ours(post, error, reply):
    post.intake.outcome = fail_with(error)
    assert post.session().deliver(MAIL) == reply


@pytest.mark.parametrize("error", [StoreUnavailable("gone"), ValueError("x")])
def test_failure_given_as_a_value_is_temporary(post, error):
    post.intake.outcome = lambda mails: [error]
    assert post.session().deliver(MAIL) == TEMPORARY


def test_missing_result_is_a_failure(post):
    post.intake.outcome = lambda mails: []
    assert post.session().deliver(MAIL) == TEMPORARY


def test_mail_of_two_tenants_is_asked_for_again_when_one_failed(post):
    post.intake.outcome = lambda mails: [7, StoreUnavailable("gone")]
    assert post.session().deliver(MAIL, "support@desk.test", "help@other.test") == TEMPORARY


def test_session_goes_on_after_a_failure(post):
    client = post.session()
    post.intake.outcome = fail_with(StoreUnavailable("gone"))
    client.deliver(MAIL)
    post.intake.outcome = None
    assert client.deliver(MAIL) == "250 2.0.0 Ok: queued as 1"


def test_failures_of_ours_are_not_the_peers_errors(post):
    client = post.session()
    post.intake.outcome = fail_with(StoreUnavailable("gone"))
    assert {client.deliver(MAIL) for _ in range(25)} == {TEMPORARY}


def test_log_that_cannot_be_written_does_not_stop_mail(post, broken_log):
    assert post.session().deliver(MAIL) == "250 2.0.0 Ok: queued as 1"
    assert broken_log.is_set()


def test_failure_to_route_is_temporary(post):
    post.intake.routes = None
    client = post.session()
    assert client.address("support@desk.test")[1] == TEMPORARY


def test_mail_is_not_asked_for_while_storage_is_full(post):
    client = post.session()
    post.intake.full = True
    assert client.say("MAIL FROM:<a@b.test>") == "452 4.3.1 Insufficient system storage"
    post.intake.full = False
    assert client.deliver(MAIL) == "250 2.0.0 Ok: queued as 1"


def test_reply_waits_until_the_mail_is_kept(post):
    post.intake.hold()
    client = post.session()
    client.address("support@desk.test")
    client.say("DATA")
    client.send(MAIL + b".\r\n")
    assert post.intake.begun.wait(20)
    # Another session runs from end to end, and still the first has no answer.
    other = post.session()
    assert other.say("QUIT").startswith("221")
    assert client.silent()
    post.intake.let_go()
    assert client.reply() == "250 2.0.0 Ok: queued as 1"


def test_mail_is_kept_when_the_peer_hangs_up_after_the_final_dot(post):
    post.intake.hold()
    client = post.session()
    client.address("support@desk.test")
    client.say("DATA")
    client.send(MAIL + b".\r\n")
    assert post.intake.begun.wait(20)
    client.reset()
    post.wait_for_sessions(0)
    post.intake.let_go()
    post.wait_for_kept(1)
    assert post.intake.kept[0].raw == MAIL


def test_peer_that_half_closes_after_the_final_dot_gets_its_mail_kept_and_its_reply(post):
    client = post.session()
    client.address("support@desk.test")
    client.say("DATA")
    client.send(MAIL + b".\r\n")
    client.half_close()
    assert [client.reply(), client.reply()] == ["250 2.0.0 Ok: queued as 1", ""]
    assert len(post.intake.kept) == 1


def test_timeouts_do_not_touch_a_mail_being_kept(open_post):
    half_a_second = timedelta(milliseconds=500)
    post = open_post(command_timeout=half_a_second, data_timeout=half_a_second, session_time=half_a_second)
    post.intake.hold()
    client = post.connect()
    client.send(b"EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<support@desk.test>\r\nDATA\r\n" + MAIL + b".\r\n")
    assert [client.reply()[:3] for _ in range(5)] == ["220", "250", "250", "250", "354"]
    # An idle session that began later is timed out meanwhile.
    idle = post.connect()
    assert [idle.reply()[:3], idle.reply()] == ["220", "421 4.4.2 Timeout"]
    post.intake.let_go()
    assert [client.reply(), client.reply()] == ["250 2.0.0 Ok: queued as 1", "421 4.4.2 Timeout"]


@pytest.mark.parametrize("session", ["session", "lmtp_session"])
def test_failure_between_data_and_intake_is_temporary_and_ends_the_session(post, monkeypatch, session):
    monkeypatch.setattr(transaction, "glance", fail_with(RuntimeError("bug")))
    client = getattr(post, session)()
    assert [client.deliver(MAIL, "support@desk.test", "help@other.test"), client.reply()] == [TEMPORARY, ""]


def test_drain_parts_with_idle_sessions_and_stops_listening(post):
    client = post.session()
    post.run(post.listeners.drain(timedelta(seconds=20)))
    assert [client.reply(), client.reply()] == ["421 4.3.2 Service shutting down", ""]
    with pytest.raises(ConnectionRefusedError):
        post.connect()


def test_drain_lets_a_mail_arrive_and_be_kept(post):
    client = post.session()
    client.address("support@desk.test")
    client.say("DATA")
    client.send(MAIL[:10])
    idle = post.session()
    drained = post.begin(post.listeners.drain(timedelta(seconds=20)))
    assert idle.reply() == "421 4.3.2 Service shutting down"
    client.send(MAIL[10:] + b".\r\n")
    assert [client.reply(), client.reply()] == ["250 2.0.0 Ok: queued as 1", "421 4.3.2 Service shutting down"]
    drained.result(20)


def test_drain_waits_for_the_mail_of_a_peer_that_is_gone(post):
    post.intake.hold()
    client = post.session()
    client.address("support@desk.test")
    client.say("DATA")
    client.send(MAIL + b".\r\n")
    assert post.intake.begun.wait(20)
    client.reset()
    post.wait_for_sessions(0)
    drained = post.begin(post.listeners.drain(timedelta(seconds=20)))
    post.intake.let_go()
    drained.result(20)
    assert len(post.intake.kept) == 1


def test_drain_cuts_off_a_mail_that_does_not_come(post):
    client = post.session()
    client.address("support@desk.test")
    client.say("DATA")
    client.send(MAIL)
    post.run(post.listeners.drain(timedelta(milliseconds=50)))
    assert [client.reply(), client.reply()] == ["421 4.3.2 Service shutting down", ""]
    assert post.intake.calls == 0


def test_drain_ends_although_an_accept_hangs_and_the_mail_is_kept_later(post):
    post.intake.hold()
    client = post.session()
    client.address("support@desk.test")
    client.say("DATA")
    client.send(MAIL + b".\r\n")
    assert post.intake.begun.wait(20)
    post.run(post.listeners.drain(timedelta(milliseconds=50)))
    assert client.reply() == ""
    post.intake.let_go()
    post.wait_for_kept(1)


def test_port_that_is_taken_leaves_nothing_listening(open_post, post, tmp_path):
    from mailgate.model.server import Listener

    taken = Listener(host="127.0.0.1", port=post.smtp_port)
    free = Listener(path=str(tmp_path / "other.sock"))
    with pytest.raises(OSError, match="in use"):
        post.run(post.listeners.start(free, taken))
    assert not (tmp_path / "other.sock").exists()
