"""What goes wrong between us and an IMAP server; all of it passes when it is tried again later, or is put right."""

from __future__ import annotations

import socket
import ssl

from mailgate.errors import MailgateError


class ImapFailure(MailgateError):
    """The server cannot be worked with now."""


class ConnectionBroken(ImapFailure):
    """The connection is gone: cut, silent for too long, or ended by us because the server broke the protocol."""


class LoginRefused(ImapFailure):
    """The server does not let us in, or not safely. Tried again slowly: some servers lock an account for it."""


class CommandRefused(ImapFailure):
    """The server answered NO or BAD to one command; the connection is as good as before."""


def unreached(error: Exception, *, tls: str) -> str:
    """In words for whoever set the account up; ``tls`` is the account's."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not to be trusted, or not for this host ({error})"
    if isinstance(error, ssl.SSLError) and error.reason == "WRONG_VERSION_NUMBER":
        return 'no TLS is spoken there; tls = "starttls" is for such a port'
    if isinstance(error, ConnectionRefusedError):
        return "nobody listens there; look at host and port"
    if isinstance(error, socket.gaierror):
        return f"no such host ({error.strerror})"
    if isinstance(error, TimeoutError):
        # A server of TLS waits for the client's first word, as we wait for its greeting.
        at_once = 'a port that speaks TLS at once, as 993, needs tls = "implicit"'
        return f"no answer in time; {'look at host and port' if tls == 'implicit' else at_once}"
    return str(error) or type(error).__name__
