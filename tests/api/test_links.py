"""Links in mails: looking never acts, the form does, and a forged, foreign or old link does nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from mailgate.api.application import application
from mailgate.model.approval import ApprovalTerms
from mailgate.model.event import Cause
from mailgate.pipeline.approvals.answers import request
from mailgate.pipeline.approvals.approving import approve_due
from mailgate.pipeline.escalations.due import fire_due
from mailgate.pipeline.escalations.escalating import escalate
from mailgate.pipeline.tickets.actions import Actor
from mailgate.store.tables import metadata
from mailgate.store.tables.queues import outbox, outbox_mail
from mailgate.thread.link_token import LinkPurpose, read_link, sign_link

#: Whatever may be recorded of a look itself.
OWN_AFFAIRS = {"api_token", "node"}


def now() -> datetime:
    return datetime.now(UTC)


def everything(api) -> dict:
    """All rows of all tables."""

    def read(conn):
        tables = [table for table in metadata.sorted_tables if table.name not in OWN_AFFAIRS]
        return {table.name: sorted(map(repr, conn.execute(select(table)))) for table in tables}

    return api.database.read(read)


@pytest.fixture
def links(api) -> dict[LinkPurpose, str]:
    """A link of each purpose, as it stands in a mail."""
    number, actor = api.opened()["number"], Actor(tenant="acme", email="ann@acme.test", cause=Cause(kind="cli"))
    escalate(api.tools, actor, number, "", now=now())
    request(api.tools, actor, number, ApprovalTerms(what="Refund?", approvers=("bob@acme.test",)), now=now())
    fire_due(api.tools, clock=now)
    fire_due(api.tools, clock=now)
    approve_due(api.tools, clock=now)
    rows = api.database.read(lambda conn: conn.execute(select(outbox_mail.c.raw).join(outbox)).scalars().all())
    # Soft line breaks of quoted-printable, and its equals signs.
    text = "".join(raw.decode().replace("=\r\n", "").replace("=\n", "") for raw in rows)
    found = {}
    for token in re.findall(r"/l/([\w.-]+)", text):
        link = read_link(api.tools.keys, token)
        if link is not None:
            found[link.purpose] = token
    assert found.keys() == set(LinkPurpose)
    return found


def test_looking_at_a_link_never_acts(api, links):
    before = everything(api)
    for token in links.values():
        for _ in range(3):
            assert api.nobody.get(f"/l/{token}").status_code == 200
            assert api.nobody.request("HEAD", f"/l/{token}").status_code == 200
            api.nobody.request("OPTIONS", f"/l/{token}")
            api.nobody.get(f"/l/{token}?word=approve&score=5")
    assert everything(api) == before


def test_every_page_for_people_acts_on_post_only():
    served = application.__globals__
    routers = [served[name].router for name in ("link_pages", "survey_pages")]
    for router in routers:
        reading = [route for route in router.routes if route.methods & {"GET", "HEAD"}]
        assert reading
        for route in reading:
            assert not route.methods & {"POST", "PUT", "PATCH", "DELETE"}


def test_form_takes_the_page_once(api, links):
    assert "It is yours" in api.nobody.post(f"/l/{links[LinkPurpose.ACK]}").text
    kinds = [row.kind for row in api.database.read(lambda conn: conn.execute(select(outbox)).all())]
    assert "escalation" in kinds or "sla_breach" in kinds


def test_form_decides_once(api, links):
    path = f"/l/{links[LinkPurpose.DECIDE]}"
    assert api.nobody.post(path, data={"word": "maybe"}).status_code == 422
    assert api.nobody.post(path, data={"word": "reject", "reason": "no <b>"}).status_code == 200
    assert api.nobody.post(path, data={"word": "approve"}).status_code == 410
    assert api.nobody.get(path).status_code == 410


@pytest.mark.parametrize("purpose", LinkPurpose)
def test_link_that_is_forged_or_old_does_nothing(api, links, purpose):
    token = links[purpose]
    link = read_link(api.tools.keys, token)
    assert link is not None
    old = sign_link(api.tools.keys, replace(link, expires_at=now() - timedelta(seconds=1)))
    payload, _, mac = token.partition(".")
    before = everything(api)
    for forged in (f"{payload[:-2]}AA.{mac}", f"{payload}.{mac[:-4]}AAAA", payload, "x.y", "." * 50, "a" * 3000):
        assert api.nobody.post(f"/l/{forged}", data={"word": "approve"}).status_code == 404
    assert api.nobody.post(f"/l/{old}", data={"word": "approve"}).status_code == 410
    assert everything(api) == before


def test_link_of_one_purpose_is_worthless_for_another(api, links):
    before = everything(api)
    answer = api.nobody.post(f"/l/{links[LinkPurpose.ACK]}", data={"word": "approve"})
    assert answer.status_code in (200, 410)
    assert everything(api)["approval"] == before["approval"]


def test_escalation_and_approval_by_the_api(api):
    ticket = api.opened()
    path = f"/api/v1/tickets/{ticket['id']}"
    assert api.agent.post(f"{path}/ack").json()["code"] == "page.nothing_to_take"
    assert api.agent.post(f"{path}/escalate", json={"policy": "gone"}).status_code == 422
    assert api.agent.post(f"{path}/escalate").status_code == 200
    fire_due(api.tools, clock=now)
    fire_due(api.tools, clock=now)
    assert api.agent.post(f"{path}/ack").status_code == 200
    made = api.agent.post(f"{path}/approvals", json={"what": "Refund?", "approvers": ["bob@acme.test"]})
    assert made.status_code == 201
    approve_due(api.tools, clock=now)
    waiting = api.agent.get("/api/v1/approvals", params={"approver": "bob@acme.test"}).json()
    assert [(each["ticket"], each["state"]) for each in waiting["items"]] == [(ticket["number"], "pending")]
    assert api.agent.get("/api/v1/approvals", params={"approver": "ann@acme.test"}).json()["total"] == 0
    assert api.eve.get("/api/v1/approvals").status_code == 403
    own = api.agent.post(f"/api/v1/approvals/{made.json()['id']}", json={"approve": True})
    assert own.json()["code"] == "approval.not_asked"
    bob = api.as_("agent", "bob@acme.test")
    assert bob.post(f"/api/v1/approvals/{made.json()['id']}", json={"approve": True}).json()["state"] == "approved"
    assert api.agent.get(f"{path}/approvals").json()["items"][0]["voices"][0]["way"] == "api"
    assert api.agent.get("/api/v1/approvals").json()["total"] == 0
    assert api.agent.get("/api/v1/approvals", params={"state": "all"}).json()["total"] == 1
    assert api.agent.get("/api/v1/oncall").json() == {"items": []}
