"""Which mailboxes a person must look at: decided from what their readers noted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

from mailgate.model.mailbox import Trouble, TroubleKind
from mailgate.model.server import ImapAccount
from mailgate.store.mailboxes.mailbox_logins import Login
from mailgate.store.mailboxes.mailbox_status import MailboxStatus

#: A refresh token that ends so soon needs a person now; a secret of an application needs an administrator.
_LOGIN_ENDS = timedelta(days=7)
_SECRET_ENDS = timedelta(days=21)
#: What happened longer ago was told, or nobody could be told while it mattered.
_TOLD_WITHIN = timedelta(days=1)
#: Between two looks at a folder at most: the renewal of IDLE.
_LONGEST_WAIT = timedelta(minutes=25)


def troubles(
    accounts: Sequence[ImapAccount], boxes: Sequence[MailboxStatus], logins: Sequence[Login], now: datetime
) -> Iterator[Trouble]:
    """Each trouble of the accounts that are configured, by account."""
    found = {(box.account, box.folder): box for box in boxes}
    by_account = {login.account: login for login in logins}
    for account in accounts:
        login = by_account.get(account.name, Login(account=account.name)) if account.oauth else None
        if login is not None:
            yield from _of_login(account, login, now)
        for one in account.each_folder():
            box = found.get((one.name, one.folder))
            # What a login that fails entails was said with it.
            if box is not None and not (login and login.failing_since):
                yield from _of_box(one, box, now)


def _of_login(account: ImapAccount, login: Login, now: datetime) -> Iterator[Trouble]:
    if login.failing_since is not None:
        yield _trouble(account, TroubleKind.LOGIN_FAILING, login.failing_since, login.error)
    elif login.refresh_until is not None and login.refresh_until - now < _LOGIN_ENDS:
        yield _trouble(account, TroubleKind.LOGIN_ENDS, login.refresh_until, f"mailgate imap login {account.name}")
    expires = account.oauth.client_secret_expires if account.oauth else None
    if expires is not None:
        ends = datetime.combine(expires, time(), UTC)
        if ends - now < _SECRET_ENDS:
            yield _trouble(account, TroubleKind.SECRET_ENDS, ends, "client_secret_expires")


def _of_box(account: ImapAccount, box: MailboxStatus, now: datetime) -> Iterator[Trouble]:
    patience = account.alarm_after
    if box.failing_since is not None:
        if now - box.failing_since >= patience:
            yield _trouble(account, TroubleKind.FAILING, box.failing_since, box.error, box.folder)
    elif box.succeeded_at is not None and now - box.succeeded_at >= patience + min(account.poll, _LONGEST_WAIT):
        yield _trouble(account, TroubleKind.SILENT, box.succeeded_at, "", box.folder)
    if box.renumbered_at is not None and now - box.renumbered_at < _TOLD_WITHIN:
        yield _trouble(account, TroubleKind.RENUMBERED, box.renumbered_at, "UIDVALIDITY", box.folder)
    if box.oldest_unread_at is not None and now - box.oldest_unread_at >= patience:
        count = box.failed + box.too_large
        yield _trouble(account, TroubleKind.UNREAD, box.oldest_unread_at, f"mails: {count}", box.folder)


def _trouble(account: ImapAccount, kind: TroubleKind, since: datetime, detail: str, folder: str = "") -> Trouble:
    return Trouble(
        kind=kind,
        account=account.name,
        folder=folder,
        deliver_to=account.deliver_to,
        since=since,
        detail=detail,
    )
