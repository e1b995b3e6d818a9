"""A person's one login for an account: on another device (RFC 8628), or in a browser (RFC 6749 section 4.1)."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from mailgate.errors import Refused
from mailgate.model.server import ImapOAuth
from mailgate.receive.imap.oauth.issuer import GrantRefused, IssuerAway, ask, client

#: RFC 8628 section 3.2 has 5 seconds where the issuer says nothing, and 5 more each time it asks to slow down.
_INTERVAL = 5.0
_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
#: Nobody listens there: the browser ends on it, and its address holds the code.
_ENDS_ON = "http://127.0.0.1"

Tell = Callable[[str], None]


def by_device(oauth: ImapOAuth, tell: Tell, *, sleep: Callable[[float], None] = time.sleep) -> dict[str, Any]:
    """Have somebody enter a code on another device; the answer is the token response.

    Raises:
        Refused: They said no, or did not come in time.
        IssuerAway, GrantRefused: It did not even begin.
    """
    begun = ask(oauth.device_url, client(oauth))
    where = str(begun.get("verification_uri") or begun.get("verification_url") or "")
    tell(f"open {where} in any browser, log in as the mailbox, and enter: {begun.get('user_code')}")
    form = {**client(oauth), "grant_type": _DEVICE, "device_code": str(begun.get("device_code"))}
    pause, left = _number(begun.get("interval"), _INTERVAL), _number(begun.get("expires_in"), 900.0)
    while left > 0:
        sleep(pause)
        left -= pause
        try:
            return ask(oauth.token_url, form)
        except IssuerAway:
            # RFC 8628 section 3.5: slower, after a timeout.
            pause *= 2
        except GrantRefused as refused:
            if refused.code == "slow_down":
                pause += _INTERVAL
            elif refused.code != "authorization_pending":
                raise Refused("imap.login_refused", f"the issuer says: {refused}") from refused
    raise Refused("imap.login_too_late", "nobody entered the code in time; begin again")


def by_browser(oauth: ImapOAuth, tell: Tell, answer: Callable[[], str]) -> dict[str, Any]:
    """Have somebody log in with a browser, and hand over the address that it ends on.

    Args:
        answer: That address, as it was copied.

    Raises:
        Refused: They said no, or the address is not the one that belongs to this login.
        IssuerAway, GrantRefused: The issuer does not take the code.
    """
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    # RFC 7636 section 4.2: whoever sees the code cannot use it.
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "client_id": oauth.client_id,
        "response_type": "code",
        "redirect_uri": _ENDS_ON,
        "scope": oauth.scope,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        # Without these two Google gives no refresh token.
        "access_type": "offline",
        "prompt": "consent",
    }
    tell(f"open this address in a browser and log in as the mailbox:\n\n{oauth.authorize_url}?{urlencode(asked)}\n")
    tell("the browser ends on a page that it cannot show; copy the address of that page to here:")
    code = _code(parse_qs(urlsplit(answer().strip()).query), state)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": _ENDS_ON, "code_verifier": verifier}
    return ask(oauth.token_url, {**client(oauth), **form})


def _code(said: Mapping[str, list[str]], state: str) -> str:
    if said.get("error"):
        raise Refused("imap.login_refused", f"the issuer says: {said['error'][0]}")
    if said.get("state") != [state] or not said.get("code"):
        raise Refused("imap.login_mixed_up", "this is not the address that the login ends on; begin again")
    return said["code"][0]


def _number(value: object, otherwise: float) -> float:
    return float(value) if isinstance(value, int | float) and 0 < value < 86_400 else otherwise
