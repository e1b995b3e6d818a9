"""What happened happens again under other rules: nothing differs that need not, and what differs is told."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from mailgate.config.load import load_desk
from mailgate.errors import NotFound
from mailgate.model.event import Cause
from mailgate.pipeline.rules.clock import fire_rules
from mailgate.pipeline.rules.replaying import Replay, Side, replay
from mailgate.pipeline.rules.views import rules_on_mail
from mailgate.pipeline.tickets.actions import Actor, assign
from mailgate.store.tables.tickets import ticket
from mailgate.triage.compile import compile_rules

RULES = """\
[[rule]]
name = "money"
on = ["create"]
if = [{ field = "subject", op = "contains", value = "invoice" }]
then = [{ set_category = "billing" }, { raise_priority = "high" }, { add_tags = ["money"] }]
[[rule]]
name = "hot"
on = ["ticket.priority_changed"]
then = [{ add_tags = ["hot"] }]
[[rule]]
name = "again"
on = ["ticket.message.added"]
if = [{ field = "new_text", op = "contains", value = "urgent" }]
then = [{ set_priority = "urgent" }, { reply = { text = "We hurry." } }]
[[rule]]
name = "waits"
on = ["time"]
if = [{ field = "last_customer_message_at", op = "older_than", value = "20m" }, { field = "assigned_to", op = "empty" }]
then = [{ add_tags = ["waits"] }]
[[rule]]
name = "bill"
on = ["outbound"]
if = [
  { field = "mail.kind", op = "is", value = "acknowledgement" },
  { field = "category", op = "is", value = "billing" },
]
then = [{ add_footer = "Bills are paid within a week." }]
"""
WORDS = ("invoice", "printer", "password", "order", "delivery")
#: The acknowledgement, known by its words.
WORDS_OF_IT = '{ field = "mail.text", op = "contains", value = "arrived safely" }'
#: Of the mails, for ``make test``; ``make prove`` takes them all.
SHARE = 60


def traffic(house, mails: int, seed: int) -> None:
    """New matters, answers to them and agents' acts, as chance has it."""
    rnd = random.Random(seed)
    for number in range(0, mails, 20):
        new = []
        for each in range(number, min(mails, number + 20)):
            author = f"c{each}@client{each}.test"
            new.append((house.mail(author, f"About {rnd.choice(WORDS)}"), author, house.support))
        house.take_all(new)
        house.work()
        for sent in house.send():
            if sent.kind == "acknowledgement" and rnd.random() < 0.3:
                words = rnd.choice(("It is urgent", "Thank you", "One more thing"))
                token = str(sent.message["Reply-To"])
                house.take(house.mail(sent.recipient, "Re: it", words, to=token), sender=sent.recipient, to=token)
                number_of_it = str(sent.message["Subject"]).rpartition("#")[2].rstrip("]")
                if rnd.random() < 0.3:
                    ann = Actor(tenant=house.tenant, email="ann@agents.test", cause=Cause(kind="api", ref="t"))
                    assign(house.tools, ann, number_of_it, agent="ann@agents.test", team=None, now=house.now)
        house.pass_time(timedelta(minutes=11))
        fire(house)
        house.work()
        house.send()


def fire(house) -> None:
    fire_rules(house.tools, clock=lambda: house.now)


def tags(house) -> dict[str, tuple[str, ...]]:
    """By number, as they really are."""

    def read(conn):
        return {f"ticket {row.number}": tuple(row.tags) for row in conn.execute(select(ticket.c.number, ticket.c.tags))}

    return house.database.read(read)


def again(house, other: str) -> Replay:
    """Replay everything under the rules in force, and under these."""
    folder: Path = house.parts.configuration.path.parent
    text = (folder / "desk.toml").read_text()
    (folder / "other.toml").write_text(text.replace(RULES, other))
    mine, wanted = house.tools.desk(house.tenant), load_desk(folder / "other.toml").desk
    sides = tuple(Side(desk=desk, rules=compile_rules(desk), plain=compile_rules(desk)) for desk in (mine, wanted))
    since = house.now - timedelta(days=90)
    work = partial(replay, tools=house.tools, sides=sides, since=since, until=house.now, progress=lambda done: None)
    return house.database.read(work)


def check(house, mails: int) -> None:
    same = again(house, RULES)
    assert (same.differences, same.sent[0]) == ((), same.sent[1])
    assert same.mails >= mails

    assert same.instants[0] == same.instants[1] > 0
    assert same.leaving >= same.tickets
    really = {number: ("waits" in its) for number, its in tags(house).items()}
    without = again(house, RULES.replace('["time"]', '["ticket.closed"]'))
    assert {each.what: "waits" in each.fields["tags"][0] for each in without.differences} == {
        number: True for number, waits in really.items() if waits
    }

    subjects = dict(house.database.read(_subjects))
    changed = again(house, RULES.replace('value = "invoice"', 'value = "printer"'))
    predicted = {
        f"ticket {number}" for number, subject in subjects.items() if "invoice" in subject or "printer" in subject
    }
    assert {each.what for each in changed.differences} == predicted
    categories = {each.what: each.fields["category"] for each in changed.differences}
    assert set(categories.values()) == {("billing", ""), ("", "billing")}


def _subjects(conn):
    return [(row.number, row.subject) for row in conn.execute(select(ticket.c.number, ticket.c.subject))]


@pytest.fixture
def desk(build):
    return build(more=RULES, top='[rate_limit]\nreplies_per_ticket = "off"\ntickets_per_sender = "off"\n')


def test_same_rules_differ_in_nothing_and_others_in_just_the_predicted_tickets(desk):
    traffic(desk, SHARE, seed=7)

    check(desk, SHARE)


@pytest.mark.prove
@pytest.mark.timeout(1800)
def test_same_rules_differ_in_nothing_over_five_thousand_mails(desk):
    traffic(desk, 5_000, seed=11)

    check(desk, 5_000)


def test_replay_is_what_the_rules_really_did(desk):
    desk.carry(desk.mail("zoe@client.test", "The invoice"), sender="zoe@client.test")

    (difference,) = again(desk, "").differences

    assert difference.fields["tags"] == ("money, hot", "")
    assert difference.fields["priority"] == ("high", "medium")
    assert "requests" not in difference.fields


def test_mail_that_would_be_sent_and_mail_that_would_be_dropped_are_told(desk):
    desk.carry(desk.mail("zoe@client.test", "Hello"), sender="zoe@client.test")
    reply = '[[rule]]\nname = "r"\non = ["create"]\nthen = [{ reply = { text = "Hi" } }]\n'
    drop = '[[rule]]\nname = "d"\non = ["ingest"]\nthen = [{ drop = true }]\n'

    found = again(desk, reply)
    assert (found.sent, found.differences[0].fields) == ((0, 1), {"requests": ("", "reply {'text': 'Hi'}")})
    assert again(desk, drop).differences[0].fields == {"fate": ("ticket", "dropped by d")}


def test_time_rules_are_replayed_at_their_own_instants(desk):
    desk.carry(desk.mail("zoe@client.test", "Hello"), sender="zoe@client.test")
    desk.pass_time(timedelta(hours=1))

    later = RULES.replace('value = "20m"', 'value = "50m"')
    (difference,) = again(desk, later).differences
    assert difference.fields == {"instants": ("waits 2026-11-21 12:20", "waits 2026-11-21 12:50")}
    never = again(desk, RULES.replace('value = "20m"', 'value = "3h"'))
    assert (never.instants, never.differences[0].fields["tags"]) == ((1, 0), ("waits", ""))


def test_time_rule_about_a_promise_is_left_out_and_named(desk):
    desk.carry(desk.mail("zoe@client.test", "Hello"), sender="zoe@client.test")
    desk.pass_time(timedelta(hours=1))
    promise = '{ field = "sla.first_response.remaining", op = "lt", value = "1h" }'

    found = again(desk, RULES.replace('{ field = "assigned_to", op = "empty" }', promise))

    assert found.left_out == ('the time rule "waits" reads sla.first_response.remaining, which no journal keeps',)
    assert found.instants == (1, 0)


def test_rules_for_mail_that_leaves_are_replayed_on_each_mail_as_it_left(desk):
    desk.carry(desk.mail("zoe@client.test", "The invoice"), sender="zoe@client.test")
    desk.carry(desk.mail("zoe@client.test", "Hello"), sender="zoe@client.test")

    blocked = RULES.replace('{ add_footer = "Bills are paid within a week." }', "{ block = true }")
    found = again(desk, blocked)
    (difference,) = found.differences
    (footer, block) = difference.fields.pop("mails that leave")
    assert footer == "acknowledgement to zoe@client.test: footer 'Bills are paid within a week.'"
    assert block == "acknowledgement to zoe@client.test: blocked by bill"
    assert (difference.fields, found.leaving) == ({}, 3)

    by_words = RULES.replace('{ field = "mail.kind", op = "is", value = "acknowledgement" }', WORDS_OF_IT)
    assert again(desk, by_words).differences == ()


def test_mail_that_rules_had_sent_is_left_out_of_those_that_leave(desk):
    mails = desk.carry(desk.mail("zoe@client.test", "Hello"), sender="zoe@client.test")
    token = str(next(sent for sent in mails if sent.kind == "acknowledgement").message["Reply-To"])
    desk.carry(desk.mail("zoe@client.test", "Re: it", "It is urgent", to=token), sender="zoe@client.test", to=token)

    assert "mails that rules had sent: 1" in again(desk, RULES).left_out


def test_replay_cannot_write(desk):
    with pytest.raises(Exception, match=r"(?i)read.?only|readonly|query_only"):
        desk.database.read(lambda conn: conn.exec_driver_sql("DELETE FROM rule_mark"))


def test_rules_explain_a_stored_mail_condition_by_condition(desk, tmp_path):
    mail = desk.take(desk.mail("zoe@client.test", "The invoice"), sender="zoe@client.test")
    desk.work()
    ask = partial(rules_on_mail, tools=desk.tools, tenant=desk.tenant, now=desk.now)

    told = desk.database.read(partial(ask, named=str(mail)))
    assert [(each.rule, each.failing) for each in told if each.rule != "bill"] == [("money", ""), ("hot", "")]
    assert [(leaf.leaf, leaf.held, leaf.value) for leaf in told[0].leaves] == [
        ("subject contains 'invoice'", True, "The invoice")
    ]

    (tmp_path / "a.eml").write_text(desk.mail("a@b.test", "Hello"))
    told = desk.database.read(partial(ask, named=str(tmp_path / "a.eml")))
    assert (told[0].rule, told[0].failing) == ("money", "subject contains 'invoice'")
    with pytest.raises(NotFound):
        desk.database.read(partial(ask, named="999999"))
