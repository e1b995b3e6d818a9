"""Values to try templates with: for each kind one mail with everything and one with as little as there can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from uuid import UUID

from mailgate.model.command import Transcript
from mailgate.model.desk import Agent, Desk, Queue
from mailgate.model.identity import Sender, Tier
from mailgate.model.limits import Rate
from mailgate.model.mailbox import Trouble, TroubleKind
from mailgate.model.message import Attachment, Author, Headers, Message, Segment, SegmentKind
from mailgate.model.outbound import OutboundKind, OutboundMail
from mailgate.model.sla import Cycle, CycleState, Deadline, Metric, Trigger
from mailgate.model.ticket import Priority, Status, Ticket
from mailgate.notify.addressing import Addressing
from mailgate.notify.governor import Fate, Limit, Over
from mailgate.notify.kinds import asked, clock, customer, doubt, governed, mailbox, notice, undelivered
from mailgate.notify.kinds.doubt import Held
from mailgate.notify.kinds.governed import Untold
from mailgate.notify.kinds.undelivered import Undelivered
from mailgate.notify.paged_samples import paged_samples
from mailgate.notify.report_samples import report_samples
from mailgate.notify.rule_samples import rule_samples
from mailgate.notify.views import public_view

#: Values that only the subject line may use: the body of an acknowledgement repeats nothing of the sender's (T-30).
SUBJECT_ONLY = {OutboundKind.ACKNOWLEDGEMENT: frozenset(("subject", "echo_subject"))}

Contexts = tuple[dict[str, object], ...]

_NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
_QUEUE = Queue(key="support", address="support@desk.example", name="Example Support")
_DESK = Desk(tenant="example", name="Example", agents=(Agent(email="ann@desk.example", name="Ann"),))
_BARE_ADDRESSING = Addressing(message_id="bare@desk.example", date=_NOW)
_FULL_ADDRESSING = Addressing(
    message_id="full@desk.example",
    date=_NOW,
    reply_to="support+r-token@desk.example",
    note_address="support+n-token@desk.example",
    public_address="support+r-token@desk.example",
    public_url="https://desk.example",
)
_PAGE_ADDRESSING = replace(_FULL_ADDRESSING, reply_to="support+a-token@desk.example", link="https://desk.example/l/t")
_NOTE_ADDRESSING = replace(_FULL_ADDRESSING, reply_to=_FULL_ADDRESSING.note_address)
_BARE_TICKET = Ticket(
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
    created_at=_NOW,
    updated_at=_NOW,
)
_FULL_TICKET = replace(
    _BARE_TICKET,
    subject="Printer on <fire> & {{ 7*7 }}",
    customer_name="A Customer",
    assigned_to="ann@desk.example",
    assigned_team="front",
    category="hardware",
    tags=("printer", "fire"),
    sla_due_at=_NOW - timedelta(hours=1),
)
_BARE_MESSAGE = Message(headers=Headers(), author=Author(address="", name="", clean=True), subject="", date=None)
_FULL_MESSAGE = replace(
    _BARE_MESSAGE,
    subject="Printer on fire",
    text="It burns.\n> What does it do?\n",
    segments=(Segment(kind=SegmentKind.NEW, start=0, end=10), Segment(kind=SegmentKind.QUOTE, start=10, end=29)),
    attachments=(Attachment(name="photo.jpg", type="image/jpeg", content=b"..", sha256=""),),
)
_CYCLE = Cycle(
    id=1,
    ticket_id=1,
    metric=Metric.FIRST_RESPONSE,
    number=1,
    policy="standard",
    revision=1,
    calendar="",
    goal=timedelta(hours=4),
    started_at=_NOW,
    state=CycleState.RUNNING,
    due_at=_NOW + timedelta(hours=1),
    reason="Standard policy, 24x7",
)
_STEP = Deadline(
    id=1,
    tenant="example",
    ticket_id=1,
    cycle_id=1,
    trigger=Trigger.STEP,
    due_at=_NOW,
    run=Trigger.BREACH,
    policy="default",
    repeat=1,
)
_WAITING = Held(mail=7, reason="held.failed_sender", author="customer@client.example", subject="Printer on fire")
_SENDER = Sender(address="customer@client.example", name="A Customer", tier=Tier.FAILED, reason="dmarc.fail")


@cache
def samples() -> dict[OutboundKind, Contexts]:
    """Contexts of every kind, the fullest first."""
    return {
        OutboundKind.ACKNOWLEDGEMENT: _acknowledgements(),
        OutboundKind.REPLY: _replies(),
        OutboundKind.CLOSE_WARNING: _close_warnings(),
        OutboundKind.SURVEY: _surveys(),
        OutboundKind.NEW_TICKET_NOTICE: _customer_words(),
        OutboundKind.CUSTOMER_NOTICE: _customer_words(),
        OutboundKind.NOTE_NOTICE: _notes(),
        OutboundKind.SLA_WARNING: _promises(),
        OutboundKind.SLA_BREACH: _promises(),
        OutboundKind.ESCALATION: _pages(),
        **paged_samples(
            (_FULL_TICKET, _QUEUE, _DESK, _PAGE_ADDRESSING), (_BARE_TICKET, _QUEUE, _DESK, _BARE_ADDRESSING)
        ),
        OutboundKind.HELD_NOTICE: _held(),
        OutboundKind.HELD_DIGEST: _held_digests(),
        OutboundKind.HELD_ANSWER: _held_answers(),
        OutboundKind.AGENT_HELP: _not_followed(),
        OutboundKind.TRANSCRIPT: _answered(),
        OutboundKind.UNDELIVERED: _undelivered(),
        OutboundKind.MAILBOX_TROUBLE: _mailbox_troubles(),
        **report_samples(_DESK, _QUEUE, _FULL_ADDRESSING, _BARE_ADDRESSING),
        **rule_samples(_FULL_TICKET, _BARE_TICKET, _QUEUE, (_FULL_ADDRESSING, _BARE_ADDRESSING)),
        OutboundKind.RATE_NOTICE: (governed.rate_notice(_QUEUE, _FULL_ADDRESSING),) * 2,
        OutboundKind.NOTICE_DIGEST: _notice_digests(),
        OutboundKind.OPERATOR_ALERT: _alerts(),
    }


def _acknowledgements() -> Contexts:
    return (
        customer.acknowledgement(public_view(_FULL_TICKET, _QUEUE), _QUEUE, "Fire", _FULL_ADDRESSING, echo=True),
        customer.acknowledgement(public_view(_BARE_TICKET, _QUEUE), _QUEUE, "", _BARE_ADDRESSING, echo=False),
    )


def _replies() -> Contexts:
    return (
        customer.reply(public_view(_FULL_TICKET, _QUEUE), _QUEUE, "Water.", "<p>Water.</p>", _FULL_ADDRESSING),
        customer.reply(public_view(_BARE_TICKET, _QUEUE), _QUEUE, "", "", _BARE_ADDRESSING),
    )


def _close_warnings() -> Contexts:
    day = "Monday, 23 November 2026"
    return (
        customer.close_warning(public_view(_FULL_TICKET, _QUEUE), _QUEUE, day, _FULL_ADDRESSING),
        customer.close_warning(public_view(_BARE_TICKET, _QUEUE), _QUEUE, day, _BARE_ADDRESSING),
    )


def _surveys() -> Contexts:
    link = "https://desk.example/rate/example/s-token"
    return (
        customer.survey(public_view(_FULL_TICKET, _QUEUE), _QUEUE, link, _FULL_ADDRESSING),
        customer.survey(public_view(_BARE_TICKET, _QUEUE), _QUEUE, "", _BARE_ADDRESSING),
    )


def _customer_words() -> Contexts:
    full = notice.customer_words(_FULL_TICKET, _QUEUE, _DESK, _FULL_MESSAGE, _FULL_ADDRESSING)
    return (
        {**full, "left_out": full["carried"]},
        notice.customer_words(_FULL_TICKET, _QUEUE, _DESK, _FULL_MESSAGE, _NOTE_ADDRESSING),
        notice.customer_words(_BARE_TICKET, _QUEUE, _DESK, _BARE_MESSAGE, _BARE_ADDRESSING),
    )


def _notes() -> Contexts:
    return (
        notice.note(_FULL_TICKET, _QUEUE, _DESK, "Ann", "Sprinklers?", _NOTE_ADDRESSING),
        notice.note(_BARE_TICKET, _QUEUE, _DESK, "", "", _BARE_ADDRESSING),
    )


def _promises() -> Contexts:
    late = replace(_CYCLE, due_at=_NOW - timedelta(hours=1), reason="")
    return (
        clock.promise(_FULL_TICKET, _QUEUE, _DESK, _CYCLE, _PAGE_ADDRESSING),
        clock.promise(_FULL_TICKET, _QUEUE, _DESK, _CYCLE, _NOTE_ADDRESSING),
        clock.promise(_BARE_TICKET, _QUEUE, _DESK, late, _BARE_ADDRESSING),
    )


def _pages() -> Contexts:
    return (
        clock.page(_FULL_TICKET, _QUEUE, _DESK, _STEP, _CYCLE, _PAGE_ADDRESSING),
        clock.page(_BARE_TICKET, _QUEUE, _DESK, replace(_STEP, run="", repeat=0), None, _BARE_ADDRESSING),
    )


def _held() -> Contexts:
    return (
        doubt.held(_QUEUE, _FULL_MESSAGE, _SENDER, _WAITING, _FULL_ADDRESSING),
        doubt.held(_QUEUE, _BARE_MESSAGE, replace(_SENDER, name="", address=""), _WAITING, _BARE_ADDRESSING),
    )


def _held_digests() -> Contexts:
    return (
        doubt.digest(_QUEUE, (_WAITING, replace(_WAITING, mail=8)), 3, _FULL_ADDRESSING),
        doubt.digest(_QUEUE, (Held(mail=7, reason="other"),), 1, _BARE_ADDRESSING),
    )


def _held_answers() -> Contexts:
    done = Transcript(done=("mail 7: let through",), answers=("mail 8: bob@desk.example said new",))
    wrong = Transcript(problems=("acept: Did you mean accept?",))
    return (
        doubt.answered(_QUEUE, _FULL_MESSAGE, done, _FULL_ADDRESSING),
        doubt.answered(_QUEUE, _FULL_MESSAGE, wrong, _FULL_ADDRESSING),
        doubt.answered(_QUEUE, _BARE_MESSAGE, Transcript(), _BARE_ADDRESSING),
    )


def _not_followed() -> Contexts:
    return (
        doubt.not_followed(_QUEUE, _FULL_MESSAGE.subject, ("held.agent_without_token",), _FULL_ADDRESSING),
        doubt.not_followed(_QUEUE, _BARE_MESSAGE.subject, (), _BARE_ADDRESSING),
    )


def _answered() -> Contexts:
    done = Transcript(done=("status: open -> closed",), answers=("#close  closes it",), undo_until="14:30 CET")
    wrong = Transcript(problems=("#clsoe: There is no such command.",))
    return (
        asked.answered(_FULL_TICKET, _QUEUE, _DESK, done, _NOTE_ADDRESSING),
        asked.answered(_FULL_TICKET, _QUEUE, _DESK, wrong, _NOTE_ADDRESSING),
        asked.answered(_BARE_TICKET, _QUEUE, _DESK, Transcript(), _BARE_ADDRESSING),
    )


def _undelivered() -> Contexts:
    failed = Undelivered(recipient="customer@client.example", written_at=_NOW, reason="5.1.1 No such user.", until=_NOW)
    untold = replace(failed, reason="", until=None)
    return (
        undelivered.undelivered(_FULL_TICKET, _QUEUE, _DESK, replace(failed, not_tried=True), _NOTE_ADDRESSING),
        undelivered.undelivered(_BARE_TICKET, _QUEUE, _DESK, untold, _BARE_ADDRESSING),
    )


def _mailbox_troubles() -> Contexts:
    failing = Trouble(
        kind=TroubleKind.FAILING,
        account="main",
        folder="INBOX",
        deliver_to=_QUEUE.address,
        since=_NOW,
        detail="no route to host",
    )
    ends = replace(failing, kind=TroubleKind.LOGIN_ENDS, folder="", detail="")
    return tuple(mailbox.trouble(_QUEUE, _DESK, one, _FULL_ADDRESSING) for one in (failing, ends))


def _notice_digests() -> Contexts:
    told = Untold(kind=OutboundKind.CUSTOMER_NOTICE, number="2026-11-00042", subject="Printer on fire")
    return (
        governed.notice_digest(_QUEUE, (told, told), 3, _FULL_ADDRESSING),
        governed.notice_digest(_QUEUE, (Untold(kind=OutboundKind.HELD_NOTICE),), 1, _BARE_ADDRESSING),
    )


def _alerts() -> Contexts:
    mail = OutboundMail(
        id=1,
        tenant="example",
        ticket_id=1,
        kind=OutboundKind.ACKNOWLEDGEMENT,
        cause="inbox:7:acknowledgement",
        recipient="customer@client.example",
        envelope_from="",
        message_id="stopped@desk.example",
        raw=b"",
        created_at=_NOW,
    )
    over = Over(limit=Limit.ACKS_PER_ADDRESS, rate=Rate(count=5, window=timedelta(hours=1)), fate=Fate.DROPPED)
    return (
        governed.operator_alert(_QUEUE, (mail, over, "2026-11-00042"), _FULL_ADDRESSING),
        governed.operator_alert(_QUEUE, (mail, replace(over, fate=Fate.HELD), ""), _BARE_ADDRESSING),
    )
