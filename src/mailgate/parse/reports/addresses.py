"""Mail addresses inside reports, where they stand between words, brackets and quotation marks."""

from __future__ import annotations

import re

#: An address as it is found in running text; it begins where a word does, so that a search stays linear.
ADDRESS = r"(?<![^\s<>\"'()\[\]{}:;,@|\\])[^\s<>\"'()\[\]{}:;,@|\\]{1,120}+@[\w-](?:[\w.-]{0,250}[\w-])?"
_ADDRESS = re.compile(ADDRESS)
_QUOTED = re.compile(r"\"[^\"@\n]{1,64}\"@[\w.-]{1,250}")
_SOURCE_ROUTE = re.compile(r"@[\w.,@-]{1,200}:")
#: ``rfc822;``, ``x-unix;``, ``SMTP:``, ``mailto:``
_KIND = re.compile(r"\s*(?:[\w-]{1,20}\s*;|smtp:|mailto:)\s*", re.IGNORECASE)


def find_address(text: str) -> str:
    """The first address in a piece of text, lower-case in its domain; empty if there is none."""
    text = _SOURCE_ROUTE.sub("", text) if ":" in text and "@" in text else text
    found = _QUOTED.search(text) or _ADDRESS.search(text)
    return normal(found[0]) if found else ""


def find_addresses(text: str) -> tuple[str, ...]:
    """Every address in a piece of text, once each, in order."""
    return tuple(dict.fromkeys(normal(found[0]) for found in _ADDRESS.finditer(text)))


def recipient_address(value: str) -> str:
    """The address of a recipient field (RFC 3464 section 2.3.2); what has no ``@`` is given as it is."""
    bare = _KIND.sub("", value, count=1).strip()
    address = find_address(bare)
    if address:
        return address
    bare = bare.strip("<>\"' ")
    return bare if bare and len(bare) <= 64 and not any(map(str.isspace, bare)) else ""


def normal(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local.strip('`*')}@{domain.rstrip('.').lower()}"
