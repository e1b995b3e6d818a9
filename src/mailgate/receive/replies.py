"""Every reply a peer can get: fixed ASCII, with enhanced codes (RFC 3463), free of any detail of ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mailgate.errors import StorageFull

OK: Final = b"250 2.0.0 Ok"
SENDER_OK: Final = b"250 2.1.0 Sender ok"
RECIPIENT_OK: Final = b"250 2.1.5 Recipient ok"
START_DATA: Final = b"354 End data with <CR><LF>.<CR><LF>"
HELP: Final = b"214 2.0.0 See RFC 5321"
BYE: Final = b"221 2.0.0 Bye"
START_TLS: Final = b"220 2.0.0 Ready to start TLS"
CANNOT_VERIFY: Final = b"252 2.5.0 Cannot verify, send some mail"

SHUTTING_DOWN: Final = b"421 4.3.2 Service shutting down"
BUSY: Final = b"421 4.3.2 Too busy, try again later"
TIMEOUT: Final = b"421 4.4.2 Timeout"
TOO_MANY_ERRORS: Final = b"421 4.7.0 Too many errors"
TOO_MANY_CONNECTIONS: Final = b"421 4.7.0 Too many connections"
TOO_MANY_MAILS: Final = b"421 4.7.0 Too many mails, try again later"
NOT_SMTP: Final = b"421 4.7.0 This is not a service of that kind"

TEMPORARY: Final = b"451 4.3.0 Temporary failure, try again"
STORAGE_FULL: Final = b"452 4.3.1 Insufficient system storage"
TOO_MANY_RECIPIENTS: Final = b"452 4.5.3 Too many recipients"
TLS_UNAVAILABLE: Final = b"454 4.7.0 TLS not available"

BAD_SYNTAX: Final = b"500 5.5.2 Syntax error"
LINE_TOO_LONG: Final = b"500 5.5.2 Line too long"
UNKNOWN_COMMAND: Final = b"500 5.5.1 Command not recognized"
BAD_ARGUMENT: Final = b"501 5.5.4 Syntax error in arguments"
NOT_IMPLEMENTED: Final = b"502 5.5.1 Command not implemented"
HELLO_FIRST: Final = b"503 5.5.1 Say hello first"
NESTED_MAIL: Final = b"503 5.5.1 Nested MAIL command"
MAIL_FIRST: Final = b"503 5.5.1 Need MAIL command"
RECIPIENT_FIRST: Final = b"503 5.5.1 Need RCPT command"
TLS_ACTIVE: Final = b"503 5.5.1 TLS is active already"
UNKNOWN_RECIPIENT: Final = b"550 5.1.1 Unknown recipient"
NO_RELAYING: Final = b"550 5.7.1 Relaying denied"
BAD_LINE_ENDINGS: Final = b"550 5.5.2 Bare CR or LF around a lone dot"
MAIL_TOO_LARGE: Final = b"552 5.3.4 Message too large"
TOO_MANY_LINES: Final = b"552 5.3.4 Too many lines"
BODY_LINE_TOO_LONG: Final = b"552 5.3.4 Line too long"
BAD_ADDRESS: Final = b"553 5.1.3 Malformed address"
LOOP: Final = b"554 5.4.6 Too many hops"
UNKNOWN_PARAMETER: Final = b"555 5.5.4 Parameter not recognized"

#: Numbers of the limits that these replies tell of.
LIMITS: Final = {
    MAIL_TOO_LARGE: 1,
    TOO_MANY_LINES: 2,
    BODY_LINE_TOO_LONG: 2,
    TOO_MANY_RECIPIENTS: 13,
    TOO_MANY_ERRORS: 19,
    TIMEOUT: 20,
    LOOP: 21,
    STORAGE_FULL: 22,
}


def queued(ids: Sequence[int]) -> bytes:
    """The receipt for a committed mail: one id for every tenant it went to."""
    return b"250 2.0.0 Ok: queued as " + ",".join(map(str, ids)).encode("ascii")


def for_error(error: BaseException) -> bytes:
    """What a peer is told of a failure of ours: always temporary, so that the sender keeps the mail."""
    return STORAGE_FULL if isinstance(error, StorageFull) else TEMPORARY


def for_results(results: Sequence[int | Exception]) -> bytes:
    """One reply for several results: any failure asks for the whole mail again (duplicates are recognised)."""
    failure = next((result for result in results if isinstance(result, Exception)), None)
    if failure is not None:
        return for_error(failure)
    return queued([result for result in results if isinstance(result, int)])
