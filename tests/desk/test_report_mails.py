"""Reports that people are mailed: who gets which, what stands in them, and the picture that goes with it."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from tests.rig.desk import ANN, BOB, TENANT

from mailgate.model.job import JOBS, SlotState
from mailgate.model.ticket import Status
from mailgate.pipeline.agents.turn import Words
from mailgate.pipeline.escalations.due import fire_due
from mailgate.pipeline.jobs.running import plan_jobs, run_due_jobs, run_now
from mailgate.pipeline.tickets.actions import assign, move, reply_to
from mailgate.store.clock import jobs
from mailgate.store.outbound import outbox

HOUR = timedelta(hours=1)
BOSS = "boss@acme.test"


class Office:
    """A desk with some history: a broken promise, a kept one, and two customers who wait."""

    def __init__(self, desk) -> None:
        self.desk = desk
        self.rule(to=(BOSS,))
        for name in ("kim", "lea", "max"):
            desk.receive(f"{name}@client.test", f"Help {name}.", subject=f"Matter of {name}")
        self.max, self.lea, self.kim = (ticket.number for ticket in desk.tickets())
        assign(desk.tools, desk.actor(), self.kim, agent=ANN, team=None, now=desk.now)
        desk.now += HOUR / 2
        reply_to(desk.tools, desk.actor(BOB), self.max, Words(text="Fixed."), now=desk.now)
        move(desk.tools, desk.actor(BOB), self.max, Status.RESOLVED, now=desk.now)
        desk.now += 5 * HOUR
        fire_due(desk.tools, clock=lambda: desk.now)
        desk.sent()

    def rule(self, **fields) -> None:
        changed = self.desk.tools.desk(TENANT)
        its = tuple(replace(job, **fields) for job in JOBS)
        self.desk.use(replace(self.desk.tools, desks={TENANT: replace(changed, jobs=its)}))

    def run(self, name: str, after: timedelta = timedelta()):
        self.desk.now += after
        desk = self.desk.tools.desk(TENANT)
        outcome = run_now(self.desk.tools, desk, desk.job(name), now=self.desk.now)
        assert outcome.state is SlotState.DONE, outcome.detail
        return self.desk.sent()


@pytest.fixture
def office(desk):
    return Office(desk)


def _html(mail) -> str:
    part = next(part for part in mail.message.walk() if part.get_content_type() == "text/html")
    return part.get_payload(decode=True).decode()


def _picture(mail) -> bytes:
    (part,) = [part for part in mail.message.walk() if part.get_content_type() == "image/png"]
    assert f'src="cid:{part["Content-ID"].strip("<>")}"' in _html(mail)
    return part.get_payload(decode=True)


def _pixels(png: bytes) -> tuple[int, int, set[int]]:
    """Width, height and the colours used; fails where a chunk is damaged."""
    at, content = 8, b""
    while at < len(png):
        size, name = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + size]
        assert struct.unpack(">I", png[at + 8 + size : at + 12 + size])[0] == zlib.crc32(name + body)
        if name == b"IHDR":
            width, height = struct.unpack(">II", body[:8])
        content += body if name == b"IDAT" else b""
        at += 12 + size
    lines = zlib.decompress(content)
    assert len(lines) == height * (width + 1)
    rows = [lines[at + 1 : at + 1 + width] for at in range(0, len(lines), width + 1)]
    return width, height, {pixel for row in rows for pixel in row}


def test_the_morning_report_tells_what_was_kept_and_what_is_overdue(office):
    office.run("statistics", HOUR)
    (mail,) = office.run("sla_report", timedelta(days=1))
    assert (mail.kind, mail.recipient, mail["Auto-Submitted"]) == ("sla_report", BOSS, "auto-generated")
    assert "% of promises kept" in mail["Subject"]
    for body in (mail.text, _html(mail)):
        assert "Matter of lea" in body
        assert "Longest overdue" in body
        assert "first response" in body
    assert "3 new, 1 resolved" in mail.text
    assert _pixels(_picture(mail)) == (1120, 240, {0, 1, 2, 3})


def test_the_league_table_begins_with_who_resolved_most(office):
    office.desk.tools.desk(TENANT)
    assign(office.desk.tools, office.desk.actor(), office.max, agent=BOB, team=None, now=office.desk.now)
    (mail,) = office.run("agent_summary", timedelta(days=1))
    assert (mail.kind, mail.recipient) == ("agent_summary", BOSS)
    assert "1st Bob: 1 resolved, 1 answered" in mail.text
    assert mail.text.index("Bob") < mail.text.index("Ann")
    assert _html(mail).index(">Bob<") < _html(mail).index(">Ann<")


def test_each_agent_is_told_of_the_own_tickets_and_of_what_is_nobodys(office):
    by_recipient = {mail.recipient: mail for mail in office.run("pending_response")}
    assert set(by_recipient) == {ANN, BOB}
    ann, bob = by_recipient[ANN].text, by_recipient[BOB].text
    assert "Waiting for you:" in ann
    assert "Matter of kim" in ann.partition("anybody in your team")[0]
    assert "Matter of lea" in ann.partition("anybody in your team")[2]
    assert "Matter of kim" not in bob
    assert "Matter of lea" in bob
    assert "Matter of max" not in ann + bob


def test_nobody_is_told_where_nobody_waits(office):
    for number in (office.kim, office.lea):
        reply_to(office.desk.tools, office.desk.actor(), number, Words(text="Soon."), now=office.desk.now)
    office.desk.sent()
    assert office.run("pending_response", 4 * HOUR) == []


def test_whoever_wrote_a_moment_ago_is_not_told_of(desk):
    desk.receive("kim@client.test", "Help")
    desk.sent()
    its = desk.tools.desk(TENANT)
    run_now(desk.tools, its, its.job("pending_response"), now=desk.now + HOUR / 2)
    assert desk.sent() == []


def test_without_an_address_leads_and_admins_get_the_reports_and_without_them_nobody(office):
    office.rule(to=())
    assert office.run("sla_report", timedelta(days=1)) == []
    its = office.desk.tools.desk(TENANT)
    lead = tuple(replace(agent, role="lead") if agent.email == ANN else agent for agent in its.agents)
    office.desk.use(replace(office.desk.tools, desks={TENANT: replace(its, agents=lead)}))
    assert [mail.recipient for mail in office.run("sla_report", HOUR)] == [ANN]


def test_a_report_of_one_slot_goes_out_once_and_with_the_slot(office):
    desk = office.desk
    plan_jobs(desk.tools, now=desk.now)
    desk.now = desk.tools.database.read(
        lambda conn: {it.name: it.next_at for it in jobs.of_tenant(conn, TENANT)}["sla_report"]
    )
    for _ in range(3):
        run_due_jobs(desk.tools, clock=lambda: desk.now)
    reports = [mail for mail in desk.sent() if mail.kind == "sla_report"]
    assert len(reports) == 1
    read = partial(outbox.listing, tenant=TENANT, states=tuple(outbox.OutboxState), limit=99, offset=0)
    (cause,) = {row.cause for row in desk.tools.database.read(read) if row.kind == "sla_report"}
    assert cause == f"job:sla_report:{desk.now:%Y%m%dT%H%M%SZ}:sla_report"


def test_a_desk_without_anything_has_no_report_to_read(desk):
    its = replace(desk.tools.desk(TENANT), jobs=tuple(replace(job, to=(BOSS,)) for job in JOBS))
    outcome = run_now(desk.tools, its, its.job("sla_report"), now=datetime(2026, 11, 21, 6).astimezone())
    assert (outcome.detail, desk.sent()) == ("nothing to tell of", [])


def test_agent_who_is_named_by_two_addresses_gets_one_report_and_the_job_goes_on(office):
    tools = office.desk.tools
    desk = tools.desk(TENANT)
    agents = tuple(
        replace(agent, aliases=("anna@agents.test",)) if agent.email == ANN else agent for agent in desk.agents
    )
    office.desk.use(replace(tools, desks={TENANT: replace(desk, agents=agents)}))
    office.rule(to=(ANN, "anna@agents.test", BOSS))

    told = office.run("sla_report", after=24 * HOUR)

    assert sorted(mail.recipient for mail in told) == [ANN, BOSS]
