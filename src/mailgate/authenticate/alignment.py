"""Who is organised under whom, and when two domains are aligned (RFC 7489 sections 3.1 and 3.2)."""

from __future__ import annotations

from functools import cache

from publicsuffixlist import PublicSuffixList


def organisational(domain: str) -> str:
    """The domain that somebody registered (RFC 7489 section 3.2); of a public suffix it is the suffix itself."""
    found: str | None = _suffixes().privatesuffix(domain)
    return found or domain


def aligned(domain: str, other: str, *, strict: bool) -> bool:
    """Identifier alignment (RFC 7489 section 3.1): equal, or when relaxed organised under the same domain."""
    if not domain or not other:
        return False
    return domain == other or (not strict and organisational(domain) == organisational(other))


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
