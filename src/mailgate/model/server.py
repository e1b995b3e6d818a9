"""The server as configured in ``mailgate.toml``."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from mailgate.model.limits import MailLimits, ParseLimits, Rate, SessionLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """``host`` and ``port`` of a TCP socket, or ``path`` of a unix socket; port 0 takes any free one."""

    host: str = ""
    port: int = 0
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Where outbound mail goes: ``smtp``, ``smtp+starttls``, ``smtps`` or ``maildir`` (then ``path``)."""

    scheme: str
    host: str = ""
    port: int = 25
    path: Path | None = None
    username: str = ""
    password: str = field(default="", repr=False)
    tls_verify: bool = True
    #: Mails in flight at once over kept connections.
    connections: int = 5
    send_timeout: timedelta = timedelta(minutes=2)
    #: Domain of the Message-IDs that the relay puts in place of ours, the id of its answer before it; empty: it keeps
    #: ours.
    message_id_domain: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapOAuth:
    """How an access token is had (RFC 6749)."""

    token_url: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    #: The first one; those that the issuer gives later are kept in the database.
    refresh_token: str = field(default="", repr=False)
    scope: str = ""
    #: ``refresh_token`` (somebody logged in once), or ``client_credentials`` (the application itself may read).
    grant: str = "refresh_token"
    #: Where ``imap login`` begins: RFC 8628 section 3.1, and RFC 6749 section 3.1 where an issuer has no devices.
    device_url: str = ""
    authorize_url: str = ""
    #: How long a refresh token lives, where that is known and the issuer does not say.
    refresh_lifetime: timedelta | None = None
    client_secret_expires: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapAccount:
    """A mailbox that is read; either ``password`` or ``oauth`` is set."""

    #: Unique among the accounts.
    name: str
    host: str
    port: int
    username: str
    #: Address of the queue when no trusted Delivered-To names one.
    deliver_to: str
    #: ``implicit``, ``starttls`` or ``none`` (loopback only).
    tls: str = "implicit"
    password: str = field(default="", repr=False)
    oauth: ImapOAuth | None = None
    folder: str = "INBOX"
    #: More folders of the same account that are read in the same way.
    other_folders: tuple[str, ...] = ()
    #: The folder of what was written in the provider's own client; empty: not read.
    sent: str = ""
    #: This account's ``folder`` is that one.
    is_sent: bool = False
    #: What becomes of a mail that was taken: ``keep``, ``seen``, ``move:FOLDER`` or ``delete``.
    after: str = "seen"
    poll: timedelta = timedelta(seconds=60)
    #: How long reading may fail, or a mail stay unread, before the operator is told.
    alarm_after: timedelta = timedelta(minutes=15)

    def each_folder(self) -> tuple[ImapAccount, ...]:
        """The account once for each of its folders, which are read independently."""
        plain = replace(self, other_folders=(), sent="")
        others = [replace(plain, folder=name) for name in self.other_folders]
        sent = [replace(plain, folder=self.sent, is_sent=True, after="keep")] if self.sent else []
        return (self, *others, *sent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication:
    """What of inbound mail is believed."""

    #: CIDR networks.
    trusted_relays: tuple[str, ...] = ("127.0.0.0/8", "::1")
    trusted_authserv_ids: tuple[str, ...] = ()
    #: ``d=`` of the forwarders and lists whose ARC chains may be believed (RFC 8617).
    trusted_sealers: tuple[str, ...] = ()
    verify: bool = True
    #: The name server to ask; None: those of the system.
    resolver: Listener | None = None
    #: ``verified``, or ``token``: that agent's own token alone suffices.
    agents: str = "verified"

    @property
    def verifies(self) -> bool:
        """Whether a sender can be verified at all: by checks of our own, or by a relay's."""
        return self.verify or bool(self.trusted_authserv_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerLimits:
    session: SessionLimits = field(default_factory=SessionLimits)
    parse: ParseLimits = field(default_factory=ParseLimits)
    api_requests: Rate | None = Rate(count=600, window=timedelta(minutes=1))
    mail: MailLimits = field(default_factory=MailLimits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """One node's settings; every path is absolute."""

    name: str
    database: str
    data_dir: Path
    public_url: str
    relay: Relay
    workers: int = 1
    roles: tuple[str, ...] = ("mail", "http", "work", "schedule")
    smtp: Listener | None = None
    lmtp: Listener | None = None
    http: Listener | None = None
    tls_cert: Path | None = None
    tls_key: Path | None = None
    authentication: Authentication = field(default_factory=Authentication)
    limits: ServerLimits = field(default_factory=ServerLimits)
    #: Folder whose templates win over the shipped ones.
    templates: Path | None = None
    #: Address of whoever looks after the house; empty: the admins of the desk that is concerned.
    operator: str = ""
    imap: tuple[ImapAccount, ...] = ()
