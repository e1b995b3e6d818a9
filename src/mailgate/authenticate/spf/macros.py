"""Macros in the domains of SPF terms (RFC 7208 section 7)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_MACRO = re.compile(r"%(?:\{([A-Za-z])([0-9]*)([rR]?)([-.+,/_=]*)\}|([%_-]))")
_LITERALS = {"%": "%", "_": " ", "-": "%20"}
_LONGEST = 253


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whose right to send is asked: ``local@domain`` from the host ``ip`` that called itself ``helo``."""

    local: str
    domain: str
    ip: Address
    helo: str


def expand(text: str, identity: Identity, domain: str, validated: Callable[[], str]) -> str:
    """A domain with its macros replaced; of one that is too long the left labels are dropped (section 7.3).

    Args:
        domain: Where the record stands that is being evaluated.
        validated: The name of the host, found by reverse look-up; only called when the text needs it.
    """

    def replaced(match: re.Match[str]) -> str:
        letter, digits, reverse, delimiters, literal = match.groups()
        if literal:
            return _LITERALS[literal]
        value = validated() if letter in "pP" else _VALUES[letter.lower()](identity, domain)
        value = _transformed(value, digits, reverse, delimiters)
        return quote(value, safe="-._~") if letter.isupper() else value

    expanded = _MACRO.sub(replaced, text)
    if len(expanded) <= _LONGEST:
        return expanded
    # The character before what fits tells whether a label was cut.
    return expanded[-_LONGEST - 1 :].partition(".")[2]


def _transformed(value: str, digits: str, reverse: str, delimiters: str) -> str:
    """Cut at the delimiters, turned round, the rightmost ``digits`` kept (section 7.3)."""
    parts = re.split(f"[{re.escape(delimiters or '.')}]", value)
    if reverse:
        parts.reverse()
    return ".".join(parts[-int(digits) :] if digits else parts)


def _dotted(ip: Address) -> str:
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    return ".".join(ip.exploded.replace(":", ""))


_VALUES: dict[str, Callable[[Identity, str], str]] = {
    "s": lambda identity, _: f"{identity.local}@{identity.domain}",
    "l": lambda identity, _: identity.local,
    "o": lambda identity, _: identity.domain,
    "d": lambda _, domain: domain,
    "i": lambda identity, _: _dotted(identity.ip),
    "v": lambda identity, _: "in-addr" if identity.ip.version == 4 else "ip6",
    "h": lambda identity, _: identity.helo,
}
