"""What surrounds every request: tokens, rates, sizes, failures, probes and metrics."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

from mailgate.api.edge import BODY_LIMIT
from mailgate.store.people import tokens


def test_a_token_that_is_revoked_is_refused_at_the_next_request(api):
    text = api.token("agent", "ann@acme.test", "acme")
    client = api.client(text)
    assert client.get("/api/v1/tickets").status_code == 200
    prefix = text[: tokens.PREFIX_LENGTH]
    api.database.write(lambda conn: tokens.revoke(conn, "acme", prefix, datetime.now(UTC)))
    assert client.get("/api/v1/tickets").status_code == 401


def test_the_use_of_a_token_is_noted_once_in_a_while(api):
    text = api.token("agent", "ann@acme.test", "acme")
    client = api.client(text)
    client.get("/api/v1/tickets")
    # A write that follows in the same writer proves that the one before is done.
    api.database.write(lambda conn: None)
    first = api.database.read(lambda conn: tokens.find_by_hash(conn, tokens.hash_of(text))).last_used_at
    client.get("/api/v1/tickets")
    api.database.write(lambda conn: None)
    second = api.database.read(lambda conn: tokens.find_by_hash(conn, tokens.hash_of(text))).last_used_at
    assert first is not None
    assert first == second


def test_over_its_rate_a_token_is_told_when_to_come_again(hurried_api):
    api = hurried_api
    answers = [api.agent.get("/api/v1/tickets") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["x-ratelimit-remaining"] for answer in answers] == ["2", "1", "0", "0"]
    last = answers[-1]
    assert last.headers["retry-after"] == last.headers["x-ratelimit-reset"]
    assert (last.json()["code"], last.json()["retry_after"]) == ("rate.exceeded", int(last.headers["retry-after"]))
    assert api.eve.get("/api/v1/tickets").status_code == 200
    assert api.nobody.get("/healthz").status_code == api.nobody.get("/metrics").status_code == 200


def test_a_body_over_the_limit_is_refused_announced_or_not(api):
    large = b'{"text": "' + b"x" * BODY_LIMIT + b'"}'
    for content in (large, (large[start : start + 65536] for start in range(0, len(large), 65536))):
        answer = api.agent.post("/api/v1/tickets", content=content, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")


def test_broken_json_is_a_bad_request(api):
    for content in (b"{", b"[" * 50_000, b"\xff"):
        answer = api.agent.post("/api/v1/tickets", content=content, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (400, "request.malformed")


def test_odd_references_are_simply_not_there(api):
    for ref in ("%00", "%FF", "sup_", "'; DROP TABLE ticket", "9" * 4000, "%2e%2e"):
        answer = api.agent.get(f"/api/v1/tickets/{ref}/messages")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_an_unknown_path_and_a_wrong_method_are_problems_too(api):
    for method, path, status in (("GET", "/api/v1/nothing", 404), ("DELETE", "/api/v1/tickets", 405)):
        answer = api.nobody.request(method, path)
        assert (answer.status_code, answer.json()["status"]) == (status, status)
        assert answer.headers["content-type"] == "application/problem+json"


def test_our_own_fault_shows_an_id_and_nothing_else(api, monkeypatch):
    def fails(*_args, **_given):
        raise ZeroDivisionError("a secret of the house")

    monkeypatch.setattr("mailgate.api.tickets.list_tickets", fails)
    answer = api.agent.get("/api/v1/tickets")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.json()["incident"]
    assert "secret" not in answer.text
    assert "Zero" not in answer.text


def test_a_store_that_is_away_is_said_so(api, monkeypatch):
    from mailgate.errors import StoreUnavailable

    def fails(*_args, **_given):
        raise StoreUnavailable("host db.internal refused")

    monkeypatch.setattr("mailgate.api.tickets.list_tickets", fails)
    answer = api.agent.get("/api/v1/tickets")
    assert (answer.status_code, answer.json()["code"]) == (503, "store.unavailable")
    assert int(answer.headers["retry-after"]) == answer.json()["retry_after"] > 0
    assert "db.internal" not in answer.text


def test_readiness_names_each_part(api):
    assert api.nobody.get("/readyz").status_code == 200
    api.health.report = dataclasses.replace(api.health.report, workers=False)
    answer = api.nobody.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"listeners": True, "store": True, "workers": False})


def test_metrics_count_requests_by_route_and_show_queues(api):
    ticket = api.opened()
    api.agent.get(f"/api/v1/tickets/{ticket['id']}")
    api.agent.get("/no/such/path")
    text = api.nobody.get("/metrics").text
    assert 'mailgate_http_requests_total{code="200",method="GET",route="/api/v1/tickets/{ref}"} 1.0' in text
    assert 'mailgate_http_requests_total{code="404",method="GET",route="unmatched"} 1.0' in text
    assert 'mailgate_outbox_mails{state="pending"} 2.0' in text
    assert 'mailgate_inbox_mails{state="held"} 0.0' in text
    assert 'mailgate_up{part="workers"} 1.0' in text
    assert "mailgate_build_info{" in text


def test_the_description_of_the_api_is_open(api):
    paths = api.nobody.get("/openapi.json").json()["paths"]
    assert "/api/v1/tickets/{ref}/messages" in paths
    assert api.nobody.get("/docs").status_code == 200


def test_an_id_that_no_row_can_have_is_refused(api):
    found = api.agent.post(f"/api/v1/approvals/{2**63}", json={"approve": True})
    assert (found.status_code, found.json()["code"]) == (422, "request.invalid")
