"""Notes and customers: whatever an agent answers to whichever address, no note reaches anybody outside."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlalchemy import Engine, event
from tests.rig.desk import ANN, BOB, TENANT

from mailgate.errors import Refused
from mailgate.model.message import Attachment
from mailgate.model.ticket import Status
from mailgate.pipeline.agents.turn import Words
from mailgate.pipeline.held.replies import let_go
from mailgate.pipeline.tickets.actions import note_on, reply_to
from mailgate.pipeline.tickets.removal import remove
from mailgate.store.outbound import outbox
from mailgate.store.tickets import entries

KIM = "kim@client.test"
NOTE = "Do not tell them: the fuser of this whole series catches fire and legal wants silence."
ANSWER = "We are very sorry about your printer and will send you another one tomorrow morning."


@pytest.fixture
def told(desk):
    """A ticket with a note of Bob's; the notices that Ann got of both."""
    desk.receive(KIM, "My printer burns.")
    (ticket,) = desk.tickets()
    customer_notice = desk.sent_to(ANN, "new_ticket_notice")[0]
    note_on(desk.tools, desk.actor(BOB), ticket.number, Words(text=NOTE), now=desk.now)
    note_notice = desk.sent_to(ANN, "note_notice")[0]
    return ticket, customer_notice, note_notice


def _quoted(mail):
    return "".join(f"> {line}\n" for line in mail.text.splitlines())


def _entries(desk, ticket):
    return desk.tools.database.read(lambda conn: entries.of_ticket(conn, TENANT, ticket.id))


def _public(desk, ticket):
    return [entry.text for entry in _entries(desk, ticket) if entry.kind.value == "public"]


def _unmarked(notice):
    """The notice's words as a client pastes them that marks no quote and drops our line."""
    return notice.text.partition("===\n")[2]


def test_an_answer_to_a_notes_notice_is_a_note(desk, told):
    ticket, _, notice = told
    desk.receive(ANN, f"I see.\n\n{_quoted(notice)}", to=notice["Reply-To"])
    assert desk.sent_to(KIM) == []
    assert _public(desk, ticket) == ["My printer burns."]


def test_a_quoted_note_is_cut_off_what_goes_to_the_customer(desk, told):
    _, notice, note = told
    desk.receive(ANN, f"{ANSWER}\n\nBob wrote:\n{_quoted(note)}", to=notice["Reply-To"])
    (mail,) = desk.sent_to(KIM, "reply")
    assert ANSWER in mail.text
    assert "fuser" not in mail.raw.decode()
    assert mail.state == "pending"


def test_a_pasted_note_is_held_and_its_writer_told_once(desk, told):
    ticket, notice, note = told
    row = desk.receive(ANN, f"{ANSWER}\n\n{_unmarked(note)}", to=notice["Reply-To"])
    sent = desk.sent()
    (mail,) = [mail for mail in sent if mail.recipient == KIM]
    assert (mail.kind, mail.state, mail.answer) == ("reply", "held", "held: it repeats a note")
    (notice_of_it,) = [mail for mail in sent if mail.recipient == ANN]
    assert "do not tell them the fuser of this" in notice_of_it.text
    assert f"mailgate outbox release {mail.id}" in notice_of_it.text
    assert desk.state(row) == ("processed", "agent.reply_held")
    now = desk.ticket(ticket.number)
    assert (now.status, now.first_response_at) == (Status.OPEN, None)
    assert _public(desk, ticket) == ["My printer burns."]


def test_the_same_answer_without_the_note_goes_out(desk, told):
    _, notice, note = told
    desk.receive(ANN, f"{ANSWER}\n\n{_unmarked(note)}", to=notice["Reply-To"])
    desk.sent()
    desk.receive(ANN, ANSWER, to=notice["Reply-To"])
    assert [mail.state for mail in desk.sent_to(KIM)] == ["pending"]


def test_what_a_person_lets_go_is_said_then(desk, told):
    ticket, notice, note = told
    desk.receive(ANN, f"{ANSWER}\n\n{_unmarked(note)}", to=notice["Reply-To"])
    (mail,) = desk.sent_to(KIM)
    assert let_go(desk.tools, mail.id, actor="root", now=desk.now)
    assert not let_go(desk.tools, mail.id, actor="root", now=desk.now)
    now = desk.ticket(ticket.number)
    assert (now.status, now.first_response_at) == (Status.WAITING_FOR_CUSTOMER, desk.now)
    assert ANSWER in _public(desk, ticket)[1]
    # From now on the customer knows it.
    desk.receive(ANN, f"As I said:\n\n{_unmarked(note)}", to=notice["Reply-To"])
    assert [mail.state for mail in desk.sent_to(KIM, "reply")] == ["pending"]


def test_words_that_wait_on_a_ticket_that_is_deleted_are_refused_and_stay(desk, told):
    ticket, notice, note = told
    desk.receive(ANN, f"{ANSWER}\n\n{_unmarked(note)}", to=notice["Reply-To"])
    (held,) = desk.sent_to(KIM)
    remove(desk.tools, desk.actor(BOB), ticket.number, now=desk.now)
    with pytest.raises(Refused, match="deleted"):
        let_go(desk.tools, held.id, actor="root", now=desk.now)
    assert desk.tools.database.read(lambda conn: outbox.show(conn, held.id)).state == "held"


def test_an_answer_by_api_is_held_as_well(desk, told):
    ticket, *_ = told
    reply_to(desk.tools, desk.actor(), ticket.number, Words(text=f"Hello!\n> {NOTE}"), now=desk.now)
    sent = desk.sent()
    assert [(mail.recipient, mail.state) for mail in sent] == [(KIM, "held"), (ANN, "pending")]
    assert _public(desk, ticket) == ["My printer burns."]


def test_a_note_hidden_in_html_is_found(desk, told):
    ticket, *_ = told
    words = Words(text=ANSWER, html=f"<p>{ANSWER}</p><p>{NOTE.replace(' the ', ' <b>the</b> ')}</p>")
    reply_to(desk.tools, desk.actor(), ticket.number, words, now=desk.now)
    assert [mail.state for mail in desk.sent_to(KIM)] == ["held"]


def test_the_customers_own_words_in_a_note_are_no_secret(desk):
    complaint = "My printer of the series X1 prints only every second page since yesterday, please help."
    desk.receive(KIM, complaint)
    (ticket,) = desk.tickets()
    note_on(desk.tools, desk.actor(BOB), ticket.number, Words(text=f"> {complaint}\nHe is right."), now=desk.now)
    desk.sent()
    reply_to(desk.tools, desk.actor(), ticket.number, Words(text=f"> {complaint}\nWe know."), now=desk.now)
    assert [mail.state for mail in desk.sent_to(KIM)] == ["pending"]


def test_commands_beside_words_that_repeat_a_note_are_not_followed(desk, told):
    ticket, notice, note = told
    desk.receive(ANN, f"#close\n{ANSWER}\n\n{_unmarked(note)}", to=notice["Reply-To"])
    sent = desk.sent()
    assert [(mail.recipient, mail.kind) for mail in sent] == [(ANN, "transcript")]
    assert "repeat an internal note" in sent[0].text
    assert desk.ticket(ticket.number).status is Status.OPEN


def test_a_conversation_begun_from_a_notice_brings_no_note_along(desk, told):
    _, _, note = told
    words = f"#new lea@client.test\n{ANSWER}\n\n{_unmarked(note)}"
    desk.receive(ANN, words, to=note["Reply-To"], subject="Your printers")
    assert [(mail.recipient, mail.kind) for mail in desk.sent()] == [(ANN, "transcript")]


def test_notes_of_a_merged_ticket_stay_inside_too(desk, told):
    ticket, notice, note = told
    desk.receive(KIM, "It burns again.", subject="Second")
    desk.sent()
    other = desk.tickets()[0]
    desk.receive(ANN, f"#merge {other.number}", to=notice["Reply-To"])
    desk.sent()
    assert desk.ticket(ticket.number).merged_into == other.id
    desk.receive(ANN, f"{ANSWER}\n\n{_unmarked(note)}", to=notice["Reply-To"])
    assert [mail.state for mail in desk.sent_to(KIM)] == ["held"]


def test_without_notes_an_answer_costs_no_statement_more(desk):
    desk.receive(KIM, "My printer burns.")
    (ticket,) = desk.tickets()
    asked: list[str] = []

    def listen(conn, cursor, statement, *_):
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        reply_to(desk.tools, desk.actor(), ticket.number, Words(text=ANSWER), now=desk.now)
        bare = [statement for statement in asked if "FROM message" in statement]
        asked.clear()
        note_on(desk.tools, desk.actor(BOB), ticket.number, Words(text=NOTE), now=desk.now)
        asked.clear()
        reply_to(desk.tools, desk.actor(), ticket.number, Words(text=NOTE), now=desk.now)
        guarded = [statement for statement in asked if "FROM message" in statement]
    finally:
        event.remove(Engine, "before_cursor_execute", listen)
    assert len(bare) == 1
    assert len(guarded) > 1


def test_a_note_of_the_ticket_that_is_quoted_stays_inside_on_any_other(desk, told):
    _, _, note = told
    desk.receive("lea@client.test", "Mine smokes.", subject="Smoke")
    other = desk.sent_to(ANN, "new_ticket_notice")[0]
    desk.receive(ANN, f"{ANSWER}\n\n{_unmarked(note)}", to=other["Reply-To"])
    assert [mail.state for mail in desk.sent_to("lea@client.test", "reply")] == ["held"]


def test_a_notice_that_is_attached_is_read(desk, told):
    _, notice, note = told
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = ANN, notice["Reply-To"], "Re", "<eml@agents.test>"
    mail.set_content(ANSWER)
    mail.add_attachment(message_from_bytes(note.raw, policy=policy.default))
    desk.take(mail.as_bytes(), sender=ANN, to=notice["Reply-To"])
    assert [mail.state for mail in desk.sent_to(KIM)] == ["held"]


def test_a_file_of_a_note_stays_inside(desk, told):
    ticket, *_ = told
    secret = Attachment(name="plan.pdf", type="application/pdf", content=b"%PDF secret", sha256="0" * 64)
    note_on(
        desk.tools, desk.actor(BOB), ticket.number, Words(text="See the plan.", attachments=(secret,)), now=desk.now
    )
    desk.sent()
    reply_to(desk.tools, desk.actor(), ticket.number, Words(text=ANSWER, attachments=(secret,)), now=desk.now)
    held, writer = desk.sent()
    assert (held.state, writer.recipient) == ("held", ANN)
    assert "the file plan.pdf" in writer.text
