"""A deleted ticket is seen by nobody, and no promise on it runs on."""

from __future__ import annotations

from mailgate.store.clock import clockworks
from mailgate.store.tickets import tickets
from mailgate.store.tickets.ticket_rows import newest


def _deleted(api):
    ticket = api.opened()
    path = f"/api/v1/tickets/{ticket['id']}"
    row = api.database.read(lambda conn: tickets.by_ref(conn, "acme", ticket["number"])).id
    answer = api.agent.delete(path)
    assert (answer.status_code, answer.content) == (204, b"")
    return ticket, path, row


def test_it_is_in_no_list_and_under_none_of_its_names(api):
    ticket, _, _ = _deleted(api)
    for client in (api.agent, api.eve):
        assert client.get("/api/v1/tickets").json()["total"] == 0
        for name in ("id", "number", "refid"):
            assert client.get(f"/api/v1/tickets/{ticket[name]}").status_code == 404
    assert api.agent.get("/api/v1/tickets", params={"search": ticket["number"]}).json()["items"] == []
    assert api.database.read(lambda conn: newest(conn, "acme", status=None, limit=10)) == []


def test_nothing_can_be_done_with_it_any_more(api):
    _, path, _ = _deleted(api)
    assert api.agent.delete(path).status_code == 404
    assert api.agent.patch(path, json={"subject": "X"}).status_code == 404
    assert api.eve.post(f"{path}/messages", json={"text": "Hello?"}).status_code == 404


def test_mail_that_points_to_it_finds_nothing_and_no_promise_runs(api):
    ticket, _, row = _deleted(api)
    assert ticket["sla_due_at"] is not None
    assert api.database.read(lambda conn: tickets.living(conn, "acme", [row])) == {}
    assert api.database.read(clockworks.next_due) is None


def test_only_that_ticket_goes(api):
    kept = api.opened(subject="Other")
    _deleted(api)
    assert [item["id"] for item in api.agent.get("/api/v1/tickets").json()["items"]] == [kept["id"]]
