"""Rules on the whole road: before screening, on new tickets, on every update, by the clock, as mail leaves."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from mailgate.model.event import Cause, EventKind
from mailgate.model.outbound import OutboundKind
from mailgate.model.ticket import Priority, Status
from mailgate.pipeline.agents.turn import Words
from mailgate.pipeline.rules import clock
from mailgate.pipeline.rules.clock import fire_rules
from mailgate.pipeline.rules.memory import expire_traces
from mailgate.pipeline.tickets.actions import Actor, assign, reply_to
from mailgate.pipeline.tickets.edits import Edit, edit
from mailgate.store.rules import rule_dues, rule_traces
from mailgate.store.tables.rules import rule_due
from mailgate.store.tables.tickets import ticket as ticket_table
from mailgate.store.tickets import tickets

HOUR = timedelta(hours=1)


def rule(name: str, on: str, then: str, more: str = "") -> str:
    return f'[[rule]]\nname = "{name}"\non = ["{on}"]\nthen = {then}\n{more}\n'


def when(*leaves: tuple) -> str:
    """All of these: field, operator and, where it takes one, value."""
    tables = (
        f'{{ field = "{field}", op = "{op}"' + "".join(f", value = {json.dumps(each)}" for each in value) + " }"
        for field, op, *value in leaves
    )
    return f"if = [{', '.join(tables)}]"


def the_ticket(house):
    def read(conn):
        return tickets.by_id(conn, house.tenant, conn.scalar(select(ticket_table.c.id).order_by(ticket_table.c.id)))

    return house.database.read(read)


def opened(house, subject="Help", text="Hello"):
    house.carry(house.mail("Zoe <zoe@client.test>", subject, text), sender="zoe@client.test")
    return the_ticket(house)


def ann(house) -> Actor:
    return Actor(tenant=house.tenant, email="ann@agents.test", cause=Cause(kind="api", ref="tok"))


def failures(house) -> list[tuple[str, str]]:
    return [
        (event.cause.ref, str(event.details.get("code")))
        for event in house.journal(the_ticket(house).number)
        if event.kind is EventKind.RULE_FAILED
    ]


def fire(house) -> int:
    return fire_rules(house.tools, clock=lambda: house.now)


def states(house) -> list[str]:
    return house.database.read(lambda conn: list(conn.scalars(select(rule_due.c.state).order_by(rule_due.c.due_at))))


# ingest


def test_mail_that_a_rule_drops_is_recorded_and_becomes_no_ticket(build):
    house = build(more=rule("no offers", "ingest", "[{ drop = true }]", when(("subject", "contains", "offer"))))
    mail = house.take(house.mail("a@spam.test", "Great offer"), sender="a@spam.test")
    house.work()

    assert (house.outcome(mail), house.ticket_count()) == ("dropped.rule", 0)
    assert opened(house).subject == "Help"


def test_mail_is_routed_to_another_queue_before_there_is_a_ticket(build):
    more = '[[queue]]\nkey = "billing"\naddress = "billing@acme.test"\n' + rule(
        "r", "ingest", '[{ route = "billing" }]'
    )

    assert opened(build(more=more)).queue == "billing"


def test_ingest_rule_holds_and_another_calls_it_spam(build):
    for action, outcome in (("hold", "held.rule"), ("mark_spam", "held.spam")):
        house = build(f"{action.replace('_', '-')}.test", more=rule("r", "ingest", f"[{{ {action} = true }}]"))
        mail = house.take(house.mail("zoe@client.test", "Help"), sender="zoe@client.test")
        house.work()
        assert (house.outcome(mail), house.ticket_count()) == (outcome, 0)


def test_customer_of_a_web_form_is_the_one_it_names(build):
    house = build(
        more=rule(
            "form",
            "ingest",
            '[{ set_sender = "reply_to" }]',
            when(("from", "is", "form@shop.test")),
        )
    )
    house.carry(house.mail("form@shop.test", "Order", Reply_To="Zoe <zoe@client.test>"), sender="form@shop.test")

    assert the_ticket(house).customer_email == "zoe@client.test"


# updates


def test_agents_act_by_rest_is_an_update_that_rules_are_asked_about(build):
    more = rule(
        "calm",
        "ticket.assigned",
        '[{ set_priority = "low" }]',
        when(("event.by", "is", "agent"), ("before.assigned_to", "empty")),
    )
    house = build(more=more)
    assign(house.tools, ann(house), opened(house).number, agent="ann@agents.test", team=None, now=house.now)

    assert the_ticket(house).priority is Priority.LOW


def test_agents_reply_by_rest_and_by_mail_are_asked_about_alike(build):
    condition = when(("new_text", "contains", "refund"), ("event.message", "is", "public"), ("sender", "is", "agent"))
    house = build(more=rule("promised", "ticket.message.added", '[{ add_tags = ["refund"] }]', condition))
    number = opened(house).number
    reply_to(house.tools, ann(house), number, Words(text="We refund it"), now=house.now)
    assert the_ticket(house).tags == ("refund",)

    edit(house.tools, ann(house), number, Edit(tags=()), now=house.now)
    notice = next(sent for sent in house.sent if sent.recipient == "ann@agents.test")
    house.carry(
        house.mail("ann@agents.test", "Re: Help", "The refund is on its way", to=token(notice)),
        sender="ann@agents.test",
    )
    assert the_ticket(house).tags == ("refund",)


def token(sent) -> str:
    return str(sent.message["Reply-To"]).strip("<>")


def test_command_in_an_agents_mail_is_asked_about(build):
    house = build(
        more=rule(
            "vip",
            "ticket.priority_changed",
            '[{ add_tags = ["hot"] }]',
            when(("priority", "changed_to", "urgent")),
        )
    )
    opened(house)
    notice = next(sent for sent in house.sent if sent.recipient == "ann@agents.test")
    house.carry(
        house.mail("ann@agents.test", "Re: Help", "#priority urgent\n", to=token(notice)), sender="ann@agents.test"
    )

    assert (the_ticket(house).priority, the_ticket(house).tags) == (Priority.URGENT, ("hot",))


def test_breach_is_asked_about(build):
    house = build(more=rule("late", "sla.breached", '[{ add_tags = ["late"] }, { raise_priority = "high" }]'))
    opened(house)
    house.pass_time(timedelta(days=3))
    house.tick()

    assert the_ticket(house).tags == ("late",)


def test_rule_is_carried_out_once_a_ticket_and_once_a_transition(build):
    on = "ticket.message.added"
    more = rule("first word", on, '[{ add_note = "again" }]', 'once = "ticket"')
    more += rule(
        "turned",
        on,
        '[{ add_note = "turned" }]',
        'once = "transition"\n' + when(("new_text", "contains", "angry")),
    )
    house = build(more=more, top='[rate_limit]\nreplies_per_ticket = "off"\n')
    opened(house)
    acknowledgement = next(sent for sent in house.sent if sent.recipient == "zoe@client.test")
    for words in ("angry", "angry still", "calm", "angry again"):
        house.carry(
            house.mail("zoe@client.test", "Re: Help", words, to=token(acknowledgement)), sender="zoe@client.test"
        )

    notes = [event.cause.ref for event in house.journal(the_ticket(house).number) if event.kind is EventKind.NOTE_ADDED]
    assert notes == ["first word", "turned", "turned"]


# what rules send


def test_rules_reply_forward_and_tell_and_their_mail_is_nobodys_cause(build):
    more = '[[macro]]\nname = "Thanks"\ntext = "We are on it."\n'
    more += rule(
        "all",
        "create",
        '[{ reply = "Thanks" }, { forward = ["boss@other.test"] }, { notify = ["customer", "watch@other.test"] }]',
    )
    more += rule("echo", "ticket.message.added", '[{ add_tags = ["echo"] }]')
    house = build(more=more)
    opened(house, text="My words")

    kinds = sorted((sent.kind, sent.recipient) for sent in house.sent if "agents" not in sent.recipient)
    assert kinds == [
        (OutboundKind.ACKNOWLEDGEMENT, "zoe@client.test"),
        (OutboundKind.FORWARD, "boss@other.test"),
        (OutboundKind.RULE_MAIL, "watch@other.test"),
        (OutboundKind.RULE_MAIL, "zoe@client.test"),
        (OutboundKind.RULE_MAIL, "zoe@client.test"),
    ]
    by_kind = {sent.kind: sent for sent in house.sent if sent.recipient != "zoe@client.test"}
    assert "My words" in by_kind[OutboundKind.FORWARD].text
    assert "My words" not in by_kind[OutboundKind.RULE_MAIL].text
    assert any("We are on it." in sent.text for sent in house.sent if sent.recipient == "zoe@client.test")
    assert {sent.message["Auto-Submitted"] for sent in house.sent if sent.kind is OutboundKind.RULE_MAIL} == {
        "auto-replied"
    }
    assert (the_ticket(house).tags, the_ticket(house).first_response_at) == ((), None)


def test_no_rule_answers_a_machine_and_the_journal_says_so(build):
    house = build(more=rule("r", "create", '[{ reply = { text = "Hi" } }, { add_tags = ["done"] }]'))
    house.carry(house.mail("zoe@client.test", "Away", Auto_Submitted="auto-replied"), sender="zoe@client.test")

    assert [sent.kind for sent in house.sent if sent.recipient == "zoe@client.test"] == []
    assert (failures(house), the_ticket(house).tags) == ([("r", "action.silent")], ("done",))


def test_action_that_cannot_be_done_fails_alone_and_is_in_the_journal(build):
    house = build(more=rule("r", "create", '[{ link = "x" }, { notify = ["assignee"] }, { add_tags = ["done"] }]'))
    opened(house)

    assert failures(house) == [("r", "link.unknown_ticket"), ("r", "action.nobody")]
    assert the_ticket(house).tags == ("done",)


def test_no_address_of_the_desk_itself_watches_by_a_rule_and_an_alias_is_its_agent(build):
    bob = '[[agent]]\nemail = "bob@agents.test"\nname = "Bob"\naliases = ["bob@home.test"]\n'
    watching = '["Support@acme.test", "bob@home.test", "Kim@client.test"]'
    house = build(more=bob + rule("r", "create", f"[{{ add_watchers = {watching} }}]"))

    assert house.watchers(opened(house)) == {"bob@agents.test": "active", "kim@client.test": "active"}
    assert failures(house) == [("r", "watch.own_address")]


def test_macro_by_a_rule_sets_its_fields_and_sends_its_words(build):
    more = '[[macro]]\nname = "Reset"\ntext = "Use the link."\npriority = "low"\nstatus = "resolved"\n'
    house = build(more=more + rule("r", "create", '[{ run_macro = "reset" }]'))

    ticket = opened(house)

    assert (ticket.priority, ticket.status) == (Priority.LOW, Status.RESOLVED)
    assert any("Use the link." in sent.text for sent in house.sent if sent.recipient == "zoe@client.test")


def test_escalation_that_a_rule_starts_pages_at_its_steps(build):
    more = '[[escalation]]\nkey = "now"\non = []\nsteps = [{ after = "5m", notify = ["boss@other.test"] }]\n'
    house = build(more=more + rule("r", "create", '[{ start_escalation = "now" }]'))
    opened(house)
    house.tick()
    house.pass_time(timedelta(minutes=5))
    house.tick()

    assert [sent.recipient for sent in house.send() if sent.kind is OutboundKind.ESCALATION] == ["boss@other.test"]


# outbound


def test_outbound_rules_add_readers_and_lines_and_keep_mail_back(build):
    more = rule(
        "footer",
        "outbound",
        '[{ add_footer = "Open <9 to 5>" }, { add_cc = ["Log@other.test"] }]',
        when(("mail.kind", "is", "acknowledgement")),
    )
    more += rule(
        "quiet",
        "outbound",
        "[{ block = true }]",
        when(("mail.recipient", "domain_is", "agents.test")),
    )
    house = build(more=more)
    opened(house)

    assert sorted(sent.recipient for sent in house.sent) == ["log@other.test", "zoe@client.test"]
    assert len({sent.raw for sent in house.sent}) == 1
    first = house.sent[0]
    assert first.message["Cc"] == "log@other.test"
    assert "Open <9 to 5>\n\n[ref:" in first.text.replace("\r\n", "\n")
    assert "Open &lt;9 to 5&gt;" in first.message.get_body(("html",)).get_content()
    assert [row.answer for row in house.rows() if row.recipient == "ann@agents.test"] == ["blocked by the rule 'quiet'"]


# time


@pytest.fixture
def waiting(build):
    """Without an answer for four hours a ticket is tagged."""
    condition = when(("last_customer_message_at", "older_than", "4h"), ("status", "not_in", ["resolved", "closed"]))
    return build(
        more=rule("silent", "time", '[{ add_note = "four hours" }]', condition),
        top='[rate_limit]\nreplies_per_ticket = "off"\n',
    )


def notes(house) -> int:
    journal = house.journal(the_ticket(house).number)
    return sum(event.kind is EventKind.NOTE_ADDED for event in journal)


def test_time_rule_fires_at_the_instant_and_once(waiting):
    opened(waiting)
    waiting.pass_time(4 * HOUR - timedelta(microseconds=1))
    assert fire(waiting) == 0
    waiting.pass_time(timedelta(microseconds=1))
    assert [fire(waiting), fire(waiting), notes(waiting)] == [1, 0, 1]

    waiting.pass_time(100 * HOUR)
    assert (fire(waiting), notes(waiting)) == (0, 1)


def test_time_rule_fires_again_only_after_its_condition_was_false(waiting):
    opened(waiting)
    acknowledgement = next(sent for sent in waiting.sent if sent.recipient == "zoe@client.test")
    waiting.pass_time(5 * HOUR)
    fire(waiting)
    # A change that leaves the condition true is no new epoch.
    edit(waiting.tools, ann(waiting), the_ticket(waiting).number, Edit(tags=("x",)), now=waiting.now)
    assert fire(waiting) == 0

    waiting.carry(
        waiting.mail("zoe@client.test", "Re: Help", "Hello?", to=token(acknowledgement)), sender="zoe@client.test"
    )
    waiting.pass_time(4 * HOUR)
    assert (fire(waiting), notes(waiting)) == (1, 2)


def test_condition_that_became_false_in_time_is_awaited_no_more(waiting):
    number = opened(waiting).number
    waiting.pass_time(HOUR)
    edit(waiting.tools, ann(waiting), number, Edit(fields={"status": Status.RESOLVED}), now=waiting.now)
    assert states(waiting) == ["cancelled"]

    waiting.pass_time(9 * HOUR)
    assert (fire(waiting), notes(waiting)) == (0, 0)


def test_two_clocks_at_once_fire_a_rule_once(waiting):
    opened(waiting)
    waiting.pass_time(5 * HOUR)
    (due,) = waiting.database.read(partial(rule_dues.due, now=waiting.now, limit=9))
    assert [clock._fire(waiting.tools, due, waiting.now) for _ in range(2)] == [True, False]
    assert notes(waiting) == 1


def test_tickets_of_a_desk_that_gets_a_time_rule_later_are_looked_at(build):
    house = build()
    opened(house)
    fire(house)
    house.pass_time(6 * HOUR)
    condition = when(("created_at", "older_than", "4h"))
    house.new_rules(rule("old", "time", '[{ add_note = "old" }]', condition))

    assert [fire(house), fire(house), notes(house)] == [1, 0, 1]


# bounds


def test_rules_that_undo_each_other_over_and_over_are_stopped_and_the_operator_is_told(build):
    more = rule(
        "up", "ticket.message.added", '[{ set_priority = "high" }, { add_tags = ["a"] }, { remove_tags = ["b"] }]'
    )
    more += rule(
        "down",
        "ticket.priority_changed",
        '[{ set_priority = "low" }, { add_tags = ["b"] }, { remove_tags = ["a"] }]',
        when(("priority", "is", "high")),
    )
    house = build(
        more=more,
        top='[rate_limit]\nreplies_per_ticket = "off"\n',
        server='[operator]\naddress = "ops@other.test"\n' if False else "",
    )
    opened(house)
    acknowledgement = next(sent for sent in house.sent if sent.recipient == "zoe@client.test")
    for _ in range(25):
        house.pass_time(HOUR)
        house.carry(
            house.mail("zoe@client.test", "Re: Help", "Hello?", to=token(acknowledgement)), sender="zoe@client.test"
        )

    alerts = [sent for sent in house.sent if sent.kind is OutboundKind.RULE_ALERT]
    assert 100 <= the_ticket(house).rule_changes <= 105
    assert 1 <= len(alerts) <= 2
    reply_to(house.tools, ann(house), the_ticket(house).number, Words(text="Soon"), now=house.now)
    assert the_ticket(house).rule_changes < 10


def test_traces_say_why_and_go_after_90_days(build):
    house = build(
        more=rule("no", "create", '[{ add_tags = ["x"] }]', when(("subject", "is", "y")))
        + rule("yes", "create", '[{ add_tags = ["x"] }]')
    )
    ticket = opened(house)
    read = partial(rule_traces.of_ticket, tenant=house.tenant, ticket_id=ticket.id)

    (asked,) = house.database.read(read)
    assert asked.rules == [
        {"rule": "no", "matched": False, "failing": "subject is 'y'"},
        {"rule": "yes", "matched": True, "changed": ["tags: [] to ['x']"]},
    ]
    house.pass_time(timedelta(days=90))
    assert expire_traces(house.tools, clock=lambda: house.now) == 0
    house.pass_time(timedelta(days=1))
    assert expire_traces(house.tools, clock=lambda: house.now) == 1
    assert house.database.read(read) == []


def test_count_of_open_tickets_and_replies_is_asked_for(build):
    more = rule("many", "create", '[{ add_tags = ["many"] }]', when(("count.open_tickets", "ge", 1)))
    house = build(more=more)
    opened(house)
    house.carry(house.mail("zoe@client.test", "Another"), sender="zoe@client.test")

    tags = house.database.read(lambda conn: list(conn.scalars(select(ticket_table.c.tags).order_by(ticket_table.c.id))))
    assert tags == [[], ["many"]]
