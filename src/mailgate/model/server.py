"""The server as configured in ``mailgate.toml``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from mailgate.model.limits import ParseLimits, Rate, SessionLimits


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication:
    """What of inbound mail is believed."""

    #: CIDR networks.
    trusted_relays: tuple[str, ...] = ("127.0.0.0/8", "::1")
    trusted_authserv_ids: tuple[str, ...] = ()
    verify: bool = True
    #: ``verified``, or ``token``: that agent's own token alone suffices.
    agents: str = "verified"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerLimits:
    session: SessionLimits = field(default_factory=SessionLimits)
    parse: ParseLimits = field(default_factory=ParseLimits)
    api_requests: Rate | None = Rate(count=600, window=timedelta(minutes=1))
    acks_per_address: Rate | None = Rate(count=5, window=timedelta(hours=1))
    acks_per_tenant: Rate | None = Rate(count=6000, window=timedelta(minutes=10))


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
