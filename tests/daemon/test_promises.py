"""Promises and escalation on the real clock, with targets of seconds."""

from __future__ import annotations

CUSTOMER = "cora@customers.test"

#: First response after 20 s, warned of at 2 s; the second step of each run comes 1 s later.
QUICK = """
[[sla]]
key = "quick"
medium = { first_response = "20s" }
warn = ["10%"]
[[agent]]
email = "olga@oncall.test"
name = "Olga"
[[oncall]]
key = "night"
members = ["olga@oncall.test", "bob@agents.test"]
[[escalation]]
key = "default"
on = ["sla.warning", "sla.breached"]
steps = [
  { after = "0s", notify = ["assignee", "team"] },
  { after = "1s", notify = ["oncall:night"], unless = ["replied"] },
]
"""


def test_nobody_answers_and_each_step_happens_once_across_a_restart(idle_daemon, database_url, relay, write):
    daemon = idle_daemon
    daemon.configure(database_url, sla="quick", more=QUICK)
    daemon.start()
    daemon.send(write(CUSTOMER, "Down", "All is down.", message_id="one@customers.test"), sender=CUSTOMER)
    relay.wait_for(lambda letter: letter["Subject"].startswith("Due soon"))
    daemon.kill()
    daemon.start()

    pages = relay.wait_for(lambda letter: letter.recipient == "olga@oncall.test", 2)

    events = daemon.json("explain", daemon.tickets()[0]["number"])["journal"]
    assert [event["kind"] for event in events if "sla" in event["kind"] or "escalated" in event["kind"]] == [
        "ticket.sla.warning",
        "ticket.escalated",
        "ticket.escalated",
        "ticket.sla.breached",
        "ticket.escalated",
        "ticket.escalated",
    ]
    assert len({page["Message-ID"] for page in pages}) == 2
    # One warning and one breach for each agent of the team, beside the notice of the new ticket; a mail that was on
    # its way at the kill comes 30 s later, and may come twice with the same Message-ID.
    daemon.wait_until(lambda: len({letter["Message-ID"] for letter in relay.to("ann@agents.test")}) >= 3)
    assert len({letter["Message-ID"] for letter in relay.to("ann@agents.test")}) == 3
    assert all("support+" not in letter.text.split("customer")[0] for letter in relay.to(CUSTOMER))
    assert daemon.tickets()[0]["sla_breach"] is True
    assert daemon.run("sla", "recompute", "--all").stdout == "no differences\n"
    (promise,) = daemon.json("sla", "explain", daemon.tickets()[0]["number"])["promises"]
    assert promise["breached_at"] == promise["due_at"]
    assert sum(segment["length_s"] for segment in promise["segments"]) == promise["goal_s"] == 20.0
    assert "First response was due" in daemon.run("sla", "explain", daemon.tickets()[0]["number"]).stdout


def test_reply_in_time_keeps_the_promise_and_nobody_is_warned(idle_daemon, database_url, relay, write):
    daemon = idle_daemon
    daemon.configure(database_url, sla="quick", more=QUICK.replace('"20s"', '"600s"'))
    daemon.start()
    daemon.send(write(CUSTOMER, "Slow", "All is slow.", message_id="one@customers.test"), sender=CUSTOMER)
    relay.wait_for(lambda letter: letter.recipient == CUSTOMER)

    number = daemon.tickets()[0]["number"]
    assert daemon.run("tickets", "reply", number, "We look at it.").returncode == 0

    relay.wait_for(lambda letter: "We look at it." in letter.text)
    kinds = [event["kind"] for event in daemon.json("explain", number)["journal"]]
    assert "ticket.sla.met" in kinds
    assert "ticket.sla.warning" not in kinds
    assert relay.to("olga@oncall.test") == []


def test_answer_ack_to_a_page_spares_the_steps_that_wait_for_it(idle_daemon, database_url, relay, write):
    steps = """
  { after = "0s", notify = ["oncall:night"] },
  { after = "60s", notify = ["bob@agents.test"], unless = ["acked"] },
]
"""
    daemon = idle_daemon
    quick = QUICK.replace('"20s"', '"600s"').replace('["10%"]', '["599s"]')
    daemon.configure(database_url, sla="quick", more=quick.partition("steps = [")[0] + "steps = [" + steps)
    daemon.start()
    daemon.send(write(CUSTOMER, "Down", "All is down.", message_id="one@customers.test"), sender=CUSTOMER)
    (page,) = relay.wait_for(lambda letter: letter.recipient == "olga@oncall.test")

    to = page["Reply-To"]
    daemon.send(
        write("olga@oncall.test", f"Re: {page['Subject']}", "ack", message_id="a@oncall.test", to=to),
        sender="olga@oncall.test",
        to=to,
    )

    number = daemon.tickets()[0]["number"]
    told = daemon.wait_until(
        lambda: [
            event
            for event in daemon.json("explain", number)["journal"]
            if event["kind"] == "ticket.escalation.acknowledged"
        ]
    )
    assert told[0]["actor"] == "olga@oncall.test"
    assert told[0]["details"] == {"steps_spared": 1, "told": []}
