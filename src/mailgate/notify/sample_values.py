"""Tickets, people and mails that templates are tried with: each with everything, and with as little as there can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from mailgate.model.desk import Agent, Desk, Queue
from mailgate.model.identity import Sender, Tier
from mailgate.model.message import Attachment, Author, Headers, Message, Segment, SegmentKind
from mailgate.model.sla import Cycle, CycleState, Deadline, Metric, Trigger
from mailgate.model.ticket import Priority, Status, Ticket
from mailgate.notify.addressing import Addressing
from mailgate.notify.kinds.doubt import Held

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
QUEUE = Queue(key="support", address="support@desk.example", name="Example Support")
DESK = Desk(tenant="example", name="Example", agents=(Agent(email="ann@desk.example", name="Ann"),))
BARE_ADDRESSING = Addressing(message_id="bare@desk.example", date=NOW)
FULL_ADDRESSING = Addressing(
    message_id="full@desk.example",
    date=NOW,
    reply_to="support+r-token@desk.example",
    note_address="support+n-token@desk.example",
    public_address="support+r-token@desk.example",
    public_url="https://desk.example",
)
PAGE_ADDRESSING = replace(FULL_ADDRESSING, reply_to="support+a-token@desk.example", link="https://desk.example/l/t")
NOTE_ADDRESSING = replace(FULL_ADDRESSING, reply_to=FULL_ADDRESSING.note_address)
BARE_TICKET = Ticket(
    id=1,
    uuid=UUID(int=1),
    tenant="example",
    number="2026-11-00042",
    refid="sup_sample",
    subject="",
    status=Status.OPEN,
    priority=Priority.MEDIUM,
    queue="support",
    product="",
    contact_id=1,
    customer_email="customer@client.example",
    customer_name="",
    created_at=NOW,
    updated_at=NOW,
)
FULL_TICKET = replace(
    BARE_TICKET,
    subject="Printer on <fire> & {{ 7*7 }}",
    customer_name="A Customer",
    assigned_to="ann@desk.example",
    assigned_team="front",
    category="hardware",
    tags=("printer", "fire"),
    sla_due_at=NOW - timedelta(hours=1),
)
BARE_MESSAGE = Message(headers=Headers(), author=Author(address="", name="", clean=True), subject="", date=None)
FULL_MESSAGE = replace(
    BARE_MESSAGE,
    subject="Printer on fire",
    text="It burns.\n> What does it do?\n",
    segments=(Segment(kind=SegmentKind.NEW, start=0, end=10), Segment(kind=SegmentKind.QUOTE, start=10, end=29)),
    attachments=(Attachment(name="photo.jpg", type="image/jpeg", content=b"..", sha256=""),),
)
CYCLE = Cycle(
    id=1,
    ticket_id=1,
    metric=Metric.FIRST_RESPONSE,
    number=1,
    policy="standard",
    revision=1,
    calendar="",
    goal=timedelta(hours=4),
    started_at=NOW,
    state=CycleState.RUNNING,
    due_at=NOW + timedelta(hours=1),
    reason="Standard policy, 24x7",
)
STEP = Deadline(
    id=1,
    tenant="example",
    ticket_id=1,
    cycle_id=1,
    trigger=Trigger.STEP,
    due_at=NOW,
    run=Trigger.BREACH,
    policy="default",
    repeat=1,
)
WAITING = Held(mail=7, reason="held.failed_sender", author="customer@client.example", subject="Printer on fire")
SENDER = Sender(address="customer@client.example", name="A Customer", tier=Tier.FAILED, reason="dmarc.fail")
