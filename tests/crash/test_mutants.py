"""The harness against products that break their promises: each must be caught, or the harness is not to be trusted.

Where the wrong order lasts but a moment, the mutant pauses within it: eight kills stand for thousands.
"""

from __future__ import annotations

import threading

import pytest

pytestmark = [pytest.mark.prove, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

_REPLY_BEFORE_COMMIT = """
    if not WORKER:
        import asyncio
        from mailgate.daemon.intake import StoreIntake
        keep, late = StoreIntake.accept, set()
        async def accept(self, mails):
            task = asyncio.create_task(keep(self, mails))
            late.add(task)
            return [1] * len(mails)
        StoreIntake.accept = accept
"""
_PROCESSED_BEFORE_RECORDED = """
    if WORKER:
        import time
        from mailgate.pipeline.inbound import batch, recording
        from mailgate.store.inbound import inbox
        record_all, record = recording.record_all, recording.record
        def finish_first(database, found, now):
            done = [recording._ending(item, outcome, now) for item, outcome in found]
            database.write(lambda conn: inbox.finish(conn, done, now=now))
            time.sleep(0.2)
            return record_all(database, found, now)
        batch.record_all = finish_first
        recording._record = lambda conn, group, now: record(
            conn, [outcome.recording for _, outcome in group], now=now
        )
"""
_NO_KEY = """
    if WORKER:
        import secrets
        from mailgate.parse import message
        message.message_key = lambda *_: secrets.token_hex(32)
"""
_SENT_BEFORE_DATA = """
    if not WORKER:
        import asyncio
        from datetime import datetime, UTC
        from mailgate.model.outbound import Attempt, Delivery, OutboxState
        from mailgate.outbox.sender import Sender
        async def carry(self, item, claimed_at):
            sent = Delivery(state=OutboxState.SENT, answer="")
            await self._outcomes.record(Attempt(item, sent, datetime.now(UTC)))
            await asyncio.sleep(0.2)
            await self._relay.deliver(item)
        Sender._carry = carry
"""


@pytest.mark.parametrize(
    ("mutant", "broken"),
    [
        pytest.param(_REPLY_BEFORE_COMMIT, "lost", id="reply_before_commit"),
        pytest.param(_PROCESSED_BEFORE_RECORDED, "lost", id="processed_before_recorded"),
        pytest.param(_NO_KEY, "doubled", id="no_unique_key"),
        pytest.param(_SENT_BEFORE_DATA, "undelivered", id="sent_before_data"),
    ],
)
def test_mutant_is_caught(desk, mutant, broken):
    desk.daemon.inject(mutant)
    desk.daemon.start()
    load = desk.put_under_load(seed=3)
    for _ in range(8):
        load.wait_for_more(30)
        # Into the middle of the next mails.
        threading.Event().wait(0.05)
        desk.kill()
        desk.daemon.start()

    assert broken in desk.faults()
