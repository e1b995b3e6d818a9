"""``mailgate ingest``: the pipe way in, against real listeners."""

import io
import json
import socket
import subprocess
import sys
import types

import pytest

from mailgate.errors import StoreUnavailable
from mailgate.receive import lmtp_client
from mailgate.receive.ingest import main

MAIL = b"From: jane@customer.test\nSubject: Hello\n\nHello\n.\n..dots\nend"
MAIL_AS_KEPT = b"From: jane@customer.test\r\nSubject: Hello\r\n\r\nHello\r\n.\r\n..dots\r\nend\r\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The current folder is empty, and no mail server tells of a sender."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.delenv("SENDER", raising=False)
    return work


@pytest.fixture
def configured(folder, post):
    """A ``mailgate.toml`` that names the running listener."""
    (folder / "mailgate.toml").write_text(f'[listen]\nlmtp = "unix:{post.path}"\n')
    return post


@pytest.fixture
def mail_file(folder):
    path = folder / "mail.eml"
    path.write_bytes(MAIL)
    return str(path)


def pipe(monkeypatch, raw):
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=io.BytesIO(raw)))


def test_file_is_delivered_with_wire_line_ends(configured, mail_file, capsys):
    assert main(["--to", "support@desk.test", "--from", "jane@customer.test", mail_file]) == 0
    assert capsys.readouterr().out == "1\n"
    (mail,) = configured.intake.kept
    assert mail.raw == MAIL_AS_KEPT
    assert (mail.envelope.mail_from, mail.envelope.recipients) == ("jane@customer.test", ("support@desk.test",))


def test_standard_input_is_delivered(configured, monkeypatch):
    pipe(monkeypatch, MAIL_AS_KEPT)
    assert main(["--to=support@desk.test", "-"]) == 0
    assert configured.intake.kept[0].raw == MAIL_AS_KEPT


def test_json_result_names_id_and_recipient(configured, mail_file, capsys):
    assert main(["--json", "--to", "support@desk.test", "--to", "help@other.test", mail_file]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines == [{"queued": 1, "to": "support@desk.test"}, {"queued": 2, "to": "help@other.test"}]


def test_relative_socket_path_is_relative_to_the_configuration(post, folder, mail_file, monkeypatch):
    config = post.path.parent / "mailgate.toml"
    config.write_text(f'[listen]\nlmtp = "unix:{post.path.name}"\n')
    assert main(["--config", str(config), "--to", "support@desk.test", mail_file]) == 0


def test_tcp_listener_is_found(open_post, folder, mail_file):
    from mailgate.model.server import Listener

    post = open_post()
    (line,) = post.run(post.listeners.start(None, Listener(host="127.0.0.1", port=0)))
    (folder / "mailgate.toml").write_text(f'[listen]\nlmtp = "{line.removeprefix("lmtp ")}"\n')
    assert main(["--to", "support@desk.test", mail_file]) == 0


def test_address_in_utf8_is_announced(configured, mail_file):
    configured.intake.routes["hilfe-für@desk.test"] = "desk"
    assert main(["--to", "hilfe-für@desk.test", mail_file]) == 0


@pytest.mark.parametrize(
    ("head", "environment", "sender"),
    [
        (b"From jane@customer.test Sat Nov 21 10:00:00 2026\n", "", "jane@customer.test"),
        (b"Return-Path: <jane@customer.test>\n", "", "jane@customer.test"),
        (b"Return-Path: <>\n", "other@customer.test", ""),
        (b"", "jane@customer.test", "jane@customer.test"),
        (b"", "MAILER-DAEMON", ""),
        (b"", "", ""),
    ],
)
def test_sender_is_what_the_mail_server_hands_on(configured, monkeypatch, head, environment, sender):
    monkeypatch.setenv("SENDER", environment)
    pipe(monkeypatch, head + MAIL)
    assert main(["--to", "support@desk.test", "-"]) == 0
    assert configured.intake.kept[0].envelope.mail_from == sender


def test_mbox_line_is_not_part_of_the_mail(configured, monkeypatch):
    pipe(monkeypatch, b"From jane@customer.test Sat Nov 21 10:00:00 2026\n" + MAIL)
    main(["--to", "support@desk.test", "-"])
    assert configured.intake.kept[0].raw == MAIL_AS_KEPT


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["-"],
        ["--to", "a@b.test"],
        ["--to"],
        ["--to", "a@b.test", "-", "-"],
        ["--to", "a@b.test", "--bogus", "-"],
        ["--to", "a@b.test>\r\nRCPT TO:<c@d.test", "-"],
        ["--to", "a@b.test", "--from", "a b", "-"],
    ],
)
def test_wrong_usage_is_64(arguments, capsys):
    assert main(arguments) == 64
    assert capsys.readouterr().err.startswith("mailgate ingest: ")


def test_unknown_recipient_is_65(configured, mail_file, capsys):
    assert main(["--to", "nobody@desk.test", mail_file]) == 65
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "mailgate ingest: nobody@desk.test: 550 5.1.1 Unknown recipient\n")


def test_recipient_that_is_known_gets_the_mail_though_another_is_not(configured, mail_file, capsys):
    assert main(["--to", "nobody@desk.test", "--to", "support@desk.test", mail_file]) == 65
    assert capsys.readouterr().out == "1\n"


def test_mail_that_is_refused_is_65(folder, open_post, mail_file):
    post = open_post(lines=2)
    (folder / "mailgate.toml").write_text(f'[listen]\nlmtp = "unix:{post.path}"\n')
    assert main(["--to", "support@desk.test", mail_file]) == 65


@pytest.mark.parametrize("raw", [b"", b"\n\n"])
def test_empty_mail_is_65(configured, monkeypatch, raw):
    pipe(monkeypatch, raw)
    assert main(["--to", "support@desk.test", "-"]) == 65


def test_missing_file_is_65(configured):
    assert main(["--to", "support@desk.test", "missing.eml"]) == 65


def test_temporary_failure_is_75(configured, mail_file, capsys):
    configured.intake.outcome = lambda mails: [StoreUnavailable("gone")]
    assert main(["--to", "support@desk.test", mail_file]) == 75
    assert "451 4.3.0" in capsys.readouterr().err


def test_full_storage_is_75(configured, mail_file):
    configured.intake.full = True
    assert main(["--to", "support@desk.test", mail_file]) == 75


def test_what_can_be_retried_wins_over_what_cannot(configured, mail_file):
    configured.intake.outcome = lambda mails: [StoreUnavailable("gone")]
    assert main(["--to", "nobody@desk.test", "--to", "support@desk.test", mail_file]) == 75


def test_daemon_that_is_away_is_75(folder, mail_file):
    (folder / "mailgate.toml").write_text('[listen]\nlmtp = "unix:nobody.sock"\n')
    assert main(["--to", "support@desk.test", mail_file]) == 75


@pytest.fixture
def dumb_server(folder):
    """A socket that is listened on and never answered."""
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(folder / "dumb.sock"))
    server.listen()
    (folder / "mailgate.toml").write_text('[listen]\nlmtp = "unix:dumb.sock"\n')
    yield server
    server.close()


def test_daemon_that_does_not_answer_is_75(dumb_server, mail_file, monkeypatch):
    monkeypatch.setattr(lmtp_client, "_TIMEOUT", 0.05)
    assert main(["--to", "support@desk.test", mail_file]) == 75


def test_daemon_that_hangs_up_is_75(configured, mail_file):
    from datetime import timedelta

    configured.run(configured.listeners.drain(timedelta(seconds=5)))
    assert main(["--to", "support@desk.test", mail_file]) == 75


@pytest.mark.parametrize("text", ["[listen", "[listen]\n", "listen = 3\n", '[listen]\nlmtp = "no port"\n'])
def test_configuration_without_an_lmtp_listener_is_78(folder, mail_file, text):
    (folder / "mailgate.toml").write_text(text)
    assert main(["--to", "support@desk.test", mail_file]) == 78


def test_configuration_that_is_missing_is_78(mail_file):
    assert main(["--config", "other.toml", "--to", "support@desk.test", mail_file]) == 78


def test_program_starts_light():
    heavy = {"argparse", "asyncio", "email", "pydantic", "sqlalchemy", "ssl", "structlog", "typer", "aiosmtpd"}
    script = "import sys, mailgate.receive.ingest; print(*(name.partition('.')[0] for name in sys.modules))"
    output = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    assert not heavy & set(output.split())
