"""Jobs at their times: each slot once, whoever runs it and however long nothing ran."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from tests.rig.desk import TENANT

from mailgate.errors import StoreUnavailable
from mailgate.model.event import EventKind
from mailgate.model.job import CatchUp, Job, SlotState
from mailgate.pipeline.jobs import running
from mailgate.pipeline.jobs.running import plan_jobs, run_due_jobs, run_now
from mailgate.pipeline.jobs.slot import Ran
from mailgate.store.clock import jobs
from mailgate.store.database import Database
from mailgate.store.tables.journal import event

HOUR = timedelta(hours=1)
NIGHT = datetime(2026, 11, 21, 20, tzinfo=UTC)
SLOT = datetime(2026, 11, 22, 1, tzinfo=UTC)


class Clockwork:
    """A desk in Berlin with one job, and what became of its slots."""

    def __init__(self, desk) -> None:
        self.desk = desk
        self.desk.now = NIGHT
        self.ran: Counter[datetime] = Counter()
        self.has(Job(name="auto_close", cron="0 2 * * *"))

    def has(self, *jobs_of_the_desk: Job, timezone: str = "Europe/Berlin") -> None:
        changed = replace(self.desk.tools.desk(TENANT), timezone=timezone, jobs=jobs_of_the_desk)
        self.desk.use(replace(self.desk.tools, desks={TENANT: changed}))

    def plan(self) -> None:
        plan_jobs(self.desk.tools, now=self.desk.now)

    def turn(self, at: datetime) -> int:
        self.desk.now = at
        return run_due_jobs(self.desk.tools, clock=lambda: self.desk.now)

    def slots(self) -> dict[datetime, SlotState]:
        latest = self.desk.tools.database.read(lambda conn: jobs.latest(conn, TENANT, "auto_close", most=10_000))
        return {each.slot: each.state for each in reversed(latest)}

    @property
    def next_at(self) -> datetime | None:
        return self.desk.tools.database.read(jobs.next_due)


@pytest.fixture
def clockwork(desk, monkeypatch):
    found = Clockwork(desk)

    def work(slot) -> Ran:
        found.ran[slot.at] += 1
        return Ran(told=f"acted at {slot.now:%H:%M}")

    monkeypatch.setattr(running, "WORKS", {"auto_close": work})
    found.plan()
    return found


def test_a_job_runs_at_its_time_and_is_planned_for_the_next(clockwork):
    assert clockwork.next_at == SLOT
    assert clockwork.turn(SLOT - timedelta(seconds=1)) == 0
    assert clockwork.turn(SLOT + timedelta(seconds=1)) == 1
    assert clockwork.turn(SLOT + timedelta(seconds=2)) == 0
    assert (clockwork.ran, clockwork.next_at) == ({SLOT: 1}, SLOT + 24 * HOUR)


def test_two_nodes_run_a_slot_once(clockwork, database_url, monkeypatch):
    """The second node has its turn while the first one is at work."""
    database = Database.open(database_url)
    other = replace(clockwork.desk.tools, database=database)

    def work(slot) -> Ran:
        if not clockwork.ran:
            clockwork.ran["other"] += 1
            assert run_due_jobs(other, clock=lambda: clockwork.desk.now) == 1
        clockwork.ran[slot.at] += 1
        return Ran(told="", write=lambda conn: writes.append(slot.at))

    writes: list[datetime] = []
    monkeypatch.setattr(running, "WORKS", {"auto_close": work})
    try:
        assert clockwork.turn(SLOT) == 0
        assert clockwork.slots() == {SLOT: SlotState.DONE}
        assert (writes, clockwork.next_at) == ([SLOT], SLOT + 24 * HOUR)
    finally:
        database.close()


@pytest.mark.parametrize(
    ("catch_up", "ran", "skipped"),
    [
        (CatchUp.RUN_ONCE, [3], []),
        (CatchUp.ALL, [0, 1, 2, 3], []),
        (CatchUp.SKIP, [], [3]),
    ],
    ids=list(CatchUp),
)
def test_after_three_days_of_silence_a_job_catches_up_as_it_says(clockwork, catch_up, ran, skipped):
    clockwork.has(Job(name="auto_close", cron="0 2 * * *", catch_up=catch_up))
    clockwork.turn(SLOT + 75 * HOUR)
    days = [SLOT + day * timedelta(days=1) for day in range(4)]
    assert clockwork.ran == {days[day]: 1 for day in ran}
    assert [slot for slot, state in clockwork.slots().items() if state is SlotState.SKIPPED] == [
        days[day] for day in skipped
    ]
    assert clockwork.next_at == days[3] + timedelta(days=1)


def test_a_slot_in_time_acts_at_its_own_instant_and_a_late_one_now(clockwork):
    clockwork.turn(SLOT + timedelta(seconds=7))
    clockwork.turn(SLOT + 27 * HOUR)
    (latest, first) = clockwork.desk.tools.database.read(lambda conn: jobs.latest(conn, TENANT, "auto_close", most=2))
    assert (first.detail, first.ran_at) == ("acted at 01:00", SLOT)
    assert latest.detail == "acted at 04:00"


def test_a_year_of_slots_is_cron_arithmetic_with_both_changes_of_the_clocks(clockwork):
    clockwork.has(Job(name="auto_close", cron="30 2 * * *"))
    clockwork.plan()
    while clockwork.next_at < NIGHT + timedelta(days=365):
        clockwork.turn(clockwork.next_at)
    days = [slot.astimezone().date() for slot in clockwork.slots()]
    assert (len(days), len(set(clockwork.slots()))) == (365, 365)
    assert set(clockwork.ran.values()) == {1}
    odd = sorted(slot for slot in clockwork.slots() if slot.minute == 0)
    assert odd == [datetime(2027, 3, 28, 1, tzinfo=UTC)]


def test_a_job_that_fails_is_noted_and_stops_no_other(clockwork, monkeypatch):
    def work(slot) -> Ran:
        raise ValueError("no such figure")

    monkeypatch.setattr(running, "WORKS", {"auto_close": work, "statistics": lambda slot: Ran(told="fine")})
    clockwork.has(Job(name="auto_close", cron="0 2 * * *"), Job(name="statistics", cron="0 2 * * *"))
    clockwork.plan()
    assert clockwork.turn(SLOT) == 2
    assert clockwork.slots() == {SLOT: SlotState.FAILED}
    rows = clockwork.desk.tools.database.read(lambda conn: jobs.listing(conn, TENANT))
    assert [row.latest[0].detail for row in rows] == ["ValueError: no such figure", "fine"]
    told = select(event.c.details).where(event.c.kind == EventKind.JOB_FAILED.value)
    (details,) = clockwork.desk.tools.database.read(lambda conn: conn.scalars(told).all())
    assert (details["job"], details["slot"]) == ("auto_close", SLOT.isoformat())


def test_while_the_database_is_away_a_slot_stays_due(clockwork, monkeypatch):
    def work(slot) -> Ran:
        raise StoreUnavailable("away")

    monkeypatch.setattr(running, "WORKS", {"auto_close": work})
    with pytest.raises(StoreUnavailable):
        clockwork.turn(SLOT)
    assert (clockwork.slots(), clockwork.next_at) == ({}, SLOT)


def test_a_new_time_is_planned_from_now_on_and_an_old_one_stays(clockwork):
    clockwork.desk.now = SLOT + HOUR
    clockwork.plan()
    assert clockwork.next_at == SLOT
    clockwork.has(Job(name="auto_close", cron="0 5 * * *"))
    clockwork.plan()
    assert clockwork.next_at == SLOT + 3 * HOUR
    clockwork.has(Job(name="auto_close", cron="0 5 * * *"), timezone="UTC")
    clockwork.plan()
    assert clockwork.next_at == SLOT + 4 * HOUR


def test_a_job_that_is_switched_off_or_gone_is_planned_no_more(clockwork):
    clockwork.has(Job(name="auto_close", cron="0 2 * * *", enabled=False))
    clockwork.plan()
    assert clockwork.next_at is None
    clockwork.has(Job(name="auto_close", cron="0 2 * * *"))
    clockwork.plan()
    clockwork.has()
    assert clockwork.turn(SLOT) == 1
    assert (clockwork.next_at, clockwork.ran) == (None, {})


def test_run_now_is_a_slot_of_its_own_beside_the_plan(clockwork):
    desk = clockwork.desk
    outcome = run_now(desk.tools, desk.tools.desk(TENANT), Job(name="auto_close", cron="0 2 * * *"), now=NIGHT)
    assert (outcome.state, clockwork.slots(), clockwork.next_at) == (SlotState.DONE, {NIGHT: SlotState.DONE}, SLOT)
