"""Values for the mail to the operator about a mailbox."""

from __future__ import annotations

from mailgate.model.desk import Desk, Queue
from mailgate.model.mailbox import Trouble, TroubleKind
from mailgate.notify.addressing import Addressing
from mailgate.notify.kinds.shared import frame, local_time

_WORDS = {
    TroubleKind.FAILING: ("cannot be read", "Mail in it waits, and comes by itself once it can be read again."),
    TroubleKind.SILENT: ("is not being read", "Nothing was heard of it since then, neither success nor failure."),
    TroubleKind.UNREAD: ("has mail that cannot be read", "It stays where it is; mailgate imap status lists it."),
    TroubleKind.RENUMBERED: (
        "was numbered anew by its server",
        "All of it was looked through again, and no mail was taken twice. There is nothing to do.",
    ),
    TroubleKind.LOGIN_FAILING: ("cannot log in", "The issuer of its tokens gives none. No mail comes until it does."),
    TroubleKind.LOGIN_ENDS: ("will soon have to log in", "Its login ends then; a person must log in again before."),
    TroubleKind.SECRET_ENDS: (
        "will soon need a new secret",
        "Its application's secret ends then; make a new one before.",
    ),
}


def trouble(queue: Queue, desk: Desk, found: Trouble, addressing: Addressing) -> dict[str, object]:
    """What is wrong, since when, and what the other side said."""
    what, so = _WORDS[found.kind]
    return {
        **frame(queue, addressing),
        "account": found.account,
        "folder": found.folder,
        "what": what,
        "so": so,
        "since": local_time(found.since, desk),
        "detail": found.detail,
    }
