"""The outbox sender: claims what is due, hands it to the relay, records what became of it."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from mailgate.errors import StoreUnavailable
from mailgate.metrics import LIMITS
from mailgate.model.outbound import Attempt, Delivery, OutboxItem, OutboxState
from mailgate.outbox.backoff import after_doubt, after_refusal, after_silence
from mailgate.outbox.outcomes import Outcomes
from mailgate.outbox.relay import Answer, Relay, Verdict
from mailgate.pipeline.tools import Tools
from mailgate.store.outbound import outbox, outbox_rows

_LOG = structlog.get_logger()
#: Claimed beyond what the relay takes at once, so that its connections never wait for the store.
_AHEAD = 4
#: A look without a hint, should one be lost or another process have written.
_POLL = 1.0
_AWAY = 2.0
#: Claimed longer ago than this, a mail is leased once more before it is sent: it may have waited for the relay as long
#: as several others take.
_STALE = timedelta(seconds=15)
#: Beyond the send timeout, so that a lease outlives the slowest attempt.
_LEASE_MARGIN = timedelta(seconds=30)


class Sender:
    """Lives on the front's event loop."""

    def __init__(self, tools: Tools, relay: Relay, *, node: str) -> None:
        self._tools = tools
        self._relay = relay
        self._outcomes = Outcomes(tools)
        self._node = node
        settings = tools.server.relay
        self._capacity = settings.connections * _AHEAD
        self._lease = settings.send_timeout + _LEASE_MARGIN
        #: The last claim took all that there was room for.
        self._more = False
        self._flying: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._stopping = False
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._loop = asyncio.create_task(self._run(), name="outbox")

    def use(self, tools: Tools) -> None:
        """Tell of failures under other desks from now on."""
        self._tools = tools
        self._outcomes.use(tools)

    def wake(self) -> None:
        """There is mail to send."""
        self._woken.set()

    async def stop(self, grace: timedelta) -> None:
        """Claim no more, finish what is under way; what is not done in time stays claimed until its lease ends."""
        self._stopping = True
        self._woken.set()
        deadline = asyncio.get_running_loop().time() + grace.total_seconds()
        if self._loop:
            await _wait({self._loop}, deadline)
        # Only now: the last look may have claimed some more.
        await _wait(self._flying, deadline)
        await self._relay.close()

    async def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            try:
                claimed = await self._claim()
            except StoreUnavailable as error:
                _LOG.warning("outbox.store_away", error=str(error))
                await self._pause(_AWAY)
                continue
            except Exception:  # whatever the database refuses now, nobody else sends this node's mail
                _LOG.exception("outbox.claim_failed")
                await self._pause(_AWAY)
                continue
            for item in claimed:
                task = asyncio.create_task(self._carry(item, datetime.now(UTC)))
                self._flying.add(task)
                task.add_done_callback(self._landed)
            if not claimed or len(self._flying) >= self._capacity:
                await self._pause(_POLL)

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        if len(self._flying) <= self._capacity // 2:
            self._woken.set()

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), timeout=seconds)

    async def _claim(self) -> list[OutboxItem]:
        room, now = self._capacity - len(self._flying), datetime.now(UTC)
        if room <= 0:
            return []
        # Most looks find nothing, and a look that only reads takes no writer's turn.
        if not self._more and not await self._is_due(now):
            return []
        claim = partial(outbox.claim, node=self._node, now=now, lease=self._lease, limit=room)
        claimed = await self._tools.database.write_async(claim)
        self._more = len(claimed) == room
        return claimed

    async def _is_due(self, now: datetime) -> bool:
        due = await asyncio.to_thread(self._tools.database.read, outbox_rows.next_due)
        return due is not None and due <= now

    async def _carry(self, item: OutboxItem, claimed_at: datetime) -> None:
        """One attempt from claim to record; a failure of ours leaves the mail claimed, and its lease brings it back."""
        try:
            answer = await self._relay.deliver(item, partial(self._still_ours, item, claimed_at))
            if answer.verdict is Verdict.NOT_OURS:
                _LOG.warning("outbox.lease_lost", outbox=item.id)
                return
            now = datetime.now(UTC)
            await self._outcomes.record(Attempt(item, after(item, answer, now), now))
        except StoreUnavailable as error:
            _LOG.warning("outbox.not_recorded", outbox=item.id, error=str(error))
        except Exception:  # a fault of ours must not take the sender down, nor the mail: it stays claimed
            _LOG.exception("outbox.failed", outbox=item.id)

    async def _still_ours(self, item: OutboxItem, claimed_at: datetime) -> bool:
        """Whether nobody else may send it, for as long as the peer may take."""
        now = datetime.now(UTC)
        if now - claimed_at <= _STALE:
            return True
        return await self._tools.database.write_async(partial(outbox.renew, item=item, until=now + self._lease))


async def _wait(tasks: set[asyncio.Task[None]], deadline: float) -> None:
    if tasks:
        await asyncio.wait(tasks, timeout=max(0.0, deadline - asyncio.get_running_loop().time()))


def after(item: OutboxItem, answer: Answer, now: datetime) -> Delivery:
    """What an answer means for a mail, and when it is tried again."""
    if answer.verdict is Verdict.ACCEPTED:
        return Delivery(state=OutboxState.SENT, answer=answer.text)
    if answer.verdict is Verdict.REFUSED:
        return Delivery(state=OutboxState.FAILED, answer=answer.text)
    if answer.verdict is Verdict.UNCERTAIN:
        following, state = after_doubt(item.attempts, now), OutboxState.UNCERTAIN
    elif answer.verdict is Verdict.UNREACHABLE:
        following, state = after_silence(item.kind, item.attempts, item.created_at, now), OutboxState.DEFERRED
    else:
        following, state = after_refusal(item.kind, item.attempts, item.created_at, now), OutboxState.DEFERRED
    if following is None:
        LIMITS.fired(26)
        return Delivery(state=OutboxState.FAILED, answer=f"given up: {answer.text}")
    return Delivery(state=state, answer=answer.text, next_at=following)
