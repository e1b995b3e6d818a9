"""What can be wrong with a mailbox that is read, as somebody is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TroubleKind(StrEnum):
    """Each has its words in ``notify.kinds.mailbox``."""

    #: The folder cannot be read, or nobody has looked at it for long.
    FAILING = "failing"
    SILENT = "silent"
    #: A mail in it could not be read for long, or is larger than may be.
    UNREAD = "unread"
    #: The server gave its mails other UIDs: somebody moved or restored the mailbox, or made it anew.
    RENUMBERED = "renumbered"
    #: The issuer of its tokens refuses, or is away.
    LOGIN_FAILING = "login_failing"
    #: Its refresh token, or the secret of the application, ends soon.
    LOGIN_ENDS = "login_ends"
    SECRET_ENDS = "secret_ends"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that a person must look at; told once for each ``since``."""

    kind: TroubleKind
    account: str
    #: Empty where it is about the whole account.
    folder: str
    #: Address of the queue that its mail belongs to.
    deliver_to: str
    #: When it began; for what ends, when it ends.
    since: datetime
    #: What the server or the issuer said, or what there is to do; for people.
    detail: str = ""
