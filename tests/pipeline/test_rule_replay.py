"""What happened happens again under other rules: nothing differs that need not, and what differs is told."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from mailgate.config.load import load_desk
from mailgate.errors import NotFound
from mailgate.model.event import Cause
from mailgate.pipeline.rules.replaying import Replay, Side, replay
from mailgate.pipeline.rules.views import rules_on_mail
from mailgate.pipeline.tickets.actions import Actor, assign
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
"""
WORDS = ("invoice", "printer", "password", "order", "delivery")
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
        house.work()
        house.send()


def again(house, other: str) -> Replay:
    """Replay everything under the rules in force, and under these."""
    folder: Path = house.parts.configuration.path.parent
    text = (folder / "desk.toml").read_text()
    (folder / "other.toml").write_text(text.replace(RULES, other))
    mine, wanted = house.tools.desk(house.tenant), load_desk(folder / "other.toml").desk
    sides = tuple(Side(desk=desk, rules=compile_rules(desk)) for desk in (mine, wanted))
    since = house.now - timedelta(days=90)
    work = partial(replay, tools=house.tools, sides=sides, since=since, progress=lambda done: None)
    return house.database.read(work)


def check(house, mails: int) -> None:
    same = again(house, RULES)
    assert (same.differences, same.sent[0]) == ((), same.sent[1])
    assert same.mails >= mails

    subjects = dict(house.database.read(_subjects))
    changed = again(house, RULES.replace('value = "invoice"', 'value = "printer"'))
    predicted = {
        f"ticket {number}" for number, subject in subjects.items() if "invoice" in subject or "printer" in subject
    }
    assert {each.what for each in changed.differences} == predicted
    tags = {each.what: each.fields["category"] for each in changed.differences}
    assert set(tags.values()) == {("billing", ""), ("", "billing")}


def _subjects(conn):
    from sqlalchemy import select

    from mailgate.store.tables.tickets import ticket

    return [(row.number, row.subject) for row in conn.execute(select(ticket.c.number, ticket.c.subject))]


@pytest.fixture
def desk(build):
    return build(more=RULES, top='[rate_limit]\nreplies_per_ticket = "off"\ntickets_per_sender = "off"\n')


def test_same_rules_differ_in_nothing_and_others_in_just_the_predicted_tickets(desk):
    traffic(desk, SHARE, seed=7)

    check(desk, SHARE)


@pytest.mark.prove
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


def test_replay_cannot_write(desk):
    with pytest.raises(Exception, match=r"(?i)read.?only|readonly|query_only"):
        desk.database.read(lambda conn: conn.exec_driver_sql("DELETE FROM rule_mark"))


def test_rules_explain_a_stored_mail_condition_by_condition(desk, tmp_path):
    mail = desk.take(desk.mail("zoe@client.test", "The invoice"), sender="zoe@client.test")
    desk.work()
    ask = partial(rules_on_mail, tools=desk.tools, tenant=desk.tenant, now=desk.now)

    told = desk.database.read(partial(ask, named=str(mail)))
    assert [(each.rule, each.failing) for each in told] == [("money", ""), ("hot", "")]
    assert [(leaf.leaf, leaf.held, leaf.value) for leaf in told[0].leaves] == [
        ("subject contains 'invoice'", True, "The invoice")
    ]

    (tmp_path / "a.eml").write_text(desk.mail("a@b.test", "Hello"))
    told = desk.database.read(partial(ask, named=str(tmp_path / "a.eml")))
    assert [(each.rule, each.failing) for each in told] == [("money", "subject contains 'invoice'")]
    with pytest.raises(NotFound):
        desk.database.read(partial(ask, named="999999"))
