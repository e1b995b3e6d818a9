"""What falls due is done once, whatever the clock does; what was overslept is told in one mail."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import insert, update
from tests.pipeline.conftest import NOW, House, token_of

from mailgate.errors import Conflict
from mailgate.model.event import Cause
from mailgate.model.outbound import OutboundKind
from mailgate.model.sla import DeadlineState
from mailgate.model.ticket import Priority
from mailgate.pipeline.agents.turn import Words
from mailgate.pipeline.escalations.due import fire_due
from mailgate.pipeline.tickets.actions import Actor, reply_to
from mailgate.pipeline.tickets.edits import Edit, edit
from mailgate.store.clock import clockworks
from mailgate.store.tables.tickets import ticket as ticket_table
from mailgate.store.tables.tickets import watcher
from mailgate.store.tickets import tickets

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
EVE = "eve@customers.test"
QUICK = """
[[sla]]
key = "quick"
medium = { first_response = "3h" }
critical = { first_response = "3h" }
warn = ["1h"]
"""


@pytest.fixture
def quick(build) -> House:
    """Three hours for a first response, of which the last one is warned."""
    return build(more=QUICK, top='default_sla = "quick"')


def tell(house: House, count: int, subject: str = "Down") -> None:
    for place in range(count):
        house.take(house.mail(f"Eve <{place}.{EVE}>", subject), sender=f"{place}.{EVE}")
    house.work()
    house.send()


def told(house: House) -> list[OutboundKind]:
    house.tick()
    return [mail.kind for mail in house.send()]


def breaches(house: House) -> list:
    return [event for event in house.journal("2026-11-00001") if event.kind == "ticket.sla.breached"]


def test_clock_that_jumps_a_day_ahead_and_back_does_each_step_once(quick):
    tell(quick, 1)
    kinds = []
    for at in (NOW + 2 * HOUR, NOW + 2 * HOUR - DAY, NOW + DAY, NOW, NOW + 2 * HOUR, NOW + 3 * DAY, NOW + 2 * DAY):
        quick.now = at
        kinds += told(quick)

    assert kinds == [OutboundKind.SLA_WARNING, OutboundKind.SLA_BREACH]
    assert len(breaches(quick)) == 1


def test_second_timer_that_looks_at_the_same_moment_does_nothing_twice(quick):
    tell(quick, 3)
    quick.pass_time(2 * HOUR)
    due = quick.database.read(partial(clockworks.due, now=quick.now, limit=10))
    quick.tick()

    for row in due:
        with pytest.raises(Conflict):
            quick.database.write(
                partial(clockworks.fire_all, deadline_ids=[row.id], now=quick.now, state=DeadlineState.FIRED)
            )
    assert fire_due(quick.tools, clock=lambda: quick.now) == 0
    assert len(quick.send()) == 3


def test_breach_that_is_found_after_a_downtime_is_dated_at_its_due(quick):
    tell(quick, 1)
    quick.pass_time(DAY)
    quick.tick()

    (cycle,) = quick.database.read(partial(clockworks.of_ticket, ticket_id=_ticket_id(quick))).cycles
    assert (cycle.breached_at, cycle.detected_at) == (NOW + 3 * HOUR, NOW + DAY)


def test_what_was_overslept_is_told_to_each_agent_in_one_mail(quick):
    tell(quick, 5)
    quick.pass_time(DAY)

    (digest,) = _sent(quick)

    assert (digest.kind, digest.recipient) == (OutboundKind.NOTICE_DIGEST, "ann@agents.test")
    assert all(f"2026-11-0000{place}" in digest.text for place in range(1, 6))
    assert _sent(quick) == []


def test_single_thing_that_was_overslept_is_a_mail_of_its_own(quick):
    tell(quick, 1)
    quick.pass_time(DAY)
    assert told(quick) == [OutboundKind.SLA_BREACH]


def test_what_falls_due_in_time_is_told_one_by_one(quick):
    tell(quick, 3)
    quick.pass_time(2 * HOUR)
    assert told(quick) == [OutboundKind.SLA_WARNING] * 3


def test_overslept_breaches_of_the_highest_priority_are_told_one_by_one(build):
    house = build(more=QUICK, top='default_sla = "quick"\ndefault_priority = "critical"')
    tell(house, 3)
    house.pass_time(DAY)
    assert told(house) == [OutboundKind.SLA_BREACH] * 3


def test_next_mail_of_the_customer_asks_for_a_next_response(build):
    house = build(more='[[sla]]\nkey = "quick"\nmedium = { next_response = "3h" }\n', top='default_sla = "quick"')
    house.carry(house.mail(EVE, "Down"), sender=EVE)
    actor = Actor(tenant=house.tenant, email="ann@agents.test", cause=Cause(kind="cli", ref="ann"))
    house.pass_time(HOUR)
    reply_to(house.tools, actor, "2026-11-00001", Words(text="We look at it."), now=house.now)
    (answer,) = [mail for mail in house.send() if mail.recipient == EVE]
    house.pass_time(HOUR)
    house.carry(house.mail(EVE, "Re: Down", to=token_of(answer)), sender=EVE, to=token_of(answer))

    (cycle,) = house.database.read(partial(clockworks.of_ticket, ticket_id=_ticket_id(house))).cycles
    assert (cycle.metric, cycle.due_at) == ("next_response", house.now + 3 * HOUR)


def _sent(house: House) -> list:
    house.tick()
    return house.send()


def _ticket_id(house: House) -> int:
    found = house.database.read(lambda conn: tickets.by_ref(conn, house.tenant, "2026-11-00001"))
    assert found
    return found.id


def test_warning_that_a_change_put_off_is_told_again(build):
    goals = 'medium = { first_response = "3h" }\nlow = { first_response = "9h" }\nwarn = ["1h"]\n'
    house = build(more=f'[[sla]]\nkey = "quick"\n{goals}', top='default_sla = "quick"')
    tell(house, 1)
    house.pass_time(2 * HOUR)
    assert told(house) == [OutboundKind.SLA_WARNING]

    actor = Actor(tenant=house.tenant, email="ann@agents.test", cause=Cause(kind="cli", ref="ann"))
    edit(house.tools, actor, "2026-11-00001", Edit(fields={"priority": Priority.LOW}), now=house.now)
    house.pass_time(6 * HOUR)
    assert told(house) == [OutboundKind.SLA_WARNING]


REMINDED = """
[[sla]]
key = "quick"
medium = { first_response = "3h" }
warn = [{ at = "1h before", notify = ["lea@agents.test"] }, { at = "1h after", repeat = "2h", times = 3 }]
[[escalation]]
key = "default"
on = ["sla.warning"]
steps = [{ after = "0s", notify = ["boss@acme.test"] }]
"""


@pytest.fixture
def reminded(build) -> House:
    """Three hours for a first response; Lea is warned, and everybody reminded one, three, five and seven hours late."""
    return build(more=REMINDED, top='default_sla = "quick"')


def tells(house: House) -> list[tuple[str, str]]:
    house.tick()
    return [(mail.message["Subject"].partition(":")[0], mail.recipient.partition("@")[0]) for mail in house.send()]


def test_warning_that_names_its_people_is_for_them_alone_and_begins_no_escalation(reminded):
    tell(reminded, 1)
    reminded.pass_time(2 * HOUR)
    assert tells(reminded) == [("Due soon", "lea")]


def test_what_is_overdue_is_reminded_of_until_somebody_answers(reminded):
    tell(reminded, 1)
    reminded.pass_time(2 * HOUR)
    tells(reminded)

    hourly = []
    for _ in range(5):
        reminded.pass_time(HOUR)
        hourly.append(tells(reminded))
    assert hourly == [[("Overdue", "ann")], [("Still overdue", "ann")], [], [("Still overdue", "ann")], []]

    actor = Actor(tenant=reminded.tenant, email="ann@agents.test", cause=Cause(kind="cli", ref="ann"))
    reply_to(reminded.tools, actor, "2026-11-00001", Words(text="We look at it."), now=reminded.now)
    reminded.send()
    reminded.pass_time(DAY)
    assert tells(reminded) == []


def test_of_reminders_that_were_overslept_the_last_is_told(reminded):
    tell(reminded, 1)
    reminded.pass_time(2 * HOUR)
    tells(reminded)
    reminded.pass_time(HOUR)
    assert tells(reminded) == [("Overdue", "ann")]

    reminded.pass_time(DAY)
    assert tells(reminded) == [("Still overdue", "ann")]
    noted = [event for event in reminded.journal("2026-11-00001") if event.kind == "ticket.sla.warning"]
    assert len(noted) == 5


def test_warning_for_watchers_reaches_agents_among_them_only(build):
    lea = '[[agent]]\nemail = "lea@agents.test"\nname = "Lea"\n'
    warn = 'warn = [{ at = "1h", notify = ["watchers"] }]'
    house = build(
        more=f'{lea}[[sla]]\nkey = "quick"\nmedium = {{ first_response = "3h" }}\n{warn}\n', top='default_sla = "quick"'
    )
    tell(house, 1)
    watch = {"ticket_id": _ticket_id(house), "tenant": house.tenant, "state": "active", "since": NOW}
    house.database.write(
        lambda conn: (
            conn.execute(
                insert(watcher), [watch | {"email": "lea@agents.test"}, watch | {"email": "mate@customers.test"}]
            )
            and None
        )
    )
    house.pass_time(2 * HOUR)
    assert tells(house) == [("Due soon", "lea")]


def test_ticket_that_cannot_be_read_keeps_no_other_from_being_told_of(quick):
    tell(quick, 3)
    broken = update(ticket_table).where(ticket_table.c.number == "2026-11-00002").values(priority="broken")
    quick.database.write(lambda conn: conn.execute(broken))
    quick.pass_time(2 * HOUR)

    assert told(quick) == [OutboundKind.SLA_WARNING, OutboundKind.SLA_WARNING]
