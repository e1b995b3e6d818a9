"""A year at a desk in seconds: invented customers and agents, the real duties of the clock, and a clock of our own."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from zoneinfo import ZoneInfo

from mailgate.calendar.business_time import add
from mailgate.calendar.cron import parse_cron, slots_between
from mailgate.calendar.edges import opening
from mailgate.errors import MailgateError
from mailgate.lifecycle.statuses import is_open
from mailgate.model.calendar import ALWAYS
from mailgate.model.desk import Desk
from mailgate.model.envelope import Channel, Envelope, InboxKeys, NewMail
from mailgate.model.event import Cause
from mailgate.model.job import SlotState
from mailgate.model.outbound import OutboundKind
from mailgate.model.ticket import Status
from mailgate.model.year import YearPlan
from mailgate.pipeline.agents.turn import Words
from mailgate.pipeline.inbound.batch import BatchWorker
from mailgate.pipeline.jobs.running import plan_jobs
from mailgate.pipeline.tickets.actions import Actor, move, reply_to
from mailgate.pipeline.tools import Tools
from mailgate.schedule.deadlines import DUTIES
from mailgate.store.clock import jobs
from mailgate.store.clock.dues import Dues
from mailgate.store.inbound import inbox
from mailgate.store.outbound import outbox_rows
from mailgate.store.outbound.outbox_rows import OutboxRow
from mailgate.store.tickets import tickets
from mailgate.store.tickets.ticket_rows import newest

#: How often an answer settles the matter, a customer writes again, and one who was asked says how it was.
_SETTLES, _WRITES_AGAIN, _RATES = 0.5, 0.4, 0.5
_DUES = Dues((*(next_due for _, next_due in DUTIES), inbox.next_due))
_LATELY = 8
_LOGGED_AT_ONCE = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCount:
    """How often a job ran, and how often cron says that it should have while the daemon ran."""

    job: str
    ran: int
    expected: int


class Year:
    """One desk in a database of its own. Nothing in it reads the real clock, and all chance comes from the seed."""

    def __init__(self, tools: Tools, desk: Desk, plan: YearPlan) -> None:
        self._tools, self._desk, self._plan = tools, desk, plan
        self._zone = ZoneInfo(desk.timezone)
        self._begin = opening(self._zone, plan.since, 0)
        self._end = opening(self._zone, plan.since + timedelta(days=plan.days), 0)
        self._chance = random.Random(plan.seed)  # noqa: S311 - a year that can be told again, no secret
        self._calendar = desk.calendar(plan.calendar) or ALWAYS
        self._worker = BatchWorker(tools=tools, node="simulated", name="worker")
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order, self._names = count(), count(1)
        self._now = self._begin
        self._seen = 0
        #: When each duty falls due next, and last when there is mail to work on; as of the latest look.
        self._due: list[datetime | None] = []
        #: Mails by kind.
        self.mails: Counter[str] = Counter()

    def run(self) -> Iterator[str]:
        """Live through the year; the answer is its mail log, a line for each mail that went into the outbox."""
        plan_jobs(self._tools, now=self._begin)
        self._invent_matters()
        self._look()
        while (at := self._next()) is not None and at < self._end:
            self._now = self._running_again(max(at, self._now))
            if self._now >= self._end:
                break
            self._live()
            yield from self._log()

    def job_counts(self) -> list[JobCount]:
        """Every job that is switched on, by name."""
        planned = sorted(self._desk.jobs, key=lambda job: job.name)
        return [self._count(job.name, job.cron) for job in planned if job.enabled]

    def _next(self) -> datetime | None:
        # Mail that waits for another mail is worked on with whatever comes next.
        due = [*self._due[:-1], *([self._agenda[0][0]] if self._agenda else [])]
        return min((at for at in due if at is not None), default=None)

    def _look(self) -> None:
        self._due = self._tools.database.read(_DUES.read)

    def _running_again(self, at: datetime) -> datetime:
        for outage in self._plan.outages:
            if outage.since <= at < outage.until:
                at = outage.until
        return at

    def _live(self) -> None:
        """People first, then the worker, then the clock."""
        while self._agenda and self._agenda[0][0] <= self._now:
            _, _, act = heappop(self._agenda)
            act()
            self._due = []
        if not self._due or self._is_due(self._due[-1]):
            self._work()
            self._look()
        for (perform, _), due in zip(DUTIES, self._due[:-1], strict=True):
            if self._is_due(due):
                perform(self._tools, clock=lambda: self._now)
        self._look()

    def _is_due(self, at: datetime | None) -> bool:
        return at is not None and at <= self._now

    def _work(self) -> None:
        while self._worker.step(lambda: self._now).claimed:
            pass

    def _count(self, name: str, cron: str) -> JobCount:
        found = self._tools.database.read(
            partial(jobs.latest, tenant=self._desk.tenant, job=name, most=366 * 24 * 60 * 10)
        )
        due = slots_between(parse_cron(cron), self._zone, self._begin, self._end)
        # The first instant is where the year was planned from; a slot in an outage is made up for after it, once.
        slots = {self._running_again(at) for at in due if at > self._begin}
        ran = [each for each in found if each.state is SlotState.DONE]
        return JobCount(job=name, ran=len(ran), expected=len([at for at in slots if at < self._end]))

    # What people do.

    def _invent_matters(self) -> None:
        days = (self._end - self._begin) / timedelta(days=1)
        for number in range(round(days * self._plan.matters)):
            at = self._begin + self._chance.random() * (self._end - self._begin)
            self._at(at, partial(self._ask, f"customer{number % 97}@client.example", number))

    def _ask(self, customer: str, number: int) -> None:
        self._mail(customer, f"Matter {number}", "It does not work.")
        self._work()
        read = partial(newest, tenant=self._desk.tenant, status=None, limit=_LATELY)
        for ticket in self._tools.database.read(read):
            if ticket.subject == f"Matter {number}":
                self._answer_later(ticket.number)

    def _answer_later(self, number: str) -> None:
        delay = timedelta(minutes=self._chance.randint(5, 900))
        self._at(add(self._calendar, self._now, delay), partial(self._answer, number))

    def _answer(self, number: str) -> None:
        ticket = self._tools.database.read(partial(tickets.by_ref, tenant=self._desk.tenant, ref=number))
        if ticket is None or not is_open(ticket.status) or not self._desk.agents:
            return
        agent = self._chance.choice(self._desk.agents).email
        actor = Actor(tenant=self._desk.tenant, email=agent, cause=Cause(kind="simulation", ref=number))
        settles, again = self._chance.random() < _SETTLES, self._chance.random() < _WRITES_AGAIN
        try:
            reply_to(self._tools, actor, number, Words(text="Please try again."), now=self._now)
            if settles:
                move(self._tools, actor, number, Status.RESOLVED, now=self._now)
        except MailgateError:
            return
        if again and not settles:
            delay = timedelta(minutes=self._chance.randint(30, 4_000))
            self._at(self._now + delay, partial(self._write_again, number))

    def _write_again(self, number: str) -> None:
        ticket = self._tools.database.read(partial(tickets.by_ref, tenant=self._desk.tenant, ref=number))
        if ticket is not None:
            self._mail(ticket.customer_email, f"Re: {ticket.subject} [#{number}]", "It still does not work.")
            self._answer_later(number)

    def _rate(self, row: OutboxRow) -> None:
        score = self._chance.randint(1, 5)
        self._mail(row.recipient, "Re: How was it?", str(score), answers=row.message_id)

    def _mail(self, author: str, subject: str, text: str, *, answers: str = "") -> None:
        queue = self._desk.queues[0]
        thread = f"In-Reply-To: <{answers}>\r\n" if answers else ""
        raw = (
            f"From: {author}\r\nTo: {queue.address}\r\nSubject: {subject}\r\n"
            f"Message-ID: <m{next(self._names)}@client.example>\r\n{thread}\r\n{text}\r\n"
        )
        envelope = Envelope(
            mail_from=author, recipients=(queue.address,), channel=Channel.LMTP, peer="127.0.0.1", trusted_peer=True
        )
        mail = NewMail(
            tenant=self._desk.tenant, envelope=envelope, raw=raw.encode(), received_at=self._now, keys=InboxKeys()
        )
        (row,) = self._tools.rows(1)
        self._tools.database.write(lambda conn: inbox.insert(conn, row, mail))

    def _at(self, at: datetime, act: Callable[[], None]) -> None:
        heappush(self._agenda, (at, next(self._order), act))

    # What is told.

    def _log(self) -> list[str]:
        new = self._new_mails()
        for row in new:
            self.mails[row.kind.value] += 1
            if row.kind is OutboundKind.SURVEY and self._chance.random() < _RATES:
                delay = timedelta(minutes=self._chance.randint(30, 2_000))
                self._at(self._now + delay, partial(self._rate, row))
        # What happens at one instant has no order of its own.
        return sorted(f"{self._now:%Y-%m-%dT%H:%M:%SZ} {row.kind.value} {row.recipient} {row.cause}" for row in new)

    def _new_mails(self) -> list[OutboxRow]:
        """In the order in which they were made."""
        read = partial(outbox_rows.made_after, tenant=self._desk.tenant, most=_LOGGED_AT_ONCE)
        new: list[OutboxRow] = []
        while some := self._tools.database.read(partial(read, row_id=self._seen)):
            new += some
            self._seen = some[-1].id
            if len(some) < _LOGGED_AT_ONCE:
                break
        return new
