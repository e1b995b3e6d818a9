"""One answer for many: what is said on a parent goes to the customers of the open tickets below it, each apart."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mailgate.cli import root
from mailgate.errors import Refused
from mailgate.model.event import Cause, EventKind
from mailgate.model.outbound import OutboundKind, OutboxState
from mailgate.model.ticket import EntryKind, Status
from mailgate.pipeline.agents.turn import Words
from mailgate.pipeline.tickets.actions import Actor, move, note_on, reply_to
from mailgate.pipeline.tickets.joining import Wish, link
from mailgate.store.clock import clockworks
from mailgate.store.tables.tickets import ticket as ticket_table
from mailgate.store.tickets import entries, tickets

CUSTOMERS = ("parent@client.test", "one@client.test", "two@client.test", "done@client.test")
NEWEST = ticket_table.c.id.desc()
SAID = "The mail server is up again."


def ann(house) -> Actor:
    return Actor(tenant=house.tenant, email="ann@agents.test", cause=Cause(kind="api", ref="tok"))


def of(house, customer: str):
    def read(conn):
        its = select(ticket_table.c.id).where(ticket_table.c.customer_email == customer)
        return tickets.by_id(conn, house.tenant, conn.scalar(its))

    return house.database.read(read)


def said_on(house, customer: str) -> list[str]:
    found = house.database.read(lambda conn: entries.of_ticket(conn, house.tenant, of(house, customer).id))
    return [entry.text for entry in found if entry.kind is EntryKind.PUBLIC]


def replies(mails) -> dict[str, object]:
    return {sent.recipient: sent for sent in mails if sent.kind is OutboundKind.REPLY}


def customer_mail(house, customer: str, text: str = "It is down") -> list:
    return house.carry(house.mail(customer, "No mail", f"{text}, says {customer}"), sender=customer)


@pytest.fixture
def family(build):
    """A parent with two open children and one that is closed."""

    def make(**more: str):
        house = build(**more)
        for customer in CUSTOMERS:
            customer_mail(house, customer)
        for customer in CUSTOMERS[1:]:
            wish = Wish(kind="parent", other=of(house, CUSTOMERS[0]).number)
            link(house.tools, ann(house), of(house, customer).number, wish, now=house.now)
        move(house.tools, ann(house), of(house, "done@client.test").number, Status.CLOSED, now=house.now)
        house.pass_time(timedelta(minutes=5))
        house.send()
        return house

    return make


def test_each_customer_of_an_open_child_gets_a_mail_of_its_own(family):
    house = family()
    parent = of(house, CUSTOMERS[0])

    reply_to(house.tools, ann(house), parent.number, Words(text=SAID), children=True, now=house.now)
    sent = replies(house.send())

    assert sorted(sent) == ["one@client.test", "parent@client.test", "two@client.test"]
    assert len({str(each.message["Reply-To"]) for each in sent.values()}) == 3
    for customer, each in sent.items():
        ticket = of(house, customer)
        assert f"[#{ticket.number}]" in str(each.message["Subject"])
        assert each.item.ticket_id == ticket.id
        assert SAID in each.text
        others = {of(house, other).number for other in CUSTOMERS} - {ticket.number}
        assert not [number for number in others if number in each.raw.decode()]
        assert not [other for other in CUSTOMERS if other != customer and other in each.raw.decode()]


def test_it_is_said_on_each_ticket_and_each_promise_is_kept(family):
    house = family()
    parent = of(house, CUSTOMERS[0])

    reply_to(house.tools, ann(house), parent.number, Words(text=SAID), children=True, now=house.now)

    for customer in CUSTOMERS[:3]:
        ticket = of(house, customer)
        assert said_on(house, customer)[-1] == SAID
        assert (ticket.status, ticket.first_response_at) == (Status.WAITING_FOR_CUSTOMER, house.now)
        cycles = house.database.read(lambda conn, its=ticket: clockworks.of_ticket(conn, its.id)).cycles
        assert next(each for each in cycles if each.metric == "first_response").stopped_at == house.now
    assert SAID not in said_on(house, "done@client.test")
    journal = house.journal(of(house, "one@client.test").number)
    (added,) = [each for each in journal if each.kind is EventKind.MESSAGE_ADDED]
    assert (added.actor, added.cause.kind) == ("ann@agents.test", "parent")
    assert added.cause.ref.startswith(parent.number)
    told = [each.details for each in house.journal(parent.number) if "said_below" in each.details]
    below = sorted(of(house, each).number for each in ("one@client.test", "two@client.test"))
    assert [each["said_below"] for each in told] == [below]


def test_an_answer_of_a_childs_customer_goes_to_the_child(family):
    house = family()
    reply_to(house.tools, ann(house), of(house, CUSTOMERS[0]).number, Words(text=SAID), children=True, now=house.now)
    token = str(replies(house.send())["two@client.test"].message["Reply-To"])

    house.carry(house.mail("two@client.test", "Re: No mail", "Thanks", to=token), sender="two@client.test", to=token)

    assert said_on(house, "two@client.test")[-1].strip() == "Thanks"
    assert house.ticket_count() == len(CUSTOMERS)


def test_without_being_asked_for_nobody_below_hears_anything(family):
    house = family()
    reply_to(house.tools, ann(house), of(house, CUSTOMERS[0]).number, Words(text=SAID), now=house.now)
    note_on(house.tools, ann(house), of(house, CUSTOMERS[0]).number, Words(text="inside"), now=house.now)

    assert sorted(replies(house.send())) == ["parent@client.test"]


def test_two_tickets_below_of_one_customer_are_two_mails(family):
    house = family()
    customer_mail(house, "one@client.test", "And the calendar")
    again = house.database.read(lambda conn: conn.scalar(select(ticket_table.c.number).order_by(NEWEST)))
    parent = of(house, CUSTOMERS[0]).number
    link(house.tools, ann(house), again, Wish(kind="parent", other=parent), now=house.now)

    reply_to(house.tools, ann(house), parent, Words(text=SAID), children=True, now=house.now)

    mails = [each for each in house.send() if each.kind is OutboundKind.REPLY and each.recipient == "one@client.test"]
    assert len({each.item.ticket_id for each in mails}) == 2


def test_rules_are_asked_about_what_is_said_below(family):
    rule = '[[rule]]\nname = "answered"\non = ["ticket.message.added"]\nthen = [{ add_tags = ["answered"] }]\n'
    house = family(more=rule)

    reply_to(house.tools, ann(house), of(house, CUSTOMERS[0]).number, Words(text=SAID), children=True, now=house.now)

    assert {each: of(house, each).tags for each in CUSTOMERS[1:]} == {
        "one@client.test": ("answered",),
        "two@client.test": ("answered",),
        "done@client.test": (),
    }


def test_where_no_open_ticket_is_below_it_is_refused_and_nothing_is_said(house):
    customer_mail(house, CUSTOMERS[0])

    ticket = of(house, CUSTOMERS[0]).number
    with pytest.raises(Refused) as refused:
        reply_to(house.tools, ann(house), ticket, Words(text=SAID), children=True, now=house.now)
    assert refused.value.code == "children.none"
    assert SAID not in said_on(house, CUSTOMERS[0])


def test_words_that_repeat_a_note_reach_nobody_below(family):
    house = family()
    parent = of(house, CUSTOMERS[0])
    secret = "The backup of the mail server was never tested by anybody, which nobody outside may know."
    note_on(house.tools, ann(house), parent.number, Words(text=secret), now=house.now)
    house.send()

    reply_to(house.tools, ann(house), parent.number, Words(text=secret), children=True, now=house.now)

    assert replies(house.send()) == {}
    assert SAID not in said_on(house, "one@client.test")


def test_a_suppressed_address_below_gets_no_mail_and_its_ticket_says_so(family):
    house = family()
    suppress(house, "one@client.test")

    reply_to(house.tools, ann(house), of(house, CUSTOMERS[0]).number, Words(text=SAID), children=True, now=house.now)

    assert sorted(replies(house.send())) == ["parent@client.test", "two@client.test"]
    (stopped,) = [row for row in house.rows(OutboxState.SUPPRESSED) if row.kind is OutboundKind.REPLY]
    assert (stopped.recipient, stopped.ticket_id) == ("one@client.test", of(house, "one@client.test").id)


def suppress(house, address: str) -> None:
    """The relay calls it dead, as far as the next mail is concerned."""
    reply_to(house.tools, ann(house), of(house, address).number, Words(text="Hello?"), now=house.now)
    house.refuse("550 5.1.1 no such user")
    house.pass_time(timedelta(minutes=1))


def by_mail(house, lines: str) -> dict[str, object]:
    """Ann answers the notice of the parent."""
    parent = of(house, CUSTOMERS[0])
    notices = [each for each in house.sent if each.item.ticket_id == parent.id and each.recipient == "ann@agents.test"]
    token = str(notices[0].message["Reply-To"])
    mail = house.mail("ann@agents.test", "Re: notice", lines, to=token)
    return {sent.recipient: sent for sent in house.carry(mail, sender="ann@agents.test", to=token)}


def test_a_line_in_an_agents_mail_asks_for_it(family):
    house = family()
    sent = by_mail(house, f"#children\r\n\r\n{SAID}")

    assert {"one@client.test", "parent@client.test", "two@client.test"} <= set(sent)
    told = sent["ann@agents.test"].text
    assert "2 tickets below" in told
    assert "#children" not in sent["one@client.test"].text


def test_a_note_goes_to_nobody_below_and_the_agent_is_asked(family):
    house = family()
    sent = by_mail(house, f"#children\r\n#note\r\n{SAID}")

    assert list(sent) == ["ann@agents.test"]
    assert "#children" in sent["ann@agents.test"].text
    assert SAID not in said_on(house, "one@client.test")


def test_said_to_all_and_closed_at_once_each_ticket_is_closed_once(family):
    house = family()
    sent = by_mail(house, f"#children\r\n#close children\r\n{SAID}")

    assert {"one@client.test", "parent@client.test", "two@client.test"} <= set(sent)
    assert {of(house, each).status for each in CUSTOMERS} == {Status.CLOSED}


def test_from_a_shell_those_below_are_answered_and_closed_where_it_is_said(family, capsys):
    house = family()
    parent, config = of(house, CUSTOMERS[0]).number, ["--config", str(house.folder / "mailgate.toml")]

    def told(*words: str) -> int | str | None:
        with pytest.raises(SystemExit) as ended:
            root.main(["tickets", *words, *config])
        capsys.readouterr()
        return ended.value.code

    assert told("reply", parent, SAID, "--children") == 0
    waiting = [row.recipient for row in house.rows(OutboxState.PENDING) if row.kind is OutboundKind.REPLY]
    assert sorted(waiting) == ["one@client.test", "parent@client.test", "two@client.test"]
    assert told("close", parent, "--children", "perhaps") != 0
    assert told("close", parent) != 0
    assert told("close", parent, "--children", "close") == 0
    assert {of(house, each).status for each in CUSTOMERS} == {Status.CLOSED}
