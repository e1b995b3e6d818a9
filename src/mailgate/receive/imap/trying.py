"""Trying an account for the one who sets it up."""

from __future__ import annotations

from dataclasses import dataclass

from mailgate.model.server import ImapAccount
from mailgate.receive.imap.connecting import AccessTokens, connect
from mailgate.receive.imap.failures import ImapFailure

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


async def try_account(account: ImapAccount, tokens: AccessTokens | None = None) -> Trial:
    """Log in, open the folder, and log out."""
    try:
        session = await connect(account, tokens)
        try:
            selected = await session.select(account.folder)
            lacks = tuple(word for word in _WANTED if not session.can(word))
        finally:
            await session.close()
    except ImapFailure as failure:
        return Trial(account=account.name, folder=account.folder, error=str(failure))
    return Trial(account=account.name, folder=account.folder, mails=selected.exists, lacks=lacks)
