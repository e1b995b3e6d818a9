"""Runs of escalation on their whole road: who is paged when, who takes it, and what nobody takes."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from tests.pipeline.conftest import MINUTE, House, Sent, token_of

from mailgate.model.event import Cause, EventKind
from mailgate.model.oncall import Override
from mailgate.model.outbound import OutboundKind
from mailgate.model.ticket import Ticket
from mailgate.pipeline.escalations.escalating import escalate
from mailgate.pipeline.escalations.rotations import Roster
from mailgate.pipeline.tickets.actions import Actor
from mailgate.store.tickets.ticket_rows import newest

EVE, OLGA, BOB, LEAD = "eve@customer.test", "olga@oncall.test", "bob@oncall.test", "lead@agents.test"
QUICK = """
[[sla]]
key = "quick"
medium = { first_response = "3h" }
warn = ["179m"]
"""
TOP = 'default_sla = "quick"'


def policy(steps: str, key: str = "default", on: str = '["sla.warning"]') -> str:
    return f'[[escalation]]\nkey = "{key}"\non = {on}\nsteps = [\n{steps}\n]\n'


def paging(build, steps: str, more: str = "", **given: str) -> tuple[House, list[Sent]]:
    """A ticket about which the run has just begun: what went to on-call and agents by it."""
    house = build(more=QUICK + policy(steps) + more, **{"top": TOP, **given})
    house.carry(house.mail(f"Eve <{EVE}>", "Down"), sender=EVE)
    return house, after(house, 2 * MINUTE)


def after(house: House, length: timedelta) -> list[Sent]:
    house.pass_time(length)
    house.tick()
    return house.send()


def who(mails: list[Sent]) -> list[tuple[str, str]]:
    return [(mail.recipient.partition("@")[0], mail.kind.value) for mail in mails]


def answer(house: House, page: Sent, words: str = "ack") -> list[Sent]:
    return house.carry(
        house.mail(page.recipient, "Re: page", words, to=token_of(page)), sender=page.recipient, to=token_of(page)
    )


def the_ticket(house: House) -> Ticket:
    read = partial(newest, tenant=house.tenant, status=None, limit=1)
    return house.database.read(read)[0]


TWO = f"""
  {{ after = "0s", notify = ["{OLGA}"], ack_timeout = "30m", repeat = 1 }},
  {{ after = "1h", notify = ["{BOB}"] }},
"""


def test_ack_ends_the_run_and_whoever_was_paged_before_is_told_once(build):
    house, first = paging(build, TWO)
    assert who(first) == [("olga", "sla_warning")]
    assert who(after(house, 30 * MINUTE)) == [("olga", "escalation")]
    (second,) = after(house, 30 * MINUTE)
    assert second.recipient == BOB

    assert who(answer(house, second)) == [("olga", "page_taken")]
    assert who(answer(house, second)) == []


def test_second_to_take_it_is_told_who_was_first(build):
    house, _ = paging(build, TWO)
    (again,) = after(house, 30 * MINUTE)
    (second,) = after(house, 30 * MINUTE)
    answer(house, second)
    (told,) = answer(house, again)

    assert (told.recipient, told.kind) == (OLGA, OutboundKind.PAGE_TAKEN)
    assert BOB in str(told.message["Subject"])


def test_taken_and_forgotten_is_reminded_and_then_goes_on_at_the_same_step(build):
    house, (page,) = paging(build, TWO)
    answer(house, page)
    assert who(after(house, 30 * MINUTE)) == [("olga", "page_reminder")]
    assert who(after(house, 29 * MINUTE)) == []
    assert who(after(house, MINUTE)) == [("olga", "escalation")]
    assert who(after(house, 60 * MINUTE)) == [("bob", "escalation")]


def test_answer_to_the_reminder_keeps_it(build):
    house, (page,) = paging(build, TWO)
    answer(house, page)
    (reminder,) = after(house, 30 * MINUTE)
    answer(house, reminder)
    assert who(after(house, 29 * MINUTE)) == []
    assert who(after(house, MINUTE)) == [("olga", "page_reminder")]


def test_nobody_on_call_takes_the_next_step_at_once_and_tells_the_operator(build):
    night = '[[oncall]]\nkey = "night"\nmembers = ["olga@oncall.test"]\nhours = { mon = ["00:00-01:00"] }\n'
    steps = f'{{ after = "0s", notify = ["oncall:night"] }}, {{ after = "1h", notify = ["{BOB}"] }},'
    _, told = paging(build, steps, night)

    assert sorted(who(told)) == [("ann", "nobody_on_call"), ("bob", "escalation"), ("olga", "nobody_on_call")]


def test_step_that_comes_early_for_nobody_was_there_is_repeated_as_soon_as_ever(build):
    night = '[[oncall]]\nkey = "night"\nmembers = ["olga@oncall.test"]\nhours = { mon = ["00:00-01:00"] }\n'
    more = f'{{ after = "0s", notify = ["oncall:night"] }}, {{ after = "1h", notify = ["{BOB}"],'
    house, _ = paging(build, f'{more} ack_timeout = "10m", repeat = 1 }},', night)

    assert who(after(house, 10 * MINUTE)) == [("bob", "escalation")]


def test_whoever_stands_in_is_paged(build):
    night = '[[oncall]]\nkey = "night"\nmembers = ["olga@oncall.test"]\n'
    steps = '{ after = "5m", notify = ["oncall:night"] },'
    house, _ = paging(build, steps, night)
    override = Override(since=house.now, until=house.now + timedelta(hours=1), person=BOB)
    Roster(tools=house.tools, tenant=house.tenant, key="night").keep([override], by="ann", now=house.now)

    assert who(after(house, 5 * MINUTE)) == [("bob", "escalation")]


def begun(house: House, key: str) -> list[Sent]:
    """What the run of a policy that a person begins sends at once."""
    actor = Actor(tenant=house.tenant, email="ann@agents.test", cause=Cause(kind="cli"))
    escalate(house.tools, actor, the_ticket(house).number, key, now=house.now)
    house.tick()
    return house.send()


def test_steps_until_somebody_takes_it_have_a_hard_cap(build):
    step = f'{{ after = "0s", notify = ["{OLGA}"], ack_timeout = "10m", until_ack = true }},'
    house = build(more=policy(step, "up", "[]"))
    house.carry(house.mail(f"Eve <{EVE}>", "Down"), sender=EVE)
    pages = begun(house, "up")
    for _ in range(40):
        pages += after(house, 10 * MINUTE)
    assert [name for name, _ in who(pages)].count("olga") == 1 + 24


def test_actions_raise_one_priority_a_level_and_never_above_critical(build):
    more = policy(f'{{ after = "0s", notify = ["{OLGA}"], actions = [{{ priority = "+1" }}] }},', "up", "[]")
    house, _ = paging(build, '{ after = "0s", notify = ["team"], actions = [{ priority = "+1" }] },', more)
    assert the_ticket(house).priority == "high"
    assert who(begun(house, "up")) == [("olga", "escalation")]
    assert (the_ticket(house).priority, the_ticket(house).escalation_level) == ("high", 1)


def test_pages_wait_for_the_hours_of_a_step_unless_the_ticket_is_critical(build):
    office = '[[calendar]]\nkey = "office"\nhours = { mon = ["09:00-17:00"] }\n'
    steps = f'{{ after = "0s", notify = ["{OLGA}"], hours = "office" }},'
    house = build(more=policy(steps, "up", "[]") + office)
    house.carry(house.mail(f"Eve <{EVE}>", "Down"), sender=EVE)
    assert begun(house, "up") == []
    # It is a Saturday noon; the office opens on Monday at nine.
    assert "olga" not in dict(who(after(house, timedelta(hours=44, minutes=59))))
    assert "olga" in dict(who(after(house, MINUTE)))

    critical = 'default_sla = "quick"\ndefault_priority = "critical"'
    house = build("other.test", more=QUICK.replace("medium", "critical") + policy(steps) + office, top=critical)
    house.carry(house.mail(f"Eve <{EVE}>", "Down"), sender=EVE)
    assert ("olga", "sla_warning") in who(after(house, 2 * MINUTE))


@pytest.mark.parametrize(("ignores", "pages"), [("", 0), (", ignore_pause = true", 1)])
def test_paused_ticket_freezes_steps_that_do_not_ignore_it(build, ignores, pages):
    rule = '[[rule]]\nname = "wait"\non = ["ticket.created"]\nthen = [{ set_status = "waiting_for_vendor" }, '
    rule += '{ start_escalation = "urgent" }]\n'
    steps = f'{{ after = "1m", notify = ["{OLGA}"]{ignores} }},'
    house = build(more=policy(steps, "urgent", "[]") + rule)
    house.carry(house.mail(f"Eve <{EVE}>", "Down"), sender=EVE)
    house.tick()

    assert len(after(house, 5 * MINUTE)) == pages


def test_rule_begins_a_run_once_however_often_it_applies(build):
    rule = '[[rule]]\nname = "r"\non = ["ticket.created", "message.added"]\nthen = [{ start_escalation = "up" }]\n'
    house = build(more=policy(f'{{ after = "5m", notify = ["{OLGA}"] }},', "up", "[]") + rule)
    (ack, *_) = house.carry(house.mail(f"Eve <{EVE}>", "Down"), sender=EVE)
    house.tick()
    house.carry(house.mail(EVE, "Re: Down", to=token_of(ack)), sender=EVE, to=token_of(ack))
    assert who(after(house, MINUTE)) == []
    assert who(after(house, 5 * MINUTE)) == [("olga", "escalation")]


def test_command_begins_the_escalation_that_it_names(build):
    house = build(more=policy(f'{{ after = "0s", notify = ["{OLGA}"] }},', "up", "[]"))
    sent = house.carry(house.mail(f"Eve <{EVE}>", "Down"), sender=EVE)
    notice = next(mail for mail in sent if mail.kind is OutboundKind.NEW_TICKET_NOTICE)
    (transcript,) = answer(house, notice, "#escalate up")
    assert 'the escalation "up" begins' in transcript.text
    assert who(after(house, MINUTE)) == [("olga", "escalation")]


def test_page_that_the_relay_refuses_moves_the_chain_on(build):
    house = build(more=QUICK + policy(TWO), top=TOP)
    house.carry(house.mail(f"Eve <{EVE}>", "Down"), sender=EVE)
    house.pass_time(2 * MINUTE)
    house.tick()
    house.refuse("554 5.7.1 not today")

    assert ("bob", "escalation") in who(after(house, MINUTE))


def test_pages_of_one_ticket_are_one_conversation(build):
    house, (first,) = paging(build, TWO)
    (second,) = after(house, 30 * MINUTE)
    roots = {str(mail.message["References"]).split()[0] for mail in (first, second)}
    assert len(roots) == 1


SIMPLE = 'default_sla = "simple"\ndefault_priority = "urgent"'
NIGHT = '[[oncall]]\nkey = "night"\nmembers = ["olga@oncall.test"]\n[[agent]]\nemail = "lead@agents.test"\n'
NIGHT += 'name = "Lea"\nrole = "lead"\n'


def test_urgent_ticket_under_simple_is_paged_with_seven_fields_and_an_audit_entry(build):
    house = build(more=NIGHT, top=SIMPLE)
    house.carry(house.mail(f"Eve <{EVE}>", "Database down", "All of it."), sender=EVE)
    house.tick()
    (page,) = house.send()
    ticket = the_ticket(house)

    assert (page.recipient, page.kind) == (OLGA, OutboundKind.URGENT_PAGE)
    url = f"{house.tools.server.public_url}/admin/support/tickets/{ticket.refid}"
    for field in (OLGA, "Database down", ticket.refid, "Eve", "All of it.", url):
        assert field in page.text
    (entry,) = [event for event in house.journal(ticket.number) if event.kind is EventKind.SLA_URGENT_ESCALATION]
    assert entry.details["expected_resolution"] == ticket.sla_due_at.isoformat()


def test_urgent_ticket_without_an_answer_reaches_somebody_again_after_an_hour(build):
    house = build(more=NIGHT, top=SIMPLE)
    house.carry(house.mail(f"Eve <{EVE}>", "Database down"), sender=EVE)
    house.tick()
    house.send()

    assert ("olga", "urgent_page") in who(after(house, 60 * MINUTE))


def test_clock_a_day_ahead_and_a_day_back_takes_every_step_once(build):
    house, told = paging(build, TWO)
    for jump in (timedelta(hours=24), timedelta(hours=-24), timedelta(hours=24), 30 * MINUTE):
        told += after(house, jump)
    assert sorted(who(told)) == [
        ("ann", "sla_breach"),
        ("bob", "escalation"),
        ("olga", "escalation"),
        ("olga", "sla_warning"),
    ]


#: A page at the warning, and the same at the breach two minutes later.
BOTH = f"""
  {{ after = "0s", notify = ["{OLGA}"], ack_timeout = "30m", repeat = 1 }},
  {{ after = "1h", notify = ["{BOB}"] }},
"""


def warned_and_broken(build) -> tuple[House, Sent, Sent]:
    """The page of the warning, and that of the breach."""
    more = QUICK.replace("179m", "2m") + policy(BOTH, on='["sla.warning", "sla.breached"]')
    house = build(more=more, top=TOP)
    house.carry(house.mail(f"Eve <{EVE}>", "Down"), sender=EVE)
    (warned,) = after(house, 178 * MINUTE)
    (broken,) = after(house, 2 * MINUTE)
    assert (warned.kind, broken.kind) == (OutboundKind.SLA_WARNING, OutboundKind.SLA_BREACH)
    return house, warned, broken


def test_what_took_the_warning_too_is_reminded_of_once_and_only_the_breach_goes_on(build):
    house, _, broken = warned_and_broken(build)
    answer(house, broken)
    assert who(after(house, 30 * MINUTE)) == [("olga", "page_reminder")]
    assert who(after(house, 30 * MINUTE)) == [("olga", "escalation")]


def test_breach_ends_the_reminder_of_whoever_took_its_warning(build):
    more = QUICK.replace("179m", "2m") + policy(BOTH, on='["sla.warning", "sla.breached"]')
    house = build(more=more, top=TOP)
    house.carry(house.mail(f"Eve <{EVE}>", "Down"), sender=EVE)
    (warned,) = after(house, 178 * MINUTE)
    answer(house, warned)
    assert who(after(house, 2 * MINUTE)) == [("olga", "sla_breach")]
    assert who(after(house, 28 * MINUTE)) == []
    assert who(after(house, 2 * MINUTE)) == [("olga", "escalation")]


def test_page_about_another_promise_can_be_taken_though_somebody_has_the_first(build):
    promises = """
[[sla]]
key = "quick"
medium = { first_response = "3h", resolution = "5h" }
warn = ["179m"]
"""
    night = '[[oncall]]\nkey = "night"\nmembers = ["olga@oncall.test"]\n'
    house = build(more=promises + policy('{ after = "0s", notify = ["oncall:night"] },') + night, top=TOP)
    house.carry(house.mail(f"Eve <{EVE}>", "Down"), sender=EVE)
    (first,) = after(house, 2 * MINUTE)
    answer(house, first)
    override = Override(since=house.now, until=house.now + timedelta(days=1), person=BOB)
    Roster(tools=house.tools, tenant=house.tenant, key="night").keep([override], by="ann", now=house.now)
    (second,) = after(house, 120 * MINUTE)
    assert second.recipient == BOB

    assert who(answer(house, second)) == []
    assert house.journal(the_ticket(house).number)[-1].actor == BOB


def test_runs_of_two_promises_that_were_taken_together_are_reminded_of_once(build):
    steps = f'{{ after = "0s", notify = ["{OLGA}"], ack_timeout = "30m" }},'
    more = QUICK.replace('"3h"', '"3h", resolution = "3h"') + policy(steps)
    house = build(more=more, top=TOP)
    house.carry(house.mail(f"Eve <{EVE}>", "Down"), sender=EVE)
    pages = after(house, 2 * MINUTE)
    assert len(pages) == 2
    answer(house, pages[0])
    assert who(after(house, 30 * MINUTE)) == [("olga", "page_reminder")]


def test_page_that_somebody_asked_for_speaks_of_no_promise_that_breaks(build):
    house = build(more=policy(f'{{ after = "0s", notify = ["{OLGA}"] }},', "up", "[]"))
    house.carry(house.mail(f"Eve <{EVE}>", "Down"), sender=EVE)
    (page,) = begun(house, "up")

    assert "A colleague asked for this." in page.text
    assert "promise" not in page.text
