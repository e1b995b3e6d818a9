"""The relay that the server file names."""

from __future__ import annotations

from mailgate.model.server import Server
from mailgate.outbox.maildir_relay import MaildirRelay
from mailgate.outbox.relay import Relay
from mailgate.outbox.smtp_relay import SmtpRelay


def open_relay(server: Server) -> Relay:
    """A maildir or SMTP relay; no connection is made before the first mail."""
    settings = server.relay
    if settings.path is not None:
        return MaildirRelay(settings.path)
    return SmtpRelay(settings, name=server.name)
