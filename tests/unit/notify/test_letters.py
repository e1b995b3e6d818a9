"""Each kind of mail: its fields, what it says, and what it must never say."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest

from mailgate.model.desk import Agent, Queue
from mailgate.model.identity import Sender, Tier
from mailgate.model.message import Attachment, Message
from mailgate.model.sla import Cycle, CycleState, Deadline, Metric, Trigger
from mailgate.model.ticket import Contact, Ticket
from mailgate.notify.addressing import Addressing
from mailgate.notify.agent_reply import Words
from mailgate.notify.kinds.doubt import Held
from mailgate.notify.letter import Letter, compose
from mailgate.notify.letters import Letters
from mailgate.notify.views import PublicTicketView, public_view

MakeMessage = Callable[..., Message]
MakeAttachment = Callable[..., Attachment]

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
ANN = Agent(email="ann@acme.test", name="Ann")


@pytest.fixture
def view(ticket: Ticket, queue: Queue) -> PublicTicketView:
    return public_view(ticket, queue)


@pytest.fixture
def to_customer(addressing: Addressing) -> Addressing:
    return replace(addressing, reply_to="support+c-token@acme.test", note_address="", public_address="")


@pytest.fixture
def cycle() -> Cycle:
    return Cycle(
        id=1,
        ticket_id=7,
        metric=Metric.FIRST_RESPONSE,
        number=1,
        policy="gold",
        revision=1,
        calendar="",
        goal=timedelta(hours=4),
        started_at=NOW,
        state=CycleState.RUNNING,
        due_at=NOW + timedelta(minutes=80),
        reason="Gold policy",
    )


@pytest.fixture
def step() -> Deadline:
    return Deadline(
        id=9,
        tenant="acme",
        ticket_id=7,
        cycle_id=1,
        trigger=Trigger.STEP,
        due_at=NOW,
        run=Trigger.BREACH,
        policy="night",
        step=1,
        repeat=1,
    )


def fields(letter: Letter) -> dict[str, str]:
    return {name: str(value) for name, value in message_from_bytes(compose(letter), policy=policy.default).items()}


THREAD = {
    "Date": "Sat, 21 Nov 2026 09:30:00 +0000",
    "Message-ID": "<0123456789abcdef@desk.test>",
    "In-Reply-To": "<last@client.test>",
    "References": "<first@client.test> <last@client.test> <0123456789abcdef@desk.test>",
}
AUTOMATIC = {
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "All",
    "X-Mailgate-Loop": "desk.test 5ca1ab1e",
}
MIME = {
    "MIME-Version": "1.0",
    "Content-Type": 'multipart/alternative; boundary="=_494e348eec1894a40fda5e39_a"',
    "Content-Transfer-Encoding": "7bit",
}


def expected(sender: str, recipient: str, reply_to: str, subject: str, marks: dict[str, str]) -> list[tuple[str, str]]:
    ends = {"From": sender, "To": recipient, "Reply-To": reply_to, "Subject": subject}
    return list((ends | THREAD | marks | MIME).items())


class TestAcknowledgement:
    @pytest.fixture
    def write(
        self,
        letters: Letters,
        view: PublicTicketView,
        contact: Contact,
        queue: Queue,
        message: MakeMessage,
        to_customer: Addressing,
    ) -> Callable[..., Letter]:
        def write(tier: Tier = Tier.VERIFIED, house: Queue = queue, who: Contact = contact, **mail: object) -> Letter:
            return letters.acknowledgement(view, who, house, message(**mail), tier, to_customer)

        return write

    def test_fields(self, write: Callable[..., Letter]) -> None:
        assert list(fields(write()).items()) == expected(
            "Acme Support <support@acme.test>",
            "Kim Client <kim@client.test>",
            "support+c-token@acme.test",
            "Re: Printer on fire [#2026-11-00042]",
            AUTOMATIC | {"Auto-Submitted": "auto-replied"},
        )

    def test_stranger_is_not_named_and_gets_no_subject_back(self, write: Callable[..., Letter]) -> None:
        letter = fields(write(Tier.WEAK))
        assert (letter["To"], letter["Subject"]) == ("kim@client.test", "Your request [#2026-11-00042]")

    def test_queue_may_echo_the_subject_to_anybody(self, write: Callable[..., Letter], queue: Queue) -> None:
        letter = write(Tier.WEAK, replace(queue, echo_subject="always"), subject="AW: Fire")
        assert letter.subject == "Re: Fire [#2026-11-00042]"

    def test_empty_subject_is_a_request(self, write: Callable[..., Letter]) -> None:
        assert write(subject="Re: ").subject == "Your request [#2026-11-00042]"

    def test_bodies_repeat_nothing_of_the_senders(self, write: Callable[..., Letter], contact: Contact) -> None:
        """T-30: no run of 8 characters, whoever it is."""
        spam = "Win 5000 dollars at casino.evil.example, call +1 555 0100 now!"
        forged = replace(contact, name=spam, email="win5000dollars@evil.example")
        for tier in Tier:
            letter = write(tier, who=forged, new=spam, subject=spam)
            for body in (letter.text, letter.html):
                runs = {body[at : at + 8].lower() for at in range(len(body))}
                given = f"{spam} {forged.email}".lower()
                assert not [given[at : at + 8] for at in range(len(given) - 7) if given[at : at + 8] in runs]

    def test_mail_to_a_stranger_repeats_nothing_at_all(self, write: Callable[..., Letter], contact: Contact) -> None:
        letter = write(Tier.WEAK, who=replace(contact, name="Win 5000 dollars"), subject="Win 5000 dollars")
        assert b"5000" not in compose(letter)

    def test_braces_of_a_customer_are_text(self, write: Callable[..., Letter]) -> None:
        """T-39."""
        assert write(subject="{{ 7*7 }}").subject == "Re: {{ 7*7 }} [#2026-11-00042]"


class TestReply:
    def test_fields_are_those_of_a_person(
        self, letters: Letters, view: PublicTicketView, contact: Contact, queue: Queue, to_customer: Addressing
    ) -> None:
        letter = letters.reply_to_customer(view, contact, queue, Words("Water.", "<p>Water.</p>", ()), to_customer)
        assert list(fields(letter).items()) == expected(
            "Acme Support <support@acme.test>",
            "Kim Client <kim@client.test>",
            "support+c-token@acme.test",
            "Re: Printer on fire [#2026-11-00042]",
            {},
        )

    def test_words_arrive_as_written(
        self, letters: Letters, view: PublicTicketView, contact: Contact, queue: Queue, to_customer: Addressing
    ) -> None:
        words = Words("if a < b: {{ 7*7 }}", "<p>if a &lt; <b>b</b>: {{ 7*7 }}</p>", ())
        letter = letters.reply_to_customer(view, contact, queue, words, to_customer)
        assert letter.text.startswith("if a < b: {{ 7*7 }}\n")
        assert "<p>if a &lt; <b>b</b>: {{ 7*7 }}</p>" in letter.html

    def test_words_without_html_get_a_page(
        self, letters: Letters, view: PublicTicketView, contact: Contact, queue: Queue, to_customer: Addressing
    ) -> None:
        letter = letters.reply_to_customer(view, contact, queue, Words("a < b\nc", "", ()), to_customer)
        assert "a &lt; b<br>\nc" in letter.html

    def test_no_agents_address_leaves_by_any_way(
        self, letters: Letters, view: PublicTicketView, contact: Contact, queue: Queue, to_customer: Addressing
    ) -> None:
        words = Words("Ask lea@acme.test", '<p>Ask <a href="mailto:lea@acme.test">Lea</a></p>', ())
        raw = compose(letters.reply_to_customer(view, contact, queue, words, to_customer))
        for agent in letters.desk.agents:
            assert agent.email.encode() not in raw

    def test_picture_stays_in_its_place(
        self,
        letters: Letters,
        view: PublicTicketView,
        contact: Contact,
        queue: Queue,
        to_customer: Addressing,
        attachment: MakeAttachment,
    ) -> None:
        words = Words("Look", '<p><img src="cid:pic@x"></p>', (attachment(content_id="pic@x", inline=True),))
        mail = message_from_bytes(compose(letters.reply_to_customer(view, contact, queue, words, to_customer)))
        assert [part.get_content_type() for part in mail.walk()] == [
            *("multipart/alternative", "text/plain", "multipart/related", "text/html", "image/jpeg"),
        ]


class TestCustomersWords:
    @pytest.mark.parametrize(
        ("kind", "subject"), [("new_ticket_notice", "Printer on fire"), ("customer_notice", "Re: Printer on fire")]
    )
    def test_fields(
        self,
        letters: Letters,
        ticket: Ticket,
        queue: Queue,
        message: MakeMessage,
        addressing: Addressing,
        kind: str,
        subject: str,
    ) -> None:
        letter = getattr(letters, kind)(ticket, ANN, queue, message(), addressing)
        assert list(fields(letter).items()) == expected(
            "Kim Client via Acme Support <support@acme.test>",
            "Ann <ann@acme.test>",
            "support+r-token@acme.test",
            f"{subject} [#2026-11-00042]",
            AUTOMATIC,
        )

    def test_notice_tells_the_words_the_state_and_where_a_reply_goes(
        self, letters: Letters, ticket: Ticket, queue: Queue, message: MakeMessage, addressing: Addressing
    ) -> None:
        due = replace(ticket, sla_due_at=NOW - timedelta(minutes=5), tags=("fire", "printer"))
        text = letters.customer_notice(due, ANN, queue, message(quote="> Is it on?"), addressing).text
        assert text.split("\n") == [
            "=== write above this line ===",
            "",
            "Kim Client wrote:",
            "",
            "It burns.",
            "",
            "Ticket    2026-11-00042",
            "Subject   Printer on fire",
            "Status    in progress",
            "Priority  high",
            "Due       Sat 21 Nov 2026, 10:25 CET (overdue)",
            "Assignee  Ann",
            "Team      front",
            "Tags      fire, printer",
            "Customer  Kim Client <kim@client.test>",
            "",
            "Reply to this mail: goes to the customer.",
            "For an internal note write to",
            "support+n-token@acme.test",
            "",
            "Earlier:",
            "",
            "> Is it on?",
            "",
            "[ref:0123456789abcdef@desk.test]",
            "",
        ]

    def test_agent_whose_replies_are_notes_is_told_so(
        self, letters: Letters, ticket: Ticket, queue: Queue, message: MakeMessage, addressing: Addressing
    ) -> None:
        inside = replace(addressing, reply_to=addressing.note_address)
        text = letters.customer_notice(ticket, ANN, queue, message(), inside).text
        assert "Reply to this mail: a note, for colleagues only.\n" in text
        assert "To answer the customer write to\nsupport+r-token@acme.test\n" in text

    def test_mail_of_quotes_alone_is_shown_whole(
        self, letters: Letters, ticket: Ticket, queue: Queue, message: MakeMessage, addressing: Addressing
    ) -> None:
        text = letters.customer_notice(ticket, ANN, queue, message(new="", quote="> It burns."), addressing).text
        assert "wrote:\n\n> It burns.\n" in text
        assert "Earlier" not in text

    def test_files_go_along_up_to_ten_mebibytes(
        self,
        letters: Letters,
        ticket: Ticket,
        queue: Queue,
        message: MakeMessage,
        addressing: Addressing,
        attachment: MakeAttachment,
    ) -> None:
        sizes = {"a.bin": 6, "b.bin": 5, "c.bin": 4}
        files = tuple(attachment(name=name, content=bytes(size * 1024 * 1024)) for name, size in sizes.items())
        letter = letters.new_ticket_notice(ticket, ANN, queue, message(attachments=files), addressing)
        assert [item.name for item in letter.attachments] == ["a.bin", "c.bin"]
        assert "Attached:\n  a.bin (6.0 MB)\n  c.bin (4.0 MB)\n" in letter.text
        assert "On the ticket, too large for this mail:\n  b.bin (5.0 MB)\n" in letter.text
        assert "b.bin" in letter.html

    def test_endless_words_are_cut_and_say_so(
        self, letters: Letters, ticket: Ticket, queue: Queue, message: MakeMessage, addressing: Addressing
    ) -> None:
        endless = '"' * 1_000_000
        letter = letters.new_ticket_notice(ticket, ANN, queue, message(endless, quote=endless), addressing)
        assert "[... 970000 more characters are on the ticket]" in letter.text
        assert len(compose(letter)) < 400_000

    def test_nameless_customer_is_shown_by_address(
        self, letters: Letters, ticket: Ticket, queue: Queue, message: MakeMessage, addressing: Addressing
    ) -> None:
        letter = letters.new_ticket_notice(replace(ticket, customer_name=""), ANN, queue, message(), addressing)
        assert letter.from_name == "Acme Support"
        assert "New ticket from kim@client.test:" in letter.text
        assert "Customer  <kim@client.test>" in letter.text


class TestNote:
    def test_fields(self, letters: Letters, ticket: Ticket, queue: Queue, addressing: Addressing) -> None:
        inside = replace(addressing, reply_to=addressing.note_address)
        letter = letters.note_notice(ticket, ANN, queue, "bob@acme.test", "Call the brigade?", inside)
        assert list(fields(letter).items()) == expected(
            "Bob via Acme Support <support@acme.test>",
            "Ann <ann@acme.test>",
            "support+n-token@acme.test",
            "Re: Printer on fire [#2026-11-00042]",
            AUTOMATIC,
        )
        assert "Internal note by Bob. The customer does not see it.\n\nCall the brigade?\n" in letter.text
        assert "Reply to this mail: a note, for colleagues only." in letter.text


class TestClock:
    @pytest.fixture
    def paged(self, addressing: Addressing) -> Addressing:
        return replace(addressing, reply_to="support+a-token@acme.test")

    @pytest.mark.parametrize(
        ("kind", "subject", "sentence"),
        [
            (
                "sla_warning",
                "Due soon:",
                "The first answer on this ticket is due in 1 h 20 min: Sat 21 Nov 2026, 11:50 CET.",
            ),
            ("sla_breach", "Overdue:", "The first answer on this ticket is 1 h 20 min overdue: it was due Sat"),
        ],
    )
    def test_promise(
        self,
        letters: Letters,
        ticket: Ticket,
        queue: Queue,
        cycle: Cycle,
        paged: Addressing,
        kind: str,
        subject: str,
        sentence: str,
    ) -> None:
        letter = getattr(letters, kind)(ticket, ANN, queue, cycle, paged)
        assert list(fields(letter).items()) == expected(
            "Acme Support <support@acme.test>",
            "Ann <ann@acme.test>",
            "support+a-token@acme.test",
            f"{subject} Printer on fire [#2026-11-00042]",
            AUTOMATIC,
        )
        assert sentence in letter.text
        assert "Gold policy" in letter.text

    def test_page_says_how_to_take_it_and_where_words_go(
        self, letters: Letters, ticket: Ticket, queue: Queue, step: Deadline, cycle: Cycle, paged: Addressing
    ) -> None:
        late = replace(cycle, due_at=NOW - timedelta(days=1, hours=2, minutes=3))
        letter = letters.escalation(ticket, ANN, queue, step, late, paged)
        assert fields(letter)["Subject"] == "Page: Printer on fire [#2026-11-00042]"
        assert 'You are paged: step 2 (reminder) of "night".\n' in letter.text
        assert "The first answer was due Fri 20 Nov 2026, 08:27 CET, 1 d 2 h ago.\n" in letter.text
        assert 'Reply to this mail with the word "ack" to take it' in letter.text
        assert "support+r-token@acme.test" in letter.text
        assert "support+n-token@acme.test" in letter.text
        assert 'href="mailto:support+a-token@acme.test?subject=ack&amp;body=ack"' in letter.html

    def test_anybody_can_be_paged(
        self, letters: Letters, ticket: Ticket, queue: Queue, step: Deadline, paged: Addressing
    ) -> None:
        letter = letters.escalation(ticket, "boss@else.test", queue, step, None, paged)
        assert fields(letter)["To"] == "boss@else.test"
        assert "A promise to the customer was broken.\n" in letter.text

    def test_less_than_a_minute_is_said_so(
        self, letters: Letters, ticket: Ticket, queue: Queue, cycle: Cycle, paged: Addressing
    ) -> None:
        letter = letters.sla_warning(ticket, ANN, queue, replace(cycle, due_at=NOW + timedelta(seconds=40)), paged)
        assert "is due in less than a minute: " in letter.text


class TestDoubt:
    def test_held_mail_is_shown_with_its_three_answers(
        self, letters: Letters, queue: Queue, message: MakeMessage, addressing: Addressing, attachment: MakeAttachment
    ) -> None:
        sender = Sender(address="kim@client.test", name="Kim", tier=Tier.FAILED, reason="dmarc.fail")
        mail = message("<b>Pay me</b>", attachments=(attachment(),))
        letter = letters.held_notice(ANN, queue, mail, sender, Held(mail=7, reason="held.failed_sender"), addressing)
        assert list(fields(letter).items()) == expected(
            "Acme Support <support@acme.test>",
            "Ann <ann@acme.test>",
            "support+r-token@acme.test",
            "Held: Printer on fire",
            AUTOMATIC,
        )
        assert "From     Kim <kim@client.test>\n" in letter.text
        assert "Reason   The sender's domain says that this mail is not from there.\n" in letter.text
        assert re.findall(r"^    (\w+) ", letter.text, re.M) == ["accept", "new", "spam"]
        assert re.findall(r"subject=(\w+)&amp;body=\1", letter.html) == ["accept", "new", "spam"]
        assert "&lt;b&gt;Pay me&lt;/b&gt;" in letter.html
        assert letter.attachments == ()

    def test_without_an_address_to_answer_the_commands_are_named(
        self, letters: Letters, queue: Queue, message: MakeMessage, addressing: Addressing
    ) -> None:
        sender = Sender(address="kim@client.test", name="Kim", tier=Tier.FAILED, reason="dmarc.fail")
        unanswerable = replace(addressing, reply_to="")
        letter = letters.held_notice(ANN, queue, message(), sender, Held(mail=81, reason="held.rule"), unanswerable)
        assert re.findall(r"^    mailgate held (\w+) 81", letter.text, re.M) == ["release", "release", "discard"]
        assert "Reply with one word" not in letter.text + letter.html
        assert letter.html.count("mailgate held") == 3

    def test_a_digest_lists_each_mail_once_and_counts_the_rest(
        self, letters: Letters, queue: Queue, addressing: Addressing
    ) -> None:
        waiting = [Held(mail=row, reason="held.spam", author="kim@client.test", subject="<Win>") for row in (81, 82)]
        letter = letters.held_digest(ANN, queue, waiting, 5, addressing)
        assert letter.subject == "Held: 5 mails wait for a decision"
        assert re.findall(r"^(\d+)  <Win>$", letter.text, re.M) == ["81", "82"]
        assert "And 3 more: mailgate held list\n" in letter.text
        assert letter.html.count("&lt;Win&gt;") == 2

    def test_agent_is_told_what_was_wrong_and_the_right_addresses(
        self, letters: Letters, queue: Queue, message: MakeMessage, addressing: Addressing
    ) -> None:
        problems = ("held.agent_without_token", "Line 1: #clos is not a command; did you mean #close?")
        letter = letters.agent_help(ANN, queue, message().subject, problems, addressing)
        assert fields(letter)["Subject"] == "Not done: Printer on fire"
        assert "- It did not come to a reply address of your own." in letter.text
        assert "- Line 1: #clos is not a command; did you mean #close?\n" in letter.text
        assert "To answer the customer write to\nsupport+r-token@acme.test\n" in letter.text


def test_customers_mails_know_nothing_but_the_public_view(ticket: Ticket, queue: Queue) -> None:
    """Decision D-18: whatever is on the ticket, the view has no place for it."""
    inner = replace(ticket, tags=("canary",), category="canary", custom={"x": "canary"}, assigned_to="canary@acme.test")
    assert "canary" not in repr(public_view(inner, queue))
    assert set(PublicTicketView.__dataclass_fields__) == {
        *("number", "subject", "customer_name", "status", "queue_name", "public_url")
    }


@pytest.mark.parametrize(
    ("status", "word"),
    [("escalated", "open"), ("waiting_for_vendor", "open"), ("spam", "closed"), ("resolved", "resolved")],
)
def test_inner_steps_are_not_told_to_customers(ticket: Ticket, queue: Queue, status: str, word: str) -> None:
    assert public_view(replace(ticket, status=type(ticket.status)(status)), queue).status == word
