"""Values to try templates with: for each kind one mail with everything and one with as little as there can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache

from mailgate.model.command import Transcript
from mailgate.model.limits import Rate
from mailgate.model.mailbox import Trouble, TroubleKind
from mailgate.model.outbound import OutboundKind, OutboundMail
from mailgate.model.ticket import AuthorType, EntryAuthor
from mailgate.notify.governor import Fate, Limit, Over
from mailgate.notify.kinds import asked, clock, customer, doubt, governed, mailbox, notice, undelivered
from mailgate.notify.kinds.doubt import Held
from mailgate.notify.kinds.governed import Untold
from mailgate.notify.kinds.undelivered import Undelivered
from mailgate.notify.paged_samples import paged_samples
from mailgate.notify.report_samples import report_samples
from mailgate.notify.rule_samples import rule_samples
from mailgate.notify.sample_values import (
    BARE_ADDRESSING,
    BARE_MESSAGE,
    BARE_TICKET,
    CYCLE,
    DESK,
    FULL_ADDRESSING,
    FULL_MESSAGE,
    FULL_TICKET,
    NOTE_ADDRESSING,
    NOW,
    PAGE_ADDRESSING,
    QUEUE,
    SENDER,
    STEP,
    WAITING,
)
from mailgate.notify.views import public_view

#: Values that only the subject line may use: the body of an acknowledgement repeats nothing of the sender's (T-30).
SUBJECT_ONLY = {OutboundKind.ACKNOWLEDGEMENT: frozenset(("subject", "echo_subject"))}

Contexts = tuple[dict[str, object], ...]


@cache
def samples() -> dict[OutboundKind, Contexts]:
    """Contexts of every kind, the fullest first."""
    return {
        OutboundKind.ACKNOWLEDGEMENT: _acknowledgements(),
        OutboundKind.REPLY: _replies(),
        OutboundKind.CLOSE_WARNING: _close_warnings(),
        OutboundKind.SOLVED_QUESTION: _solved_questions(),
        OutboundKind.SURVEY: _surveys(),
        OutboundKind.NEW_TICKET_NOTICE: _customer_words(),
        OutboundKind.CUSTOMER_NOTICE: _words_on_a_ticket(),
        OutboundKind.NOTE_NOTICE: _notes(),
        OutboundKind.SLA_WARNING: _promises(),
        OutboundKind.SLA_BREACH: _promises(),
        OutboundKind.ESCALATION: _pages(),
        **paged_samples((FULL_TICKET, QUEUE, DESK, PAGE_ADDRESSING), (BARE_TICKET, QUEUE, DESK, BARE_ADDRESSING)),
        OutboundKind.HELD_NOTICE: _held(),
        OutboundKind.HELD_DIGEST: _held_digests(),
        OutboundKind.HELD_ANSWER: _held_answers(),
        OutboundKind.AGENT_HELP: _not_followed(),
        OutboundKind.TRANSCRIPT: _answered(),
        OutboundKind.UNDELIVERED: _undelivered(),
        OutboundKind.MAILBOX_TROUBLE: _mailbox_troubles(),
        **report_samples(DESK, QUEUE, FULL_ADDRESSING, BARE_ADDRESSING),
        **rule_samples(FULL_TICKET, BARE_TICKET, QUEUE, (FULL_ADDRESSING, BARE_ADDRESSING)),
        OutboundKind.RATE_NOTICE: (governed.rate_notice(QUEUE, FULL_ADDRESSING),) * 2,
        OutboundKind.NOTICE_DIGEST: _notice_digests(),
        OutboundKind.OPERATOR_ALERT: _alerts(),
    }


def _acknowledgements() -> Contexts:
    return (
        customer.acknowledgement(public_view(FULL_TICKET, QUEUE), QUEUE, "Fire", FULL_ADDRESSING, echo=True),
        customer.acknowledgement(public_view(BARE_TICKET, QUEUE), QUEUE, "", BARE_ADDRESSING, echo=False),
    )


def _replies() -> Contexts:
    return (
        customer.reply(public_view(FULL_TICKET, QUEUE), QUEUE, "Water.", "<p>Water.</p>", FULL_ADDRESSING),
        customer.reply(public_view(BARE_TICKET, QUEUE), QUEUE, "", "", BARE_ADDRESSING),
    )


def _solved_questions() -> Contexts:
    return (
        customer.solved_question(public_view(FULL_TICKET, QUEUE), QUEUE, FULL_ADDRESSING),
        customer.solved_question(public_view(BARE_TICKET, QUEUE), QUEUE, BARE_ADDRESSING),
    )


def _close_warnings() -> Contexts:
    day = "Monday, 23 November 2026"
    return (
        customer.close_warning(public_view(FULL_TICKET, QUEUE), QUEUE, day, FULL_ADDRESSING),
        customer.close_warning(public_view(BARE_TICKET, QUEUE), QUEUE, day, BARE_ADDRESSING),
    )


def _surveys() -> Contexts:
    link = "https://desk.example/rate/example/s-token"
    return (
        customer.survey(public_view(FULL_TICKET, QUEUE), QUEUE, link, FULL_ADDRESSING),
        customer.survey(public_view(BARE_TICKET, QUEUE), QUEUE, "", BARE_ADDRESSING),
    )


def _words_on_a_ticket() -> Contexts:
    stranger = EntryAuthor(type=AuthorType.CUSTOMER, email="dan@client.test", name="Dan")
    return tuple({**said, **notice.written_by(by)} for said in _customer_words() for by in (None, stranger))


def _customer_words() -> Contexts:
    full = notice.customer_words(FULL_TICKET, QUEUE, DESK, FULL_MESSAGE, FULL_ADDRESSING, ("perhaps the same",))
    return (
        {**full, "left_out": full["carried"]},
        notice.customer_words(FULL_TICKET, QUEUE, DESK, FULL_MESSAGE, NOTE_ADDRESSING),
        notice.customer_words(BARE_TICKET, QUEUE, DESK, BARE_MESSAGE, BARE_ADDRESSING),
    )


def _notes() -> Contexts:
    return (
        notice.note(FULL_TICKET, QUEUE, DESK, "Ann", "Sprinklers?", NOTE_ADDRESSING),
        notice.note(BARE_TICKET, QUEUE, DESK, "", "", BARE_ADDRESSING),
    )


def _promises() -> Contexts:
    late = replace(CYCLE, due_at=NOW - timedelta(hours=1), reason="")
    return (
        clock.promise(FULL_TICKET, QUEUE, DESK, CYCLE, PAGE_ADDRESSING),
        clock.promise(FULL_TICKET, QUEUE, DESK, CYCLE, NOTE_ADDRESSING),
        clock.promise(BARE_TICKET, QUEUE, DESK, late, BARE_ADDRESSING),
    )


def _pages() -> Contexts:
    return (
        clock.page(FULL_TICKET, QUEUE, DESK, STEP, CYCLE, PAGE_ADDRESSING),
        clock.page(BARE_TICKET, QUEUE, DESK, replace(STEP, run="", repeat=0), None, BARE_ADDRESSING),
    )


def _held() -> Contexts:
    return (
        doubt.held(QUEUE, FULL_MESSAGE, SENDER, replace(WAITING, ticket="2026-11-00042"), FULL_ADDRESSING),
        doubt.held(QUEUE, BARE_MESSAGE, replace(SENDER, name="", address=""), WAITING, BARE_ADDRESSING),
    )


def _held_digests() -> Contexts:
    return (
        doubt.digest(QUEUE, (WAITING, replace(WAITING, mail=8)), 3, FULL_ADDRESSING),
        doubt.digest(QUEUE, (Held(mail=7, reason="other"),), 1, BARE_ADDRESSING),
    )


def _held_answers() -> Contexts:
    done = Transcript(done=("mail 7: let through",), answers=("mail 8: bob@desk.example said new",))
    wrong = Transcript(problems=("acept: Did you mean accept?",))
    return (
        doubt.answered(QUEUE, FULL_MESSAGE, done, FULL_ADDRESSING),
        doubt.answered(QUEUE, FULL_MESSAGE, wrong, FULL_ADDRESSING),
        doubt.answered(QUEUE, BARE_MESSAGE, Transcript(), BARE_ADDRESSING),
    )


def _not_followed() -> Contexts:
    return (
        doubt.not_followed(QUEUE, FULL_MESSAGE.subject, ("held.agent_without_token",), FULL_ADDRESSING),
        doubt.not_followed(QUEUE, BARE_MESSAGE.subject, (), BARE_ADDRESSING),
    )


def _answered() -> Contexts:
    done = Transcript(done=("status: open -> closed",), answers=("#close  closes it",), undo_until="14:30 CET")
    wrong = Transcript(problems=("#clsoe: There is no such command.",))
    return (
        asked.answered(FULL_TICKET, QUEUE, DESK, done, NOTE_ADDRESSING),
        asked.answered(FULL_TICKET, QUEUE, DESK, wrong, NOTE_ADDRESSING),
        asked.answered(BARE_TICKET, QUEUE, DESK, Transcript(), BARE_ADDRESSING),
    )


def _undelivered() -> Contexts:
    failed = Undelivered(recipient="customer@client.example", written_at=NOW, reason="5.1.1 No such user.", until=NOW)
    untold = replace(failed, reason="", until=None)
    return (
        undelivered.undelivered(FULL_TICKET, QUEUE, DESK, replace(failed, not_tried=True), NOTE_ADDRESSING),
        undelivered.undelivered(BARE_TICKET, QUEUE, DESK, untold, BARE_ADDRESSING),
    )


def _mailbox_troubles() -> Contexts:
    failing = Trouble(
        kind=TroubleKind.FAILING,
        account="main",
        folder="INBOX",
        deliver_to=QUEUE.address,
        since=NOW,
        detail="no route to host",
    )
    ends = replace(failing, kind=TroubleKind.LOGIN_ENDS, folder="", detail="")
    return tuple(mailbox.trouble(QUEUE, DESK, one, FULL_ADDRESSING) for one in (failing, ends))


def _notice_digests() -> Contexts:
    told = Untold(kind=OutboundKind.CUSTOMER_NOTICE, number="2026-11-00042", subject="Printer on fire")
    page = replace(told, kind=OutboundKind.ESCALATION, times=2, link="https://desk.example.test/l/page")
    return (
        governed.notice_digest(QUEUE, (told, page), 4, FULL_ADDRESSING),
        governed.notice_digest(QUEUE, (Untold(kind=OutboundKind.HELD_NOTICE),), 1, BARE_ADDRESSING),
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
        created_at=NOW,
    )
    over = Over(limit=Limit.ACKS_PER_ADDRESS, rate=Rate(count=5, window=timedelta(hours=1)), fate=Fate.DROPPED)
    return (
        governed.operator_alert(QUEUE, (mail, over, "2026-11-00042"), FULL_ADDRESSING),
        governed.operator_alert(QUEUE, (mail, replace(over, fate=Fate.HELD), ""), BARE_ADDRESSING),
    )
