"""Domains in the one spelling in which they are compared and asked for."""

from __future__ import annotations

import unicodedata


def without_final_dot(domain: str) -> str:
    """Lower case, and without the dot that stands for the root."""
    return domain.lower().removesuffix(".")


def ascii_domain(domain: str) -> str:
    """The domain in A-labels (RFC 5890), lower case; empty when it has none that says the same.

    A spelling that the mapping would change (``ß`` to ``ss``, full-width letters) is another domain to the eye than to
    the DNS: nothing is known of it.
    """
    plain = unicodedata.normalize("NFC", without_final_dot(domain))
    if plain.isascii():
        return plain
    try:
        encoded = plain.encode("idna")
        return encoded.decode() if encoded.decode("idna") == plain else ""
    except UnicodeError:
        return ""


def domain_of(address: str) -> str:
    """What stands behind the last ``@``, as :func:`ascii_domain` gives it; empty for literals and bare names."""
    domain = ascii_domain(address.rpartition("@")[2]) if "@" in address else ""
    return domain if is_host_domain(domain) else ""


def is_host_domain(domain: str) -> bool:
    """True for at least two labels that are neither empty nor too long (RFC 7208 section 4.3)."""
    labels = domain.split(".")
    return len(domain) <= 253 and len(labels) > 1 and all(0 < len(each) <= 63 for each in labels) and "[" not in domain
