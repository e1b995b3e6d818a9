from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from mailgate.model.desk import Agent, Desk
from mailgate.model.envelope import Channel, Envelope
from mailgate.model.identity import Sender, Tier
from mailgate.model.mark import Mark, MarkKind, Verdict
from mailgate.model.message import Address, Attachment, Author, Headers, MailClass, Message, Segment, SegmentKind
from mailgate.model.plan import Plan
from mailgate.model.rule import Action, Leaf, Rule
from mailgate.model.sla import Cycle, CycleState, Metric
from mailgate.model.ticket import Priority, Status, Ticket
from mailgate.triage.compile import compile_rules
from mailgate.triage.fields import Reading
from mailgate.triage.occasion import Occasion
from mailgate.triage.run import triage

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TEXT = "Please refund me.\n> Old words\n"


def _ticket(**changed: Any) -> Ticket:
    values: dict[str, Any] = {
        "id": 7,
        "uuid": UUID(int=7),
        "tenant": "acme",
        "number": "2026-11-00007",
        "refid": "sup_0123456789abcdefghij",
        "subject": "Refund for Order 12",
        "status": Status.OPEN,
        "priority": Priority.MEDIUM,
        "queue": "support",
        "product": "widgets",
        "contact_id": 1,
        "customer_email": "zoe@sub.customer.test",
        "customer_name": "Zoe",
        "created_at": NOW - timedelta(hours=2),
        "updated_at": NOW - timedelta(hours=1),
        "tags": ("Vip", "money"),
        "custom": {"seats": "120", "plan": "Gold"},
    }
    return Ticket(**(values | changed))


def _message(**changed: Any) -> Message:
    file = Attachment(name="Invoice.PDF", type="application/pdf", content=b"1234", sha256="0" * 64)
    values: dict[str, Any] = {
        "headers": Headers(fields=(("x-score", "5.5"), ("x-tag", "One"), ("x-tag", "Two"), ("auto-submitted", "no"))),
        "author": Author(address="zoe@sub.customer.test", name="Zoe", clean=True),
        "subject": "Refund for Order 12",
        "date": NOW,
        "to": (Address(address="Support@desk.test"), Address(address="help@desk.test")),
        "cc": (Address(address="carl@other.test"),),
        "reply_to": (Address(address="reply@customer.test"),),
        "text": TEXT,
        "segments": (
            Segment(kind=SegmentKind.NEW, start=0, end=18),
            Segment(kind=SegmentKind.QUOTE, start=18, end=len(TEXT)),
        ),
        "attachments": (file,),
        "mail_class": MailClass.HUMAN,
        "language": "en",
    }
    return Message(**(values | changed))


def _cycle(*, due_in: timedelta = timedelta(hours=1), metric: Metric = Metric.RESOLUTION, **changed: Any) -> Cycle:
    values: dict[str, Any] = {
        "id": 1,
        "ticket_id": 7,
        "metric": metric,
        "number": 1,
        "policy": "standard",
        "revision": 1,
        "calendar": "",
        "goal": timedelta(hours=4),
        "started_at": NOW - timedelta(hours=3),
        "state": CycleState.RUNNING,
        "due_at": NOW + due_in,
    }
    return Cycle(**(values | changed))


@pytest.fixture
def make_cycle() -> Callable[..., Cycle]:
    return _cycle


@pytest.fixture
def make_ticket() -> Callable[..., Ticket]:
    return _ticket


@pytest.fixture
def make_message() -> Callable[..., Message]:
    return _message


@pytest.fixture
def make_occasion() -> Callable[..., Occasion]:
    """A mail that opened a ticket; fields of the ticket by name, anything else of the occasion too."""

    def build(*, ticket: dict[str, Any] | None = None, **more: Any) -> Occasion:
        values: dict[str, Any] = {
            "events": ("ticket.created",),
            "desk": Desk(
                tenant="acme",
                agents=(Agent(email="ann@agents.test", name="Ann"),),
                customer_tiers={"gold": ("sub.customer.test",)},
            ),
            "ticket": _ticket(**(ticket or {})),
            "before": None,
            "now": NOW,
            "message": _message(),
            "sender": Sender(
                address="zoe@sub.customer.test",
                name="Zoe",
                tier=Tier.WEAK,
                reason="dmarc.not_enforced",
                evidence=(
                    "dmarc sub.customer.test: p=none",
                    "dkim sub.customer.test key1: pass",
                    "spf sub.customer.test from 2001:db8::1: softfail (~all)",
                ),
            ),
            "cycles": (_cycle(),),
            "counts": {"open_tickets": 2},
            "verdict": Verdict(marks=(Mark(kind=MarkKind.LIST, reason="screen.list"),)),
            "envelope": Envelope(mail_from="", recipients=("support+x@desk.test",), channel=Channel.SMTP),
        }
        return Occasion(**(values | more))

    return build


@pytest.fixture
def make_reading(make_occasion) -> Callable[..., Reading]:
    return lambda **more: Reading(make_occasion(**more))


@pytest.fixture
def make_rule() -> Callable[..., Rule]:
    """``make_rule("name", set_priority="high")``: always holds unless a condition is given."""

    def build(name: str, *, rule: dict[str, Any] | None = None, **actions: Any) -> Rule:
        values: dict[str, Any] = {"name": name, "on": ("ticket.created",), "actions": ()}
        made = tuple(Action(name=action, value=value) for action, value in actions.items())
        return Rule(**(values | {"actions": made} | (rule or {})))

    return build


@pytest.fixture
def run(make_occasion) -> Callable[..., Plan]:
    """The plan of these rules for the usual occasion."""

    def build(*rules: Rule, **occasion: Any) -> Plan:
        desk = Desk(tenant="acme", rules=rules, calendars=occasion.pop("calendars", ()))
        return triage(make_occasion(**occasion), compile_rules(desk))

    return build


@pytest.fixture
def leaf() -> Callable[..., Leaf]:
    return lambda field, op, value=None: Leaf(field=field, op=op, value=value)
