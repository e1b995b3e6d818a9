"""Who may do what: every route, for everybody, on own and foreign tickets (T-44)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

#: Method, path below the ticket, body.
ROUTES = [
    ("GET", "", None),
    ("PUT", "", {"subject": "X"}),
    ("PATCH", "", {"subject": "X"}),
    ("DELETE", "", None),
    ("GET", "/messages", None),
    ("GET", "/comments", None),
    ("POST", "/messages", {"text": "X"}),
    ("POST", "/comments", {"text": "X"}),
    ("POST", "/close", None),
    ("POST", "/resolve", None),
    ("POST", "/reopen", None),
    ("POST", "/cancel", None),
    ("POST", "/rate", {"score": 5}),
    ("POST", "/assign", {"assigned_to": "ann@acme.test"}),
    ("GET", "/activity", None),
    ("GET", "/sla", None),
    ("GET", "/sla/explain", None),
    ("POST", "/escalate", None),
    ("POST", "/ack", None),
    ("GET", "/approvals", None),
    ("POST", "/approvals", {"approvers": ["ann@acme.test"]}),
    ("GET", "/messages/1/attachments/1", None),
]
AGENTS_ONLY = {
    ("PUT", ""),
    ("PATCH", ""),
    ("DELETE", ""),
    ("POST", "/resolve"),
    ("POST", "/cancel"),
    ("POST", "/assign"),
    ("GET", "/activity"),
    ("GET", "/sla"),
    ("GET", "/sla/explain"),
    ("POST", "/escalate"),
    ("POST", "/ack"),
    ("GET", "/approvals"),
    ("POST", "/approvals"),
}


def _ask(client, route, ref):
    method, path, body = route
    return client.request(method, f"/api/v1/tickets/{ref}{path}", json=body)


@pytest.fixture
def of_other_tenant(api):
    agent = api.as_("agent", "ann@other.test", tenant="other")
    return api.opened(agent)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route[0]}{route[1]}")
def test_nobody_does_anything_without_a_token(api, route):
    ref = api.opened()["id"]
    for client in (api.nobody, api.client("mg_" + "x" * 43)):
        answer = _ask(client, route, ref)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
        assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route[0]}{route[1]}")
def test_a_foreign_ticket_answers_like_none_at_all(api, route, of_other_tenant):
    none = "0b7d4c5e-0000-4000-8000-000000000000"
    bobs = api.opened(customer_email="bob@example.org")
    for client, foreign in ((api.agent, of_other_tenant), (api.eve, of_other_tenant), (api.eve, bobs)):
        missing = _ask(client, route, none)
        expected = 403 if client is api.eve and route[:2] in AGENTS_ONLY else 404
        assert missing.status_code == expected
        for ref in (foreign["id"], foreign["refid"]):
            answer = _ask(client, route, ref)
            assert (answer.status_code, answer.content) == (missing.status_code, missing.content)


def test_nothing_of_another_tenant_changed(api, of_other_tenant):
    for route in ROUTES:
        _ask(api.agent, route, of_other_tenant["id"])
    owner = api.as_("agent", "ann@other.test", tenant="other")
    assert owner.get(f"/api/v1/tickets/{of_other_tenant['id']}").json() == of_other_tenant


def test_lists_hold_only_what_is_ones_own(api, of_other_tenant):
    api.opened(customer_email="bob@example.org")
    own = api.opened()
    assert [item["id"] for item in api.eve.get("/api/v1/tickets").json()["items"]] == [own["id"]]
    assert api.agent.get("/api/v1/tickets").json()["total"] == 2
    assert api.agent.get("/api/v1/tickets", params={"search": of_other_tenant["refid"]}).json()["total"] == 0


def test_a_customer_sees_no_note_and_nothing_that_only_agents_know(api):
    ticket = api.opened(tags=["vip"], custom={"margin": "high"})
    path = f"/api/v1/tickets/{ticket['id']}"
    before = api.eve.get(path).json()
    api.agent.post(f"{path}/messages", json={"text": "secret note", "internal": True})
    api.agent.post(f"{path}/assign", json={"assigned_to": "bob@acme.test"})
    seen = api.eve.get(path).json()
    hidden = {"assigned_to", "assigned_team", "watchers", "cc", "tags", "custom", "sla_due_at", "sla_breach"}
    assert not seen.keys() & (hidden | {"escalation_level", "version", "source"})
    assert seen["updated_at"] == before["updated_at"]
    messages = api.eve.get(f"{path}/messages").json()
    assert (messages["total"], [item["text"] for item in messages["items"]]) == (1, ["Help!"])
    assert "acme.test" not in api.eve.get(path).text + api.eve.get(f"{path}/messages").text


def test_a_customer_is_told_the_agents_name_and_not_the_address(api):
    path = f"/api/v1/tickets/{api.opened()['id']}"
    api.agent.post(f"{path}/messages", json={"text": "Use water."})
    author = api.eve.get(f"{path}/messages").json()["items"][1]["author"]
    assert author == {"type": "agent", "email": "", "name": "Ann"}


@pytest.mark.parametrize(
    "query",
    [
        {"assigned_to": "ann@acme.test"},
        {"team": "front"},
        {"tag": "vip"},
        {"sla": "breached"},
        {"unassigned": "true"},
        {"flag": "unsure"},
        {"sort": "-updated_at"},
        {"customer_email": "bob@example.org"},
    ],
)
def test_no_filter_tells_a_customer_what_only_agents_know(api, query):
    api.opened(tags=["vip"])
    answer = api.eve.get("/api/v1/tickets", params=query)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden.filter")


def test_inner_statuses_show_as_what_the_customer_is_told(api):
    path = f"/api/v1/tickets/{api.opened()['id']}"
    api.agent.patch(path, json={"status": "spam"})
    assert api.eve.get(path).json()["status"] == "closed"
    assert api.eve.get("/api/v1/tickets", params={"status": "closed"}).json()["total"] == 1
    assert api.eve.get("/api/v1/tickets", params={"status": "spam"}).json()["total"] == 0
    assert "spam" not in api.eve.post(f"{path}/close").text


def test_a_customer_opens_tickets_only_for_itself(api):
    asked = {"subject": "Mine", "text": "T"}
    assert api.eve.post("/api/v1/tickets", json=asked).json()["customer_email"] == "eve@example.org"
    for given in ({"customer_email": "bob@example.org"}, {"tags": ["vip"]}, {"custom": {"a": "b"}}):
        assert api.eve.post("/api/v1/tickets", json=asked | given).status_code == 403


def test_a_customer_closes_and_reopens_an_own_ticket(api):
    path = f"/api/v1/tickets/{api.opened()['id']}"
    assert api.eve.post(f"{path}/close").json()["status"] == "closed"
    assert api.eve.post(f"{path}/reopen").json()["status"] == "open"
    assert api.eve.post(f"{path}/reopen").json().keys() == {"type", "title", "status", "detail", "code", "error"}


def test_a_customers_token_without_an_address_is_good_for_nothing(api):
    assert api.as_("customer").get("/api/v1/tickets").status_code == 403


def test_a_role_that_is_unknown_is_good_for_nothing(api):
    assert api.as_("owner", "ann@acme.test").get("/api/v1/tickets").status_code == 403


@pytest.mark.parametrize(
    "queue",
    [{"closed_follow_up": "new"}, {"closed_follow_up": "hold"}, {"reopen_window": timedelta(-1)}],
    ids=["new", "hold", "window"],
)
@pytest.mark.parametrize(("way", "body"), [("reopen", None), ("messages", {"text": "Again!"})], ids=["reopen", "words"])
def test_what_a_queue_has_closed_for_mail_no_customer_opens_by_the_api(api, queue, way, body):
    desk = api.tools.desks["acme"]
    api.tools.desks["acme"] = replace(desk, queues=(replace(desk.queues[0], **queue), *desk.queues[1:]))
    path = f"/api/v1/tickets/{api.opened()['id']}"
    api.eve.post(f"{path}/close")
    assert api.eve.post(f"{path}/{way}", json=body).status_code == 409
    assert api.eve.get(path).json()["status"] == "closed"


def test_an_agents_other_address_is_the_same_agent(api):
    desk = api.tools.desks["acme"]
    ann = replace(desk.agents[0], aliases=("annie@home.test",))
    api.tools.desks["acme"] = replace(desk, agents=(ann, *desk.agents[1:]))
    annie, path = api.as_("agent", "annie@home.test"), f"/api/v1/tickets/{api.opened()['id']}"
    assert annie.post(f"{path}/claim").json()["assigned_to"] == "ann@acme.test"
    api.agent.post(f"{path}/assign", json={"assigned_to": None})
    given = api.agent.post(f"{path}/assign", json={"assigned_to": "annie@home.test"})
    assert given.json()["assigned_to"] == "ann@acme.test"


def test_nobody_approves_an_own_wish_by_another_address(api):
    desk = api.tools.desks["acme"]
    ann = replace(desk.agents[0], aliases=("annie@home.test",))
    api.tools.desks["acme"] = replace(desk, agents=(ann, *desk.agents[1:]))
    path = f"/api/v1/tickets/{api.opened()['id']}/approvals"
    asked = api.as_("agent", "annie@home.test").post(path, json={"approvers": ["ann@acme.test"]})
    assert (asked.status_code, asked.json()["code"]) == (409, "approval.nobody")
