"""Access tokens for mailboxes: renewed, rotated, revoked, expired, by whatever clock; never lost, never in clear."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from tests.rig.imap_server import ImapServer, Peer
from tests.rig.oauth_issuer import Issuer

from mailgate.errors import Refused
from mailgate.model.server import ImapAccount, ImapOAuth
from mailgate.receive.imap import connecting
from mailgate.receive.imap.connecting import connect
from mailgate.receive.imap.failures import LoginRefused
from mailgate.receive.imap.oauth import person_login
from mailgate.receive.imap.oauth.enrolment import enrol
from mailgate.receive.imap.oauth.issuer import IssuerAway
from mailgate.receive.imap.oauth.logins import Logins
from mailgate.receive.imap.oauth.sealing import Seal
from mailgate.store.database import Database
from mailgate.store.mailboxes import mailbox_logins
from mailgate.store.mailboxes.mailbox_logins import Login

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECRET = b"the secret key of the desk"


class Mailbox:
    """One account with its issuer; the clock is the test's."""

    def __init__(self, issuer: Issuer, database: Database, server: ImapServer) -> None:
        self.issuer = issuer
        self.database = database
        self.server = server
        self.now = NOW
        self.failures = 0
        self.refresh_token = "r0"
        self.given: dict[str, Any] = {}

    @property
    def account(self) -> ImapAccount:
        oauth = ImapOAuth(
            token_url=f"{self.issuer.url}/token",
            client_id="mailgate",
            refresh_token=self.refresh_token,
            **{"device_url": f"{self.issuer.url}/device", **self.given},
        )
        return ImapAccount(
            name="main",
            host="127.0.0.1",
            port=self.server.port,
            username="cora",
            deliver_to="x@acme.test",
            tls="none",
            oauth=oauth,
        )

    def logins(self, secret: bytes = SECRET) -> Logins:
        def fails() -> None:
            self.failures += 1

        return Logins(self.database, Seal(secret), clock=lambda: self.now, on_failure=fails)

    def token(self, **given: Any) -> str:
        return asyncio.run(self.logins().token(self.account, **given))

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def login(self) -> Login:
        return self.database.read(lambda conn: mailbox_logins.known(conn, "main"))

    def connect(self) -> None:
        async def go() -> None:
            await (await connect(self.account, self.logins())).close()

        asyncio.run(go())


@pytest.fixture
def server() -> Iterator[ImapServer]:
    server = ImapServer()
    server.capabilities = "SASL-IR AUTH=XOAUTH2"
    yield server
    server.close()


@pytest.fixture
def mailbox(issuer: Issuer, database: Database, server: ImapServer, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    monkeypatch.setattr(connecting, "_SILENCE", 2.0)
    return Mailbox(issuer, database, server)


def test_a_token_is_used_until_it_is_about_to_end(mailbox: Mailbox) -> None:
    assert mailbox.token() == "a1"
    mailbox.later(minutes=50)
    assert mailbox.token() == "a1"
    mailbox.later(minutes=9)
    assert mailbox.token() == "a2"


def test_each_refresh_token_is_spent_once_and_the_next_one_is_kept(mailbox: Mailbox) -> None:
    for number in range(1, 6):
        assert mailbox.token() == f"a{number}"
        mailbox.later(hours=1)
    assert [form["refresh_token"] for form in mailbox.issuer.asked] == ["r0", "r1", "r2", "r3", "r4"]


def test_a_refresh_token_that_is_not_replaced_goes_on(mailbox: Mailbox) -> None:
    mailbox.issuer.rotates = False
    for _ in range(3):
        mailbox.token()
        mailbox.later(hours=1)
    assert [form["refresh_token"] for form in mailbox.issuer.asked] == ["r0", "r0", "r0"]


def test_many_readers_at_once_spend_one_refresh_token(mailbox: Mailbox) -> None:
    async def ask() -> list[str]:
        return await asyncio.gather(
            *[mailbox.logins().token(mailbox.account) for _ in range(8)], return_exceptions=True
        )

    tokens = asyncio.run(ask())
    assert {one for one in tokens if isinstance(one, str)} == {"a1"}
    assert len(mailbox.issuer.asked) == 1


def test_a_reader_that_is_stopped_while_it_asks_keeps_what_it_gets(mailbox: Mailbox) -> None:
    async def stop() -> None:
        logins = mailbox.logins()
        asked = asyncio.Event()
        loop = asyncio.get_running_loop()
        mailbox.issuer.faults = [lambda _: loop.call_soon_threadsafe(asked.set) and None]
        reader = asyncio.create_task(logins.token(mailbox.account))
        await asked.wait()
        reader.cancel()
        await asyncio.gather(reader, return_exceptions=True)
        await logins.close()

    asyncio.run(stop())
    assert mailbox.token() == "a1"
    mailbox.later(hours=1)
    assert mailbox.token() == "a2"


def test_a_revoked_grant_is_told_at_the_first_refusal_and_mended_by_a_new_token(mailbox: Mailbox) -> None:
    mailbox.token()
    mailbox.issuer.refresh.clear()
    mailbox.later(hours=1)
    with pytest.raises(LoginRefused, match=r"invalid_grant: revoked or expired; run mailgate imap login main"):
        mailbox.token()
    assert (mailbox.failures, mailbox.login().failing_since) == (1, mailbox.now)
    mailbox.issuer.refresh.add("fresh")
    mailbox.refresh_token = "fresh"
    assert mailbox.token() == "a2"
    assert (mailbox.login().error, mailbox.login().failing_since) == ("", None)


@pytest.mark.parametrize(
    "fault",
    [
        lambda _: (503, {"error": "server_error"}),
        lambda _: (429, {"error": "rate_limited"}),
        lambda _: (200, ["not", "an", "object"]),
        lambda _: (200, {"token_type": "Bearer"}),
        lambda _: (302, {}),
    ],
    ids=["away", "too many", "no object", "no token", "elsewhere"],
)
def test_an_issuer_that_is_away_costs_time_and_no_token(mailbox: Mailbox, fault) -> None:
    mailbox.issuer.faults = [fault]
    with pytest.raises((IssuerAway, LoginRefused)):
        mailbox.token()
    assert mailbox.failures == 1
    assert mailbox.token() == "a1"


def test_an_issuer_that_nobody_reaches_is_away(mailbox: Mailbox) -> None:
    mailbox.issuer.close()
    with pytest.raises(IssuerAway):
        mailbox.token()


@pytest.mark.parametrize(
    ("said", "minutes"),
    [(3600, 58), ("3600", 58), (None, 8), (-5, 8), (10**12, 8), ("soon", 8)],
    ids=["a number", "a string", "unsaid", "negative", "absurd", "a word"],
)
def test_how_long_a_token_lives_is_counted_by_our_clock(mailbox: Mailbox, said: object, minutes: int) -> None:
    mailbox.issuer.expires_in = said
    mailbox.token()
    mailbox.later(minutes=minutes)
    assert mailbox.token() == "a1"
    mailbox.later(minutes=2)
    assert mailbox.token() == "a2"


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
@pytest.mark.parametrize("at_once", ["SASL-IR", ""], ids=["at once", "when asked"])
def test_the_server_is_shown_the_token(mailbox: Mailbox, server: ImapServer, mechanism: str, at_once: str) -> None:
    server.capabilities = f"{at_once} AUTH={mechanism}"
    server.tokens = mailbox.issuer.access
    mailbox.connect()
    assert server.shown == ["a1"]


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_a_token_that_the_server_takes_for_expired_is_replaced_whatever_our_clock_says(
    mailbox: Mailbox, server: ImapServer, mechanism: str
) -> None:
    server.capabilities = f"SASL-IR AUTH={mechanism}"
    mailbox.token()
    mailbox.later(minutes=5)
    server.tokens = {"a2"}
    mailbox.connect()
    assert server.shown == ["a1", "a2"]
    # RFC 7628 section 3.2.3 and Google's own: an explanation is answered before the server says NO.
    assert server.last_words == [{"XOAUTH2": "", "OAUTHBEARER": "AQ=="}[mechanism]]


def test_a_clock_that_went_back_by_a_day_keeps_nobody_out(mailbox: Mailbox, server: ImapServer) -> None:
    mailbox.token()
    mailbox.later(days=-1)
    server.tokens = {"a2"}
    mailbox.connect()


def test_a_server_that_takes_no_token_is_not_a_reason_to_spend_them_all(mailbox: Mailbox, server: ImapServer) -> None:
    server.tokens = set()
    for _ in range(3):
        with pytest.raises(LoginRefused, match="status"):
            mailbox.connect()
        mailbox.later(seconds=10)
    assert len(mailbox.issuer.asked) <= 2


def test_a_server_that_asks_on_and_on_ends_the_connection(mailbox: Mailbox, server: ImapServer) -> None:
    def asks(peer: Peer, tag: str, line: str) -> bool:
        for _ in range(5):
            peer.say("+ ")
            peer.lines.readline()
        return True

    server.faults = {"AUTHENTICATE": [asks]}
    with pytest.raises(connecting.ConnectionBroken, match="asks for more"):
        mailbox.connect()


def test_a_server_without_a_mechanism_for_tokens_is_shown_none(mailbox: Mailbox, server: ImapServer) -> None:
    server.capabilities = "SASL-IR AUTH=PLAIN"
    with pytest.raises(LoginRefused, match="neither OAUTHBEARER nor XOAUTH2"):
        mailbox.connect()
    assert server.shown == []


def test_an_application_logs_in_by_itself(mailbox: Mailbox) -> None:
    mailbox.refresh_token = ""
    mailbox.given = {"grant": "client_credentials", "client_secret": "hush", "scope": "mail/.default"}
    assert mailbox.token() == "a1"
    assert mailbox.issuer.asked[0]["scope"] == "mail/.default"
    mailbox.later(hours=1)
    assert mailbox.token() == "a2"


def test_no_token_stands_in_the_database_in_clear(mailbox: Mailbox) -> None:
    mailbox.issuer.access = {"a1"}
    mailbox.token()
    sealed = mailbox.database.read(lambda conn: conn.execute(text("SELECT sealed FROM mailbox_login")).scalar_one())
    assert Seal(SECRET).open(sealed).refresh == "r1"
    assert Seal(b"another key").open(sealed) is None
    assert "r1" not in sealed


@pytest.mark.parametrize(("said", "lifetime", "days"), [(86_400 * 30, None, 30), (None, 90, 90), (None, None, None)])
def test_when_the_refresh_token_ends_is_known_where_somebody_says_it(
    mailbox: Mailbox, said: int | None, lifetime: int | None, days: int | None
) -> None:
    mailbox.issuer.refresh_lives = said
    mailbox.given = {"refresh_lifetime": timedelta(days=lifetime) if lifetime else None}
    mailbox.token()
    assert mailbox.login().refresh_until == (NOW + timedelta(days=days) if days else None)


def test_a_refresh_token_that_goes_on_ends_when_it_did_before(mailbox: Mailbox) -> None:
    mailbox.issuer.rotates = False
    mailbox.given = {"refresh_lifetime": timedelta(days=7)}
    for _ in range(3):
        mailbox.token()
        mailbox.later(days=1)
    assert mailbox.login().refresh_until == NOW + timedelta(days=7)


class Person:
    """Somebody at a terminal."""

    def __init__(self, answer: str = "") -> None:
        self.told: list[str] = []
        self.answer = answer

    def tell(self, line: str) -> None:
        self.told.append(line)


def test_a_person_logs_in_on_another_device_and_the_daemon_goes_on(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.refresh_token = ""
    with pytest.raises(LoginRefused, match="run mailgate imap login main"):
        mailbox.token()
    waits: list[float] = []
    monkeypatch.setattr(person_login.by_device, "__kwdefaults__", {"sleep": waits.append})
    mailbox.issuer.device_waits = ["authorization_pending", "slow_down", "authorization_pending"]
    person = Person()
    enrol(mailbox.account, mailbox.database, SECRET, tell=person.tell, answer=str)
    assert "WDJB-MJHT" in person.told[0]
    assert waits == [1.0, 1.0, 6.0, 6.0]
    mailbox.now = datetime.now(UTC)
    assert mailbox.token() == "a1"
    assert mailbox.login().failing_since is None


@pytest.mark.parametrize("code", ["access_denied", "expired_token"])
def test_a_person_who_says_no_is_believed(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(person_login.by_device, "__kwdefaults__", {"sleep": lambda _: None})
    mailbox.issuer.device_waits = [code]
    with pytest.raises(Refused, match=code):
        enrol(mailbox.account, mailbox.database, SECRET, tell=Person().tell, answer=str)


def test_a_person_logs_in_with_a_browser_where_devices_may_not(mailbox: Mailbox) -> None:
    mailbox.given = {"device_url": "", "authorize_url": "https://issuer.test/auth", "scope": "mail"}
    person = Person()

    def copied() -> str:
        state = person.told[0].partition("state=")[2].partition("&")[0]
        return f"http://127.0.0.1/?state={state}&code=c1\n"

    enrol(mailbox.account, mailbox.database, SECRET, tell=person.tell, answer=copied)
    mailbox.now = datetime.now(UTC)
    assert mailbox.token() == "a1"


@pytest.mark.parametrize(
    "answer", ["http://127.0.0.1/?state=other&code=c1", "http://127.0.0.1/?error=access_denied", ""]
)
def test_an_address_of_another_login_is_not_taken(mailbox: Mailbox, answer: str) -> None:
    mailbox.given = {"device_url": "", "authorize_url": "https://issuer.test/auth"}
    with pytest.raises(Refused):
        enrol(mailbox.account, mailbox.database, SECRET, tell=Person().tell, answer=lambda: answer)
    assert mailbox.login().sealed == ""
