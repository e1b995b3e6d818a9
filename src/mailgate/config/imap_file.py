"""The ``[[imap]]`` tables of the server file: mailboxes that are read."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from mailgate.config.nearest import advice
from mailgate.config.oauth_file import OAuthTable
from mailgate.config.secret import EnvironmentSecret, FileSecret
from mailgate.config.table import Table
from mailgate.config.values import Duration, Host, Key, Mailbox, PositiveDuration, Text, bounded, one_of
from mailgate.model.server import ImapAccount

_PORTS = {"implicit": 993, "starttls": 143, "none": 143}


def _after(value: str) -> str:
    if value in ("keep", "seen", "delete") or (value.startswith("move:") and len(value) > len("move:")):
        return value
    known = ["keep", "seen", "delete", "move:FOLDER"]
    raise ValueError(f'"{value}" is not possible here; {advice(value, known)}')


class ImapTable(Table):
    name: Key
    host: Host
    port: Annotated[int, bounded(1, 65_535)] | None = None
    tls: Annotated[str, one_of(*_PORTS)] = "implicit"
    username: Text
    password: Text = ""
    password_env: EnvironmentSecret = ""
    password_file: FileSecret = ""
    oauth: OAuthTable | None = None
    folder: Text = "INBOX"
    other_folders: list[Text] = Field(default_factory=list)
    sent: Text = ""
    deliver_to: Mailbox
    after: Annotated[str, AfterValidator(_after)] = "seen"
    poll: Annotated[Duration, bounded(1, 86_400)] = timedelta(seconds=60)
    alarm_after: PositiveDuration = timedelta(minutes=15)

    def build(self) -> ImapAccount:
        return ImapAccount(
            name=self.name,
            host=self.host,
            port=self.port or _PORTS[self.tls],
            username=self.username,
            deliver_to=self.deliver_to,
            tls=self.tls,
            password=self.password or self.password_env or self.password_file,
            oauth=self.oauth.build() if self.oauth else None,
            folder=self.folder,
            other_folders=tuple(self.other_folders),
            sent=self.sent,
            after=self.after,
            poll=self.poll,
            alarm_after=self.alarm_after,
        )
