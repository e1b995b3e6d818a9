"""What is stored of a promise is what its journal tells, whatever was edited meanwhile; and what is not is found."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import delete, update
from tests.pipeline.conftest import NOW, House
from tests.rig.lives import ANN, EVE, Lives

from mailgate.model.event import Cause
from mailgate.model.ticket import Priority
from mailgate.pipeline.promises.recomputing import Audit, Recomputing, every_ticket, recompute
from mailgate.pipeline.tickets.actions import Actor
from mailgate.pipeline.tickets.edits import Edit, edit
from mailgate.store.clock import clockworks
from mailgate.store.tables.clock import cycle, deadline
from mailgate.store.tables.journal import event


def lived(house: House, seed: int, tickets: int) -> Lives:
    lives = Lives(tools=house.tools, dice=random.Random(seed), now=NOW, tenant=house.tenant)
    lives.edit_desk()
    for _ in range(tickets):
        lives.live(lives.dice.randrange(2, 14))
    return lives


def audits(lives: Lives, **how) -> list[Audit]:
    looking = Recomputing(actor=ANN, now=lives.now, **how)
    return [recompute(lives.tools, lives.tenant, row, looking) for row in every_ticket(lives.tools, lives.tenant)]


def expect_none(found: list[Audit], tickets: int) -> None:
    assert len(found) == tickets
    assert [audit for audit in found if audit.differences or audit.gaps] == []


def test_promises_of_random_lives_are_what_the_journal_tells(house):
    lives = lived(house, 390, 40)
    expect_none(audits(lives), len(lives.ids))


@pytest.mark.prove
@pytest.mark.timeout(2 * 3600)
@pytest.mark.parametrize("part", range(20))
def test_promises_of_10_000_random_lives_are_what_the_journal_tells(house, part):
    """In twenty parts on each database, each on a desk of its own: the revisions of one desk grow with its lives."""
    lives = lived(house, 6902 + part, 500)
    assert len(lives.ids) >= 500
    expect_none(audits(lives), len(lives.ids))


@pytest.fixture
def one(house) -> Lives:
    """A desk with one ticket that was answered."""
    lives = Lives(tools=house.tools, dice=random.Random(1), now=NOW, tenant=house.tenant)
    number = lives._open()
    lives.now += timedelta(minutes=5)
    lives.reply(number)
    return lives


def test_difference_is_shown_and_only_applied_when_asked(one):
    damage = update(cycle).where(cycle.c.metric == "resolution").values(goal=timedelta(hours=1), due_at=None)
    one.tools.database.write(lambda conn: conn.execute(damage) and None)

    (found,) = audits(one)
    assert {it.field for it in found.differences} >= {"goal"}
    assert audits(one) == [found]

    audits(one, apply=True)
    expect_none(audits(one), 1)


def test_verdict_once_given_is_not_taken_back(one):
    forget = delete(event).where(event.c.kind == "ticket.message.added")
    one.tools.database.write(lambda conn: conn.execute(forget) and None)
    before = one.tools.database.read(partial(clockworks.of_ticket, ticket_id=one.ids[0]))

    (found,) = audits(one, apply=True)

    assert {it.kept for it in found.differences if it.metric == "first_response"} == {True}
    after = one.tools.database.read(partial(clockworks.of_ticket, ticket_id=one.ids[0]))
    assert [it for it in after.cycles if it.stopped_at] == [it for it in before.cycles if it.stopped_at]


def test_promise_that_nobody_would_notice_breaking_is_found(one):
    one._open()
    lost = delete(deadline).where(deadline.c.trigger == "breach")
    one.tools.database.write(lambda conn: conn.execute(lost) and None)

    assert "alarm_at" in {it.field for audit in audits(one) for it in audit.differences}
    audits(one, apply=True)
    expect_none(audits(one), 2)


def test_edited_policy_is_for_new_promises_until_somebody_measures_anew(house):
    lives = Lives(tools=house.tools, dice=random.Random(1), now=NOW, tenant=house.tenant)
    lives._open()
    desk = lives.tools.desk(lives.tenant)
    lives.install(replace(desk, slas=tuple(_halved(policy) for policy in desk.slas)))
    lives.now += timedelta(minutes=1)
    expect_none(audits(lives), 1)

    (found,) = audits(lives, in_force=True)
    assert {it.metric.value for it in found.differences if it.field == "goal"} == {"first_response", "resolution"}
    audits(lives, in_force=True, apply=True)

    assert audits(lives, in_force=True) == [replace(found, differences=())]
    expect_none(audits(lives), 1)


def _halved(policy):
    goals = {priority: {metric: goal / 2 for metric, goal in its.items()} for priority, its in policy.targets.items()}
    return replace(policy, targets=goals)


def test_ticket_that_a_machine_or_we_began_is_promised_nothing_and_its_journal_says_so(house):
    house.carry(house.mail(EVE, "Away", Auto_Submitted="auto-replied"), sender=EVE)
    house.carry(house.mail(EVE, "Down"), sender=EVE)
    lives = Lives(tools=house.tools, dice=random.Random(1), now=house.now, tenant=house.tenant)
    lives.now += timedelta(minutes=1)

    expect_none(audits(lives), 2)
    counts = [len(house.database.read(partial(clockworks.of_ticket, ticket_id=row)).cycles) for row in _ids(lives)]
    assert sorted(counts) == [0, 2]


def _ids(lives: Lives) -> list[int]:
    return list(every_ticket(lives.tools, lives.tenant))


def test_first_response_is_owed_since_the_mail_was_sent_and_the_journal_says_so(house):
    sent = house.mail(EVE, "Down")
    house.pass_time(timedelta(minutes=20))
    house.take(sent, sender=EVE)
    # Accepted, and carried an hour later.
    house.pass_time(timedelta(hours=1))
    house.work()
    lives = Lives(tools=house.tools, dice=random.Random(1), now=house.now, tenant=house.tenant)

    expect_none(audits(lives), 1)
    (row,) = _ids(lives)
    first, resolution = house.database.read(partial(clockworks.of_ticket, ticket_id=row)).cycles
    assert (first.started_at, first.due_at) == (NOW, NOW + timedelta(hours=4))
    assert resolution.started_at == house.now


def test_priority_that_changes_later_still_counts_from_the_mail(house):
    sent = house.mail(EVE, "Down")
    house.pass_time(timedelta(minutes=20))
    house.carry(sent, sender=EVE)
    lives = Lives(tools=house.tools, dice=random.Random(1), now=house.now + timedelta(minutes=1), tenant=house.tenant)
    actor = Actor(tenant=house.tenant, email=ANN, cause=Cause(kind="cli", ref="ann"))
    edit(house.tools, actor, "2026-11-00001", Edit(fields={"priority": Priority.URGENT}), now=lives.now)

    expect_none(audits(lives), 1)
    first, *_ = house.database.read(partial(clockworks.of_ticket, ticket_id=_ids(lives)[0])).cycles
    assert first.due_at == NOW + timedelta(hours=1)
