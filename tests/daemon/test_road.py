"""The road from outside: mail in by SMTP, tickets seen by command, mail out at the relay."""

from __future__ import annotations

import time

import pytest

CUSTOMER = "cora@customers.test"


def _opened(daemon, relay, write):
    """A ticket with its acknowledgement and the notices of both agents."""
    daemon.send(
        write(CUSTOMER, "Printer broken", "It does not print.", message_id="one@customers.test"), sender=CUSTOMER
    )
    (acknowledgement,) = relay.wait_for(lambda letter: letter.recipient == CUSTOMER)
    notices = relay.wait_for(lambda letter: letter.recipient.endswith("@agents.test"), 2)
    return acknowledgement, notices


def test_new_mail_becomes_a_ticket_and_is_acknowledged(daemon, relay, write):
    acknowledgement, _ = _opened(daemon, relay, write)

    assert acknowledgement.sender == ""
    assert acknowledgement["Auto-Submitted"] == "auto-replied"
    assert acknowledgement["In-Reply-To"] == "<one@customers.test>"
    assert acknowledgement["From"].endswith("<support@desk.test>")
    ticket = next(found for found in daemon.tickets() if found["customer_email"] == CUSTOMER)
    assert f"[#{ticket['number']}]" in acknowledgement["Subject"]
    assert ticket["status"] == "open"


def test_a_mail_alone_is_acknowledged_within_a_second(daemon, relay, write):
    """Nothing on the road waits for a round of looking: the quickest of six, on a machine that does other things."""
    assert min(_answered_after(daemon, relay, write, f"c{number}@customers.test") for number in range(6)) < 1.0


def _answered_after(daemon, relay, write, customer):
    began = time.monotonic()
    daemon.send(write(customer, "Printer broken", "x", message_id=f"1-{customer}"), sender=customer)
    relay.wait_for(lambda letter: letter.recipient == customer)
    return time.monotonic() - began


@pytest.mark.parametrize("carrier", ["reply_to", "in_reply_to", "references", "marker", "own_mail", "subject"])
def test_reply_with_one_carrier_left_joins_the_ticket(daemon, relay, write, carrier):
    acknowledgement, _ = _opened(daemon, relay, write)
    own_id = acknowledgement["Message-ID"]
    to, subject, text, headers = "support@desk.test", "Something else", "Still broken.", {}
    if carrier == "reply_to":
        to = acknowledgement["Reply-To"]
    elif carrier == "in_reply_to":
        headers = {"In_Reply_To": own_id}
    elif carrier == "references":
        headers = {"References": f"<foreign@elsewhere.test> {own_id}"}
    elif carrier == "marker":
        quoted = "".join(f"> {line}\r\n" for line in acknowledgement.text.splitlines())
        text = f"Still broken.\r\n\r\nOn Fri, Support wrote:\r\n{quoted}"
    elif carrier == "own_mail":
        headers = {"In_Reply_To": "<one@customers.test>"}
    else:
        subject = acknowledgement["Subject"]

    reply = write(CUSTOMER, subject, text, message_id="two@customers.test", to=to, **headers)
    daemon.send(reply, sender=CUSTOMER, to=to)

    relay.wait_for(lambda letter: "Still broken." in letter.text and letter.recipient == "ann@agents.test")
    (ticket,) = daemon.tickets()
    assert [entry["text"] for entry in daemon.messages(ticket["number"])] == ["It does not print.", "Still broken."]


def test_stranger_with_the_subject_tag_opens_a_ticket_and_leaves_the_old_one_alone(daemon, relay, write):
    acknowledgement, _ = _opened(daemon, relay, write)
    (before,) = daemon.tickets()

    stranger = "mallory@elsewhere.test"
    daemon.send(
        write(stranger, acknowledgement["Subject"], "Let me in.", message_id="evil@elsewhere.test"), sender=stranger
    )

    relay.wait_for(lambda letter: letter.recipient == stranger)
    other, after = daemon.tickets()
    assert after == before
    assert other["follow_up_of"] == before["number"]
    assert len(daemon.messages(before["number"])) == 1


def test_agent_answers_from_a_mail_client_and_the_customer_reads_it(daemon, relay, write):
    _, notices = _opened(daemon, relay, write)
    notice = next(letter for letter in notices if letter.recipient == "ann@agents.test")
    quoted = "".join(f"> {line}\r\n" for line in notice.text.splitlines())
    reply = write(
        "Ann <ann@agents.test>",
        f"Re: {notice['Subject']}",
        f"Please turn it off and on. Or write to ann@agents.test\r\n\r\nOn Fri, Support wrote:\r\n{quoted}",
        message_id="ann-1@agents.test",
        to=notice["Reply-To"],
        In_Reply_To=notice["Message-ID"],
        X_Mailer="Secret Mailer 3",
    )

    daemon.send(reply, sender="ann@agents.test", to=notice["Reply-To"])

    (answer,) = relay.wait_for(lambda letter: letter.recipient == CUSTOMER and "off and on" in letter.text)
    assert answer["From"].endswith("<support@desk.test>")
    assert answer["In-Reply-To"] == "<one@customers.test>"
    assert answer["Auto-Submitted"] == ""
    assert b"ann@agents.test" not in answer.raw
    assert b"Secret Mailer" not in answer.raw
    assert "internal note" not in answer.text
    (ticket,) = daemon.tickets()
    assert ticket["status"] == "waiting_for_customer"
    assert ticket["first_response_at"]
    assert len([letter for letter in relay.to(CUSTOMER) if letter["Auto-Submitted"] == ""]) == 1


def test_customers_answer_to_the_agents_reply_reaches_the_assigned_agent_only(daemon, relay, write):
    _opened(daemon, relay, write)
    (ticket,) = daemon.tickets()
    assert daemon.run("tickets", "assign", ticket["number"], "--agent", "bob@agents.test").returncode == 0
    assert daemon.run("tickets", "reply", ticket["number"], "Which model?", "--by", "bob@agents.test").returncode == 0
    (answer,) = relay.wait_for(lambda letter: "Which model?" in letter.text)

    to = answer["Reply-To"]
    reply = write(CUSTOMER, f"Re: {answer['Subject']}", "The blue one.", message_id="three@customers.test", to=to)
    daemon.send(reply, sender=CUSTOMER, to=to)

    told = relay.wait_for(lambda letter: "The blue one." in letter.text)
    daemon.wait_until(lambda: daemon.tickets()[0]["status"] == "waiting_for_support")
    assert [letter.recipient for letter in told] == ["bob@agents.test"]


def test_internal_note_never_reaches_the_customer(daemon, relay, write):
    _opened(daemon, relay, write)
    (ticket,) = daemon.tickets()
    before = len(relay.to(CUSTOMER))

    assert daemon.run("tickets", "note", ticket["number"], "Canary 4711", "--by", "bob@agents.test").returncode == 0
    relay.wait_for(lambda letter: "Canary 4711" in letter.text and letter.recipient == "ann@agents.test")
    assert daemon.run("tickets", "reply", ticket["number"], "All is well.").returncode == 0
    relay.wait_for(lambda letter: letter.recipient == CUSTOMER and "All is well." in letter.text)

    assert len(relay.to(CUSTOMER)) == before + 1
    assert not any(b"4711" in letter.raw for letter in relay.to(CUSTOMER))


def test_answer_to_the_notice_of_a_note_is_a_note(daemon, relay, write):
    _opened(daemon, relay, write)
    (ticket,) = daemon.tickets()
    assert (
        daemon.run("tickets", "note", ticket["number"], "He is difficult.", "--by", "bob@agents.test").returncode == 0
    )
    (notice,) = relay.wait_for(
        lambda letter: "He is difficult." in letter.text and letter.recipient == "ann@agents.test"
    )
    to = notice["Reply-To"]
    # A client that sets no In-Reply-To: the address alone says what the answer is.
    daemon.send(
        write("ann@agents.test", f"Re: {notice['Subject']}", "Canary 4711", message_id="ann-2@agents.test", to=to),
        sender="ann@agents.test",
        to=to,
    )

    daemon.wait_until(lambda: len(daemon.messages(ticket["number"])) == 3)
    assert [message["kind"] for message in daemon.messages(ticket["number"])] == ["public", "internal", "internal"]
    assert daemon.run("tickets", "reply", ticket["number"], "All is well.").returncode == 0
    relay.wait_for(lambda letter: letter.recipient == CUSTOMER and "All is well." in letter.text)
    assert not any(b"4711" in letter.raw for letter in relay.to(CUSTOMER))


def test_own_automatic_mail_that_comes_back_ends_there(daemon, relay, write):
    acknowledgement, _ = _opened(daemon, relay, write)

    daemon.send(acknowledgement.raw, sender=CUSTOMER)

    daemon.wait_until(lambda: daemon.processed() == 2)
    assert {row["outcome"] for row in daemon.json("inbox", "list")} == {"new_ticket", "own_loop"}
    assert len(relay.to(CUSTOMER)) == 1


def test_same_mail_twice_is_one_message(daemon, relay, write):
    _opened(daemon, relay, write)
    again = "Received: from elsewhere\r\n" + write(
        CUSTOMER, "Printer broken", "It does not print.", message_id="one@customers.test"
    )

    daemon.send(again, sender=CUSTOMER)

    daemon.wait_until(lambda: daemon.processed() == 2)
    assert {row["outcome"] for row in daemon.json("inbox", "list")} == {"new_ticket", "duplicate"}
    (ticket,) = daemon.tickets()
    assert len(daemon.messages(ticket["number"])) == 1


def test_explain_tells_every_decision_of_a_mail(daemon, relay, write):
    _opened(daemon, relay, write)
    (row,) = daemon.json("inbox", "list")

    told = daemon.run("explain", str(row["id"])).stdout

    for word in ("new_ticket", "tier: weak", "queue: support", "no_evidence", "mail.received"):
        assert word in told


def test_ticket_and_its_messages_are_seen_by_http_and_a_customer_sees_no_note(daemon, relay, write):
    _opened(daemon, relay, write)
    agent = daemon.json("token", "create", "--role", "agent", "--email", "ann@agents.test")["token"]
    customer = daemon.json("token", "create", "--role", "customer", "--email", CUSTOMER)["token"]
    status, listed = daemon.api("GET", "/api/v1/tickets", token=agent)
    assert (status, listed["total"]) == (200, 1)
    number = listed["items"][0]["number"]

    said = f"/api/v1/tickets/{number}/messages"
    assert daemon.api("POST", said, {"text": "Canary 4711", "internal": True}, token=agent)[0] == 201
    assert daemon.api("POST", said, {"text": "We look at it."}, token=agent)[0] == 201
    relay.wait_for(lambda letter: letter.recipient == CUSTOMER and "We look at it." in letter.text)

    _, all_of_it = daemon.api("GET", said, token=agent)
    _, public = daemon.api("GET", said, token=customer)
    kinds = sorted(message["kind"] for message in all_of_it["items"])
    # The acknowledgement, two notices of the new ticket and one of the note to the colleague.
    assert kinds == ["internal", "public", "public", "system", "system", "system", "system"]
    assert [message["text"] for message in public["items"]] == ["It does not print.", "We look at it."]
    assert not any(b"4711" in letter.raw for letter in relay.to(CUSTOMER))


def test_agents_mail_without_a_token_is_held_and_a_yes_makes_it_a_note(daemon, relay, write):
    acknowledgement, _ = _opened(daemon, relay, write)
    before = len(relay.to(CUSTOMER))
    spoken = write("ann@agents.test", acknowledgement["Subject"], "He is difficult.", message_id="x@agents.test")
    daemon.send(spoken, sender="ann@agents.test")
    (held,) = daemon.wait_until(lambda: daemon.json("held", "list"))
    assert held["outcome"] == "held.agent_without_token"

    assert daemon.run("held", "release", str(held["id"]), "--as", "accept").returncode == 0

    daemon.wait_until(lambda: daemon.processed() == 2)
    (ticket,) = daemon.tickets()
    kinds = {message["text"]: message["kind"] for message in daemon.messages(ticket["number"])}
    assert kinds["He is difficult."] == "internal"
    assert len(relay.to(CUSTOMER)) == before
