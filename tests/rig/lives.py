"""Random lives of tickets on a desk whose policies and calendars are edited under them."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from mailgate import app
from mailgate.config.desk_json import desk_to_json
from mailgate.errors import MailgateError
from mailgate.model.calendar import Calendar, Window
from mailgate.model.desk import Desk, Product, Team
from mailgate.model.event import Cause
from mailgate.model.sla import DEFAULT_WARN, Metric, ReopenMode, RetargetMode, Scope, SlaPolicy, Threshold
from mailgate.model.ticket import Priority, Status
from mailgate.pipeline.agents.turn import Words
from mailgate.pipeline.customers.words import CustomerWords, customer_says
from mailgate.pipeline.escalations.due import fire_due
from mailgate.pipeline.tickets.actions import Actor, reply_to
from mailgate.pipeline.tickets.edits import Edit, edit
from mailgate.pipeline.tickets.joining import merge, unmerge
from mailgate.pipeline.tickets.opening import NewTicket, open_by_api
from mailgate.pipeline.tools import Tools
from mailgate.store.desks import revisions
from mailgate.store.tickets import tickets

ZONES = ("Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "America/Sao_Paulo", "Europe/Berlin", "UTC")
ANN, EVE = "ann@agents.test", "eve@customers.test"
_WARN = (
    DEFAULT_WARN,
    (),
    (Threshold(share=0.5), Threshold(after=timedelta(hours=1), every=timedelta(hours=4), repeat=2)),
    (Threshold(before=timedelta(minutes=30), metrics=(Metric.RESOLUTION,), notify=("assignee",)),),
)
_TEAMS, _CATEGORIES = ("front", "back"), ("", "fire", "flood")


def any_calendar(dice: random.Random, key: str, around: date) -> Calendar:
    """One to three windows on most days, with holidays and special days close to ``around``."""
    near = [around + timedelta(days=dice.randrange(-10, 30)) for _ in range(4)]
    return Calendar(
        key=key,
        timezone=dice.choice(ZONES),
        week=tuple(_windows(dice) if day < 5 or dice.random() < 0.3 else () for day in range(7)),
        holidays=frozenset(near[:2]),
        yearly_holidays=frozenset({(near[2].month, near[2].day)}),
        special={near[3]: _windows(dice) if dice.random() < 0.5 else ()},
    )


def _windows(dice: random.Random) -> tuple[Window, ...]:
    edges = sorted(dice.sample(range(0, 1441, 15), 2 * dice.randrange(1, 4)))
    return tuple(Window(start=start, end=end) for start, end in zip(edges[::2], edges[1::2], strict=True))


def any_desk(dice: random.Random, desk: Desk, today: date) -> Desk:
    """The desk with other policies, calendars, teams and products."""
    keys = ("c0", "c1", "c2")
    scopes = (None, Scope(categories=("fire",)), Scope(customers=("@customers.test",), teams=("back",)))
    return replace(
        desk,
        calendars=tuple(any_calendar(dice, key, today) for key in keys),
        slas=tuple(_policy(dice, f"p{place}", keys, scope) for place, scope in enumerate(scopes)),
        default_sla="p0",
        default_calendar=dice.choice(("", *keys)),
        teams=tuple(Team(key=key, agents=(ANN,), calendar=dice.choice(("", *keys))) for key in _TEAMS),
        products=(Product(key="widgets", calendar=dice.choice(("", *keys))),),
    )


def _policy(dice: random.Random, key: str, calendars: tuple[str, ...], scope: Scope | None) -> SlaPolicy:
    metrics = dice.sample(list(Metric), dice.randrange(2, 8))
    return SlaPolicy(
        key=key,
        targets={
            priority: {metric: timedelta(minutes=dice.randrange(10, 3_000)) for metric in metrics}
            for priority in dice.sample(list(Priority), 4)
        },
        calendar=dice.choice(("", "24x7", *calendars)),
        applies_to=scope,
        pausable=tuple(dice.sample((Metric.FIRST_RESPONSE, Metric.PERIODIC_UPDATE), dice.randrange(3))),
        triage_answers=dice.random() < 0.3,
        reopen=dice.choice(list(ReopenMode)),
        retarget=dice.choice(list(RetargetMode)),
        warn=dice.choice(_WARN),
    )


@dataclass
class Lives:
    """A desk with the tickets that live on it; ``now`` moves as they do."""

    tools: Tools
    dice: random.Random
    now: datetime
    tenant: str
    ids: list[int] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)

    def edit_desk(self) -> None:
        """Put a revision with other promises in force."""
        self.install(any_desk(self.dice, self.tools.desk(self.tenant), self.now.date()))

    def install(self, desk: Desk) -> None:
        database = self.tools.database
        source = f"{self.dice.random()}"
        database.write(
            lambda conn: revisions.install(
                conn,
                tenant=self.tenant,
                source_hash=source,
                source=source,
                document=desk_to_json(desk),
                now=self.now,
            )
        )
        self.tools = app.with_desks(self.tools, app.desks_in_force(database))

    def live(self, steps: int) -> None:
        """One ticket from its creation on; what falls due on the way does so on some days, and late on others."""
        number = self._open()
        for _ in range(steps):
            self.now += timedelta(seconds=self.dice.randrange(1, 200_000))
            if self.dice.random() < 0.5:
                fire_due(self.tools, clock=lambda: self.now)
            if self.dice.random() < 0.03:
                self.edit_desk()
            # What the lifecycle does not allow is refused, and no step at all.
            with suppress(MailgateError):
                self.dice.choice(_STEPS)(self, number)

    def _open(self) -> str:
        new = NewTicket(
            subject="Down",
            text="All is down.",
            customer_email=EVE,
            priority=self.dice.choice(list(Priority)),
            category=self.dice.choice(_CATEGORIES),
        )
        row = open_by_api(self.tools, self._actor(EVE), new, now=self.now)
        self.ids.append(row)
        ticket = self.tools.database.read(lambda conn: tickets.by_id(conn, self.tenant, row))
        assert ticket
        self.numbers.append(ticket.number)
        return ticket.number

    def _actor(self, email: str) -> Actor:
        return Actor(tenant=self.tenant, email=email, cause=Cause(kind="api", ref="test"))

    def reply(self, number: str) -> None:
        reply_to(self.tools, self._actor(ANN), number, Words(text="We look at it."), now=self.now)

    def write(self, number: str) -> None:
        customer_says(self.tools, self._actor(EVE), number, CustomerWords(text="Still down."), now=self.now)

    def join(self, number: str) -> None:
        """The ticket becomes part of another one, or another one of it; some other ones are new."""
        other = self._open() if self.dice.random() < 0.3 else self.dice.choice(self.numbers)
        pair = self.dice.sample((number, other), 2)
        merge(self.tools, self._actor(ANN), *pair, other_customer=True, now=self.now)

    def part(self, number: str) -> None:
        unmerge(self.tools, self._actor(ANN), number, now=self.now)

    def change(self, number: str, **fields: Any) -> None:
        edit(self.tools, self._actor(ANN), number, Edit(fields=fields), now=self.now)


_STEPS: tuple[Callable[[Lives, str], None], ...] = (
    Lives.reply,
    Lives.reply,
    Lives.write,
    Lives.write,
    Lives.join,
    Lives.part,
    *(
        (lambda lives, number, status=status: lives.change(number, status=status))
        for status in (
            Status.WAITING_FOR_CUSTOMER,
            Status.WAITING_FOR_VENDOR,
            Status.IN_PROGRESS,
            Status.RESOLVED,
            Status.OPEN,
            Status.CANCELLED,
        )
    ),
    lambda lives, number: lives.change(number, priority=lives.dice.choice(list(Priority))),
    lambda lives, number: lives.change(number, category=lives.dice.choice(_CATEGORIES)),
    lambda lives, number: lives.change(number, sla_policy=lives.dice.choice(("", "p1", "p2"))),
    lambda lives, number: lives.change(number, assigned_team=lives.dice.choice((*_TEAMS, None))),
    lambda lives, number: lives.change(number, assigned_to=lives.dice.choice((ANN, None))),
)
