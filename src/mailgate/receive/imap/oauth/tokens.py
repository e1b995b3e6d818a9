"""What an issuer gives, as values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

#: RFC 6749 section 5.1 only recommends ``expires_in``.
_UNSAID = timedelta(minutes=10)
#: No answer of an issuer is believed for longer.
_LONGEST = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What must not be read by others; empty where there is none."""

    access: str = ""
    refresh: str = ""

    def text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, text: str) -> Secrets:
        return cls(**json.loads(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A token response; every instant is by our own clock, counted from the answer, whatever the issuer's shows."""

    secrets: Secrets
    access_until: datetime
    #: When the refresh token ends; None when nobody knows.
    refresh_until: datetime | None


def grant_of(answer: Mapping[str, Any], before: Secrets, now: datetime, lifetime: timedelta | None) -> Grant | None:
    """Read a token response (RFC 6749 section 5.1); None when it is none.

    Args:
        before: A refresh token that the issuer does not replace goes on being valid (section 6).
        lifetime: How long a new refresh token lives where the issuer does not say.
    """
    access, refresh = answer.get("access_token"), answer.get("refresh_token")
    if not isinstance(access, str) or not access or not access.isascii() or not access.isprintable():
        return None
    secrets = Secrets(access=access, refresh=refresh if isinstance(refresh, str) and refresh else before.refresh)
    # What Microsoft and Keycloak say beside the standard; it is no part of RFC 6749.
    said = _seconds(answer.get("refresh_token_expires_in") or answer.get("refresh_expires_in"))
    life = said or lifetime
    return Grant(
        secrets=secrets,
        access_until=now + min(_seconds(answer.get("expires_in")) or _UNSAID, _LONGEST),
        refresh_until=now + life if life and secrets.refresh else None,
    )


def _seconds(value: object) -> timedelta | None:
    """Some issuers write numbers as strings."""
    try:
        seconds = int(str(value))
    except ValueError:
        return None
    return timedelta(seconds=seconds) if 0 < seconds < 10**9 else None
