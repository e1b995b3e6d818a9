"""Figures counted in SQL are what somebody counts by hand, on both databases."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import mean
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert
from tests.rig.desk import ANN, BOB, TENANT

from mailgate.lifecycle.statuses import is_open
from mailgate.model.clockwork import Clockwork
from mailgate.model.report import Span
from mailgate.model.sla import Cycle, CycleState, Metric
from mailgate.model.survey import Survey
from mailgate.model.ticket import Status
from mailgate.report import agents, dashboard, hourly, pending, promises
from mailgate.report.days import day_span, days_span, hours
from mailgate.store.clock import clockworks
from mailgate.store.outbound import surveys
from mailgate.store.tables.tickets import message
from mailgate.store.tickets import tickets

START = datetime(2026, 11, 16, tzinfo=UTC)
WEEK = Span(since=START, until=START + timedelta(days=7))
MINUTE = timedelta(minutes=1)
BERLIN = ZoneInfo("Europe/Berlin")


class Past:
    """Random tickets with cycles, words and ratings, in the desk's database and as plain lists."""

    def __init__(self, desk, chance: random.Random) -> None:
        self.desk, self.chance = desk, chance
        desk.receive("kim@client.test", "First")
        self._model = desk.tickets()[0]
        self.tickets, self.cycles, self.words, self.surveys = [], [], [], []
        self._ids = iter(desk.tools.rows(3_000))
        for number in range(60):
            self._add(number)
        self._write()

    def read(self, count, *arguments, **named):
        return self.desk.tools.database.read(lambda conn: count(conn, TENANT, *arguments, **named))

    def _at(self, after: datetime, *, days: int = 6) -> datetime:
        return after + self.chance.randrange(days * 1440) * MINUTE

    def _add(self, number: int) -> None:
        chance = self.chance
        created = self._at(START - timedelta(days=3), days=9)
        status = chance.choice(list(Status))
        answered = chance.choice((None, self._at(created, days=2)))
        resolved = self._at(created, days=3) if status in (Status.RESOLVED, Status.CLOSED) else None
        moments = [created, *(at for at in (answered, resolved) if at)]
        ticket = replace(
            self._model,
            id=next(self._ids),
            uuid=UUID(int=number + 1),
            number=f"2026-11-9{number:04}",
            refid=f"sup_past{number}",
            status=status,
            assigned_to=chance.choice((None, ANN, BOB)),
            created_at=created,
            first_response_at=answered,
            last_agent_message_at=answered,
            last_customer_message_at=self._at(created, days=2),
            resolved_at=resolved,
            reopened_count=chance.randrange(2),
            snoozed_until=chance.choice((None, None, START)),
            deleted_at=START if chance.random() < 0.1 else None,
            version=0,
        )
        for metric in chance.sample(list(Metric), k=chance.randrange(3)):
            moments += self._cycle(ticket, metric)
        for _ in range(chance.randrange(4)):
            at = self._at(created, days=3)
            moments.append(at)
            self.words.append((ticket, at, chance.choice(("customer", "agent", "system")), chance.choice((ANN, BOB))))
        if chance.random() < 0.5:
            self._ask(ticket)
        self.tickets.append(replace(ticket, updated_at=max(moments)))

    def _cycle(self, ticket, metric: Metric) -> list[datetime]:
        state = self.chance.choice(list(CycleState))
        began = ticket.created_at
        breached = self._at(began, days=2) if state is CycleState.BREACHED else None
        ended = state in (CycleState.MET, CycleState.CANCELLED) or (breached and self.chance.random() < 0.5)
        stopped = self._at(breached or began, days=2) if ended else None
        cycle = Cycle(
            id=next(self._ids),
            ticket_id=ticket.id,
            metric=metric,
            number=1,
            policy="standard",
            revision=1,
            calendar="",
            goal=timedelta(hours=4),
            started_at=began,
            state=state,
            due_at=breached or began,
            stopped_at=stopped,
            breached_at=breached,
            reason="because",
        )
        self.cycles.append((ticket, cycle))
        return [at for at in (breached, stopped) if at]

    def _ask(self, ticket) -> None:
        asked = Survey(
            id=next(self._ids),
            tenant=TENANT,
            ticket_id=ticket.id,
            contact_id=ticket.contact_id,
            sent_at=self._at(START - timedelta(days=2), days=10),
            expires_at=START + timedelta(days=30),
        )
        if self.chance.random() < 0.6:
            asked = replace(asked, answered_at=asked.sent_at, score=self.chance.randint(1, 5), channel="mail")
        self.surveys.append((ticket, asked))

    def _write(self) -> None:
        said = [
            {
                "id": next(self._ids),
                "tenant": TENANT,
                "ticket_id": ticket.id,
                "kind": "system" if by == "system" else "public",
                "author_type": by,
                "author_email": email if by == "agent" else "",
                "created_at": at,
            }
            for ticket, at, by, email in self.words
        ]

        def write(conn) -> None:
            tickets.add(conn, self.tickets)
            clockworks.save(conn, [(TENANT, Clockwork(), Clockwork(cycles=(cycle,))) for _, cycle in self.cycles])
            conn.execute(insert(message), said)
            for _, asked in self.surveys:
                surveys.save(conn, replace(asked, answered_at=None, score=None, channel=""))
                if asked.answered_at:
                    surveys.save(conn, asked)

        self.desk.tools.database.write(write)

    @property
    def living(self) -> list:
        return [*(ticket for ticket in self.tickets if not ticket.deleted_at), self._model]


@pytest.fixture(params=[1, 2])
def past(desk, request):
    return Past(desk, random.Random(request.param))


def _in(at, span: Span = WEEK) -> bool:
    return at is not None and span.since <= at < span.until


def test_promises_kept_and_broken(past):
    counted = {}
    for ticket, cycle in past.cycles:
        met = cycle.state is CycleState.MET and _in(cycle.stopped_at)
        if not ticket.deleted_at and (met or _in(cycle.breached_at)):
            pair = counted.setdefault(cycle.metric.value, [0, 0])
            pair[0 if met else 1] += 1
    found = past.read(promises.kept, WEEK)
    assert {each.metric: [each.met, each.breached] for each in found} == counted
    assert all(each.rate == each.met / (each.met + each.breached) for each in found)


def test_how_the_desk_stands_and_who_is_longest_overdue(past):
    model = past.tickets[0]
    opened = [t for t in past.tickets if is_open(t.status) and not t.deleted_at]
    late = {
        ticket.number: min(
            its.breached_at for of, its in past.cycles if of is ticket and its.breached_at and not its.stopped_at
        )
        for ticket, cycle in past.cycles
        if is_open(ticket.status) and not ticket.deleted_at and cycle.breached_at and not cycle.stopped_at
    }
    found = past.read(promises.standing)
    assert (found.open, found.overdue) == (len(opened) + 1, len(late))
    assert found.unassigned == len([t for t in opened if t.assigned_to is None]) + 1
    worst = past.read(promises.worst, most=3)
    assert [each.due_at for each in worst] == sorted(late.values())[:3]
    assert {each.number for each in worst} <= set(late), model


def test_what_agents_did(past):
    found = {its.email: its for its in past.read(agents.agent_figures, past.desk.tools.desk(TENANT).agents, WEEK)}
    for email in (ANN, BOB):
        its = [t for t in past.tickets if t.assigned_to == email and not t.deleted_at]
        took = [t.first_response_at - t.created_at for t in its if _in(t.first_response_at)]
        scores = [s.score for t, s in past.surveys if t.assigned_to == email and s.score and _in(s.sent_at)]
        said = [at for _, at, by, who in past.words if by == "agent" and who == email and _in(at)]
        assert found[email].resolved == len([t for t in its if _in(t.resolved_at)])
        assert found[email].open == len([t for t in its if is_open(t.status)])
        assert found[email].replies == len(said)
        assert found[email].rated == len(scores)
        assert found[email].rating == (pytest.approx(mean(scores)) if scores else None)
        expected = sum(took, timedelta()) / len(took) if took else None
        assert (found[email].first_response is None) == (expected is None)
        assert expected is None or abs(found[email].first_response - expected) < timedelta(seconds=1)


def test_what_customers_said(past):
    sent = [survey for _, survey in past.surveys if _in(survey.sent_at)]
    scores = [survey.score for survey in sent if survey.score]
    found = past.read(agents.contentment, WEEK)
    assert (found.asked, found.answered) == (len(sent), len(scores))
    assert found.mean == pytest.approx(mean(scores))
    assert found.good == pytest.approx(len([score for score in scores if score >= 4]) / len(scores))


def test_nothing_is_none_and_never_nought(desk):
    span = Span(since=START, until=START + MINUTE)
    found = desk.tools.database.read(lambda conn: dashboard.dashboard(conn, TENANT, span))
    assert (found.avg_first_response, found.success_rate, found.compliance_rate) == (None, None, None)
    assert (found.contentment.mean, found.contentment.good) == (None, None)
    assert desk.tools.database.read(lambda conn: promises.kept(conn, TENANT, span)) == ()


def test_who_waits_for_us_longest_first(past):
    before = START + timedelta(days=5)
    ours = {Status.OPEN, Status.TRIAGED, Status.IN_PROGRESS, Status.WAITING_FOR_SUPPORT, Status.ESCALATED}
    waiting = [
        t
        for t in past.living
        if t.status in ours
        and not t.snoozed_until
        and t.last_customer_message_at <= before
        and (t.last_agent_message_at is None or t.last_agent_message_at < t.last_customer_message_at)
    ]
    found = past.read(pending.pending, before=before)
    assert [t.id for t in found] == [t.id for t in sorted(waiting, key=lambda t: (t.last_customer_message_at, t.id))]
    assert found


def test_hours_are_counted_once_and_their_days_are_days_by_the_clock(past):
    span = days_span(BERLIN, date(2026, 11, 14), date(2026, 11, 20))
    counted = [past.read(hourly.count_hour, each) for each in hours(BERLIN, span.since, span.until)]
    assert len(counted) == 7 * 24
    for _ in range(2):
        past.desk.tools.database.write(lambda conn: hourly.keep(conn, TENANT, counted))
    assert past.read(hourly.kept_until) == span.until - timedelta(hours=1)
    trend = past.read(hourly.trend, BERLIN, date(2026, 11, 14), date(2026, 11, 20))
    for day in trend:
        its = day_span(BERLIN, day.day)
        assert day.created == len([t for t in past.living if _in(t.created_at, its)])
        assert day.resolved == len([t for t in past.living if _in(t.resolved_at, its)])
    living = {t.id for t in past.living}
    said = [at for t, at, by, _ in past.words if by == "customer" and t.id in living and _in(at, span)]
    assert sum(each.customer_messages for each in counted) == len(said)


def test_no_other_desks_figures_are_counted(past):
    def other(count, *arguments, **named):
        return past.desk.tools.database.read(lambda conn: count(conn, "other", *arguments, **named))

    assert other(promises.kept, WEEK) == ()
    assert other(promises.standing).open == 0
    assert other(promises.worst, most=9) == ()
    assert other(agents.agent_figures, (), WEEK) == ()
    assert other(agents.contentment, WEEK).asked == 0
    assert other(pending.pending, before=START + timedelta(days=90)) == []


@pytest.mark.parametrize(
    ("day", "length", "slots"), [(date(2027, 3, 28), 23, 23), (date(2026, 10, 25), 25, 24), (date(2026, 11, 1), 24, 24)]
)
def test_hours_fill_a_day_without_a_gap_whatever_the_clocks_do(day, length, slots):
    span = day_span(BERLIN, day)
    found = list(hours(BERLIN, span.since, span.until))
    assert span.until - span.since == timedelta(hours=length)
    assert (len(found), found[0].since, found[-1].until) == (slots, span.since, span.until)
    assert all(one.until == other.since for one, other in pairwise(found))
