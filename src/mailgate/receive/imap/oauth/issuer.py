"""Asking an issuer of tokens: one form by POST, one JSON object back (RFC 6749 section 3.2)."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from mailgate.model.server import ImapOAuth
from mailgate.receive.imap.failures import ImapFailure

#: Seconds without a byte.
_SILENCE = 20.0
#: Bytes of an answer that are read.
_ANSWER = 256 * 1024


class IssuerAway(ImapFailure):
    """The issuer cannot be asked now."""


class GrantRefused(ImapFailure):
    """The issuer says no; ``code`` is its reason (RFC 6749 section 5.2), such as ``invalid_grant``."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}" if text else code)
        self.code = code


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A secret is sent to the address that was configured, and to no other."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def renewed(oauth: ImapOAuth, refresh_token: str) -> dict[str, Any]:
    """A new access token, by a refresh token or in the client's own name.

    Raises:
        IssuerAway: Try again later.
        GrantRefused: Somebody must do something.
    """
    if oauth.grant == "client_credentials":
        return ask(oauth.token_url, {**client(oauth), "grant_type": "client_credentials"})
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    return ask(oauth.token_url, {**client(oauth), **form})


def client(oauth: ImapOAuth) -> dict[str, str]:
    """Who asks, and for what (RFC 6749 section 2.3.1); a device or desktop application has no secret."""
    said = {"client_id": oauth.client_id, "client_secret": oauth.client_secret, "scope": oauth.scope}
    return {name: value for name, value in said.items() if value}


def ask(url: str, form: Mapping[str, str]) -> dict[str, Any]:
    """The issuer's JSON object.

    Raises:
        IssuerAway: No answer, or none that says anything.
        GrantRefused: It answered with an error.
    """
    request = urllib.request.Request(  # noqa: S310 - http or https only, by the configuration
        url, urlencode(form).encode("ascii"), {"Accept": "application/json"}
    )
    try:
        with _OPENER.open(request, timeout=_SILENCE) as response:
            status, body = response.status, response.read(_ANSWER)
    except urllib.error.HTTPError as error:
        with error:
            status, body = error.code, error.read(_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        raise IssuerAway(f"{url}: {error}") from error
    return _read(url, status, body)


def _read(url: str, status: int, body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise IssuerAway(f"{url}: HTTP {status} without a JSON object")
    if status == 200 and "error" not in answer:
        return answer
    code = str(answer.get("error") or f"http_{status}")[:100]
    # RFC 6749 section 5.2 has 400 and 401; 429 and 5xx speak of the issuer, not of the grant.
    if status == 429 or status >= 500 or code in ("temporarily_unavailable", "server_error"):
        raise IssuerAway(f"{url}: HTTP {status} {code}")
    raise GrantRefused(code, str(answer.get("error_description") or "")[:300])
