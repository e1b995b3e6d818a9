"""``/openapi.json`` says what is true."""

from __future__ import annotations

import pytest

from mailgate.api import documented, documented_promises


@pytest.mark.parametrize("who", ["agent", "eve"])
def test_answers_are_as_documented(api, who):
    path, client = f"/api/v1/tickets/{api.opened()['id']}", getattr(api, who)
    answers = [
        (client.get(path).json(), documented.Ticket),
        (client.get(f"{path}/messages").json()["items"][0], documented.Message),
        (client.get("/api/v1/tickets").json(), documented.PageOf[documented.Ticket]),
    ]
    if who == "agent":
        answers.append((client.post(f"{path}/messages", json={"text": "Yes."}).json(), documented.Said))
        answers.append((client.get(f"{path}/sla").json(), documented_promises.Promises))
        answers.append((client.get(f"{path}/sla").json()["promises"][0], documented_promises.Promise))
        answers.append((client.get(f"{path}/activity").json()["items"][0], documented.Event))
    for answer, model in answers:
        model.model_validate(answer)
        required = {name for name, field in model.model_fields.items() if field.is_required()}
        assert required <= answer.keys() <= model.model_fields.keys()


def test_a_problem_is_as_documented(api):
    path = f"/api/v1/tickets/{api.opened()['id']}"
    api.agent.post(f"{path}/close")
    problem = api.agent.patch(path, json={"status": "triaged"}).json()
    documented.Problem.model_validate(problem)
    assert {"allowed", "from", "to"} <= problem.keys()


def test_every_route_documents_its_problems_and_its_success(api):
    description = api.nobody.get("/openapi.json").json()
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            if path.startswith("/api/"):
                assert {"401", "404", "422", "429"} <= operation["responses"].keys(), (method, path)
                assert operation["responses"].keys() & {"200", "201", "204"}
                assert operation["security"] == [{"HTTPBearer": []}]
