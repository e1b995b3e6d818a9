"""On-call answers a page from a mail client: puts it off, ends it; and an out-of-office answer is none."""

from __future__ import annotations

import pytest

CUSTOMER = "cora@customers.test"
OLGA = "olga@oncall.test"

#: Olga, who is no agent, is paged at once; Bob an hour later.
PAGING = """
[[sla]]
key = "quick"
medium = { first_response = "600s" }
warn = ["599s"]
[[escalation]]
key = "default"
on = ["sla.warning"]
steps = [
  { after = "0s", notify = ["olga@oncall.test"] },
  { after = "1h", notify = ["bob@agents.test"] },
]
"""


@pytest.fixture
def page(idle_daemon, database_url, relay, write):
    idle_daemon.configure(database_url, sla="quick", more=PAGING)
    idle_daemon.start()
    idle_daemon.send(write(CUSTOMER, "Down", "All is down.", message_id="one@customers.test"), sender=CUSTOMER)
    (paged,) = relay.wait_for(lambda letter: letter.recipient == OLGA)
    return paged


def _answer(daemon, write, page, text, **headers):
    to = page["Reply-To"]
    mail = write(OLGA, f"Re: {page['Subject']}", text, message_id=f"{abs(hash(text))}@oncall.test", to=to, **headers)
    daemon.send(mail, sender=OLGA, to=to)


def _steps(daemon):
    """State and due of Bob's page."""
    number = daemon.tickets()[0]["number"]
    return [event["details"] for event in daemon.json("explain", number)["journal"] if "escalat" in event["kind"]]


def test_out_of_office_moves_the_chain_on_at_once(idle_daemon, relay, write, page):
    _answer(idle_daemon, write, page, "I am away.", Auto_Submitted="auto-replied")

    (moved_on,) = relay.wait_for(lambda letter: letter.recipient == "bob@agents.test" and "[#" in letter["Subject"], 2)[
        1:
    ]
    assert "ack" in moved_on.text
    outcomes = {row["outcome"] for row in idle_daemon.json("inbox", "list")}
    assert outcomes == {"new_ticket", "page.nobody_there"}


def test_a_page_that_is_put_off_is_answered_with_the_time(idle_daemon, relay, write, page):
    _answer(idle_daemon, write, page, "snooze 2h")

    (told,) = relay.wait_for(lambda letter: letter.recipient == OLGA and letter["Subject"].startswith("Done:"))
    assert "put off until" in told.text
    assert "snoozed_until" in _steps(idle_daemon)[-1]


def test_resolve_ends_the_escalation_and_leaves_the_ticket(idle_daemon, relay, write, page):
    _answer(idle_daemon, write, page, "resolve\r\n\r\nIt was the cable.")

    (told,) = relay.wait_for(lambda letter: letter.recipient == OLGA and letter["Subject"].startswith("Done:"))
    assert "this escalation is over" in told.text
    assert _steps(idle_daemon)[-1] == {"steps_spared": 1}
    assert idle_daemon.tickets()[0]["status"] == "open"
    assert len(relay.to(CUSTOMER)) == 1


def test_what_is_not_understood_is_asked_about(idle_daemon, relay, write, page):
    _answer(idle_daemon, write, page, "snooze a while")
    (told,) = relay.wait_for(lambda letter: letter.recipient == OLGA and letter["Subject"].startswith("Not done:"))
    assert "snooze 2h" in told.text

    # Who is no agent of the desk gives no commands about the ticket.
    _answer(idle_daemon, write, page, "#close")
    refused = relay.wait_for(lambda letter: letter.recipient == OLGA and letter["Subject"].startswith("Not done:"), 2)
    assert "may not do this" in refused[1].text
    assert idle_daemon.tickets()[0]["status"] == "open"
