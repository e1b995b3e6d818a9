"""The vectors of spec/features.md section E that need a whole desk; the others stand beside what they are about."""

from __future__ import annotations

from datetime import timedelta

from tests.pipeline.conftest import NOW

from mailgate.model.event import Cause
from mailgate.model.ticket import Priority
from mailgate.pipeline.tickets.actions import Actor
from mailgate.pipeline.tickets.opening import NewTicket, open_by_api
from mailgate.store.tickets import tickets

EVE = "eve@customers.test"
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def test_s1_sixth_ticket_within_the_hour_waits_until_the_oldest_is_an_hour_old(build):
    house = build(more='[rate_limit]\ntickets_per_sender = "5/1h"\n')
    for _ in range(6):
        house.carry(house.mail(EVE, "Down"), sender=EVE)
        house.pass_time(5 * MINUTE)
    assert house.ticket_count() == 5

    house.now = NOW + 60 * MINUTE - SECOND
    house.tick()
    house.work()
    assert house.ticket_count() == 5

    house.now = NOW + 60 * MINUTE + SECOND
    house.tick()
    house.work()
    assert house.ticket_count() == 6


def test_priority_that_nobody_named_is_never_the_highest(house):
    house.carry(house.mail(EVE, "Down"), sender=EVE)
    actor = Actor(tenant=house.tenant, email="ann@agents.test", cause=Cause(kind="api", ref="mg_1"))
    row = open_by_api(house.tools, actor, NewTicket(subject="Down", text="All.", customer_email=EVE), now=house.now)

    by_mail = house.database.read(lambda conn: tickets.by_ref(conn, house.tenant, "2026-11-00001"))
    by_api = house.database.read(lambda conn: tickets.by_id(conn, house.tenant, row))
    assert (by_mail.priority, by_api.priority) == (Priority.MEDIUM, Priority.MEDIUM)
