"""What a relay is: something that takes one mail and says what became of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from mailgate.model.outbound import OutboxItem


class Verdict(StrEnum):
    """What the peer said, or what its silence means."""

    ACCEPTED = "accepted"
    #: A 4yz answer.
    PUT_OFF = "put_off"
    #: A 5yz answer: again would be the same.
    REFUSED = "refused"
    #: No connection, no TLS, no login.
    UNREACHABLE = "unreachable"
    #: The connection was lost after the mail was handed over: the peer may have it.
    UNCERTAIN = "uncertain"
    #: Not ours any more when its turn came: it was not handed over, and nothing is to be recorded.
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    verdict: Verdict
    #: The peer's words or our reason; printable ASCII, at most 500 characters.
    text: str

    @classmethod
    def of(cls, verdict: Verdict, text: str) -> Answer:
        """An answer with its text made fit to be stored and shown."""
        printable = "".join(char if " " <= char <= "~" else "?" for char in text)
        return cls(verdict=verdict, text=printable[:500])


#: Whether a mail is still ours to send; it is by the time that a peer may need to take one.
Ours = Callable[[], Awaitable[bool]]


async def always_ours() -> bool:
    """Nobody else sends it."""
    return True


class Relay(Protocol):
    """Delivers single mails; safe to call from several tasks at once."""

    async def deliver(self, item: OutboxItem, ours: Ours = always_ours) -> Answer:
        """Deliver one mail; never raises for what a peer or a disk does.

        Args:
            ours: Asked when the mail's turn has come, just before it is handed over. What it raises passes through.
        """

    async def close(self) -> None:
        """Let go of every connection."""
