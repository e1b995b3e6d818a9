"""Which mailboxes a person is told of, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mailgate.model.server import ImapAccount, ImapOAuth
from mailgate.receive.imap.troubles import troubles
from mailgate.store.mailboxes.mailbox_logins import Login
from mailgate.store.mailboxes.mailbox_status import MailboxStatus

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ACCOUNT = ImapAccount(
    name="main", host="imap.test", port=993, username="cora", deliver_to="x@acme.test", password="secret"
)
BY_TOKENS = replace(ACCOUNT, password="", oauth=ImapOAuth(token_url="https://issuer.test", client_id="c"))
WELL = MailboxStatus(
    account="main",
    folder="INBOX",
    node="n1",
    server_count=5,
    succeeded_at=NOW - timedelta(seconds=30),
    error="",
    failing_since=None,
    renumbered_at=None,
    known=5,
    taken=0,
    failed=0,
    too_large=0,
    oldest_unread_at=None,
)
LOGGED_IN = Login(account="main", sealed="x", refreshed_at=NOW - timedelta(minutes=30))


def ago(**by: float) -> datetime:
    return NOW - timedelta(**by)


def found(*boxes: MailboxStatus, account: ImapAccount = ACCOUNT, login: Login | None = None) -> list[str]:
    logins = [login] if login else []
    return [one.kind.value for one in troubles([account], boxes, logins, NOW)]


@pytest.mark.parametrize(
    ("box", "kinds"),
    [
        (WELL, []),
        (replace(WELL, failing_since=ago(minutes=14)), []),
        (replace(WELL, failing_since=ago(minutes=15)), ["failing"]),
        (replace(WELL, succeeded_at=ago(minutes=15)), []),
        (replace(WELL, succeeded_at=ago(minutes=17)), ["silent"]),
        (replace(WELL, succeeded_at=None, failing_since=ago(hours=1)), ["failing"]),
        (replace(WELL, failed=1, oldest_unread_at=ago(minutes=14)), []),
        (replace(WELL, too_large=1, oldest_unread_at=ago(minutes=15)), ["unread"]),
        (replace(WELL, failing_since=ago(hours=1), failed=1, oldest_unread_at=ago(hours=1)), ["failing", "unread"]),
        (replace(WELL, renumbered_at=ago(hours=1)), ["renumbered"]),
        (replace(WELL, renumbered_at=ago(hours=25)), []),
        (replace(WELL, account="gone", failing_since=ago(hours=1)), []),
        (replace(WELL, folder="Gone", failing_since=ago(hours=1)), []),
    ],
    ids=[
        "well",
        "fails for a while",
        "fails for long",
        "between two looks",
        "silent",
        "never worked",
        "unread for a while",
        "unread for long",
        "both",
        "numbered anew",
        "numbered anew and told",
        "an account of the past",
        "a folder of the past",
    ],
)
def test_what_lasts_is_told(box: MailboxStatus, kinds: list[str]) -> None:
    assert found(box) == kinds


def test_each_folder_is_looked_at() -> None:
    account = replace(ACCOUNT, other_folders=("Support",))
    assert found(WELL, replace(WELL, folder="Support", failing_since=ago(hours=1)), account=account) == ["failing"]


@pytest.mark.parametrize(
    ("login", "kinds"),
    [
        (LOGGED_IN, []),
        (replace(LOGGED_IN, failing_since=NOW), ["login_failing"]),
        (replace(LOGGED_IN, refresh_until=NOW + timedelta(days=8)), []),
        (replace(LOGGED_IN, refresh_until=NOW + timedelta(days=6)), ["login_ends"]),
        (replace(LOGGED_IN, refresh_until=ago(days=1)), ["login_ends"]),
    ],
    ids=["well", "the first refusal", "ends later", "ends soon", "ended"],
)
def test_a_login_is_told_at_its_first_failure_and_before_its_end(login: Login, kinds: list[str]) -> None:
    assert found(WELL, account=BY_TOKENS, login=login) == kinds


def test_what_a_failing_login_entails_is_not_told_twice() -> None:
    failing = replace(WELL, failing_since=ago(hours=1))
    assert found(failing, account=BY_TOKENS, login=replace(LOGGED_IN, failing_since=ago(hours=1))) == ["login_failing"]


@pytest.mark.parametrize(("day", "kinds"), [(date(2026, 12, 20), []), (date(2026, 12, 10), ["secret_ends"])])
def test_the_secret_of_an_application_is_told_before_its_end(day: date, kinds: list[str]) -> None:
    oauth = replace(BY_TOKENS.oauth, client_secret_expires=day)
    assert found(WELL, account=replace(BY_TOKENS, oauth=oauth), login=LOGGED_IN) == kinds
