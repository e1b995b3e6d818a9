"""Who handed a mail in: the host whose right to send SPF is about."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

from mailgate.authenticate.domains import ascii_domain, domain_of
from mailgate.authenticate.letter import Letter
from mailgate.authenticate.spf.macros import Address, Identity
from mailgate.model.envelope import Channel, Envelope
from mailgate.model.server import Authentication

_RECEIVED = re.compile(
    r"from\s+(\S+)\s+\((?:[^\[\]()]*\s)?\[(?:IPv6:)?([0-9A-Fa-f:.]+)\][^\[\]()]*\)\s.*?\bby\s+(\S+)\s", re.S
)
_BY = re.compile(r"\sby\s")
#: The client had logged in (RFC 3848): its address is a person's, and no policy names it.
_LOGGED_IN = re.compile(r"\swith\s+(?:UTF8)?(?:ESMTP|LMTP)S?A\b|\(Authenticated sender", re.IGNORECASE)
#: Longer ones were not written by a relay.
_FIELD_BYTES = 2048
#: Relays of ours between the world and us.
_HOPS = 10


def client_of(envelope: Envelope, letter: Letter, believed: Authentication) -> Identity | None:
    """The client as SPF names it (RFC 7208 section 2); None when nobody can know.

    The peer itself, or where that is a trusted relay the host that the relay's own Received field names. Such a field
    is read only under a name among ``trusted_authserv_ids``, from the top, and only when nothing in it is ambiguous:
    HELO is a stranger's word and may look like anything.
    """
    if envelope.channel not in (Channel.SMTP, Channel.LMTP):
        return None
    if not envelope.trusted_peer:
        return _identity(envelope, _address(envelope.peer), envelope.helo)
    for _, value in letter.named(b"received")[:_HOPS]:
        hop = _hop(value.decode("ascii", "replace"), believed.trusted_authserv_ids)
        if hop is None:
            return None
        helo, ip = hop
        if not _is_within(ip, believed.trusted_relays):
            return _identity(envelope, ip, helo)
    return None


def return_domain(envelope: Envelope) -> str:
    """Domain of the reverse path, empty for none; a mailbox that is read does not tell it."""
    return domain_of(envelope.mail_from)


def _identity(envelope: Envelope, ip: Address | None, helo: str) -> Identity | None:
    """MAIL FROM, or ``postmaster`` at HELO for the null sender (RFC 7208 section 2.4)."""
    if ip is None:
        return None
    own_name = ascii_domain(helo)
    if not envelope.mail_from:
        return Identity(local="postmaster", domain=own_name, ip=ip, helo=own_name)
    local = envelope.mail_from.rpartition("@")[0] or "postmaster"
    return Identity(local=local, domain=return_domain(envelope), ip=ip, helo=own_name)


def _hop(received: str, relays: Iterable[str]) -> tuple[str, Address] | None:
    """HELO and address that a relay of ours noted (RFC 5321 section 4.4)."""
    stamp = received[:_FIELD_BYTES].rpartition(";")[0].strip() + " "
    match = _RECEIVED.match(stamp)
    if match is None or stamp.count("[") > 1 or len(_BY.findall(stamp)) > 1 or _LOGGED_IN.search(stamp):
        return None
    helo, text, by = match.groups()
    ip = _address(text)
    return (helo, ip) if ip is not None and by.lower() in {name.lower() for name in relays} else None


def _address(text: str) -> Address | None:
    """An IPv4 address that came mapped into IPv6 is IPv4 (RFC 7208 section 5)."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return (found.version == 6 and found.ipv4_mapped) or found


def _is_within(ip: Address, networks: Iterable[str]) -> bool:
    return any(ip in ipaddress.ip_network(network, strict=False) for network in networks)
