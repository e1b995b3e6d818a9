from __future__ import annotations

import pytest

from mailgate.model.desk import Desk
from mailgate.model.outbound import OutboundKind
from mailgate.model.rule import Leaf
from mailgate.triage.compile import compile_rules
from mailgate.triage.occasion import Outgoing
from mailgate.triage.outbound import outbound


@pytest.fixture
def asked(make_occasion, make_rule):
    def ask(kind, *rules):
        made = [
            make_rule(f"r{place}", rule={"on": ("mail.outgoing",)} | rule, **actions)
            for place, (rule, actions) in enumerate(rules)
        ]
        outgoing = Outgoing(kind=kind, recipient="zoe@customer.test", text="Words")
        occasion = make_occasion(events=("mail.outgoing",), message=None, outgoing=outgoing)
        return outbound(occasion, compile_rules(Desk(tenant="acme", rules=tuple(made))))

    return ask


def test_readers_and_lines_add_up_each_once_and_never_the_recipient(asked):
    plan = asked(
        OutboundKind.REPLY,
        ({}, {"add_cc": ["A@x.test", "zoe@customer.test"], "add_footer": "one"}),
        ({}, {"add_cc": ["a@x.test"], "add_footer": "two"}),
    )

    assert (plan.cc, plan.footers) == (("a@x.test",), ("one", "two"))


def test_mail_is_asked_about_by_kind_recipient_and_words(asked):
    asks = [
        ("mail.kind", "reply"),
        ("mail.recipient", "zoe@customer.test"),
        ("mail.text", "words"),
        ("mail.kind", "page"),
    ]
    plan = asked(OutboundKind.REPLY, *(({"condition": Leaf(field=f, op="is", value=v)}, {"log": "x"}) for f, v in asks))

    assert [trace.matched for trace in plan.trace] == [True, True, True, False]


def test_mail_with_an_agents_token_is_never_copied(asked):
    plan = asked(OutboundKind.NOTE_NOTICE, ({}, {"add_cc": ["a@x.test"]}))

    assert plan.cc == ()
    assert plan.trace[0].failures == ("add_cc: only for mail to customers, this is a note_notice",)


@pytest.mark.parametrize("kind", [OutboundKind.ESCALATION, OutboundKind.OPERATOR_ALERT, OutboundKind.RULE_ALERT])
def test_page_is_never_blocked(asked, kind):
    plan = asked(kind, ({}, {"block": True}))

    assert (plan.block, plan.trace[0].failures) == ("", (f"block: a {kind.value} is never held back",))
