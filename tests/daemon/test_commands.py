"""A desk run from a mail client: commands by mail, done by a real daemon, answered by one transcript."""

from __future__ import annotations

from itertools import count

import pytest

CUSTOMER = "cora@customers.test"
ANN = "ann@agents.test"


class Desk:
    """One ticket of one customer, and Ann's mail client."""

    def __init__(self, daemon, relay, write) -> None:
        self.daemon, self.relay, self.write = daemon, relay, write
        self._numbers = count(1)
        daemon.send(write(CUSTOMER, "Printer broken", "It burns.", message_id="one@customers.test"), sender=CUSTOMER)
        self.notices = relay.wait_for(lambda letter: letter.recipient.endswith("@agents.test"), 2)
        relay.wait_for(lambda letter: letter.recipient == CUSTOMER)
        self.notice = next(letter for letter in self.notices if letter.recipient == ANN)

    @property
    def ticket(self) -> dict:
        return self.daemon.tickets()[0]

    @property
    def entries(self) -> list[tuple[str, str]]:
        return [(entry["kind"], entry["text"]) for entry in self.daemon.messages(self.ticket["number"])]

    def to_customer(self) -> list:
        """Every mail of a person that the customer got, once nothing is left to be sent."""
        self.daemon.wait_until(self._all_sent)
        return [mail for mail in self.relay.to(CUSTOMER) if mail.message["Auto-Submitted"] is None]

    def _all_sent(self) -> bool:
        return all(row["state"] == "sent" for row in self.daemon.json("outbox", "list"))

    def transcripts(self, recipient: str = ANN) -> list:
        return [letter for letter in self.relay.to(recipient) if letter["Subject"].startswith(("Done:", "Not done:"))]

    def send(self, text: str, *, sender: str = ANN, answers=None, to: str = "", **headers: str) -> None:
        """An answer to a notice, with the notice quoted below as a client does."""
        letter = answers or self.notice
        quoted = "".join(f"> {line}\r\n" for line in letter.text.splitlines())
        mail = self.write(
            sender,
            f"Re: {letter['Subject']}",
            f"{text}\r\n\r\nOn Fri, Support wrote:\r\n{quoted}",
            message_id=f"{next(self._numbers)}@agents.test",
            to=to or letter["Reply-To"],
            In_Reply_To=letter["Message-ID"],
            **headers,
        )
        self.daemon.send(mail, sender=sender, to=to or letter["Reply-To"])

    def ask(self, text: str, **how):
        """Send, and wait for the transcript."""
        known = len(self.transcripts())
        self.send(text, **how)
        self.relay.wait_for(lambda letter: letter in self.transcripts(), known + 1)
        return self.transcripts()[-1]


@pytest.fixture
def desk(daemon, relay, write) -> Desk:
    return Desk(daemon, relay, write)


def test_commands_alone_are_done_and_send_nothing_to_the_customer(desk):
    told = desk.ask("#assign bob\r\n#prio high\r\n\r\n#tag fire printer\r\n#close")

    ticket = desk.ticket
    assert (ticket["status"], ticket["assigned_to"], ticket["priority"]) == ("closed", "bob@agents.test", "high")
    assert ticket["tags"] == ["fire", "printer"]
    assert desk.to_customer() == []
    assert desk.entries == [("public", "It burns.")]
    for line in ("status: open -> closed", "agent: nobody -> bob@agents.test", "priority: medium -> high", "undo"):
        assert line in told.text
    assert told["Auto-Submitted"] == "auto-generated"
    assert len(desk.transcripts()) == 1


def test_words_below_a_command_reach_the_customer_without_it(desk):
    desk.ask("#resolve\r\n\r\nThe fire is out.")

    (answer,) = desk.to_customer()
    assert "The fire is out." in answer.text
    assert b"#resolve" not in answer.raw
    assert b"ann@agents.test" not in answer.raw
    assert desk.ticket["status"] == "resolved"
    assert desk.entries[-1] == ("public", "The fire is out.")


def test_the_customer_sees_the_agents_own_html_without_the_command(desk):
    page = '<div dir="ltr">#resolve<div><br></div><div>The fire is <b>out</b>.</div></div>'
    to, edge = desk.notice["Reply-To"], "edge"
    parts = "".join(
        f"--{edge}\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n{body}\r\n"
        for kind, body in (("plain", "#resolve\r\n\r\nThe fire is *out*."), ("html", page))
    )
    headers = {"MIME_Version": "1.0", "Content_Type": f'multipart/alternative; boundary="{edge}"'}
    body = f"{parts}--{edge}--"
    desk.daemon.send(desk.write(ANN, "Re: x", body, message_id="h@agents.test", to=to, **headers), sender=ANN, to=to)

    (answer,) = desk.relay.wait_for(lambda letter: letter.recipient == CUSTOMER and "*out*" in letter.text)
    assert b"<b>out</b>" in answer.raw
    assert b"#resolve" not in answer.raw
    assert desk.ticket["status"] == "resolved"


def test_a_note_stays_inside(desk):
    told = desk.ask("#note he is difficult\r\n#assign me\r\n\r\nCanary 4711")

    assert desk.to_customer() == []
    assert desk.entries[-1] == ("internal", "he is difficult\n\nCanary 4711")
    assert desk.ticket["assigned_to"] == ANN
    assert "kept as a note" in told.text


def test_one_mistake_and_nothing_happens(desk):
    told = desk.ask("#assign me\r\n#clsoe\r\n\r\nDear Cora, it is done.")

    assert told["Subject"].startswith("Not done:")
    assert "Did you mean #close?" in told.text
    assert desk.to_customer() == []
    assert desk.entries == [("public", "It burns.")]
    assert (desk.ticket["status"], desk.ticket["assigned_to"]) == ("open", None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("#assign nobdy\r\n\r\nHello", "There is no agent nobdy."),
        ("Dear Cora,\r\n\r\n#close", "stands below other words"),
        ("#status merged", "#merge 2026-11-00042"),
        ("#merge 2026-11-99999", "There is no ticket 2026-11-99999."),
        ("#new dave@customers.test\r\n\r\nHello", "Write a subject of its own"),
        ("#new bob@agents.test\r\n\r\nHello", "Write a subject of its own"),
        ("#customer\r\n\r\nHello", "No forwarded mail"),
    ],
)
def test_what_is_in_doubt_is_asked_and_not_sent(desk, text, told):
    assert told in desk.ask(text).text.replace("\n", " ")
    assert desk.to_customer() == []
    assert desk.ticket["status"] == "open"


def test_promises_and_the_list_are_told_without_touching_the_ticket(desk):
    before = desk.ticket
    told = desk.ask("sla?\r\n#help")

    assert "First response is due" in told.text
    assert "#snooze 2d" in told.text
    assert desk.ticket == before
    assert desk.to_customer() == []


def test_undo_brings_the_ticket_back_within_half_an_hour(desk):
    done = desk.ask("#prio critical\r\n#tag fire\r\n#close")
    assert desk.ticket["status"] == "closed"

    undone = desk.ask("undo", answers=done)

    ticket = desk.ticket
    assert (ticket["status"], ticket["priority"], ticket["tags"]) == ("open", "medium", [])
    assert "status: closed -> open" in undone.text
    assert "taken back already" in desk.ask("undo", answers=undone).text
    assert desk.to_customer() == []


def test_merging_leads_answers_to_the_other_ticket_and_can_be_taken_back(desk):
    again = desk.write(CUSTOMER, "Printer again", "Still burning.", message_id="two@customers.test")
    desk.daemon.send(again, sender=CUSTOMER)
    (notice,) = desk.relay.wait_for(lambda mail: mail.recipient == ANN and "Still burning." in mail.text)
    first, second = sorted(desk.daemon.tickets(), key=lambda ticket: ticket["number"])

    merged = desk.ask(f"#merge {first['number']}", answers=notice)

    assert f"merged into: none -> {first['number']}" in merged.text
    desk.ask("undo", answers=merged)
    status = {ticket["number"]: ticket["status"] for ticket in desk.daemon.tickets()}
    assert status == {first["number"]: "open", second["number"]: "open"}


def test_an_agent_who_watches_is_told_although_it_is_a_colleagues_ticket(desk):
    desk.ask("#assign bob\r\n#watch")
    acknowledgement = desk.relay.to(CUSTOMER)[0]

    desk.send("Still burning.", sender=CUSTOMER, answers=acknowledgement)

    told = desk.relay.wait_for(lambda letter: letter.text.count("Still burning.") == 1, 2)
    assert {letter.recipient for letter in told} == {ANN, "bob@agents.test"}


def test_commands_of_others_are_words_or_nothing(desk):
    mallory = "mallory@elsewhere.test"
    acknowledgement = desk.relay.to(CUSTOMER)[0]
    # The customer, a stranger at the agent's address, the agent without the token, and Bob with Ann's.
    desk.send("#close", sender=CUSTOMER, answers=acknowledgement)
    desk.send("#close", sender=mallory)
    without_token = desk.write(ANN, desk.notice["Subject"], "#close", message_id="x@agents.test")
    desk.daemon.send(without_token, sender=ANN)
    desk.send("#close", sender="bob@agents.test")

    desk.daemon.wait_until(lambda: len(desk.daemon.json("inbox", "list")) == 5)
    desk.daemon.wait_until(
        lambda: all(row["state"] in ("processed", "held") for row in desk.daemon.json("inbox", "list"))
    )
    tickets = {ticket["number"]: ticket["status"] for ticket in desk.daemon.tickets()}
    assert "closed" not in tickets.values()
    assert ("public", "#close") in desk.entries
    assert desk.transcripts() == desk.transcripts("bob@agents.test") == []


def test_a_yes_to_held_mail_makes_its_commands_no_more_than_words(desk):
    without_token = desk.write(ANN, desk.notice["Subject"], "#close", message_id="x@agents.test")
    desk.daemon.send(without_token, sender=ANN)
    (held,) = desk.daemon.wait_until(lambda: desk.daemon.json("held", "list"))

    assert desk.daemon.run("held", "release", str(held["id"]), "--as", "accept").returncode == 0

    desk.daemon.wait_until(lambda: desk.entries[1:])
    assert desk.entries[-1] == ("internal", "#close")
    assert desk.ticket["status"] == "open"


def test_a_machine_gives_no_commands(desk):
    desk.send("#close\r\n\r\nI am away until Monday.", Auto_Submitted="auto-replied")

    desk.daemon.wait_until(lambda: desk.daemon.processed() == 2)
    assert desk.ticket["status"] == "open"
    assert desk.transcripts() == []
    assert desk.to_customer() == []


def test_the_same_command_mail_twice_is_done_once(desk):
    desk.ask("#tag once")
    (row,) = [row for row in desk.daemon.json("inbox", "list") if row["outcome"] == "agent.commands"]
    raw = desk.daemon.run("inbox", "show", str(row["id"]), "--raw").stdout

    desk.daemon.send(raw, sender=ANN, to=desk.notice["Reply-To"])

    desk.daemon.wait_until(lambda: desk.daemon.processed() == 3)
    assert len(desk.transcripts()) == 1


DAVE = "dave@customers.test"
FORWARDED = """#customer\r
#prio high\r
\r
He also called. Canary 4711\r
\r
---------- Forwarded message ---------\r
From: Dave Dee <dave@customers.test>\r
Date: Fri, 20 Nov 2026 at 10:00\r
Subject: Where is my order?\r
To: Ann <ann@agents.test>\r
\r
\r
It is late.\r
\r
#close\r
"""


def _opened_for_dave(desk):
    return next(ticket for ticket in desk.daemon.tickets() if ticket["customer_email"] == DAVE)


def test_a_forwarded_mail_becomes_its_authors_ticket(desk):
    to = desk.notice["Reply-To"]
    mail = desk.write(ANN, "Fwd: Where is my order?", FORWARDED, message_id="fwd@agents.test", to=to)
    desk.daemon.send(mail, sender=ANN, to=to)
    (told,) = desk.relay.wait_for(lambda letter: letter in desk.transcripts())

    ticket = _opened_for_dave(desk)
    assert (ticket["customer_name"], ticket["subject"]) == ("Dave Dee", "Where is my order?")
    assert (ticket["priority"], ticket["status"]) == ("high", "open")
    entries = [(entry["kind"], entry["text"]) for entry in desk.daemon.messages(ticket["number"])]
    assert entries == [("public", "It is late.\n\n#close"), ("internal", "He also called. Canary 4711")]
    assert f"ticket {ticket['number']} was opened for {DAVE}" in told.text
    assert desk.relay.to(DAVE) == []
    desk.relay.wait_for(lambda letter: letter.recipient == "bob@agents.test" and "It is late." in letter.text)

    assert desk.daemon.run("tickets", "reply", ticket["number"], "Tomorrow.").returncode == 0
    (answer,) = desk.relay.wait_for(lambda letter: letter.recipient == DAVE)
    assert b"4711" not in answer.raw
    assert b"agents.test" not in answer.raw


def test_a_conversation_that_the_desk_begins(desk):
    to = desk.notice["Reply-To"]
    text = f"#new {DAVE}\r\n#assign me\r\n\r\nYour order is late."
    mail = desk.write(f"Ann <{ANN}>", "About your order", text, message_id="new@agents.test", to=to)
    desk.daemon.send(mail, sender=ANN, to=to)

    (first,) = desk.relay.wait_for(lambda letter: letter.recipient == DAVE)
    assert "Your order is late." in first.text
    assert "About your order" in first["Subject"]
    assert b"#new" not in first.raw
    assert b"agents.test" not in first.raw
    ticket = _opened_for_dave(desk)
    assert (ticket["status"], ticket["assigned_to"]) == ("waiting_for_customer", ANN)

    to = first["Reply-To"]
    answer = desk.write(DAVE, f"Re: {first['Subject']}", "Never mind.", message_id="d1@customers.test", to=to)
    desk.daemon.send(answer, sender=DAVE, to=to)
    desk.relay.wait_for(lambda letter: letter.recipient == ANN and "Never mind." in letter.text)
    entries = [entry["text"] for entry in desk.daemon.messages(ticket["number"])]
    assert entries == ["Your order is late.", "Never mind."]
    assert desk.to_customer() == []
