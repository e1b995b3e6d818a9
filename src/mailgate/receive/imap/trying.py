"""Trying an account for the one who sets it up."""

from __future__ import annotations

from dataclasses import dataclass

from mailgate.model.server import ImapAccount
from mailgate.receive.imap.answers import Selected
from mailgate.receive.imap.connecting import AccessTokens, connect
from mailgate.receive.imap.failures import CommandRefused, ImapFailure
from mailgate.receive.imap.session import Session

#: What we use where a server has it: new mail at once, MOVE in one step, EXPUNGE of our mails only.
_WANTED = ("IDLE", "MOVE", "UIDPLUS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of it; ``error`` is empty when the account works."""

    account: str
    folder: str
    mails: int = 0
    lacks: tuple[str, ...] = ()
    error: str = ""


#: Names of folders that are told at most.
_TOLD = 40


async def try_account(account: ImapAccount, tokens: AccessTokens | None = None) -> Trial:
    """Log in, open the folder, and log out; of a folder that cannot be opened it is said which there are."""
    try:
        session = await connect(account, tokens)
        try:
            selected = await _opened(session, account.folder)
            lacks = tuple(word for word in _WANTED if not session.can(word))
        finally:
            await session.close()
    except ImapFailure as failure:
        return Trial(account=account.name, folder=account.folder, error=str(failure))
    return Trial(account=account.name, folder=account.folder, mails=selected.exists, lacks=lacks)


async def _opened(session: Session, folder: str) -> Selected:
    try:
        return await session.select(folder)
    except CommandRefused as refused:
        known = ", ".join((await session.folders())[:_TOLD])
        raise CommandRefused(f"{refused}; folders of the account: {known}") from refused
