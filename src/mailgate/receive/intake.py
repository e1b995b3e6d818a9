"""What the listeners need of the house behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from mailgate.model.envelope import NewMail


class Intake(Protocol):
    """Knows the addresses and keeps the mails."""

    def route(self, address: str) -> str | None:
        """The tenant that takes mail for ``address``, None when nobody does."""

    async def accept(self, mails: Sequence[NewMail]) -> Sequence[int | Exception]:
        """Keep the mails of one transaction; one result a mail, in order.

        A number is the inbox id of a mail that is committed. A failure is a value
        (``StorageFull``, ``StoreUnavailable``) when only some mails failed, or raised when all did.
        """

    def storage_full(self) -> bool:
        """True while there is no room for one more mail of the largest size; cheap, asked at every MAIL."""
