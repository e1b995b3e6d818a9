"""The failures mailgate did not expect; each knows whether it passes and what a peer may be told."""

from __future__ import annotations


class MailgateError(Exception):
    """An unexpected failure.

    ``str(error)`` is detail for the log and may name hosts, paths or statements; only
    ``public_text`` may reach a peer.
    """

    #: True when trying again later may succeed.
    temporary: bool = True
    #: ASCII, without any detail of ours.
    public_text: str = "Temporary failure, try again"


class StoreUnavailable(MailgateError):
    """The database did not answer, or its pool stayed empty."""


class StorageFull(StoreUnavailable):
    """The database has no space left to keep anything; it may have again."""

    public_text = "Insufficient system storage"


class Conflict(MailgateError):
    """What was read has changed since; decide again from a fresh snapshot."""

    public_text = "The record was changed by someone else, try again"


class NumberTaken(Conflict):
    """A refid, number or token drawn at random exists already; draw again."""


class ConfigurationError(MailgateError):
    """The server or a desk file cannot be used; ``findings`` lists every reason, ``file:line: message``."""

    temporary = False
    public_text = "Configuration error"

    def __init__(self, findings: list[str]) -> None:
        super().__init__("\n".join(findings))
        self.findings = findings


class SchemaTooNew(MailgateError):
    """The database was made by a newer mailgate than this one."""

    temporary = False
    public_text = "The database belongs to a newer version"


class NotFound(MailgateError):
    """No such ticket, message or queue entry in this tenant."""

    temporary = False
    public_text = "Not found"


class Refused(MailgateError):
    """The request is understood and not permitted, or against the lifecycle.

    ``code`` is stable and machine-readable; ``allowed`` lists what would have been possible.
    """

    temporary = False
    public_text = "Not allowed"

    def __init__(
        self, code: str, text: str, *, allowed: tuple[str, ...] = (), origin: str = "", target: str = ""
    ) -> None:
        super().__init__(text)
        self.code = code
        self.public_text = text
        self.allowed = allowed
        self.origin = origin
        self.target = target
