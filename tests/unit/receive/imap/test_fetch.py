"""FETCH responses mean the same however the network cuts them: whole ones are taken at once, others by the library."""

from __future__ import annotations

import asyncio
import random

import pytest

from mailgate.receive.imap.failures import ConnectionBroken
from mailgate.receive.imap.fetch import Fetch
from mailgate.receive.imap.guard import GuardedProtocol

#: A mail whose words look like what comes after it.
_LOOKALIKE = b"Hello)\r\n* 8 FETCH (UID 8 BODY[] {5}\r\nfalse)\r\nA1 OK done\r\n"
_MAILS = {
    "plain": (b"* 1 FETCH (UID 1 BODY[] {7}\r\n1234567)\r\n", [(1, None, b"1234567")]),
    "uid-behind": (b"* 1 FETCH (BODY[] {3}\r\nabc UID 4)\r\n", [(4, None, b"abc")]),
    "flags": (b"* 1 FETCH (FLAGS (\\Seen $x) UID 2 BODY[] {2}\r\nhi)\r\n", [(2, None, b"hi")]),
    "flags-behind": (b"* 1 FETCH (UID 2 BODY[] {2}\r\nhi FLAGS (\\Seen))\r\n", [(2, None, b"hi")]),
    "nothing-in-it": (b'* 1 FETCH (UID 3 BODY[] "")\r\n', [(3, None, b"")]),
    "literal-of-nothing": (
        b"* 1 FETCH (UID 3 BODY[] {0}\r\n)\r\n* 2 FETCH (UID 4 RFC822.SIZE 9)\r\n",
        [(3, None, b""), (4, 9, None)],
    ),
    "looks-like-more": (
        b"* 7 FETCH (UID 7 BODY[] {%d}\r\n%b)\r\n* 9 FETCH (UID 9 BODY[] {1}\r\n!)\r\n" % (len(_LOOKALIKE), _LOOKALIKE),
        [(7, None, _LOOKALIKE), (9, None, b"!")],
    ),
    "sizes": (
        b"* 1 FETCH (UID 1 RFC822.SIZE 10)\r\n* 2 FETCH (RFC822.SIZE 20 UID 2)\r\n",
        [(1, 10, None), (2, 20, None)],
    ),
    "others-between": (
        b"* 1 FETCH (UID 1 BODY[] {1}\r\na)\r\n* 5 EXISTS\r\n* 3 EXPUNGE\r\n* 2 FETCH (FLAGS ())\r\n"
        b"* OK still here\r\n* 3 FETCH (UID 3 BODY[] {1}\r\nc)\r\n",
        [(1, None, b"a"), (3, None, b"c")],
    ),
}


class _Wire:
    """What the protocol sends into; everything comes from the test."""

    def __init__(self) -> None:
        self.is_ended = False

    def write(self, data: bytes) -> None:
        pass

    def abort(self) -> None:
        self.is_ended = True


def _answered(
    pieces: list[bytes], *, literal_limit: int = 64
) -> tuple[list[tuple[int, int | None, bytes | None]], int]:
    """What a FETCH is answered by these pieces, and how many mails the folder is said to hold afterwards."""

    async def run():
        protocol = GuardedProtocol(asyncio.get_running_loop())
        protocol.transport, protocol.state, protocol.literal_limit = _Wire(), "SELECTED", literal_limit
        command = Fetch("A1", "1:*", "(UID BODY.PEEK[])", prefix="UID", timeout=30)
        answer = asyncio.create_task(protocol.execute(command))
        await asyncio.sleep(0)
        for piece in pieces:
            protocol.data_received(piece)
        assert (await answer).result == "OK"
        found = [(one.uid, one.size, one.content) for one in command.found]
        return sorted(found, key=repr), protocol.exists

    return asyncio.run(run())


def _cut(data: bytes, places: list[int]) -> list[bytes]:
    return [data[start:end] for start, end in zip([0, *places], [*places, len(data)], strict=True)]


@pytest.mark.parametrize("name", _MAILS)
def test_responses_are_the_same_wherever_they_are_cut(name):
    said, wanted = _MAILS[name]
    said += b"A1 OK done\r\n"
    whole = _answered([said])
    assert whole[0] == wanted
    for place in range(1, len(said)):
        assert _answered(_cut(said, [place])) == whole, place
    assert _answered([said[at : at + 1] for at in range(len(said))]) == whole


def test_many_responses_are_the_same_however_they_come():
    rng = random.Random(20261121)
    kinds = [said for said, _ in _MAILS.values()]
    said = b"".join(rng.choices(kinds, k=60)) + b"A1 OK done\r\n"
    alone = _answered([said[at : at + 1] for at in range(len(said))])
    for _ in range(20):
        assert _answered(_cut(said, sorted(rng.sample(range(1, len(said)), 12)))) == alone
    assert _answered([said]) == alone


@pytest.mark.parametrize("cut", [[], [40]])
def test_a_literal_over_the_limit_ends_the_connection(cut):
    said = b"* 1 FETCH (UID 1 BODY[] {65}\r\n" + b"x" * 65 + b")\r\nA1 OK done\r\n"
    with pytest.raises(ConnectionBroken, match="a literal of 65 bytes"):
        _answered(_cut(said, cut))
