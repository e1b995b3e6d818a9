"""Held mail over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailgate.api import documented
from mailgate.model.envelope import Channel, Envelope, InboxKeys, NewMail
from mailgate.pipeline.inbound.batch import BatchWorker
from mailgate.store.inbound import inbox

HELD = """\
From: kim@client.test, eve@client.test
To: support@acme.test
Subject: Doubt {}
Message-ID: <{}@client.test>

Let me in.
"""


@pytest.fixture
def work(api):
    """Takes mails in and works the inbox until it is empty."""
    worker = BatchWorker(tools=api.tools, node="node", name="worker")

    def run(*subjects, tenant="acme"):
        rows = api.tools.rows(len(subjects))
        for row, subject in zip(rows, subjects, strict=True):
            envelope = Envelope(
                mail_from="kim@client.test", recipients=(f"support@{tenant}.test",), channel=Channel.SMTP
            )
            raw = HELD.format(subject, f"{tenant}{row}").encode()
            mail = NewMail(tenant=tenant, envelope=envelope, raw=raw, received_at=datetime.now(UTC), keys=InboxKeys())
            api.database.write(lambda conn, row=row, mail=mail: inbox.insert(conn, row, mail))
        while worker.step(lambda: datetime.now(UTC) + timedelta(seconds=1)).claimed:
            pass
        return rows

    return run


def test_held_mail_is_listed_with_its_reason_to_agents_of_its_tenant(api, work):
    first, second = work("one", "two")
    listed = api.agent.get("/api/v1/held").json()
    assert [item["id"] for item in listed["items"]] == [first, second]
    assert listed["total"] == 2
    item = listed["items"][0]
    assert item.keys() == documented.HeldMail.model_fields.keys()
    documented.HeldMail.model_validate(item)
    assert (item["reason"], item["author"], item["subject"]) == ("held.failed_sender", "kim@client.test", "Doubt one")
    assert api.as_("agent", "ann@other.test", "other").get("/api/v1/held").json()["items"] == []
    assert api.eve.get("/api/v1/held").status_code == 403
    assert api.agent.get("/api/v1/held?limit=1&page=2").json()["items"][0]["id"] == second


def test_a_word_is_said_once_and_the_second_is_told_by_whom(api, work):
    (row,) = work("one")
    said = api.agent.post(f"/api/v1/held/{row}/release", json={"as": "new"})
    assert (said.status_code, said.json()["word"], said.json()["word_by"]) == (200, "new", "ann@acme.test")
    again = api.as_("agent", "bob@acme.test").post(f"/api/v1/held/{row}/release", json={"as": "spam"})
    assert (again.status_code, again.json()["code"]) == (409, "answer.decided_before")
    assert "ann@acme.test said new" in again.json()["error"]
    work()
    assert [ticket["subject"] for ticket in api.agent.get("/api/v1/tickets").json()["items"]] == ["Doubt one"]


def test_another_tenants_mail_and_a_customer_s_word_do_nothing(api, work):
    (row,) = work("one")
    stranger = api.as_("agent", "ann@other.test", "other")
    assert stranger.post(f"/api/v1/held/{row}/release", json={"as": "new"}).status_code == 404
    assert api.eve.post(f"/api/v1/held/{row}/release", json={"as": "new"}).status_code == 403
    assert api.agent.post(f"/api/v1/held/{row}/release", json={"as": "delete"}).status_code == 422
    assert api.agent.post("/api/v1/held/999999/release", json={"as": "new"}).status_code == 404
    assert api.agent.get("/api/v1/held").json()["total"] == 1


def test_what_is_put_away_as_spam_is_no_ticket(api, work):
    (row,) = work("one")
    assert api.agent.post(f"/api/v1/held/{row}/release", json={"as": "spam"}).json()["state"] == "discarded"
    work()
    assert api.agent.get("/api/v1/tickets").json()["items"] == []
    assert api.agent.get("/api/v1/held").json()["items"] == []
