"""``mailgate imap``: how the mailboxes stand, and whether an account works."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from mailgate.cli.exits import Exit
from mailgate.cli.opened import opened
from mailgate.cli.options import ConfigOption, JsonOption
from mailgate.cli.output import print_json, print_rows
from mailgate.config.load import load
from mailgate.errors import NotFound
from mailgate.store.mailboxes import mailbox_logins, mailbox_status
from mailgate.store.mailboxes.mailbox_logins import Login
from mailgate.store.mailboxes.mailbox_status import MailboxStatus

if TYPE_CHECKING:
    from mailgate.receive.imap.trying import Trial

app = typer.Typer(no_args_is_help=True, help="Mailboxes that are read by IMAP.")

_COLUMNS = ("account", "folder", "read by", "on the server", "known", "waiting", "unread", "last success", "error")
_UNREAD_COLUMNS = ("account", "folder", "uid", "why", "tries", "first seen")
_LOGIN_COLUMNS = ("account", "renewed", "ends", "error")


@app.command()
def status(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Show each mailbox as it was last seen, the mails in it that could not be read, and logins by tokens."""
    with opened(config) as parts:
        database = parts.tools.database
        boxes = database.read(mailbox_status.statuses)
        unread = database.read(mailbox_status.unread)
        logins = [_Login.of(login) for login in database.read(mailbox_logins.all_known)]
    if as_json:
        print_json({"mailboxes": boxes, "unread": unread, "logins": logins})
        return
    print_rows(_COLUMNS, [_row(box) for box in boxes], empty="no mailbox was read yet")
    if unread:
        told = [(mail.account, mail.folder, mail.uid, mail.state, mail.tries, mail.noted_at) for mail in unread]
        print_rows(_UNREAD_COLUMNS, told, empty="")
    if logins:
        print_rows(_LOGIN_COLUMNS, [(one.account, one.renewed_at, one.ends_at, one.error) for one in logins], empty="")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Login:
    """A login without what it keeps secret."""

    account: str
    renewed_at: datetime | None
    #: None when nobody knows.
    ends_at: datetime | None
    failing_since: datetime | None
    error: str

    @classmethod
    def of(cls, login: Login) -> _Login:
        return cls(
            account=login.account,
            renewed_at=login.refreshed_at,
            ends_at=login.refresh_until,
            failing_since=login.failing_since,
            error=login.error,
        )


def _row(box: MailboxStatus) -> tuple[object, ...]:
    counts = (box.server_count, box.known, box.taken, box.failed + box.too_large)
    return (box.account, box.folder, box.node or "nobody", *counts, box.succeeded_at, box.error)


@app.command("test")
def try_(
    account: Annotated[str, typer.Argument(help="Name of the account; all without it.")] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> int:
    """Log in, open the folder and count its mails; nothing is read or changed."""
    from mailgate.receive.imap.oauth.logins import Logins
    from mailgate.receive.imap.oauth.sealing import Seal
    from mailgate.receive.imap.trying import try_account

    named = [one for one in load(config).server.imap if account in ("", one.name)]
    accounts = [folder for one in named for folder in one.each_folder()]
    if not accounts:
        raise NotFound(f"no account {account}" if account else "no [[imap]] account in the server file")
    found: list[Trial] = []
    plain = [one for one in accounts if one.oauth is None]
    found += [asyncio.run(try_account(one)) for one in plain]
    if len(plain) < len(accounts):
        with opened(config) as parts:
            logins = Logins(parts.tools.database, Seal(parts.secret))
            found += [asyncio.run(try_account(one, logins)) for one in accounts if one.oauth is not None]
    if as_json:
        print_json(found)
    else:
        print_rows(("account", "folder", "mails", "server lacks", "result"), [_tried(one) for one in found], empty="")
    return Exit.TEMPORARY if any(one.error for one in found) else Exit.OK


def _tried(one: Trial) -> tuple[object, ...]:
    if one.error:
        return (one.account, one.folder, None, None, one.error)
    return (one.account, one.folder, one.mails, " ".join(one.lacks) or "nothing", "works")


@app.command()
def login(
    account: Annotated[str, typer.Argument(help="Name of an account with oauth.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Log in once as a person; the daemon goes on from there by itself."""
    from mailgate.receive.imap.oauth.enrolment import enrol

    with opened(config) as parts:
        named = [one for one in parts.tools.server.imap if one.name == account]
        if not named:
            raise NotFound(f"no account {account}")
        kept = enrol(named[0], parts.tools.database, parts.secret, tell=_tell, answer=sys.stdin.readline)
    if as_json:
        print_json({"account": account, "refresh_until": kept.refresh_until})
    else:
        print(f"{account} is logged in")


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
