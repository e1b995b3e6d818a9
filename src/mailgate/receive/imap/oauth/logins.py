"""The access token of an account: the one that is kept while it is good, else a new one, kept before it is used."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from mailgate.errors import StoreUnavailable
from mailgate.model.server import ImapAccount, ImapOAuth
from mailgate.receive.imap.failures import ImapFailure, LoginRefused
from mailgate.receive.imap.oauth import issuer
from mailgate.receive.imap.oauth.issuer import GrantRefused, IssuerAway
from mailgate.receive.imap.oauth.sealing import Seal
from mailgate.receive.imap.oauth.tokens import Secrets, grant_of
from mailgate.store.database import Database
from mailgate.store.mailboxes import mailbox_logins
from mailgate.store.mailboxes.mailbox_logins import Login

log = structlog.get_logger(__name__)

#: An access token is not used any more when it ends so soon.
_MARGIN = timedelta(seconds=90)
#: A token this young that is refused is not replaced: the next one would be refused as well.
_YOUNG = timedelta(seconds=60)
#: While another reader asks the issuer: seconds between looks, and looks.
_LOOK, _LOOKS = 0.5, 120
#: Seconds between tries to keep new tokens while the database is away; and for all of it when the node stops.
_KEEP_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
_LAST_WORDS = 10.0


class Logins:
    """Hands out access tokens; any number of readers and nodes may ask for the same account."""

    def __init__(
        self,
        database: Database,
        seal: Seal,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        on_failure: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._seal = seal
        self._clock = clock
        #: Called when the issuer gave nothing, once that is noted.
        self._on_failure = on_failure
        self._asking: set[asyncio.Task[str]] = set()

    async def token(self, account: ImapAccount, *, refused: str = "") -> str:
        """A token that the server may take.

        Args:
            refused: One that it did not take, by whatever clock: another one is asked for.

        Raises:
            LoginRefused: There is no way to another token but by a person.
            IssuerAway: Try again later.
        """
        for _ in range(_LOOKS):
            login = await self._known(account)
            secrets = self._usable(login, account)
            if secrets.access and secrets.access != refused and self._is_good(login):
                return secrets.access
            if secrets.access and secrets.access == refused and self._is_young(login):
                raise LoginRefused(f"{account.username}: the server refuses a token that the issuer has just given")
            mine = await self._database.write_async(partial(mailbox_logins.begin, login=login, now=self._clock()))
            if mine is not None:
                return await self._renewed(account, mine)
            await asyncio.sleep(_LOOK)
        raise IssuerAway("another reader of the account asks the issuer, and does not come to an end")

    async def _renewed(self, account: ImapAccount, login: Login) -> str:
        """Ask, and keep the answer even if whoever waits for it goes away: the old refresh token may be spent."""
        task = asyncio.create_task(self._ask(account, login))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)
        return await asyncio.shield(task)

    async def _ask(self, account: ImapAccount, login: Login) -> str:
        secrets = self._usable(login, account)
        try:
            new = await asyncio.to_thread(renew, account, secrets, login, self._clock)
        except ImapFailure as failure:
            await self._note_failure(login, failure)
            raise
        except Exception as error:
            await self._note_failure(login, ImapFailure(repr(error)))
            raise
        kept, fresh = replace(new[0], sealed=self._seal.close(new[1])), new[1]
        await self._keep(kept)
        log.info("imap.token_renewed", account=account.name, until=str(kept.access_until))
        return fresh.access

    async def _keep(self, login: Login) -> None:
        """Not lightly given up: the refresh token from before may be spent."""
        for pause in _KEEP_PAUSES:
            try:
                return await self._database.write_async(partial(mailbox_logins.keep, login=login, now=self._clock()))
            except StoreUnavailable:
                await asyncio.sleep(pause)
        return await self._database.write_async(partial(mailbox_logins.keep, login=login, now=self._clock()))

    async def close(self) -> None:
        """Wait for the answers of issuers that were asked."""
        if self._asking:
            await asyncio.wait(self._asking, timeout=_LAST_WORDS)

    async def _note_failure(self, login: Login, failure: ImapFailure) -> None:
        text, now = f"{type(failure).__name__}: {failure}"[:500], self._clock()
        await self._database.write_async(lambda conn: mailbox_logins.failed(conn, login, text, now))
        self._on_failure()

    async def _known(self, account: ImapAccount) -> Login:
        return await asyncio.to_thread(self._database.read, partial(mailbox_logins.known, account=account.name))

    def _usable(self, login: Login, account: ImapAccount) -> Secrets:
        """What is kept; or what is configured, once somebody configures another refresh token than before."""
        kept = self._seal.open(login.sealed) if login.sealed else None
        oauth = _oauth(account)
        if kept is None or (oauth.refresh_token and origin_of(oauth.refresh_token) != login.origin):
            return Secrets(refresh=oauth.refresh_token)
        return kept

    def _is_good(self, login: Login) -> bool:
        return login.access_until is not None and login.access_until - self._clock() > _MARGIN

    def _is_young(self, login: Login) -> bool:
        return login.refreshed_at is not None and abs(self._clock() - login.refreshed_at) < _YOUNG


def renew(account: ImapAccount, secrets: Secrets, login: Login, clock: Callable[[], datetime]) -> tuple[Login, Secrets]:
    """Ask the issuer; blocks. The answer is what to keep, not sealed yet.

    Raises:
        LoginRefused: There is nothing to ask with, or the issuer says no.
        IssuerAway: Try again later.
    """
    oauth = _oauth(account)
    if oauth.grant == "refresh_token" and not secrets.refresh:
        raise LoginRefused(f"no refresh token: run mailgate imap login {account.name}")
    try:
        answer = issuer.renewed(oauth, secrets.refresh)
    except GrantRefused as refused:
        raise LoginRefused(f"the issuer refuses: {refused}; run mailgate imap login {account.name}") from refused
    origin = origin_of(oauth.refresh_token)
    is_known = answer.get("refresh_token") in (None, "", secrets.refresh)
    # A refresh token that goes on being valid ends when it did before.
    goes_on = is_known and login.refreshed_at is not None and login.origin == origin
    grant = grant_of(answer, secrets, clock(), None if goes_on else oauth.refresh_lifetime)
    if grant is None:
        raise IssuerAway(f"{oauth.token_url}: an answer without an access token")
    until = grant.refresh_until or (login.refresh_until if goes_on else None)
    return replace(login, origin=origin, access_until=grant.access_until, refresh_until=until), grant.secrets


def origin_of(refresh_token: str) -> str:
    """Tells configured refresh tokens apart and tells nothing of them; empty for none."""
    return hashlib.sha256(refresh_token.encode()).hexdigest() if refresh_token else ""


def _oauth(account: ImapAccount) -> ImapOAuth:
    if account.oauth is None:
        raise LoginRefused(f"{account.name} does not log in by tokens")
    return account.oauth
