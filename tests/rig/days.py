"""Random days at a desk, each note with a canary in it, and a look at all that outsiders see of them."""

from __future__ import annotations

import json
import random
import re
from email.message import EmailMessage

from tests.rig.desk import ANN, BOB, QUEUE, TENANT

from mailgate.api.answers import message_shapes, ticket_shapes
from mailgate.api.principal import Principal
from mailgate.errors import MailgateError
from mailgate.model.ticket import Status
from mailgate.pipeline.agents.turn import Words
from mailgate.pipeline.customers.words import CustomerWords, customer_says
from mailgate.pipeline.tickets.actions import move, note_on, reply_to
from mailgate.pipeline.tickets.edits import Edit, edit
from mailgate.pipeline.tickets.opening import NewTicket, open_by_api
from mailgate.pipeline.tickets.removal import remove
from mailgate.store.outbound import outbox
from mailgate.store.tickets import contacts, entries
from mailgate.store.tickets.listing import PageRequest, list_messages, list_tickets
from mailgate.store.tickets.ticket_filters import TicketFilter

AGENTS = (ANN, BOB)
CANARY = re.compile(r"canary[0-9a-f]{12}")
WORDS = ("printer", "paper", "fuser", "drum", "toner", "page", "red", "green", "blue", "cable", "driver", "manual")
WORDS += (
    "invoice",
    "order",
    "stock",
    "courier",
    "monday",
    "friday",
    "evening",
    "refund",
    "lawyer",
    "recall",
    "silence",
)
ADDRESS = re.compile(r"support\+([rn])-[a-z2-7]+@desk\.test")
ADMITTED = "held: it repeats a note"


class Days:
    """Operations on one desk, in any order; what customers could see is looked through after each sequence."""

    def __init__(self, desk) -> None:
        self.desk = desk
        #: How often each kind of thing happened, so that a test can say that it happened at all.
        self.counts: dict[str, int] = {}
        self.customers: list[str] = []

    def sequence(self, chance: random.Random, name: str) -> None:
        """Some customers, some operations; afterwards no canary is outside.

        Raises:
            AssertionError: One is; the operations are told.
        """
        self.chance = chance
        self.customers = [f"kim.{name}@client.test", f"lea.{name}@client.test"]
        self.notices: list[object] = []
        self.answers: list[object] = []
        self.numbers: list[str] = []
        self.notes: list[tuple[str, str]] = []
        done = []
        for operation in (Days.ask, *chance.choices(OPERATIONS, WEIGHTS, k=chance.randint(4, 10))):
            done.append(operation.__name__)
            try:
                operation(self)
            except MailgateError as refused:
                done.append(f"({refused})")
            seen = self._mails()
            assert not seen, f"{name}: {done}: in a mail: {seen}"
        seen = self._answers()
        assert not seen, f"{name}: {done}: by API: {seen}"

    # What the people of a desk do.

    def ask(self) -> None:
        self.desk.receive(self._customer(), self._said(20), subject=f"Matter {self.chance.randrange(10**6)}")

    def ask_by_api(self) -> None:
        new = NewTicket(subject=self._said(4), text=self._said(12), customer_email=self._customer())
        open_by_api(self.desk.tools, self.desk.actor(self._agent()), new, now=self.desk.now)

    def answer_us(self) -> None:
        mail = self._one([mail for mail in self.answers if mail.answer != ADMITTED])
        quoted = _quoted(mail.text) if self.chance.random() < 0.7 else ""
        self.desk.receive(mail.recipient, f"{self._said(10)}\n\n{quoted}", to=mail["Reply-To"] or QUEUE)

    def say_by_api(self) -> None:
        number = self._one(self.numbers)
        if ticket := self.desk.ticket(number):
            words, actor = CustomerWords(text=self._said(10)), self.desk.actor(ticket.customer_email)
            customer_says(self.desk.tools, actor, number, words, now=self.desk.now)

    def intrude(self) -> None:
        number, agent = self._one(self.numbers), self.chance.choice((*AGENTS, "mallory@else.test"))
        self.desk.receive(agent, self._said(8), subject=f"Re: [#{number}]")

    def let_in(self) -> None:
        held = self._one([mail for mail in self.notices if mail.kind == "held_notice"])
        self.desk.receive(held.recipient, self.chance.choice(("accept", "new", "spam")), to=held["Reply-To"])

    def note_by_api(self) -> None:
        actor, number = self.desk.actor(self._agent()), self._one(self.numbers)
        note_on(self.desk.tools, actor, number, Words(text=self._note(number)), now=self.desk.now)

    def note_by_mail(self) -> None:
        notice = self._notice()
        _, private = _addresses(notice)
        quoted = f"\n\n{_quoted(notice.text)}" if self.chance.random() < 0.5 else ""
        self.desk.receive(notice.recipient, f"{self._note(_number(notice))}{quoted}", to=private)

    def note_by_command(self) -> None:
        notice = self._notice()
        note = self._note(_number(notice))
        if self.chance.random() < 0.3:
            # What stands below the command is part of the note.
            self.notes[-1] = (_number(notice), note := f"{note}\n{self._said(9)}")
        self.desk.receive(notice.recipient, f"#note {note}", to=notice["Reply-To"])

    def note_with_file(self) -> None:
        notice = self._notice()
        _, private = _addresses(notice)
        self._attached(
            notice.recipient, private, self._said(9), [("secret.txt", self._note(f"file of {_number(notice)}"))]
        )

    def answer_notice(self) -> None:
        """By the road that the notice offers, with all that clients make of a quote."""
        notice = self._notice()
        self._write(notice, self.chance.choice((notice["Reply-To"], *_addresses(notice))), notice.text)

    def answer_with_a_note(self) -> None:
        """To the customer, below it another notice: a note's, most of all."""
        notice, other = self._notice(), self._one([mail for mail in self.notices if mail.kind == "note_notice"])
        self._write(notice, _addresses(notice)[0], other.text)

    def paste_a_note(self) -> None:
        public, _ = _addresses(notice := self._notice())
        note = self._note_of(_number(notice))
        self.desk.receive(notice.recipient, f"{self._said(5)}\n{self.chance.choice((note, _quoted(note)))}", to=public)

    def paste_by_api(self) -> None:
        number, agent = self._one(self.numbers), self._agent()
        text = f"{self._said(5)} {self._note_of(number) if self.chance.random() < 0.7 else ''}"
        reply_to(self.desk.tools, self.desk.actor(agent), number, Words(text=text), now=self.desk.now)

    def attach_a_notice(self) -> None:
        public, _ = _addresses(notice := self._notice())
        other = self._one([mail for mail in self.notices if _number(mail) == _number(notice)])
        self._attached(notice.recipient, public, self._said(9), [("notice.eml", other.raw)])

    def attach_a_note(self) -> None:
        public, _ = _addresses(notice := self._notice())
        number = _number(notice)
        secret = self._note_of(self.chance.choice((number, f"file of {number}")))
        self._attached(notice.recipient, public, self._said(9), [("secret.txt", secret)])

    def command(self) -> None:
        notice = self._notice()
        lines = (
            "#close",
            "#resolve",
            "#assign bob",
            "#tag hot",
            "#watch walt@client.test",
            "#snooze 2d",
            "#spam",
            "undo",
        )
        said = f"\n\n{self._said(6)}" if self.chance.random() < 0.4 else ""
        quoted = f"\n\n{_quoted(notice.text)}" if self.chance.random() < 0.5 else ""
        self.desk.receive(notice.recipient, f"{self.chance.choice(lines)}{said}{quoted}", to=notice["Reply-To"])

    def merge(self) -> None:
        notice = self._notice()
        self.desk.receive(notice.recipient, f"#merge {self._one(self.numbers)}", to=notice["Reply-To"])

    def begin(self) -> None:
        notice = self._notice()
        quoted = self.chance.choice(("", notice.text, _quoted(notice.text)))
        text = f"#new {self._customer()}\n{self._said(8)}\n\n{quoted}"
        self.desk.receive(notice.recipient, text, to=notice["Reply-To"], subject=self._said(3))

    def forward_in(self) -> None:
        notice = self._notice()
        original = f"From: Kim <{self._customer()}>\nDate: Mon, 16 Nov 2026\nSubject: Help\nTo: ann\n\n{self._said(12)}"
        text = f"#customer\n{self._note('')}\n\n---------- Forwarded message ---------\n{original}"
        self.desk.receive(notice.recipient, text, to=notice["Reply-To"], subject="Fwd: Help")

    def edit(self) -> None:
        fields = self.chance.choice(({"category": "hardware"}, {"subject": self._said(3)}, {"status": Status.OPEN}))
        actor = self.desk.actor(self._agent())
        edit(self.desk.tools, actor, self._one(self.numbers), Edit(fields=fields), now=self.desk.now)

    def close(self) -> None:
        status = self.chance.choice((Status.CLOSED, Status.RESOLVED, Status.WAITING_FOR_VENDOR))
        move(self.desk.tools, self.desk.actor(self._agent()), self._one(self.numbers), status, now=self.desk.now)

    def delete(self) -> None:
        remove(self.desk.tools, self.desk.actor(self._agent()), self._one(self.numbers), now=self.desk.now)

    def discard(self) -> None:
        held = self._one([mail for mail in self.answers if mail.answer == ADMITTED])
        self.desk.tools.database.write(lambda conn: outbox.discard(conn, held.id, self.desk.now))

    # How they write.

    def _write(self, notice, to: str, quoted: str) -> None:
        own = self._said(9)
        shape = self.chance.choice(("marked", "below", "outlook", "bare", "html"))
        if shape == "html":
            self._as_html(notice.recipient, to, own, quoted)
            return
        texts = {
            "marked": f"{own}\n\nOn Friday {QUEUE} wrote:\n{_quoted(quoted)}",
            "below": f"{_quoted(quoted)}\n\n{own}",
            "outlook": f"{own}\n\n-----Original Message-----\nFrom: {QUEUE}\nSubject: Re\n\n{quoted}",
            "bare": f"{own}\n\n{quoted.partition('write above this line ===')[2]}",
        }
        self.desk.receive(notice.recipient, texts[shape], to=to)

    def _as_html(self, author: str, to: str, own: str, quoted: str) -> None:
        marked = self.chance.random() < 0.5
        lines = "<br>".join(quoted.replace("<", "&lt;").splitlines())
        page = f"<p>{own}</p><blockquote>{lines}</blockquote>" if marked else f"<div>{own}</div><div>{lines}</div>"
        mail = self._mail(author, to)
        mail.set_content(f"{own}\n\n{_quoted(quoted)}")
        mail.add_alternative(page, subtype="html")
        self.desk.take(mail.as_bytes(), sender=author, to=to)

    def _attached(self, author: str, to: str, own: str, files: list[tuple[str, str | bytes]]) -> None:
        mail = self._mail(author, to)
        mail.set_content(own)
        for name, content in files:
            kind = ("message", "rfc822") if name.endswith(".eml") else ("text", "plain")
            if kind[0] == "message":
                from email import message_from_bytes, policy

                mail.add_attachment(message_from_bytes(content, policy=policy.default), filename=name)
            else:
                mail.add_attachment(content.encode(), maintype=kind[0], subtype=kind[1], filename=name)
        self.desk.take(mail.as_bytes(), sender=author, to=to)

    def _mail(self, author: str, to: str) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = author, to, "Re: the matter"
        mail["Message-ID"] = f"<{self.chance.getrandbits(64):x}@out.test>"
        return mail

    def _said(self, count: int) -> str:
        return " ".join(self.chance.choices(WORDS, k=count)).capitalize() + "."

    def _note(self, number: str) -> str:
        words = self.chance.choices(WORDS, k=self.chance.choice((3, 5, 8, 12, 30)))
        words.insert(self.chance.randint(0, len(words)), f"canary{self.chance.getrandbits(48):012x}")
        self.notes.append((number, " ".join(words)))
        self._count("notes")
        return self.notes[-1][1]

    def _note_of(self, number: str) -> str:
        return self._one([text for of, text in self.notes if of == number])

    def _customer(self) -> str:
        return self.chance.choice(self.customers)

    def _agent(self) -> str:
        return self.chance.choice(AGENTS)

    def _notice(self):
        return self._one([mail for mail in self.notices if _addresses(mail)[0]])

    def _one(self, things: list) -> object:
        if not things:
            raise MailgateError("there is none yet")
        return self.chance.choice(things)

    def _count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1

    # What outsiders see.

    def _mails(self) -> list[str]:
        leaked = []
        for mail in self.desk.sent():
            if number := _number(mail):
                self.numbers = list(dict.fromkeys((*self.numbers, number)))
            if mail.recipient in AGENTS:
                self.notices.append(mail)
                continue
            self.answers.append(mail)
            self._count(f"{mail.kind} {mail.answer}".strip())
            if mail.answer != ADMITTED:
                leaked += _canaries(mail.message)
        return leaked

    def _answers(self) -> list[str]:
        return self.desk.tools.database.read(
            lambda conn: [canary for email in self.customers for canary in _seen_by(conn, email)]
        )


OPERATIONS, WEIGHTS = zip(
    *{
        Days.ask: 2,
        Days.ask_by_api: 1,
        Days.answer_us: 3,
        Days.say_by_api: 1,
        Days.intrude: 1,
        Days.let_in: 1,
        Days.note_by_api: 3,
        Days.note_by_mail: 4,
        Days.note_by_command: 2,
        Days.note_with_file: 1,
        Days.answer_notice: 6,
        Days.answer_with_a_note: 6,
        Days.paste_a_note: 2,
        Days.paste_by_api: 2,
        Days.attach_a_notice: 1,
        Days.attach_a_note: 1,
        Days.command: 4,
        Days.merge: 2,
        Days.begin: 2,
        Days.forward_in: 1,
        Days.edit: 1,
        Days.close: 1,
        Days.delete: 0.2,
        Days.discard: 0.5,
    }.items(),
    strict=True,
)


def _quoted(text: str) -> str:
    return "".join(f"> {line}\n" for line in text.splitlines())


def _number(mail) -> str:
    """Of the ticket that a mail of ours is about; empty if it is about none."""
    found = re.search(r"\[#(\d{4}-\d{2}-\d+)\]", mail["Subject"])
    return found[1] if found else ""


def _addresses(notice) -> tuple[str, str]:
    """Where this agent's words reach the customer, and where they are a note; empty in mails that have none."""
    # What the notice quotes may hold a colleague's addresses; its own stand below, and in Reply-To.
    named = {match[1]: match[0] for match in ADDRESS.finditer(f"{notice.text} {notice['Reply-To']}")}
    return named.get("r", ""), named.get("n", "")


def _canaries(message) -> list[str]:
    """In its header and in every part of it, decoded."""
    texts = [" ".join(str(value) for _, value in message.items())]
    for part in message.walk():
        content = part.get_payload(decode=True)
        texts.append(content.decode("utf-8", "replace") if content else "")
    return [canary for text in texts for canary in CANARY.findall(text)]


def _seen_by(conn, email: str) -> list[str]:
    """All that the API shows the customer: tickets, messages, attached files."""
    asking = Principal(token_id=1, prefix="mg_", tenant=TENANT, role="customer", email=email)
    if contacts.by_email(conn, TENANT, email) is None:
        return []
    page = list_tickets(conn, TENANT, TicketFilter(customer_email=email), PageRequest())
    seen = [json.dumps(ticket_shapes(conn, asking, page.items))]
    for ticket in page.items:
        said = list_messages(conn, TENANT, (ticket.id,), PageRequest(), public_only=False).items
        shapes = message_shapes(conn, asking, said)
        seen.append(json.dumps(shapes))
        for shape in shapes:
            for part in shape["attachments"]:
                content = entries.blob_content(conn, TENANT, part["sha256"]) or b""
                seen.append(content.decode("utf-8", "replace"))
    return [canary for text in seen for canary in CANARY.findall(text)]
