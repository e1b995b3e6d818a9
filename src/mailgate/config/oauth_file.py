"""The ``oauth`` table of an ``[[imap]]`` account: who issues its tokens, and in whose name they are had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, model_validator

from mailgate.config.addresses import WebAddress, is_loopback
from mailgate.config.secret import EnvironmentSecret, FileSecret
from mailgate.config.table import Table
from mailgate.config.values import Host, PositiveDuration, Text, one_of
from mailgate.model.server import ImapOAuth

_GRANTS = ("refresh_token", "client_credentials")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """The addresses of an issuer, as it publishes them; ``{directory}`` is a customer of it."""

    token_url: str
    scope: str
    #: What the application itself asks for, where it may.
    own_scope: str = ""
    device_url: str = ""
    authorize_url: str = ""


PROVIDERS = {
    # Google lets devices ask for some scopes, and mail is none of them: one logs in by browser.
    "google": Provider(
        token_url="https://oauth2.googleapis.com/token",
        authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
        scope="https://mail.google.com/",
    ),
    "microsoft": Provider(
        token_url="https://login.microsoftonline.com/{directory}/oauth2/v2.0/token",
        device_url="https://login.microsoftonline.com/{directory}/oauth2/v2.0/devicecode",
        scope="https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
        own_scope="https://outlook.office365.com/.default",
    ),
}


def _secure(value: str) -> str:
    url = urlsplit(value)
    if url.scheme != "https" and not is_loopback(url.hostname or ""):
        raise ValueError(f'"{value}" would take secrets in clear text; write an address with https')
    return value


SecretAddress = Annotated[WebAddress, AfterValidator(_secure)]


class OAuthTable(Table):
    provider: Annotated[str, one_of(*PROVIDERS)] | None = None
    directory: Host = "common"
    token_url: SecretAddress = ""
    device_url: SecretAddress = ""
    authorize_url: SecretAddress = ""
    client_id: Text
    client_secret: Text = ""
    client_secret_env: EnvironmentSecret = ""
    client_secret_file: FileSecret = ""
    client_secret_expires: date | None = None
    grant: Annotated[str, one_of(*_GRANTS)] = "refresh_token"
    refresh_token: Text = ""
    refresh_token_env: EnvironmentSecret = ""
    refresh_token_file: FileSecret = ""
    refresh_lifetime: PositiveDuration | None = None
    scope: Text = ""

    @model_validator(mode="after")
    def _names_an_issuer(self) -> OAuthTable:
        if self.provider is None and not self.token_url:
            raise ValueError(f"say who issues the tokens; add provider ({', '.join(PROVIDERS)}) or token_url")
        if self.grant == "client_credentials" and not self._secret:
            raise ValueError("client_credentials needs the secret of the application; add client_secret_env")
        return self

    @property
    def _secret(self) -> str:
        return self.client_secret or self.client_secret_env or self.client_secret_file

    def build(self) -> ImapOAuth:
        preset = PROVIDERS.get(self.provider or "", Provider(token_url="", scope=""))
        own = preset.own_scope if self.grant == "client_credentials" else preset.scope
        return ImapOAuth(
            token_url=self.token_url or preset.token_url.format(directory=self.directory),
            device_url=self.device_url or preset.device_url.format(directory=self.directory),
            authorize_url=self.authorize_url or preset.authorize_url,
            client_id=self.client_id,
            client_secret=self._secret,
            client_secret_expires=self.client_secret_expires,
            grant=self.grant,
            refresh_token=self.refresh_token or self.refresh_token_env or self.refresh_token_file,
            refresh_lifetime=self.refresh_lifetime,
            scope=self.scope or own,
        )
