"""An agent's other addresses: mail from them is the agent's, and no customer ever sees one."""

from __future__ import annotations

import re

import pytest

from mailgate.model.outbound import OutboundKind
from mailgate.store.tickets.ticket_rows import newest

EVE, ANN, HOME, PHONE = "eve@customer.test", "ann@agents.test", "ann@home.test", "annie@phone.test"
NOTICE, REPLY = OutboundKind.NEW_TICKET_NOTICE, OutboundKind.REPLY


@pytest.fixture
def aliased(build):
    """Ann writes from three addresses, and must be verified."""
    return build(
        more=f'aliases = ["{HOME}", "{PHONE}"]',
        server='[limits]\nacks_per_unverified = "off"',
    )


@pytest.fixture
def notice(aliased):
    sent = aliased.carry(aliased.mail(f"Eve <{EVE}>", "Printer", "It burns."), sender=EVE)
    return next(mail for mail in sent if mail.kind is NOTICE)


def tickets(house):
    return house.database.read(lambda conn: newest(conn, house.tenant, status=None, limit=100))


def write(house, author: str, text: str, *, to: str, **headers):
    """What a mail makes us send, and what became of it."""
    row = house.take(house.mail(f"Ann <{author}>", "Re: Printer", text, to=to, **headers), sender=author, to=to)
    house.work()
    return house.send(), house.outcome(row)


@pytest.mark.parametrize("author", [ANN, HOME, PHONE.upper()])
def test_answer_from_any_address_is_the_agents(aliased, notice, author):
    (reply,), outcome = write(aliased, author, "Water.", to=str(notice.message["Reply-To"]))
    assert (reply.kind, reply.recipient, outcome) == (REPLY, EVE, "agent.reply")
    journal = aliased.journal(tickets(aliased)[0].number)
    assert [event.actor for event in journal if event.kind == "ticket.message.added"] == [ANN]


@pytest.mark.parametrize("author", [HOME, PHONE])
def test_commands_and_notes_from_an_alias_are_followed(aliased, notice, author):
    (transcript,), _ = write(aliased, author, "#assign me\n#priority high", to=str(notice.message["Reply-To"]))
    assert (transcript.kind, transcript.recipient) == (OutboundKind.TRANSCRIPT, ANN)
    (ticket,) = tickets(aliased)
    assert (ticket.assigned_to, ticket.priority.value) == (ANN, "high")
    note = re.search(r"support\+n-[a-z2-7]+@acme\.test", notice.text)[0]
    _, outcome = write(aliased, author, "Careful.", to=note)
    assert outcome == "agent.note"


def test_mail_from_an_alias_without_a_token_waits(aliased, notice):
    number = tickets(aliased)[0].number
    raw = aliased.mail(f"Ann <{HOME}>", f"Re: [#{number}]", "Water.")
    row = aliased.take(raw, sender=HOME)
    aliased.work()
    assert aliased.outcome(row) == "held.agent_without_token"


@pytest.mark.parametrize("author", [ANN, HOME])
def test_failed_mail_from_any_address_waits(aliased, notice, author):
    proof = f"mx.acme.test; dmarc=fail header.from={author.partition('@')[2]}"
    _, outcome = write(aliased, author, "Water.", to=str(notice.message["Reply-To"]), Authentication_Results=proof)
    assert outcome == "held.agent_unverified"


@pytest.mark.parametrize("proof", ["", "pass"], ids=["nothing known", "verified"])
def test_where_agents_must_be_verified_so_must_each_address(build, proof):
    house = build(more=f'aliases = ["{HOME}"]')
    house.believe(agents="verified")
    sent = house.carry(house.mail(f"Eve <{EVE}>", "Printer"), sender=EVE)
    to = str(next(mail for mail in sent if mail.kind is NOTICE).message["Reply-To"])
    headers = {"Authentication_Results": "mx.acme.test; dmarc=pass header.from=home.test"} if proof else {}
    _, outcome = write(house, HOME, "Water.", to=to, **headers)
    assert outcome == ("agent.reply" if proof else "held.agent_unverified")


def test_no_address_of_an_agent_reaches_a_customer(aliased, notice):
    text = f"Write to me at {HOME} or {PHONE}, or mailto:{ANN}."
    (reply,), _ = write(aliased, ANN, text, to=str(notice.message["Reply-To"]))
    raw = reply.raw.decode()
    assert [address for address in (ANN, HOME, PHONE) if address in raw] == []
    assert "Write to me at support@acme.test or support@acme.test" in reply.text


def test_agent_who_was_a_customer_by_an_alias_takes_part_in_nothing(aliased):
    """Cc of an alias proposes no watcher either."""
    sent = aliased.carry(aliased.mail(f"Eve <{EVE}>", "Printer", Cc=f"{HOME}, kim@customer.test"), sender=EVE)
    assert NOTICE in {mail.kind for mail in sent}
    (event,) = aliased.journal(tickets(aliased)[0].number)[:1]
    assert event.kind == "ticket.created"
    watching = aliased.watchers(tickets(aliased)[0])
    assert watching == {"kim@customer.test": "proposed"}


def test_whoever_watches_by_an_alias_hears_what_the_customer_says(aliased, notice):
    write(aliased, ANN, f"#watch {HOME}", to=str(notice.message["Reply-To"]))
    (ticket,) = tickets(aliased)
    assert aliased.watchers(ticket) == {ANN: "active"}


def test_no_address_of_the_desk_itself_watches(aliased, notice):
    (transcript,), outcome = write(aliased, ANN, "#watch support@acme.test", to=str(notice.message["Reply-To"]))
    (ticket,) = tickets(aliased)
    assert (outcome, aliased.watchers(ticket)) == ("agent.commands_refused", {})
    assert "support@acme.test" in transcript.text
