"""Who may connect, and how much of us one peer may use (L-14 to L-17)."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from mailgate.metrics import LIMITS
from mailgate.model.limits import SessionLimits
from mailgate.receive.windows import SlidingWindow

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """The other end of a connection."""

    #: Its address, without port; empty for a local socket.
    address: str
    #: What limits are counted by: the address, or the /64 network of an IPv6 one (a customer's usual share).
    key: str
    #: True for a configured relay and for local sockets: no limit of this module applies.
    trusted: bool


LOCAL = Peer(address="", key="", trusted=True)
#: A TCP peer that was gone before it could be asked for its address.
GONE = Peer(address="", key="", trusted=False)


class Admission:
    """Counts connections, mails and bytes by peer."""

    def __init__(self, limits: SessionLimits, trusted: tuple[str, ...], clock: Callable[[], float]) -> None:
        self._limits = limits
        self._networks = [ipaddress.ip_network(network, strict=False) for network in trusted]
        self._open: Counter[str] = Counter()
        self._total = 0
        self._connects = SlidingWindow(limits.new_connections_per_ip, clock)
        self._mails = SlidingWindow(limits.messages_per_ip, clock)
        self._bytes = SlidingWindow(limits.bytes_per_ip, clock)

    def crowded(self) -> bool:
        """True once three quarters of the places are taken."""
        return self._total * 4 >= self._limits.connections * 3

    def identify(self, peername: object) -> Peer:
        """The peer behind a socket's ``peername``: a tuple for TCP, a string for a unix socket, None if gone."""
        if isinstance(peername, str | bytes):
            return LOCAL
        if not isinstance(peername, tuple):
            return GONE
        address = _without_mapping(ipaddress.ip_address(str(peername[0]).partition("%")[0]))
        trusted = any(address in network for network in self._networks)
        return Peer(address=str(address), key=_key(address), trusted=trusted)

    def enter(self, peer: Peer) -> bool:
        """Take a place for a new connection; False: there is none, and ``leave`` must not be called."""
        if peer.trusted:
            return True
        if self._total >= self._limits.connections or self._open[peer.key] >= self._limits.connections_per_ip:
            LIMITS.fired(15)
            return False
        if not self._connects.take(peer.key):
            LIMITS.fired(16)
            return False
        self._total += 1
        self._open[peer.key] += 1
        return True

    def leave(self, peer: Peer) -> None:
        """Give the place back."""
        if peer.trusted:
            return
        self._total -= 1
        self._open[peer.key] -= 1
        if not self._open[peer.key]:
            del self._open[peer.key]

    def may_send(self, peer: Peer) -> bool:
        """Count one more mail; False when the peer sent too many, or too much, in the last minute."""
        if peer.trusted or (self._bytes.has_room(peer.key) and self._mails.take(peer.key)):
            return True
        LIMITS.fired(17)
        return False

    def count_bytes(self, peer: Peer, size_bytes: int) -> None:
        if not peer.trusted:
            self._bytes.add(peer.key, size_bytes)


def _without_mapping(address: _Address) -> _Address:
    return getattr(address, "ipv4_mapped", None) or address


def _key(address: _Address) -> str:
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))
