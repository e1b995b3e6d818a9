"""The page behind the link of a survey: looking changes nothing, sending the form does."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from mailgate.model.match import Purpose
from mailgate.pipeline.customers.surveying import send_surveys
from mailgate.store.outbound import outbox
from mailgate.thread.reply_token import sign


@pytest.fixture
def link(api):
    """The link in the survey about Eve's closed ticket, and the ticket's path."""
    path = f"/api/v1/tickets/{api.opened()['id']}"
    assert api.agent.post(f"{path}/close").status_code == 200
    tomorrow = datetime.now(UTC) + timedelta(days=1, minutes=1)
    assert send_surveys(api.tools, clock=lambda: tomorrow) == 1
    found = api.database.read(
        lambda conn: outbox.listing(conn, tenant="acme", states=(outbox.OutboxState.PENDING,), limit=50, offset=0)
    )
    survey = next(row for row in found if row.kind == "survey")
    raw = api.database.read(lambda conn: outbox.raw(conn, survey.id)).decode().replace("=\r\n", "")
    return re.search(r"/rate/acme/s-[a-z2-7]+", raw)[0], path


def test_looking_stores_nothing_and_shows_the_chosen_score(api, link):
    page, path = link
    answer = api.nobody.get(f"{page}?score=4")
    assert answer.status_code == 200
    assert 'value="4" required checked' in answer.text
    assert answer.text.count("checked") == 1
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert api.agent.get(path).json()["csat_score"] is None


def test_sending_the_form_rates_the_ticket(api, link):
    page, path = link
    assert api.nobody.post(page, data={"score": "4", "comment": "Quick"}).status_code == 200
    assert api.agent.get(path).json()["csat_score"] == 4
    journal = api.agent.get(f"{path}/activity").json()["items"]
    details = next(event["details"] for event in journal if event["kind"] == "ticket.rated")
    assert (details["score"], details["comment"]) == (4, "Quick")


@pytest.mark.parametrize("form", [{}, {"score": "0"}, {"score": "6"}, {"score": "4.5"}, {"comment": "only"}], ids=str)
def test_a_form_without_a_score_is_turned_back(api, link, form):
    page, path = link
    assert api.nobody.post(page, data=form).status_code == 422
    assert api.agent.get(path).json()["csat_score"] is None


def test_a_link_that_is_not_ours_leads_nowhere(api, link):
    page, _ = link
    other = sign(api.tools.keys, "acme", purpose=Purpose.CUSTOMER, subject_id=1, holder=1)
    for wrong in (page[:-1], page.replace("acme", "other"), f"/rate/acme/{other}", "/rate/acme/x", "/rate/nobody/x"):
        assert (api.nobody.get(wrong).status_code, api.nobody.post(wrong, data={"score": "1"}).status_code) == (
            404,
            404,
        )


def test_a_reopened_matter_is_not_rated(api, link):
    page, path = link
    api.agent.post(f"{path}/reopen")
    assert (api.nobody.get(page).status_code, api.nobody.post(page, data={"score": "1"}).status_code) == (410, 410)


def test_the_page_is_no_part_of_the_apis_description(api):
    assert not [path for path in api.nobody.get("/openapi.json").json()["paths"] if path.startswith("/rate")]
