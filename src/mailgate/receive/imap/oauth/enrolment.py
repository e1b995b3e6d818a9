"""``imap login``: the way to log in that an issuer has, and keeping what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from mailgate.errors import Refused
from mailgate.model.server import ImapAccount
from mailgate.receive.imap.oauth.logins import origin_of
from mailgate.receive.imap.oauth.person_login import Tell, by_browser, by_device
from mailgate.receive.imap.oauth.sealing import Seal
from mailgate.receive.imap.oauth.tokens import Secrets, grant_of
from mailgate.store.database import Connection, Database
from mailgate.store.mailboxes import mailbox_logins
from mailgate.store.mailboxes.mailbox_logins import Login


def enrol(account: ImapAccount, database: Database, secret: bytes, *, tell: Tell, answer: Callable[[], str]) -> Login:
    """Have a person log in, and keep the tokens; those from before are replaced.

    Raises:
        Refused: The account has no such way, or nothing lasting came of it.
        ImapFailure: The issuer is away, or says no.
    """
    oauth = account.oauth
    if oauth is None or oauth.grant != "refresh_token":
        raise Refused("imap.no_login", f"{account.name} needs no login by a person")
    if oauth.device_url:
        said = by_device(oauth, tell)
    elif oauth.authorize_url:
        said = by_browser(oauth, tell, answer)
    else:
        raise Refused("imap.no_login", "add device_url or authorize_url to oauth, or a refresh_token")
    now = datetime.now(UTC)
    grant = grant_of(said, Secrets(), now, oauth.refresh_lifetime)
    if grant is None or not grant.secrets.refresh:
        raise Refused("imap.no_refresh_token", "the issuer gave no refresh token; look at the scope of oauth")
    login = Login(
        account=account.name,
        sealed=Seal(secret).close(grant.secrets),
        origin=origin_of(oauth.refresh_token),
        access_until=grant.access_until,
        refresh_until=grant.refresh_until,
    )

    def keep(conn: Connection) -> None:
        mailbox_logins.start(conn, account.name)
        mailbox_logins.keep(conn, login, now=now)

    database.write(keep)
    return login
