"""What rules of the desk file do to a mail on its way, seen from outside."""

from __future__ import annotations

CUSTOMER = "cora@customers.test"

RULES = """
[[agent]]
email = "olga@oncall.test"
name = "Olga"
[[oncall]]
key = "night"
members = ["olga@oncall.test"]
[[rule]]
name = "Refunds"
on = ["ticket.created"]
if = { field = "subject", op = "matches", value = "(?i)refund" }
then = [
  { raise_priority = "high" },
  { add_tags = ["money"] },
  { add_note = "Check the invoice first." },
  { notify = ["oncall:night", "team", "assignee", "customer"] },
  { add_watchers = ["boss@customers.test"] },
  { log = "a refund" },
  { call_webhook = "chat" },
]
[[rule]]
name = "Nothing to sell us"
on = ["ticket.created"]
if = { field = "body", op = "contains", value = "cheap watches" }
then = [ { mark_spam = true } ]
[[rule]]
name = "Comes back"
on = ["ticket.reopened"]
then = [ { add_tags = ["again"] }, { remove_watchers = ["boss@customers.test"] } ]
[[rule]]
name = "Look first"
on = ["ticket.message.added"]
if = { field = "new_text", op = "contains", value = "lawyer" }
then = [ { hold = true } ]
[[webhook]]
name = "chat"
url = "https://hooks.example.test/x"
"""


def _open(idle_daemon, database_url, relay, write, subject: str = "Refund please", text: str = "Money back."):
    idle_daemon.configure(database_url, more=RULES)
    idle_daemon.start()
    idle_daemon.send(write(CUSTOMER, subject, text, message_id="one@customers.test"), sender=CUSTOMER)
    idle_daemon.wait_until(lambda: idle_daemon.processed() == 1)
    (ticket,) = idle_daemon.tickets()
    return ticket


def _watchers(daemon, ticket) -> list[str]:
    token = daemon.json("token", "create", "--role", "agent", "--email", "ann@agents.test")["token"]
    return daemon.api("GET", f"/api/v1/tickets/{ticket['number']}", token=token)[1]["watchers"]


def test_actions_beyond_the_fields_are_carried_out_or_said_to_have_failed(idle_daemon, database_url, relay, write):
    ticket = _open(idle_daemon, database_url, relay, write)

    assert (ticket["priority"], ticket["tags"]) == ("high", ["money"])
    assert _watchers(idle_daemon, ticket) == ["boss@customers.test"]
    # Bob and Ann are told as the team anyway, and Olga by the rule; nobody twice.
    told = relay.wait_for(lambda letter: "Refund please" in letter["Subject"] and letter.recipient != CUSTOMER, 3)
    assert sorted(letter.recipient for letter in told) == ["ann@agents.test", "bob@agents.test", "olga@oncall.test"]
    notes = [entry for entry in idle_daemon.messages(ticket["number"]) if entry["kind"] == "internal"]
    assert [(note["text"], note["author"]["name"]) for note in notes] == [("Check the invoice first.", "Refunds")]
    explained = idle_daemon.json("explain", ticket["number"])["journal"]
    assert [event["details"]["log"] for event in explained if "log" in event["details"]] == ["a refund"]
    failed = [event["details"] for event in explained if event["kind"] == "rule.failed"]
    assert failed == [
        {"action": "notify", "value": "assignee", "code": "action.nobody"},
        {"action": "call_webhook", "value": "chat", "code": "action.not_available"},
    ]


def test_what_a_rule_calls_spam_is_kept_and_tells_nobody(idle_daemon, database_url, relay, write):
    ticket = _open(idle_daemon, database_url, relay, write, "Offer", "Buy cheap watches.")

    assert ticket["status"] == "spam"
    assert idle_daemon.json("outbox", "list") == []


def test_rules_of_reopening_are_asked_when_a_reply_reopens(idle_daemon, database_url, relay, write):
    ticket = _open(idle_daemon, database_url, relay, write)
    assert idle_daemon.run("tickets", "close", ticket["number"]).returncode == 0

    reply = write(
        CUSTOMER, f"Re: [#{ticket['number']}]", "Still broken.", message_id="two@x.test", Cc="Boss@customers.test"
    )
    idle_daemon.send(reply, sender=CUSTOMER)

    idle_daemon.wait_until(lambda: idle_daemon.processed() == 2)
    (after,) = idle_daemon.tickets()
    assert (after["status"], after["tags"]) == ("open", ["money", "again"])
    # Neither does a Cc bring back who was removed.
    assert _watchers(idle_daemon, ticket) == []


def test_a_rule_holds_a_reply_too(idle_daemon, database_url, relay, write):
    ticket = _open(idle_daemon, database_url, relay, write)

    reply = write(CUSTOMER, f"Re: [#{ticket['number']}]", "My lawyer will write.", message_id="two@x.test")
    idle_daemon.send(reply, sender=CUSTOMER)

    (held,) = idle_daemon.wait_until(lambda: idle_daemon.json("held", "list"))
    assert held["outcome"] == "held.rule"
    assert len([entry for entry in idle_daemon.messages(ticket["number"]) if entry["kind"] == "public"]) == 1
