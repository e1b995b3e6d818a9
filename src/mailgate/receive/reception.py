"""What all sessions of a node share, and the keeping of a mail on behalf of any of them."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from mailgate.errors import MailgateError
from mailgate.model.envelope import NewMail
from mailgate.model.limits import MIB, SessionLimits
from mailgate.receive.accepts import Accepts, Results
from mailgate.receive.admission import Admission
from mailgate.receive.intake import Intake
from mailgate.receive.memory import Budget
from mailgate.receive.strain import Strain

log = structlog.get_logger(__name__)

#: Bytes of mail that may be in memory at once, over all sessions (L-34); two mails of the largest size always may.
_MEMORY = 256 * MIB


class Connected(Protocol):
    """A session, to whoever has to part with it."""

    def end(self, reply: bytes, *, even_in_data: bool = False) -> None:
        """Say good-bye: at once, or after the mail it is busy with."""

    def task(self) -> asyncio.Task[None]:
        """What it does."""


@dataclass(slots=True, kw_only=True)
class Reception:
    """Shared by the sessions of all listeners of a node; belongs to one event loop."""

    intake: Intake
    #: Our name in the greeting.
    name: str
    limits: SessionLimits
    admission: Admission
    strain: Strain
    tls: ssl.SSLContext | None = None
    clock: Callable[[], float] = time.monotonic
    accepts: Accepts = field(default_factory=Accepts)
    sessions: set[Connected] = field(default_factory=set)
    #: Set once listeners are closing: no session goes on beyond the mail it is busy with.
    closing: bool = False
    memory: Budget = field(init=False)

    def __post_init__(self) -> None:
        self.memory = Budget(max(_MEMORY, 2 * self.limits.message_size))

    async def keep(self, mails: Sequence[NewMail], done: Callable[[], None]) -> Results:
        """Hand mails to the intake, out of reach of the connection's end; one result a mail, never raises."""
        return await self.accepts.run(self._accept(mails), done)

    async def _accept(self, mails: Sequence[NewMail]) -> Results:
        results: Results
        try:
            results = await self.intake.accept(mails)
            if len(results) != len(mails):
                raise MailgateError(f"{len(results)} results for {len(mails)} mails")
        except Exception as error:
            results = [error] * len(mails)
        # A log that cannot be written must not turn a mail that is kept into a failure.
        with contextlib.suppress(Exception):
            _note(mails, results)
        return results


def _note(mails: Sequence[NewMail], results: Results) -> None:
    for mail, result in zip(mails, results, strict=True):
        if isinstance(result, int):
            log.info("mail.accepted", inbox=result, tenant=mail.tenant, size_bytes=len(mail.raw))
            continue
        # A database that is away says so for every mail: its name suffices then.
        trace = None if isinstance(result, MailgateError) else result
        log.error("mail.accept_failed", tenant=mail.tenant, error=repr(result), exc_info=trace)
