"""Opening, showing and editing tickets over HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

SHAPE = {
    "id",
    "number",
    "refid",
    "subject",
    "status",
    "priority",
    "product",
    "queue",
    "category",
    "customer_email",
    "customer_name",
    "assigned_to",
    "assigned_team",
    "watchers",
    "cc",
    "tags",
    "sla_due_at",
    "sla_breach",
    "escalation_level",
    "csat_score",
    "created_at",
    "updated_at",
    "version",
}


def test_a_ticket_is_the_same_object_in_answer_show_and_list(api):
    ticket = api.opened()
    assert ticket.keys() >= SHAPE
    assert api.agent.get(f"/api/v1/tickets/{ticket['id']}").json() == ticket
    assert api.agent.get("/api/v1/tickets").json() == {"items": [ticket], "total": 1, "page": 1, "limit": 100}


def test_a_ticket_is_found_by_id_number_and_refid(api):
    ticket = api.opened()
    for ref in (ticket["id"], ticket["number"], ticket["refid"]):
        assert api.agent.get(f"/api/v1/tickets/{ref}").json()["id"] == ticket["id"]


def test_a_new_ticket_has_its_queues_defaults_its_promise_and_its_message(api):
    ticket = api.opened()
    assert (ticket["queue"], ticket["product"], ticket["assigned_team"]) == ("support", "widgets", "front")
    assert ticket["sla_due_at"] > ticket["created_at"]
    listed = api.agent.get(f"/api/v1/tickets/{ticket['id']}/messages").json()["items"]
    # The notices that told the agents stand beside it.
    (message,) = (item for item in listed if item["kind"] != "system")
    assert (message["kind"], message["text"]) == ("public", "Help!")
    assert message["author"] == {"type": "customer", "email": "eve@example.org", "name": ""}


def test_a_new_ticket_tells_its_team_and_wakes_the_sender(api):
    api.opened()
    assert api.mails() == [("new_ticket_notice", "ann@acme.test"), ("new_ticket_notice", "bob@acme.test")]
    assert api.hints


def test_rules_are_asked_for_a_ticket_that_came_by_api(api):
    assert api.opened(subject="My refund")["category"] == "billing"


def test_what_is_named_wins_over_the_defaults(api):
    ticket = api.opened(queue="sales", priority="P0", tags=["a", "b", "a"], custom={"tier": "gold"}, type="question")
    assert (ticket["queue"], ticket["priority"], ticket["type"]) == ("sales", "critical", "question")
    assert (ticket["tags"], ticket["custom"]) == (["a", "b"], {"tier": "gold"})


@pytest.mark.parametrize("name", ["text", "body", "description"])
def test_the_text_has_three_names(api, name):
    asked = {"subject": "S", name: "words", "customer_email": "eve@example.org"}
    ticket = api.agent.post("/api/v1/tickets", json=asked).json()
    messages = api.agent.get(f"/api/v1/tickets/{ticket['id']}/messages").json()["items"]
    assert messages[0]["text"] == "words"


@pytest.mark.parametrize(
    "given",
    [
        {"customer_email": None},
        {"customer_email": "nobody"},
        {"customer_email": "a b@example.org"},
        {"customer_email": "eve@example.org\r\nBcc: x@example.org"},
        {"customer_email": "support@acme.test"},
        {"subject": " \r\n "},
        {"text": "  "},
        {"queue": "nowhere"},
        {"priority": "soonish"},
        {"sla_due_at": "2026-11-23T00:00:00Z"},
        {"version": 7},
        {"text": "a", "body": "b"},
    ],
)
def test_what_cannot_be_is_refused_and_opens_nothing(api, given):
    asked = {"subject": "S", "text": "T", "customer_email": "eve@example.org"} | given
    answer = api.agent.post("/api/v1/tickets", json=asked)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert api.agent.get("/api/v1/tickets").json()["total"] == 0


def test_line_ends_nul_and_lone_surrogates_do_no_harm(api):
    content = b'{"subject": "a\\r\\nBcc: x\\u0000\\ud800", "text": "b\\u0000\\udc00", "customer_email": "e@x.org"}'
    answer = api.agent.post("/api/v1/tickets", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 201
    assert answer.json()["subject"].startswith("a Bcc: x")


def test_the_same_key_and_request_open_one_ticket(api):
    asked = {"subject": "S", "text": "T", "customer_email": "eve@example.org"}
    first, second = (api.agent.post("/api/v1/tickets", json=asked, headers={"Idempotency-Key": "k"}) for _ in "12")
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert api.agent.get("/api/v1/tickets").json()["total"] == 1


def test_a_key_is_good_for_one_request_only(api):
    asked = {"subject": "S", "text": "T", "customer_email": "eve@example.org"}
    api.agent.post("/api/v1/tickets", json=asked, headers={"Idempotency-Key": "k"})
    other = api.agent.post("/api/v1/tickets", json=asked | {"subject": "X"}, headers={"Idempotency-Key": "k"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.other_request")


def test_a_key_is_its_tokens_own(api):
    asked = {"subject": "S", "text": "T", "customer_email": "eve@example.org"}
    for client in (api.agent, api.as_("agent", "bob@acme.test")):
        assert client.post("/api/v1/tickets", json=asked, headers={"Idempotency-Key": "k"}).status_code == 201
    assert api.agent.get("/api/v1/tickets").json()["total"] == 2


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_fields_that_are_named_change_and_others_stay(api, method):
    before = api.opened(tags=["a", "b"])
    asked = {"priority": "high", "tags": ["b", "c"], "subject": "New", "custom": {"x": "1"}, "category": "billing"}
    after = api.agent.request(method, f"/api/v1/tickets/{before['id']}", json=asked).json()
    assert (after["priority"], after["tags"], after["subject"]) == ("high", ["b", "c"], "New")
    assert (after["custom"], after["category"]) == ({"x": "1"}, "billing")
    assert (after["status"], after["version"]) == (before["status"], before["version"] + 1)


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("field", ["sla_due_at", "sla_breach"])
def test_what_follows_from_promises_cannot_be_written(api, method, field):
    before = api.opened()
    answer = api.agent.request(method, f"/api/v1/tickets/{before['id']}", json={field: None, "subject": "New"})
    assert answer.status_code == 422
    assert api.agent.get(f"/api/v1/tickets/{before['id']}").json() == before


def test_a_status_that_is_named_holds_whatever_else_changes(api):
    ticket = api.opened()
    asked = {"status": "resolved", "assigned_to": "bob@acme.test"}
    after = api.agent.patch(f"/api/v1/tickets/{ticket['id']}", json=asked).json()
    assert (after["status"], after["assigned_to"]) == ("resolved", "bob@acme.test")


def test_an_illegal_move_is_a_conflict_that_names_what_would_be_legal(api):
    ticket = api.opened()
    api.agent.post(f"/api/v1/tickets/{ticket['id']}/close")
    answer = api.agent.patch(f"/api/v1/tickets/{ticket['id']}", json={"status": "in_progress", "subject": "New"})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "status.not_allowed")
    assert (problem["from"], problem["to"]) == ("closed", "in_progress")
    assert problem["allowed"] == ["open", "waiting_for_support", "merged"]
    assert api.agent.get(f"/api/v1/tickets/{ticket['id']}").json()["subject"] == ticket["subject"]


def test_another_version_than_the_one_read_is_a_conflict(api):
    ticket = api.opened()
    path = f"/api/v1/tickets/{ticket['id']}"
    assert api.agent.patch(path, json={"subject": "A", "version": ticket["version"]}).status_code == 200
    answer = api.agent.patch(path, json={"subject": "B", "version": ticket["version"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "version.mismatch")
    assert api.agent.get(path).json()["subject"] == "A"


@pytest.mark.parametrize(
    "name",
    [
        "id",
        "uuid",
        "tenant",
        "number",
        "refid",
        "queue",
        "product",
        "contact_id",
        "customer_email",
        "customer_name",
        "created_at",
        "updated_at",
        "source",
        "prior_status",
        "priority_source",
        "sla_policy",
        "escalation_policy",
        "escalation_level",
        "sla_due_at",
        "sla_breach",
        "first_response_at",
        "last_customer_message_at",
        "last_agent_message_at",
        "resolved_at",
        "closed_at",
        "reopened_count",
        "snoozed_until",
        "flagged_until",
        "follow_up_of",
        "merged_into",
        "csat_score",
        "watchers",
    ],
)
def test_no_column_is_written_by_naming_it(api, name):
    ticket = api.opened()
    answer = api.agent.patch(f"/api/v1/tickets/{ticket['id']}", json={"subject": "New", name: "1"})
    assert answer.status_code == 422
    assert api.agent.get(f"/api/v1/tickets/{ticket['id']}").json() == ticket


def test_assigning_gives_the_ticket_to_an_agent_and_a_team(api):
    path = f"/api/v1/tickets/{api.opened(queue='sales')['id']}"
    assert api.agent.post(f"{path}/assign", json={"assigned_team": "front"}).json()["status"] == "triaged"
    after = api.agent.post(f"{path}/assign", json={"assigned_to": "Bob@acme.test"}).json()
    assert (after["assigned_to"], after["assigned_team"], after["status"]) == ("bob@acme.test", "front", "in_progress")
    assert api.agent.post(f"{path}/assign", json={"assigned_to": None}).json()["assigned_to"] is None


@pytest.mark.parametrize("given", [{"assigned_to": "eve@example.org"}, {"assigned_team": "back"}, {}])
def test_only_agents_and_teams_of_the_desk_get_tickets(api, given):
    ticket = api.opened()
    answer = api.agent.post(f"/api/v1/tickets/{ticket['id']}/assign", json=given)
    assert answer.status_code == 422
    assert api.agent.get(f"/api/v1/tickets/{ticket['id']}").json() == ticket


def test_resolve_close_and_reopen_move_the_ticket(api):
    path = f"/api/v1/tickets/{api.opened()['id']}"
    found = [api.agent.post(f"{path}/{step}").json()["status"] for step in ("resolve", "close", "reopen")]
    assert found == ["resolved", "closed", "open"]
    assert api.agent.post(f"{path}/reopen").status_code == 409


def test_activity_is_the_journal_latest_first(api):
    path = f"/api/v1/tickets/{api.opened()['id']}"
    api.agent.post(f"{path}/close")
    body = api.agent.get(f"{path}/activity").json()
    assert [item["kind"] for item in body["items"]][-1] == "ticket.created"
    assert body["items"][0]["at"] >= body["items"][-1]["at"]
    assert {item["actor"] for item in body["items"]} == {"ann@acme.test"}
    assert body["total"] == len(body["items"])


def test_a_request_sent_twice_at_once_opens_one_ticket(api):
    asked = {"subject": "S", "text": "T", "customer_email": "new@example.org"}

    def send(_) -> httpx2.Response:
        return api.agent.post("/api/v1/tickets", json=asked, headers={"Idempotency-Key": "k"})

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert api.agent.get("/api/v1/tickets").json()["total"] == 1


def test_lists_come_in_pages_that_end(api):
    numbers = [api.opened(subject=f"S{place}")["number"] for place in range(3)]
    body = api.agent.get("/api/v1/tickets", params={"page": 2, "limit": 2}).json()
    assert [item["number"] for item in body["items"]] == numbers[:1]
    assert (body["total"], body["page"], body["limit"]) == (3, 2, 2)
    assert api.agent.get("/api/v1/tickets", params={"page": 1_000_000_000}).json()["items"] == []


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 101},
        {"limit": 0},
        {"page": 0},
        {"page": 10**30},
        {"sort": "subject"},
        {"status": "lost"},
        {"priority": "x"},
        {"created_after": "soon"},
        {"search": "\x00"},
        {"tenant": "other"},
    ],
)
def test_a_list_that_cannot_be_asked_for_is_refused(api, query):
    answer = api.agent.get("/api/v1/tickets", params=query)
    assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")


@pytest.mark.parametrize(
    "query",
    [
        {"status": "closed,OPEN"},
        {"priority": "p1"},
        {"category": "billing"},
        {"queue": "support"},
        {"team": "front"},
        {"product": "widgets"},
        {"tag": "vip"},
        {"customer_id": "Eve@example.org"},
        {"search": "on fire"},
        {"created_after": "2026-11-01", "created_before": "2099-01-01T00:00:00Z"},
        {"unassigned": "true"},
    ],
)
def test_each_filter_finds_the_ticket_it_means(api, query):
    wanted = api.opened(priority="high", category="billing", tags=["vip"])
    other = api.opened(queue="sales", customer_email="bob@example.org", subject="Other")
    assigned = {"assigned_to": "ann@acme.test", "status": "in_progress"}
    api.agent.patch(f"/api/v1/tickets/{other['id']}", json=assigned)
    found = [item["id"] for item in api.agent.get("/api/v1/tickets", params=query).json()["items"]]
    assert wanted["id"] in found
    assert other["id"] not in found or query.keys() & {"created_after"}


@pytest.mark.parametrize("until", ["9999-12-31T23:59:59-12:00", "2099-01-01T00:00:00Z"])
def test_a_ticket_is_put_off_for_two_years_at_most(api, until):
    path = f"/api/v1/tickets/{api.opened()['id']}"
    found = api.agent.post(f"{path}/snooze", json={"until": until})
    assert (found.status_code, found.json()["code"]) == (409, "snooze.too_long")
    assert api.agent.get(path).status_code == 200


@pytest.mark.parametrize("status", ["merged", "MERGED"])
def test_no_ticket_is_part_of_nothing(api, status):
    path = f"/api/v1/tickets/{api.opened()['id']}"
    found = api.agent.patch(path, json={"status": status})
    assert (found.status_code, found.json()["code"]) == (409, "status.not_allowed")
    assert "merged" not in found.json()["allowed"]
    assert api.agent.get(path).json()["status"] == "open"


def test_a_key_whose_ticket_is_deleted_opens_no_other_and_says_so(api):
    asked, key = {"subject": "Printer", "text": "Help", "customer_email": "eve@example.org"}, {"Idempotency-Key": "a1"}
    ticket = api.agent.post("/api/v1/tickets", json=asked, headers=key).json()
    assert api.agent.delete(f"/api/v1/tickets/{ticket['id']}").status_code == 204
    again = api.agent.post("/api/v1/tickets", json=asked, headers=key)
    assert (again.status_code, again.json()["code"]) == (409, "ticket.deleted")
