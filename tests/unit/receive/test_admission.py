"""Who a peer is, and what is counted together."""

import pytest

from mailgate.model.limits import SessionLimits
from mailgate.receive.admission import LOCAL, Admission


def admission(**limits):
    return Admission(SessionLimits(**limits), ("127.0.0.0/8", "::1", "2001:db8:1::/48"), lambda: 0.0)


@pytest.mark.parametrize(
    ("peername", "address", "key", "trusted"),
    [
        (("127.0.0.9", 1), "127.0.0.9", "127.0.0.9", True),
        (("192.0.2.7", 1), "192.0.2.7", "192.0.2.7", False),
        (("::1", 1, 0, 0), "::1", "::/64", True),
        (("::ffff:192.0.2.7", 1, 0, 0), "192.0.2.7", "192.0.2.7", False),
        (("::ffff:127.0.0.1", 1, 0, 0), "127.0.0.1", "127.0.0.1", True),
        (("2001:db8:2:3:4:5:6:7", 1, 0, 0), "2001:db8:2:3:4:5:6:7", "2001:db8:2:3::/64", False),
        (("2001:db8:1::9", 1, 0, 0), "2001:db8:1::9", "2001:db8:1::/64", True),
        (("fe80::1%eth0", 1, 0, 2), "fe80::1", "fe80::/64", False),
    ],
)
def test_peer_is_known_by_its_address(peername, address, key, trusted):
    peer = admission().identify(peername)
    assert (peer.address, peer.key, peer.trusted) == (address, key, trusted)


@pytest.mark.parametrize("peername", ["", "/run/x.sock", b""])
def test_local_sockets_are_trusted(peername):
    assert admission().identify(peername) == LOCAL


def test_peer_that_is_gone_is_not_taken_for_a_local_one():
    assert not admission().identify(None).trusted


def test_neighbours_in_one_ipv6_network_share_their_places():
    desk = admission(connections_per_ip=1)
    assert desk.enter(desk.identify(("2001:db8:2::1", 1, 0, 0)))
    assert not desk.enter(desk.identify(("2001:db8:2::2", 1, 0, 0)))
    assert desk.enter(desk.identify(("2001:db8:2:1::2", 1, 0, 0)))


def test_place_is_free_again_after_leaving():
    desk = admission(connections=1)
    peer = desk.identify(("192.0.2.7", 1))
    for _ in range(3):
        assert desk.enter(peer)
        desk.leave(peer)
