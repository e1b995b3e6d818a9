"""What goes wrong between us and an IMAP server; all of it passes when it is tried again later, or is put right."""

from __future__ import annotations

from mailgate.errors import MailgateError


class ImapFailure(MailgateError):
    """The server cannot be worked with now."""


class ConnectionBroken(ImapFailure):
    """The connection is gone: cut, silent for too long, or ended by us because the server broke the protocol."""


class LoginRefused(ImapFailure):
    """The server does not let us in, or not safely. Tried again slowly: some servers lock an account for it."""


class CommandRefused(ImapFailure):
    """The server answered NO or BAD to one command; the connection is as good as before."""
