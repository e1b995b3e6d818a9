"""Rules link tickets: by number or refid, with what a new one may repeat; what cannot be fails alone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mailgate.model.event import Cause, EventKind
from mailgate.model.link import Link, LinkKind
from mailgate.pipeline.tickets.actions import Actor
from mailgate.pipeline.tickets.edits import Edit, edit
from mailgate.store.tables.tickets import ticket as ticket_table
from mailgate.store.tickets import links, tickets

INCIDENT = "Outage of the mail server"
#: Each sign rule names the ticket that the first mail opens.
RULES = """\
[[rule]]
name = "of the incident"
on = ["create", "update"]
if = [{ field = "subject", op = "contains", value = "printer" }]
then = [{ link = %s }, { add_tags = ["seen"] }]
"""
TWICE = """\
[detection]
duplicates = true
[[rule]]
name = "twice"
on = ["%s"]
then = [{ link = "duplicate" }, { add_tags = ["seen"] }]
"""


def carry(house, subject: str, text: str = "Hello"):
    house.carry(house.mail("Zoe <zoe@client.test>", subject, text), sender="zoe@client.test")
    return every(house)[-1]


def every(house):
    def read(conn):
        ids = conn.scalars(select(ticket_table.c.id).order_by(ticket_table.c.id)).all()
        return [tickets.by_id(conn, house.tenant, each) for each in ids]

    return house.database.read(read)


def links_of(house, ticket) -> tuple[Link, ...]:
    return house.database.read(lambda conn: links.of(conn, (ticket.id,)))


def told(house, ticket, kind: EventKind) -> list[dict[str, object]]:
    return [event.details for event in house.journal(ticket.number) if event.kind is kind]


def touched(house, ticket) -> None:
    ann = Actor(tenant=house.tenant, email="ann@agents.test", cause=Cause(kind="api", ref="tok"))
    edit(house.tools, ann, ticket.number, Edit(fields={"category": "touched"}), now=house.now)


@pytest.mark.parametrize(
    ("value", "kind"),
    [("'{ref}'", LinkKind.RELATED), ("{{ kind = 'parent', to = '{ref}' }}", LinkKind.PARENT)],
    ids=["text", "table"],
)
@pytest.mark.parametrize("name", ["number", "refid"])
def test_a_rule_links_by_number_and_refid(build, value, kind, name):
    house = build()
    incident = carry(house, INCIDENT)
    house.new_rules(RULES % value.format(ref=getattr(incident, name)))

    ticket = carry(house, "The printer is silent")

    assert links_of(house, ticket) == (Link(ticket_id=ticket.id, kind=kind, other_id=incident.id),)
    assert told(house, ticket, EventKind.LINKED) == [
        {"linked": kind.value, "from": ticket.number, "with": incident.number}
    ]
    assert ticket.tags == ("seen",)


def test_a_link_that_is_there_is_not_made_again(build):
    house = build()
    incident = carry(house, INCIDENT)
    house.new_rules(RULES % f"'{incident.number}'")
    ticket = carry(house, "The printer is silent")
    touched(house, ticket)

    assert len(links_of(house, ticket)) == 1
    assert len(told(house, ticket, EventKind.LINKED)) == 1
    assert told(house, ticket, EventKind.RULE_FAILED) == []


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("'2020-01-00001'", "link.unknown_ticket"),
        ("{{ kind = 'child', to = '{incident}' }}", "link.cycle"),
        ("'{own}'", "link.same"),
    ],
    ids=["unknown", "cycle", "itself"],
)
def test_an_illegal_link_fails_alone_and_visibly(build, value, code):
    house = build()
    incident = carry(house, INCIDENT)
    house.new_rules(RULES % f"{{ kind = 'parent', to = '{incident.number}' }}")
    ticket = carry(house, "The printer is silent")
    wanted = value.format(incident=incident.number, own=ticket.number)
    house.new_rules(RULES.replace("of the incident", "again") % wanted)
    touched(house, ticket)

    (failed,) = told(house, ticket, EventKind.RULE_FAILED)
    assert (failed["action"], failed["code"]) == ("link", code)
    assert len(links_of(house, ticket)) == 1
    assert every(house)[-1].tags == ("seen",)


@pytest.mark.parametrize("event", ["create", "ticket.updated"])
def test_a_rule_links_with_what_a_new_ticket_may_repeat(build, event):
    house = build(more=TWICE % event)
    first = carry(house, "Printer on floor three is broken", "It eats the paper, what can we do about it?")
    again = carry(house, "The printer on floor three is broken", "It eats the paper, what can we do about it?")
    touched(house, again)

    assert links_of(house, again) == (Link(ticket_id=again.id, kind=LinkKind.DUPLICATES, other_id=first.id),)
    assert every(house)[-1].tags == ("seen",)


def test_where_nothing_is_repeated_nothing_is_linked_and_nothing_failed(build):
    house = build(more=TWICE % "create")
    ticket = carry(house, "Printer on floor three is broken")

    assert links_of(house, ticket) == ()
    assert told(house, ticket, EventKind.RULE_FAILED) == []
    assert ticket.tags == ("seen",)
