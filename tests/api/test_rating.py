"""Customers rate what became of their tickets."""

from __future__ import annotations

import pytest


@pytest.fixture
def settled(api):
    """The path of a resolved ticket of Eve's."""
    path = f"/api/v1/tickets/{api.opened()['id']}"
    api.agent.patch(path, json={"status": "in_progress"})
    assert api.agent.post(f"{path}/resolve").status_code == 200
    return path


def test_the_last_rating_counts_and_each_is_in_the_journal(api, settled):
    for score in (2, 5):
        answer = api.eve.post(f"{settled}/rate", json={"score": score, "comment": "Slow, then good"})
        assert (answer.status_code, answer.json()["csat_score"]) == (200, score)
    journal = api.agent.get(f"{settled}/activity").json()["items"]
    rated = [event["details"] for event in journal if event["kind"] == "ticket.rated"]
    assert [(each["score"], each["before"]) for each in rated] == [(5, 2), (2, None)]
    assert rated[0]["comment"] == "Slow, then good"


@pytest.mark.parametrize("score", [0, 6, 4.5, "5", None, True])
def test_a_score_is_a_whole_number_from_1_to_5(api, settled, score):
    assert api.eve.post(f"{settled}/rate", json={"score": score}).status_code == 422


def test_what_is_not_settled_cannot_be_rated(api):
    path = f"/api/v1/tickets/{api.opened()['id']}"
    answer = api.eve.post(f"{path}/rate", json={"score": 5})
    assert (answer.status_code, answer.json()["code"]) == (409, "rating.too_early")


def test_only_the_tickets_customer_rates_it(api, settled):
    assert api.agent.post(f"{settled}/rate", json={"score": 5}).status_code == 403
    assert api.as_("customer", "bob@example.org").post(f"{settled}/rate", json={"score": 1}).status_code == 404


def test_cancelled_is_done_with_and_no_promise_runs(api):
    path = f"/api/v1/tickets/{api.opened()['id']}"
    ticket = api.agent.post(f"{path}/cancel").json()
    assert (ticket["status"], ticket["sla_due_at"]) == ("cancelled", None)
    assert api.eve.get(path).json()["status"] == "closed"
