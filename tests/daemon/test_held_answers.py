"""Agents decide about held mail by answering its notice, or by API; each mail once, whoever is second is told."""

from __future__ import annotations

import re

import pytest

CUSTOMER = "cora@customers.test"
#: Not exactly one author: a failed sender, whose mail is held (DESIGN section 4).
NOBODY = "cora@customers.test, carl@customers.test"
#: Agents are left in peace for seconds instead of minutes.
SHORT_PEACE = """
from datetime import timedelta
from mailgate.store.inbound import waiting_notices
assert waiting_notices.PEACE
waiting_notices.PEACE = timedelta(seconds=4)
"""
ANN, BOB = "ann@agents.test", "bob@agents.test"


@pytest.fixture
def held(daemon, relay, write):
    """A held mail's id, and its notices by agent."""
    daemon.send(write(NOBODY, "Doubt", "Let me in.", message_id="doubt@customers.test"), sender=CUSTOMER)
    notices = {agent: relay.wait_for(lambda letter, to=agent: letter.recipient == to)[0] for agent in (ANN, BOB)}
    (row,) = daemon.json("held", "list")
    return row["id"], notices


@pytest.fixture
def says(idle_daemon, relay, write):
    """Answers a notice as an agent; gives back the transcript."""
    daemon, count = idle_daemon, iter(range(100))

    def answer(agent, notice, text, **headers):
        place, to = next(count), notice["Reply-To"]
        before = len(relay.to(agent))
        quoted = "".join(f"> {line}\r\n" for line in notice.text.splitlines())
        raw = write(
            agent,
            f"Re: {notice['Subject']}",
            f"{text}\r\n\r\n{quoted}",
            message_id=f"a{place}@agents.test",
            to=to,
            **headers,
        )
        daemon.send(raw, sender=agent, to=to)
        daemon.wait_until(lambda: len(relay.to(agent)) > before)
        return relay.to(agent)[before]

    return answer


def _state(daemon, row):
    return next(each for each in daemon.json("inbox", "list") if each["id"] == row)


def test_new_opens_a_ticket_and_the_transcript_says_so(daemon, relay, held, says):
    row, notices = held
    told = says(ANN, notices[ANN], "new")

    assert told["Subject"] == "Done: Held: Doubt"
    assert f'mail {row}, "Doubt" from {CUSTOMER}: becomes a new ticket' in told.text
    (ticket,) = daemon.wait_until(daemon.tickets)
    assert (ticket["subject"], ticket["customer_email"]) == ("Doubt", CUSTOMER)
    (word,) = [event for event in daemon.json("explain", str(row))["journal"] if event["kind"] == "mail.released"]
    assert (word["actor"], word["details"]) == (ANN, {"released": "new"})


def test_whoever_is_second_is_told_who_was_first(daemon, relay, held, says):
    row, notices = held
    says(ANN, notices[ANN], "spam")
    second = says(BOB, notices[BOB], "accept")

    assert second["Subject"].startswith("Done before:")
    assert f"{ANN} said spam on " in second.text
    assert _state(daemon, row)["outcome"] == "spam"
    assert daemon.tickets() == []
    assert relay.to(CUSTOMER) == []


def test_spam_is_taken_back_by_whoever_said_it(daemon, held, says):
    row, notices = held
    told = says(ANN, notices[ANN], "spam")
    not_hers = says(BOB, notices[BOB], "undo")
    assert "Only your own word" in not_hers.text
    assert _state(daemon, row)["state"] == "discarded"

    says(ANN, told, "undo")
    assert (_state(daemon, row)["state"], _state(daemon, row)["outcome"]) == ("held", "held.failed_sender")
    says(BOB, notices[BOB], "new")
    assert daemon.wait_until(daemon.tickets)


def test_other_words_are_asked_about_and_nothing_is_done(daemon, held, says):
    row, notices = held
    told = says(ANN, notices[ANN], "Who is that?")
    assert told["Subject"].startswith("Not done:")
    assert "accept, new or spam" in told.text
    assert _state(daemon, row)["state"] == "held"


def test_a_notice_is_answered_only_by_whom_it_was_sent_to(daemon, relay, write, held):
    _, notices = held
    for number, sender in enumerate((BOB, "eve@strangers.test")):
        raw = write(sender, "Re: Held", "new", message_id=f"other{number}@agents.test", to=notices[ANN]["Reply-To"])
        daemon.send(raw, sender=sender, to=notices[ANN]["Reply-To"])
    rows = daemon.wait_until(lambda: len(rows := daemon.json("held", "list")) == 3 and rows)
    assert {each["outcome"] for each in rows} == {"held.failed_sender", "held.foreign_token"}
    assert daemon.tickets() == []
    assert relay.to("eve@strangers.test") == []


def test_an_out_of_office_answer_decides_nothing_and_is_not_answered(daemon, relay, write, held):
    _, notices = held
    to = notices[ANN]["Reply-To"]
    before = len(relay.letters)
    away = write(ANN, "Away", "new", message_id="away@agents.test", to=to, Auto_Submitted="auto-replied")
    forged = write("eve@strangers.test", "Away", "new", message_id="e@x.test", to=to, Auto_Submitted="auto-replied")
    daemon.send(away, sender=ANN, to=to)
    daemon.send(forged, sender="eve@strangers.test", to=to)
    daemon.wait_until(lambda: daemon.processed() == 2)
    assert {each["outcome"] for each in daemon.json("inbox", "list")} == {"held.failed_sender", "agent.automatic_mail"}
    assert len(relay.letters) == before


def test_a_digest_is_answered_with_a_line_for_each_mail(idle_daemon, database_url, relay, write, says):
    daemon = idle_daemon
    daemon.configure(database_url)
    daemon.inject(SHORT_PEACE)
    daemon.start()
    for number in range(4):
        sent = write(NOBODY, f"Doubt {number}", "Please.", message_id=f"doubt{number}@customers.test")
        daemon.send(sent, sender=CUSTOMER)
    digest = daemon.wait_until(lambda: next((found for found in relay.to(BOB) if _listed(found)), None))
    (first, subject), *others = _listed(digest)
    waiting = {each["id"] for each in daemon.json("held", "list")}
    assert {first, *(row for row, _ in others)} <= waiting

    told = says(BOB, digest, f"{first} new\r\n{' '.join(str(row) for row, _ in others)} spam")

    assert told.text.count("put away as spam") == len(others) > 0
    daemon.wait_until(lambda: [ticket["subject"] for ticket in daemon.tickets()] == [subject])
    assert waiting - {each["id"] for each in daemon.json("held", "list")} == {first, *(row for row, _ in others)}


def _listed(letter):
    """Ids and subjects in a digest of several mails; nothing in all else."""
    found = re.findall(r"^(\d+)  (Doubt \d)\r?$", letter.text, re.M)
    return [(int(row), subject) for row, subject in found] if len(found) > 1 else []
