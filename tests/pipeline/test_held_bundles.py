"""Notices of held mail that wait to be told together, whatever becomes of the agents meanwhile."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from tests.pipeline.conftest import House

from mailgate.model.outbound import OutboundKind
from mailgate.model.recording import WaitingNotice
from mailgate.pipeline.held.notices import send_bundles
from mailgate.store.inbound import waiting_notices
from mailgate.store.tables.queues import inbox

ANN, BOB = "ann@agents.test", "bob@agents.test"


def wait(house: House, mail: int, *recipients: str) -> None:
    """The mail is held, and these are to be told of it within the hour."""
    notices = [
        WaitingNotice(
            inbox_id=mail,
            recipient=recipient,
            queue="support",
            author="eve@customer.test",
            subject="Printer",
            reason="held.failed_sender",
            due_at=house.now + timedelta(minutes=10),
        )
        for recipient in recipients
    ]
    house.database.write(lambda conn: conn.execute(inbox.update().where(inbox.c.id == mail).values(state="held")))
    house.database.write(partial(waiting_notices.add, tenant_notices=[("acme", notice) for notice in notices]))


def test_agents_who_became_one_are_told_of_both_bundles_and_the_clock_goes_on(build):
    house = build(more=f'aliases = ["{BOB}"]\n')
    wait(house, house.take(house.mail("eve@customer.test", "Printer"), sender="eve@customer.test"), ANN, BOB)
    looks = []

    def clock():
        looks.append(None)
        assert len(looks) < 20, "a look that never ends"
        return house.now + timedelta(hours=1)

    assert send_bundles(house.tools, clock=clock) == 2
    assert [(mail.kind, mail.recipient) for mail in house.rows()] == [(OutboundKind.HELD_DIGEST, ANN)] * 2
    assert house.database.read(waiting_notices.next_due) is None
