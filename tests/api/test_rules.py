"""What rules ask for is carried out for words that came by API as for those that came by mail."""

from __future__ import annotations

from mailgate.store.tables.tickets import watcher
from mailgate.store.tickets import tickets


def _notes(api, ticket):
    items = api.agent.get(f"/api/v1/tickets/{ticket['id']}/messages").json()["items"]
    return [item["text"] for item in items if item["kind"] == "internal"]


def test_notes_watchers_and_notices_of_a_rule_come_with_the_ticket(api):
    ticket = api.opened(text="An inferno!")
    assert _notes(api, ticket) == ["Call the brigade"]
    assert ticket["watchers"] == ["boss@acme.test"]
    assert api.mails() == [("new_ticket_notice", "ann@acme.test"), ("new_ticket_notice", "bob@acme.test")]


def test_they_come_with_a_customers_words_too(api):
    ticket = api.opened()
    said = api.eve.post(f"/api/v1/tickets/{ticket['id']}/messages", json={"text": "It is an inferno now"})
    assert said.status_code == 201
    assert _notes(api, ticket) == ["Call the brigade"]


def test_spam_is_kept_as_such_and_nobody_is_told(api):
    assert api.opened(subject="You won a prize")["status"] == "spam"
    assert api.mails() == []


def test_what_a_rule_holds_is_refused_to_a_customer_and_opens_nothing(api):
    asked = {"subject": "Hi", "text": "Please hold me"}
    answer = api.eve.post("/api/v1/tickets", json=asked)
    assert (answer.status_code, answer.json()["code"]) == (409, "held.rule")
    assert api.agent.get("/api/v1/tickets").json()["total"] == 0


def test_held_words_are_refused_too_and_the_ticket_stays_as_it_was(api):
    ticket = api.opened()
    path = f"/api/v1/tickets/{ticket['id']}"
    assert api.eve.post(f"{path}/messages", json={"text": "hold me"}).status_code == 409
    assert api.agent.get(path).json()["version"] == ticket["version"]


def test_an_agents_own_request_is_the_yes_that_holding_asks_for(api):
    assert api.opened(text="hold me")["status"] == "open"


def test_rules_on_what_comes_back_are_asked_for_a_customers_words(api):
    ticket = api.opened(subject="Boomerang")
    path = f"/api/v1/tickets/{ticket['id']}"
    api.eve.post(f"{path}/close")
    api.eve.post(f"{path}/messages", json={"text": "It broke again"})
    found = api.agent.get(path).json()
    assert (found["status"], found["tags"]) == ("open", ["came-back"])


def test_an_agent_who_watches_hears_a_customers_words(api):
    ticket = api.opened(text="An inferno!", queue="sales")
    path = f"/api/v1/tickets/{ticket['id']}"
    api.agent.post(f"{path}/claim")
    row = api.database.read(lambda conn: tickets.by_ref(conn, "acme", ticket["number"])).id
    api.database.write(
        lambda conn: conn.execute(watcher.update().where(watcher.c.ticket_id == row).values(email="bob@acme.test"))
    )
    before = len(api.mails())
    api.eve.post(f"{path}/messages", json={"text": "It is hot"})
    told = sorted(recipient for _, recipient in api.mails()[before:])
    assert told == ["ann@acme.test", "bob@acme.test"]
