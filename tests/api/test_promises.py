"""What agents are told of a ticket's promises."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from mailgate.api.promise_shapes import promises_shape
from mailgate.pipeline.promises.explaining import explained


def test_agent_sees_every_promise_taken_apart(api):
    number = api.opened(priority="urgent")["number"]

    told = api.agent.get(f"/api/v1/tickets/{number}/sla").json()

    assert (told["ticket"], told["sla_breach"]) == (number, False)
    assert [(it["metric"], it["state"], it["goal_s"]) for it in told["promises"]] == [
        ("first_response", "running", 3_600),
        ("resolution", "running", 8 * 3_600),
    ]
    assert told["sla_due_at"] == told["promises"][1]["due_at"]
    assert told["next_due_at"] == told["promises"][0]["due_at"]
    for promise in told["promises"]:
        assert sum(part["length_s"] for part in promise["segments"]) == promise["goal_s"]
        assert [alarm["trigger"] for alarm in promise["alarms"]] == ["warning", "breach"]


def test_answer_is_the_same_as_on_the_command_line(api):
    number = api.opened()["number"]
    # What is over looks the same at any time.
    api.agent.post(f"/api/v1/tickets/{number}/resolve")
    answer = api.agent.get(f"/api/v1/tickets/{number}/sla/explain").json()

    desk = api.tools.desk("acme")
    found = api.database.read(lambda conn: explained(conn, desk, number, datetime.now(UTC)))
    assert answer == json.loads(json.dumps(promises_shape(found)))
    assert answer == api.agent.get(f"/api/v1/tickets/{number}/sla").json()


def test_answer_keeps_the_first_promise_and_a_wait_lets_the_other_stand(api):
    number = api.opened()["number"]
    api.agent.post(f"/api/v1/tickets/{number}/messages", json={"text": "Which one?"})
    api.agent.patch(f"/api/v1/tickets/{number}", json={"status": "waiting_for_customer"})

    first, resolution = api.agent.get(f"/api/v1/tickets/{number}/sla").json()["promises"]
    assert (first["state"], resolution["state"], resolution["due_at"]) == ("met", "paused", None)
    assert [(pause["cause"], pause["until"]) for pause in resolution["pauses"]] == [("waiting_for_customer", None)]
