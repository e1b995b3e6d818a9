from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from mailgate.config.check import findings
from mailgate.config.load import Configuration, demo, load, load_desk
from mailgate.errors import ConfigurationError
from mailgate.model.limits import Rate
from mailgate.model.server import Listener

Load = Callable[..., Configuration]


def test_without_any_file_there_is_the_demo_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(None) == demo(tmp_path)


def test_the_demo_desk_stands_in_its_folder(tmp_path: Path) -> None:
    configuration = demo(tmp_path)
    server = configuration.server
    assert configuration.path is None
    assert server.database == f"sqlite:///{tmp_path}/var/mailgate.db"
    assert (server.relay.scheme, server.relay.path) == ("maildir", tmp_path / "var/sent")
    assert server.data_dir == tmp_path / "var"
    assert server.http == Listener(host="127.0.0.1", port=8080)
    assert server.smtp == Listener(host="127.0.0.1", port=8025)
    assert server.lmtp == Listener(host="127.0.0.1", port=8024)


def test_the_demo_desk_lets_a_token_suffice_and_checks_no_sender(tmp_path: Path) -> None:
    configuration = demo(tmp_path)
    assert configuration.server.authentication.agents == "token"
    assert configuration.warnings == ()
    desk = configuration.desks[0].desk
    assert (desk.tenant, desk.queues[0].address, desk.agents[0].email) == (
        "demo",
        "support@desk.localhost",
        "agent@desk.localhost",
    )


def test_the_file_in_the_current_folder_is_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loaded: Load
) -> None:
    expected = loaded()
    monkeypatch.chdir(tmp_path)
    assert load(None, today=date(2026, 11, 21), environment={}) == expected


def test_relative_paths_start_beside_the_file(loaded: Load, tmp_path: Path) -> None:
    server = loaded(server='[server]\ndata_dir = "state"\ndatabase = "sqlite:///state/x.db"\n').server
    assert server.data_dir == tmp_path / "state"
    assert server.database == f"sqlite:///{tmp_path}/state/x.db"


def test_an_absolute_database_stays_where_it_is(loaded: Load) -> None:
    database = loaded(server='[server]\ndatabase = "sqlite:////srv/x.db"\n').server.database
    assert database == "sqlite:////srv/x.db"


def test_a_postgresql_address_is_kept(loaded: Load) -> None:
    server = loaded(server='[server]\ndatabase_env = "DB"\n', environment={"DB": "postgresql://u:p@h/n"}).server
    assert server.database == "postgresql://u:p@h/n"


@pytest.mark.parametrize(
    ("written", "listener"),
    [
        ("127.0.0.1:0", Listener(host="127.0.0.1", port=0)),
        ("localhost:25", Listener(host="localhost", port=25)),
        ("[::1]:8025", Listener(host="::1", port=8025)),
        (":8025", Listener(host="", port=8025)),
        ("unix:/run/x.sock", Listener(path="/run/x.sock")),
    ],
)
def test_a_listener_is_a_socket(loaded: Load, written: str, listener: Listener) -> None:
    assert loaded(server=f'[listen]\nlmtp = "{written}"\n').server.lmtp == listener


def test_a_unix_socket_may_be_relative(loaded: Load, tmp_path: Path) -> None:
    lmtp = loaded(server='[listen]\nlmtp = "unix:lmtp.sock"\n').server.lmtp
    assert lmtp == Listener(path=str(tmp_path / "lmtp.sock"))


def test_what_is_left_out_is_not_listened_on(loaded: Load) -> None:
    server = loaded().server
    assert (server.smtp, server.lmtp, server.http) == (None, None, None)


def test_the_public_url_is_that_of_the_listener_unless_given(loaded: Load) -> None:
    assert loaded(server='[listen]\nhttp = "[::1]:81"\n').server.public_url == "http://[::1]:81"
    assert loaded(server='[server]\npublic_url = "https://d.test/"\n').server.public_url == "https://d.test"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://relay.test", ("smtp", "relay.test", 25)),
        ("smtp+starttls://relay.test", ("smtp+starttls", "relay.test", 587)),
        ("smtps://relay.test/", ("smtps", "relay.test", 465)),
        ("smtp://[::1]:1025", ("smtp", "::1", 1025)),
    ],
)
def test_a_relay_has_the_port_of_its_kind(loaded: Load, url: str, expected: tuple[str, str, int]) -> None:
    relay = loaded(whole_server=f'desks = ["desk.toml"]\n[relay]\nurl = "{url}"\n').server.relay
    assert (relay.scheme, relay.host, relay.port) == expected


def test_a_secret_may_come_from_the_environment_or_a_file(loaded: Load, tmp_path: Path) -> None:
    (tmp_path / "word").write_text("from the file\n")
    relay = 'desks = ["desk.toml"]\n[relay]\nurl = "smtps://r.test"\nusername = "u"\n'
    by_file = loaded(whole_server=relay + 'password_file = "word"\n')
    by_environment = loaded(whole_server=relay + 'password_env = "WORD"\n', environment={"WORD": "from outside"})
    assert by_file.server.relay.password == "from the file"
    assert by_environment.server.relay.password == "from outside"


def test_a_secret_is_not_shown_by_its_configuration(loaded: Load) -> None:
    relay = 'desks = ["desk.toml"]\n[relay]\nurl = "smtps://r.test"\nusername = "u"\npassword = "hunter2"\n'
    assert "hunter2" not in repr(loaded(whole_server=relay))


def test_roles_stand_in_one_order(loaded: Load) -> None:
    assert loaded(server='[server]\nroles = ["work", "mail"]\n').server.roles == ("mail", "work")


def test_limits_of_session_and_parser_are_set_by_name(loaded: Load) -> None:
    limits = loaded(
        server='[limits]\nmessage_size = "1MiB"\nmime_parts = 20\napi_requests = "off"\nbytes_per_ip = "1MiB/1s"\n'
    ).server.limits
    assert limits.session.message_size == 1_024 * 1_024
    assert limits.session.bytes_per_ip == Rate(count=1_024 * 1_024, window=timedelta(seconds=1))
    assert limits.parse.mime_parts == 20
    assert limits.api_requests is None


def test_verification_needs_no_setting(loaded: Load) -> None:
    assert loaded().warnings == ()
    assert loaded().server.authentication.verify
    assert loaded().server.authentication.resolver is None


def test_a_name_server_is_an_address_with_a_port(loaded: Load) -> None:
    asked = loaded(server='[authentication]\nresolver = "[::1]:5353"\n').server.authentication.resolver
    assert asked is not None
    assert (asked.host, asked.port) == ("::1", 5353)
    for wrong in ("ns.example.test:53", "127.0.0.1:0", "unix:/run/dns", "127.0.0.1"):
        with pytest.raises(ConfigurationError):
            loaded(server=f'[authentication]\nresolver = "{wrong}"\n')


def test_an_address_without_room_for_tokens_is_warned_of(loaded: Load) -> None:
    queue = '[[queue]]\nkey = "long"\naddress = "a-very-long-name-of-a-queue@acme.test"\n'
    (warning,) = loaded(server="[authentication]\nverify = false\n", desk=queue).warnings
    assert "a-very-long-name-of-a-queue@acme.test is too long" in warning


def test_a_password_in_clear_is_warned_of_beyond_loopback(loaded: Load) -> None:
    def warnings(host: str) -> tuple[str, ...]:
        relay = f'desks = ["desk.toml"]\n[relay]\nurl = "smtp://{host}"\nusername = "u"\npassword = "p"\n'
        return loaded(whole_server=relay + "[authentication]\nverify = false\n").warnings

    assert len(warnings("relay.test")) == 1
    assert warnings("127.0.0.1") == ()


def test_a_mailbox_has_the_port_of_its_encryption(loaded: Load) -> None:
    imap = (
        '[[imap]]\nname = "a"\nhost = "localhost"\nusername = "u"\npassword = "p"\ndeliver_to = "support@acme.test"\n'
    )
    assert loaded(server=imap).server.imap[0].port == 993
    assert loaded(server=imap + 'tls = "none"\n').server.imap[0].port == 143


def test_a_desk_file_keeps_its_text_and_hash(loaded: Load, tmp_path: Path) -> None:
    (file,) = loaded().desks
    content = (tmp_path / "desk.toml").read_bytes()
    assert file.path == tmp_path / "desk.toml"
    assert file.source_hash == hashlib.sha256(content).hexdigest()
    assert file.source.encode() == content
    assert file.desk.revision == 0


def test_a_file_matched_twice_is_one_desk(loaded: Load) -> None:
    whole = 'desks = ["desk.toml", "*desk.toml", "./desk.toml"]\n[relay]\nurl = "smtp://r.test"\n'
    assert len(loaded(whole_server=whole).desks) == 1


def test_a_desk_loads_alone(loaded: Load, tmp_path: Path) -> None:
    (expected,) = loaded().desks
    assert load_desk(tmp_path / "desk.toml", today=date(2026, 11, 21)) == expected


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_bytes(b'\xef\xbb\xbftenant = "a"\n[[queue]]\nkey = "q"\naddress = "q@a.test"\n')
    assert load_desk(path).desk.tenant == "a"


def test_check_answers_with_findings_or_nothing(loaded: Load, tmp_path: Path) -> None:
    loaded()
    assert findings(tmp_path / "mailgate.toml") == ()
    (tmp_path / "desk.toml").write_text("tenant = 1\n")
    assert findings(tmp_path / "mailgate.toml") == (
        f"{tmp_path}/desk.toml:1: tenant: it must be text in quotes, not a number",
        f'{tmp_path}/desk.toml:1: the file needs the key "queue"; add it',
    )


def test_an_imap_account_delivers_to_a_queue_of_any_desk(loaded: Load, tmp_path: Path) -> None:
    imap = '[[imap]]\nname = "a"\nhost = "localhost"\nusername = "u"\npassword = "p"\ndeliver_to = "x@acme.test"\n'
    with pytest.raises(ConfigurationError, match=r'no queue has the address "x@acme\.test"'):
        loaded(server=imap)


def test_member_without_a_table_of_its_own_is_an_agent_unless_it_looks_like_a_slip(tmp_path: Path) -> None:
    desk = tmp_path / "acme.toml"
    words = 'tenant = "acme"\n[[queue]]\nkey = "q"\naddress = "q@acme.test"\nteam = "front"\n'
    words += '[[team]]\nkey = "front"\nagents = ["ann@acme.test", "{member}"]\n'
    words += '[[agent]]\nemail = "ann@acme.test"\nname = "Ann"\n'

    desk.write_text(words.format(member="bob@acme.test"))
    assert [agent.email for agent in load_desk(desk).desk.agents] == ["ann@acme.test", "bob@acme.test"]

    desk.write_text(words.format(member="anne@acme.test"))
    with pytest.raises(ConfigurationError) as raised:
        load_desk(desk)
    assert raised.value.findings == [f'{desk}:8: there is no agent "anne@acme.test"; did you mean "ann@acme.test"?']


def test_a_rule_that_asks_for_what_is_not_carried_out_yet_is_warned_of(loaded: Load) -> None:
    desk = (
        '[[webhook]]\nname = "chat"\nurl = "https://hooks.example.test/x"\n'
        '[[rule]]\nname = "Told"\non = ["ticket.created"]\nthen = [{ call_webhook = "chat" }, { add_note = "x" }]\n'
    )
    (warning,) = loaded(desk=desk).warnings
    assert '"Told"' in warning
    assert "call_webhook" in warning


def test_a_rule_that_links_with_duplicates_which_nobody_looks_for_is_warned_of(loaded: Load) -> None:
    desk = '[[rule]]\nname = "Twice"\non = ["create"]\nthen = [{ link = "duplicate" }]\n'
    (warning,) = loaded(desk=desk).warnings
    assert '"Twice"' in warning
    assert "detection.duplicates" in warning
    assert loaded(desk=f"[detection]\nduplicates = true\n{desk}").warnings == ()
