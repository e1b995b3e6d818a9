"""Addresses that get no mail for a while: after hard and soft failures, told once, lifted by hand with who and when."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from functools import partial
from getpass import getuser
from itertools import count

import pytest

from mailgate.cli import run
from mailgate.model.outbound import OutboundKind, OutboxState
from mailgate.store.outbound import suppressions

EVE, ANN = "eve@customer.test", "ann@agents.test"
DAY = timedelta(days=1)
UNDELIVERED, REPLY = OutboundKind.UNDELIVERED, OutboundKind.REPLY


@pytest.fixture
def notice(house):
    """What Ann answers."""
    sent = house.carry(house.mail(f"Eve <{EVE}>", "Printer"), sender=EVE)
    return next(each for each in sent if each.kind is OutboundKind.NEW_TICKET_NOTICE)


@pytest.fixture
def write(house, notice):
    """Ann answers Eve, each time in other words; it waits in the outbox."""
    numbers = count(1)

    def answer() -> None:
        to = str(notice.message["Reply-To"])
        raw = house.mail(f"Ann <{ANN}>", "Re: Printer", f"Try number {next(numbers)}.", to=to)
        house.take(raw, sender=ANN, to=to)
        house.work()

    return answer


@pytest.fixture
def reported(house, write):
    """Ann's answer comes back with a report of that status: what this makes us send."""

    def fail(status: str = "5.2.2"):
        write()
        (reply,) = house.send()
        assert reply.kind is REPLY
        house.take_all([house.report(reply, status=status)])
        house.work()
        return house.send()

    return fail


@pytest.fixture
def refused(house, write):
    """The relay refuses Ann's answer: what this makes us send."""

    def fail(answer: str):
        write()
        (mail,) = house.refuse(answer)
        assert mail.kind is REPLY
        return house.send()

    return fail


def reaches_eve(house, write) -> bool:
    write()
    return REPLY in {mail.kind for mail in house.send()}


def listed(house, *, everything: bool = False):
    read = partial(suppressions.listing, tenant=house.tenant, now=None if everything else house.now)
    return [found for _, found in house.database.read(read)]


@pytest.mark.parametrize("answer", ["550 5.1.1 no such user", "553 5.1.3 bad address", "550 5.2.1 disabled"])
def test_address_that_the_relay_calls_dead_gets_no_other_mail_and_the_agent_is_told_once(house, refused, write, answer):
    (told,) = refused(answer)
    assert (told.kind, told.recipient) == (UNDELIVERED, ANN)
    assert answer in told.text
    assert "No mail goes there until" in told.text
    assert [(found.address, found.reason) for found in listed(house)] == [(EVE, answer)]
    assert not reaches_eve(house, write)
    house.pass_time(DAY)
    assert reaches_eve(house, write)


@pytest.mark.parametrize("answer", ["550 5.7.1 policy", "552 5.2.2 full", "550 no such user", "554 5.0.0 refused"])
def test_other_refusals_of_the_relay_suppress_nothing(house, refused, write, answer):
    (told,) = refused(answer)
    assert told.kind is UNDELIVERED
    assert "No mail goes there until" not in told.text
    assert listed(house) == []
    assert reaches_eve(house, write)


def test_refused_acknowledgement_suppresses_its_address_and_tells_nobody(house):
    house.take(house.mail("Kim <kim@gone.test>", "Printer"), sender="kim@gone.test")
    house.work()
    house.refuse()
    assert "kim@gone.test" in [found.address for found in listed(house)]
    assert house.send() == []


@pytest.mark.parametrize("status", ["5.2.2", "4.2.2", "4.4.1"])
def test_fifth_soft_failure_within_a_week_suppresses_and_each_is_told_once(house, reported, write, status):
    for _ in range(4):
        assert [mail.kind for mail in reported(status)] == [UNDELIVERED]
        assert listed(house) == []
        house.pass_time(DAY)
    (told,) = reported(status)
    assert "No mail goes there until" in told.text
    assert not reaches_eve(house, write)
    house.pass_time(DAY)
    assert reaches_eve(house, write)


def test_soft_failures_of_reports_and_of_the_relay_are_counted_together(house, reported, refused, write):
    for _ in range(2):
        reported()
        refused("given up: 452 4.2.2 mailbox full")
    assert listed(house) == []
    refused("552 5.2.2 mailbox full")
    assert [found.reason for found in listed(house)] == ["5 failures in 7 days, the last: 552 5.2.2 mailbox full"]
    assert not reaches_eve(house, write)


def test_soft_failures_that_are_refused_at_once_are_counted_one_by_one(house, write):
    for _ in range(5):
        write()
    house.refuse("552 5.2.2 mailbox full")
    assert [found.address for found in listed(house)] == [EVE]


def test_soft_failures_over_more_than_a_week_suppress_nothing(house, reported, write):
    for _ in range(6):
        reported()
        house.pass_time(2 * DAY)
    assert reaches_eve(house, write)


def test_term_after_soft_failures_decays_as_after_hard_ones(house, reported, write):
    for _ in range(5):
        reported()
    house.pass_time(DAY)
    for _ in range(5):
        reported()
    house.pass_time(2 * DAY)
    assert not reaches_eve(house, write)
    house.pass_time(DAY)
    assert reaches_eve(house, write)


def test_mail_of_the_person_lifts_it_and_the_list_says_so(house, refused, write):
    refused("550 5.1.1 no such user")
    house.carry(house.mail(f"Eve <{EVE}>", "I am back"), sender=EVE)
    assert listed(house) == []
    (found,) = listed(house, everything=True)
    assert (found.lifted_by, found.lifted_at, found.times) == (EVE, house.now, 0)
    assert reaches_eve(house, write)
    # Whoever was lifted once begins anew.
    refused("550 5.1.1 no such user")
    (found,) = listed(house)
    assert (found.lifted_by, found.lifted_at, found.times, found.until - found.since) == ("", None, 1, DAY)


def _run(house, capsys, *words: str) -> tuple[int, str]:
    """What a command of ``mailgate outbox`` ends with, and what it prints."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        run(["outbox", *words, "--config", str(house.folder / "mailgate.toml")])
    # In a test's own process warnings go where the result goes.
    lines = capsys.readouterr().out.splitlines(keepends=True)
    return ended.value.code or 0, "".join(line for line in lines if "[warning" not in line)


def test_term_is_listed_and_lifted_by_hand_with_who_and_when(house, refused, write, capsys):
    house.now = datetime.now(UTC)
    refused("550 5.1.1 no such user")
    code, told = _run(house, capsys, "suppressed", "--json")
    (found,) = json.loads(told)
    assert (code, found["tenant"], found["address"], found["reason"]) == (0, "acme", EVE, "550 5.1.1 no such user")

    assert _run(house, capsys, "unsuppress", EVE.upper()) == (0, f"lifted {EVE}\n")
    assert json.loads(_run(house, capsys, "suppressed", "--json")[1]) == []
    (found,) = json.loads(_run(house, capsys, "suppressed", "--all", "--json")[1])
    assert (found["lifted_by"], re.match(r"\d{4}-", found["lifted_at"]) is not None) == (getuser(), True)
    assert _run(house, capsys, "unsuppress", EVE)[0] != 0
    house.pass_time(timedelta(minutes=1))
    assert reaches_eve(house, write)
    assert house.rows(OutboxState.SUPPRESSED) == []
