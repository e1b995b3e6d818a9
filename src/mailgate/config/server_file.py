"""``mailgate.toml``: one node's settings."""

from __future__ import annotations

import ipaddress
import socket
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from mailgate.config.addresses import (
    DatabaseAddress,
    DatabaseFromEnvironment,
    DatabaseFromFile,
    ListenerAddress,
    RelayAddress,
    WebAddress,
)
from mailgate.config.imap_file import ImapTable
from mailgate.config.limits_file import LimitsTable
from mailgate.config.secret import EnvironmentSecret, FileSecret
from mailgate.config.table import Table
from mailgate.config.values import (
    AnyPath,
    ExistingFile,
    ExistingFolder,
    Host,
    Mailbox,
    PositiveDuration,
    Text,
    bounded,
    is_network,
    one_of,
)
from mailgate.model.server import Authentication, Listener, Relay, Server
from mailgate.thread.relay_ids import renaming_domain

ROLES = ("mail", "http", "work", "schedule")


def _network(value: str) -> str:
    if not is_network(value):
        raise ValueError(f'"{value}" is not a network; write it like "10.0.0.0/8", "192.0.2.7" or "::1"')
    return value


def _name_server(listener: Listener) -> Listener:
    try:
        ipaddress.ip_address(listener.host)
    except ValueError:
        raise ValueError('a name server is asked by its address; write "127.0.0.1:53" or "[::1]:53"') from None
    if not listener.port:
        raise ValueError("a name server has a port; it is mostly 53")
    return listener


Role = Annotated[str, one_of(*ROLES)]
Network = Annotated[str, AfterValidator(_network)]


class ServerTable(Table):
    name: Host = Field(default_factory=socket.gethostname)
    database: DatabaseAddress | None = None
    database_env: DatabaseFromEnvironment = ""
    database_file: DatabaseFromFile = ""
    data_dir: AnyPath | None = None
    workers: Annotated[int, bounded(1, 256)] = 1
    roles: Annotated[list[Annotated[str, one_of(*ROLES)]], Field(min_length=1)] = Field(
        default_factory=lambda: list(ROLES)
    )
    public_url: WebAddress | None = None
    operator: Mailbox = ""


class ListenTable(Table):
    smtp: ListenerAddress | None = None
    lmtp: ListenerAddress | None = None
    http: ListenerAddress | None = None
    tls_cert: ExistingFile | None = None
    tls_key: ExistingFile | None = None


class RelayTable(Table):
    url: RelayAddress
    username: Text = ""
    password: Text = ""
    password_env: EnvironmentSecret = ""
    password_file: FileSecret = ""
    tls_verify: bool = True
    connections: Annotated[int, bounded(1, 100)] = 5
    send_timeout: PositiveDuration = timedelta(minutes=2)
    message_id_domain: Host = ""

    def build(self) -> Relay:
        return Relay(
            scheme=self.url.scheme,
            host=self.url.host,
            port=self.url.port,
            path=self.url.path,
            username=self.username,
            password=self.password or self.password_env or self.password_file,
            tls_verify=self.tls_verify,
            connections=self.connections,
            send_timeout=self.send_timeout,
            message_id_domain=self.message_id_domain or renaming_domain(self.url.host),
        )


class AuthenticationTable(Table):
    trusted_relays: list[Annotated[str, AfterValidator(_network)]] = Field(
        default_factory=lambda: list(Authentication().trusted_relays)
    )
    trusted_authserv_ids: list[Text] = Field(default_factory=list)
    trusted_sealers: list[Host] = Field(default_factory=list)
    verify: bool = True
    resolver: Annotated[ListenerAddress, AfterValidator(_name_server)] | None = None
    agents: Annotated[str, one_of("verified", "token")] = "verified"

    def build(self) -> Authentication:
        return Authentication(
            trusted_relays=tuple(self.trusted_relays),
            trusted_authserv_ids=tuple(self.trusted_authserv_ids),
            trusted_sealers=tuple(self.trusted_sealers),
            verify=self.verify,
            resolver=self.resolver,
            agents=self.agents,
        )


class TemplatesTable(Table):
    folder: ExistingFolder


class ServerToml(Table):
    """The whole file."""

    desks: Annotated[list[Text], Field(min_length=1)]
    server: ServerTable = Field(default_factory=ServerTable)
    listen: ListenTable = Field(default_factory=ListenTable)
    relay: RelayTable
    authentication: AuthenticationTable = Field(default_factory=AuthenticationTable)
    limits: LimitsTable = Field(default_factory=LimitsTable)
    templates: TemplatesTable | None = None
    imap: list[ImapTable] = Field(default_factory=list)

    def build(self, folder: Path) -> Server:
        """The server as the rest of mailgate knows it; ``folder`` is the file's own, absolute."""
        return Server(
            name=self.server.name,
            database=self.server.database
            or self.server.database_env
            or self.server.database_file
            or f"sqlite:///{folder}/var/mailgate.db",
            data_dir=self.server.data_dir or folder / "var",
            public_url=self.server.public_url or _own_address(self.listen.http),
            relay=self.relay.build(),
            workers=self.server.workers,
            roles=tuple(role for role in ROLES if role in self.server.roles),
            smtp=self.listen.smtp,
            lmtp=self.listen.lmtp,
            http=self.listen.http,
            tls_cert=self.listen.tls_cert,
            tls_key=self.listen.tls_key,
            authentication=self.authentication.build(),
            limits=self.limits.build(),
            templates=self.templates.folder if self.templates else None,
            imap=tuple(each.build() for each in self.imap),
            operator=self.server.operator,
        )


def _own_address(listener: Listener | None) -> str:
    if listener is None or listener.path:
        return "http://127.0.0.1:8080"
    host = f"[{listener.host}]" if ":" in listener.host else listener.host
    return f"http://{host or '127.0.0.1'}:{listener.port}"
