"""Agents who have nothing but their mail learn who wrote, what it is about, and what they were given."""

from __future__ import annotations

import pytest
from tests.rig.desk import ANN, BOB, TENANT

from mailgate.model.ticket import EntryKind, Status
from mailgate.pipeline.tickets.actions import assign, move
from mailgate.store.tickets.entries import of_ticket

GUS = "Gus <gus@client.test>"
HANNA = "Hanna <hanna@client.test>"


def _asked(desk) -> str:
    """Gus asked something; the reply address of his acknowledgement."""
    desk.receive(GUS, "What do I owe?", subject="Bill")
    (answer,) = (mail for mail in desk.sent() if mail.kind == "acknowledgement")
    return answer["Reply-To"]


def test_words_that_were_let_through_are_their_authors_and_not_the_customers(desk):
    desk.receive(HANNA, "We pay half.", to=_asked(desk), subject="Re: Bill")
    (held,) = desk.sent_to(ANN, "held_notice")
    desk.receive(ANN, "accept", to=held["Reply-To"])
    desk.work()
    (notice,) = desk.sent_to(BOB, "customer_notice")
    assert "Hanna <hanna@client.test>, who is not the customer, wrote:\n\nWe pay half." in notice.text
    assert notice["From"].startswith("Hanna via ")
    assert "Customer  Gus <gus@client.test>" in notice.text


def test_a_watchers_words_are_the_watchers(desk):
    address = _asked(desk)
    desk.receive(GUS, "More.", to=address, subject="Re: Bill")
    (notice,) = desk.sent_to(ANN, "customer_notice")
    assert "\nGus wrote:\n" in notice.text
    desk.receive(ANN, "#watch hanna@client.test", to=notice["Reply-To"])
    desk.receive(ANN, "You owe 5.", to=notice["Reply-To"])
    (told,) = desk.sent_to("hanna@client.test")
    desk.receive(HANNA, "Five is fine.", to=told["Reply-To"], subject="Re: Bill")
    (notice,) = desk.sent_to(BOB, "customer_notice")
    assert "Hanna <hanna@client.test>, who is not the customer, wrote:\n\nFive is fine." in notice.text


def _notice(desk, agent: str = ANN):
    """The notice of a new ticket of Gus."""
    desk.receive(GUS, "What do I owe?", subject="Bill")
    return next(mail for mail in desk.sent() if (mail.kind, mail.recipient) == ("new_ticket_notice", agent))


BILLING = """\
[[team]]
key = "billing"
agents = ["bob@agents.test", "carl@agents.test"]
[[agent]]
email = "carl@agents.test"
name = "Carl"
"""
CARL = "carl@agents.test"


def test_who_is_given_a_ticket_is_told_with_the_customers_words_and_can_answer(make_desk):
    desk = make_desk(more=BILLING)
    notice = _notice(desk)
    desk.receive(ANN, "#assign carl", to=notice["Reply-To"])
    (told,) = desk.sent_to(CARL)
    assert "Ann gave you this ticket.\n\nGus wrote last:\n\nWhat do I owe?\n" in told.text
    assert told["Subject"].startswith("Yours now: Bill")
    desk.receive(CARL, "Five.", to=told["Reply-To"])
    assert [mail.kind for mail in desk.sent_to("gus@client.test")] == ["reply"]


def test_a_team_that_is_given_a_ticket_is_told_but_not_whoever_gave_it(make_desk):
    desk = make_desk(more=BILLING)
    notice = _notice(desk, BOB)
    desk.receive(BOB, "#assign team:billing", to=notice["Reply-To"])
    told = [mail for mail in desk.sent() if mail.kind == "handover_notice"]
    assert [mail.recipient for mail in told] == [CARL]
    assert "Bob gave your team this ticket." in told[0].text


def test_a_ticket_that_is_nobodys_again_is_told_to_its_team(desk):
    notice = _notice(desk)
    desk.receive(ANN, "#take", to=notice["Reply-To"])
    assert desk.sent_to(BOB) == []
    desk.receive(ANN, "#assign none", to=notice["Reply-To"])
    assert [mail.kind for mail in desk.sent_to(BOB)] == ["handover_notice"]


def test_whoever_takes_a_ticket_or_ends_it_while_giving_it_away_tells_nobody(desk):
    notice = _notice(desk)
    for commands in ("#take", "#assign bob\n#close"):
        desk.receive(ANN, commands, to=notice["Reply-To"])
        assert [mail.kind for mail in desk.sent()] == ["transcript"]


def test_who_is_given_a_ticket_over_http_or_from_a_shell_is_told_as_well(desk):
    _notice(desk)
    (ticket,) = desk.tickets()
    assign(desk.tools, desk.actor(), ticket.number, agent=BOB, team=None, now=desk.now)
    assert [mail.kind for mail in desk.sent_to(BOB)] == ["handover_notice"]


def test_a_held_mails_notice_names_the_ticket_it_would_join(desk):
    desk.receive(HANNA, "We pay half.", to=_asked(desk), subject="Re: Bill")
    (held,) = desk.sent_to(ANN, "held_notice")
    assert f"Ticket   {desk.tickets()[0].number}\n" in held.text


def test_a_strangers_new_ticket_names_the_one_it_answers_and_loses_its_tag(desk):
    _asked(desk)
    (first,) = desk.tickets()
    desk.receive(HANNA, "We pay half.", subject=f"Re: Bill [#{first.number}]")
    (notice,) = desk.sent_to(ANN, "new_ticket_notice")
    assert f"Hint      answers ticket {first.number}, in which its author takes no part\n" in notice.text
    assert desk.tickets()[0].subject == "Bill"


def test_a_follow_up_names_the_ticket_it_goes_on_from(desk):
    address = _asked(desk)
    (first,) = desk.tickets()
    move(desk.tools, desk.actor(), first.number, Status.CANCELLED, now=desk.now)
    desk.receive(GUS, "I still want it.", to=address, subject=f"Re: Bill [#{first.number}]")
    (notice,) = desk.sent_to(ANN, "new_ticket_notice")
    assert f"Hint      goes on from ticket {first.number}, which is cancelled\n" in notice.text
    assert desk.tickets()[0].subject == "Bill"


@pytest.mark.parametrize(
    ("first", "commands", "told"),
    [
        ("#close", "#close", ["status: closed already"]),
        ("#tag fire", "#tag fire", ["tags: fire already"]),
        ("#take", "#assign me\n#prio high", ["priority: medium -> high", "agent: ann@agents.test already"]),
        ("#snooze off", "#snooze off", ["snoozed until: not snoozed already"]),
    ],
)
def test_what_was_so_already_is_said(desk, first, commands, told):
    notice = _notice(desk)
    desk.receive(ANN, first, to=notice["Reply-To"])
    desk.sent()
    desk.receive(ANN, commands, to=notice["Reply-To"])
    (transcript,) = desk.sent_to(ANN, "transcript")
    lines = "".join(f"- {line}\n" for line in [*told, "nothing was sent to the customer"])
    assert f"Done:\n\n{lines}" in transcript.text


def test_an_answer_beside_commands_says_nothing_of_the_status_it_already_has(desk):
    notice = _notice(desk)
    desk.receive(ANN, "Five.", to=notice["Reply-To"])
    desk.sent()
    desk.receive(ANN, "#tag money\n\nOr six.", to=notice["Reply-To"])
    (transcript,) = desk.sent_to(ANN, "transcript")
    assert "already" not in transcript.text


def test_a_note_beside_the_ticket_reaches_whoever_is_given_it(make_desk):
    desk = make_desk(more=BILLING)
    notice = _notice(desk)
    desk.receive(ANN, "#assign carl\n#note\n\nShe is important.", to=notice["Reply-To"])
    (told,) = desk.sent_to(CARL)
    assert "Ann gave you this ticket, with a note:\n\nShe is important.\n" in told.text
    desk.sent()
    desk.receive(CARL, "I know.", to=told["Reply-To"])
    assert "reply" not in {mail.kind for mail in desk.sent()}
    entries = desk.tools.database.read(lambda conn: of_ticket(conn, TENANT, desk.tickets()[0].id))
    assert [entry.kind for entry in entries][-1] is EntryKind.INTERNAL


FORWARDED = """\
He is important, be quick.

---------- Forwarded message ---------
From: Quinn <quinn@client.test>
Date: Sat, 21 Nov 2026 at 10:00
Subject: My roof leaks
To: <ann@agents.test>

My roof leaks.
"""


@pytest.mark.parametrize("commands", ["", "#tag roof\n\n"])
def test_words_above_a_forwarded_mail_go_to_nobody_until_the_agent_says_what_they_are(desk, commands):
    notice = _notice(desk)
    desk.receive(ANN, commands + FORWARDED, to=notice["Reply-To"], subject="Fwd: My roof leaks")
    sent = desk.sent()
    assert [(mail.kind, mail.recipient) for mail in sent] == [("transcript", ANN)]
    assert "- This is a forwarded mail of quinn@client.test. Write #customer on its first line" in sent[0].text
    assert desk.tickets()[0].tags == ()


@pytest.mark.parametrize(("command", "kinds"), [("#note\n\n", {"note_notice", "transcript"}), ("#customer\n\n", None)])
def test_a_forwarded_mail_whose_agent_said_what_it_is_is_taken_so(desk, command, kinds):
    notice = _notice(desk)
    desk.receive(ANN, command + FORWARDED, to=notice["Reply-To"], subject="Fwd: My roof leaks")
    sent = desk.sent()
    assert all(mail.recipient in (ANN, BOB) for mail in sent)
    assert not any("first line" in mail.text for mail in sent)
    assert kinds in (None, {mail.kind for mail in sent})


@pytest.mark.parametrize("subject", ["Re: My roof leaks", "AW: Fwd: My roof leaks"])
def test_an_answer_that_quotes_a_header_block_is_no_forwarded_mail(desk, subject):
    notice = _notice(desk)
    desk.receive(ANN, FORWARDED, to=notice["Reply-To"], subject=subject)
    assert [mail.kind for mail in desk.sent()] == ["reply"]


def test_an_empty_answer_is_told_in_words(desk):
    notice = _notice(desk)
    desk.receive(ANN, "\n", to=notice["Reply-To"])
    (told,) = desk.sent_to(ANN, "agent_help")
    assert "- It says nothing: below the quoted mail and the signature no words were left, and no file." in told.text


def test_a_mistyped_link_is_answered_with_those_there_are(desk):
    notice = _notice(desk)
    desk.receive(GUS, "Another.", subject="Other")
    desk.sent()
    desk.receive(ANN, f"#link perent {desk.tickets()[0].number}", to=notice["Reply-To"])
    (told,) = desk.sent_to(ANN)
    assert "There is no link perent; there are: parent, " in told.text
    assert "blocked-by" in told.text
