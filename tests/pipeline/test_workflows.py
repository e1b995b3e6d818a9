"""Workflows on a ticket: questions, tasks, yeses and approvals, each step once, whatever dies in between."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from tests.pipeline.conftest import MINUTE, House, Sent, token_of

from mailgate.model.approval import ApprovalState
from mailgate.model.event import EventKind
from mailgate.model.outbound import OutboundKind
from mailgate.model.ticket import Status
from mailgate.model.workflow import Awaits, RunState, WorkflowRun
from mailgate.store.clock import workflow_runs
from mailgate.store.outbound import conversations
from mailgate.store.tickets import approvals
from mailgate.store.tickets.ticket_rows import newest

ZOE, ANN, LEA = "zoe@client.test", "ann@agents.test", "lea@agents.test"
RULE = '[[rule]]\nname = "begin"\non = ["ticket.created"]\nthen = [{{ run_workflow = "{}" }}]\n'
UTF8 = {"MIME_Version": "1.0", "Content_Type": "text/plain; charset=utf-8", "Content_Transfer_Encoding": "8bit"}
FLOW = '[[workflow]]\nkey = "{}"\nsteps = [{}]\npatience = "2d"\n'


def flow(*steps: str, key: str = "own", more: str = "") -> str:
    named = ", ".join(f'"{step}"' for step in steps)
    return FLOW.format(key, named) + more + "\n" + RULE.format(key)


def opened(house: House) -> list[Sent]:
    """Zoe writes, and the clock takes what is due; all that is sent then."""
    house.carry(house.mail(f"Zoe <{ZOE}>", "Line is down", "It is down."), sender=ZOE)
    return ticked(house)


def ticked(house: House, length: timedelta = MINUTE) -> list[Sent]:
    house.pass_time(length)
    house.tick()
    return house.send()


def answer(house: House, mail: Sent, words: str, **headers: str) -> list[Sent]:
    raw = house.mail(mail.recipient, "Re", words, to=token_of(mail), In_Reply_To=mail.message["Message-ID"], **headers)
    house.carry(raw, sender=mail.recipient, to=token_of(mail))
    return ticked(house)


def to(sent: list[Sent], recipient: str) -> list[Sent]:
    return [mail for mail in sent if mail.recipient == recipient and mail.kind is OutboundKind.RULE_MAIL]


def ticket(house: House):
    return house.database.read(partial(newest, tenant=house.tenant, status=None, limit=1))[0]


def runs(house: House) -> list[WorkflowRun]:
    return house.database.read(lambda conn: workflow_runs.of_ticket(conn, house.tenant, ticket(house).id))


def journal(house: House) -> list[tuple[object, object]]:
    """Step and outcome of each turn."""
    told = [event.details for event in house.journal(ticket(house).number) if event.cause.kind == "workflow"]
    return [(details.get("step"), details["outcome"]) for details in told if "workflow" in details]


def test_technical_workflow_asks_the_customer_then_agents_then_for_a_yes(build):
    house = build(more=RULE.format("technical"))
    (question,) = to(opened(house), ZOE)
    assert "1. Since when" in question.text
    assert question.message["Auto-Submitted"].startswith("auto-")

    (analyse,) = to(answer(house, question, "Since noon. A red lamp. Nothing."), ANN)
    assert "analyze issue" in analyse.text
    (solve,) = to(answer(house, analyse, "Done, the cable is cut."), ANN)
    assert "provide solution" in solve.text
    (verify,) = to(answer(house, solve, "done"), ZOE)
    answer(house, verify, "Oui")

    assert [(run.state, run.step) for run in runs(house)] == [(RunState.DONE, 5)]
    assert journal(house) == [
        ("collect_diagnostics", "asked"),
        ("collect_diagnostics", "answer"),
        ("analyze_issue", "task"),
        ("analyze_issue", "done"),
        ("escalate_if_needed", "not needed"),
        ("provide_solution", "task"),
        ("provide_solution", "done"),
        ("verify_resolution", "asked"),
        ("verify_resolution", "yes"),
        (None, "finished"),
    ]


@pytest.mark.parametrize(
    ("locale", "written", "asked", "answered"),
    [
        ("de_AT", "???", "zu Ihrer Zufriedenheit", "Ja, danke"),
        ("en", "Bonjour, la ligne ne fonctionne pas et je ne sais pas quoi faire.", "votre satisfaction", "Oui"),
        ("de", "No funciona la línea, por favor ayuda, no sé qué hacer con el equipo.", "su satisfacción", "Sí"),
        ("it", "???", "modo soddisfacente", "sì"),
        ("pt_BR", "???", "forma satisfatória", "Sim"),
        ("ja", "???", "to your satisfaction", "yes"),
    ],
    ids=["locale", "written", "written-not-locale", "it", "pt", "no-words-of-it"],
)
def test_customers_are_asked_in_their_language_else_in_the_desks(build, locale, written, asked, answered):
    house = build(more=flow("verify_resolution"), top=f'locale = "{locale}"')
    house.carry(house.mail(f"Zoe <{ZOE}>", "???", written, **UTF8), sender=ZOE)
    (question,) = to(ticked(house), ZOE)
    assert asked in question.text
    answer(house, question, answered, **UTF8)

    assert runs(house)[0].state is RunState.DONE


def test_diagnostics_are_asked_in_the_desks_language_unless_it_has_its_own_questions(build):
    house = build(more=RULE.format("technical"), top='locale = "de"')
    house.carry(house.mail(f"Zoe <{ZOE}>", "???", "???"), sender=ZOE)
    (question,) = to(ticked(house), ZOE)
    assert "1. Seit wann" in question.text


def test_a_yes_resolves_nothing(build):
    house = build(more=flow("verify_resolution"))
    (question,) = to(opened(house), ZOE)
    before = ticket(house).status
    answer(house, question, "Yes")

    assert runs(house)[0].state is RunState.DONE
    assert ticket(house).status is before


def test_a_no_ends_the_run_and_its_agents_are_told(build):
    house = build(more=flow("verify_resolution", "provide_solution"))
    (question,) = to(opened(house), ZOE)
    (told,) = to(answer(house, question, "Nein"), ANN)

    assert "the customer said no" in told.text
    assert (runs(house)[0].state, runs(house)[0].reason) == (RunState.STOPPED, "workflow.customer_said_no")


@pytest.mark.parametrize(
    ("words", "headers"),
    [("Yes, but the other one burns.", {}), ("Yes", {"Auto_Submitted": "auto-replied"})],
    ids=["more-words", "machine"],
)
def test_only_a_persons_plain_yes_or_no_is_one(build, words, headers):
    house = build(more=flow("verify_resolution"))
    (question,) = to(opened(house), ZOE)
    answer(house, question, words, **headers)

    assert runs(house)[0].awaits is Awaits.YES


def test_a_yes_to_another_mail_is_none(build):
    house = build(more=flow("verify_resolution"))
    house.carry(house.mail(f"Zoe <{ZOE}>", "Line is down"), sender=ZOE)
    (receipt,) = [mail for mail in house.sent if mail.recipient == ZOE]
    assert to(ticked(house), ZOE)
    answer(house, receipt, "Yes")

    assert runs(house)[0].awaits is Awaits.YES


def test_a_resolved_ticket_stays_resolved_when_its_customer_says_yes(build):
    more = flow("verify_resolution").replace("then = [", 'then = [{ set_status = "resolved" }, ')
    house = build(more=more, queue="ask_when_resolved = false")
    (question,) = to(opened(house), ZOE)
    assert ticket(house).status is Status.RESOLVED
    answer(house, question, "Yes")

    assert (ticket(house).status, runs(house)[0].state) == (Status.RESOLVED, RunState.DONE)


def test_who_does_not_answer_in_time_is_waited_for_no_more(build):
    house = build(more=flow("collect_diagnostics", "analyze_issue"))
    (question,) = to(opened(house), ZOE)
    assert to(ticked(house, timedelta(days=1)), ANN) == []
    (told,) = to(ticked(house, timedelta(days=1)), ANN)
    assert "did not answer in time" in told.text
    answer(house, question, "Here I am.")

    assert [(run.state, run.reason) for run in runs(house)] == [(RunState.STOPPED, "workflow.no_answer")]


def test_money_moves_only_after_a_yes_of_whoever_has_to_give_it(build):
    more = f'[workflow.approval]\napprovers = ["{LEA}"]\n'
    house = build(more=flow("calculate_adjustments", "apply_resolution", "confirm_with_customer", more=more))
    (reckon,) = to(opened(house), ANN)
    assert to(answer(house, reckon, "done: 50"), ANN) == []
    ticked(house)
    (request,) = [mail for mail in house.sent if mail.kind is OutboundKind.APPROVAL_REQUEST]
    (pay,) = to(answer(house, request, "approve"), ANN)
    assert "apply resolution" in pay.text
    assert to(answer(house, pay, "done"), ZOE)


def test_without_the_yes_the_money_stays(build):
    more = f'[workflow.approval]\napprovers = ["{LEA}"]\n'
    house = build(more=flow("apply_resolution", "confirm_with_customer", more=more))
    opened(house)
    ticked(house)
    (request,) = [mail for mail in house.sent if mail.kind is OutboundKind.APPROVAL_REQUEST]
    (told,) = to(answer(house, request, "reject too much"), ANN)

    assert "it was not approved" in told.text
    assert runs(house)[0].reason == "workflow.not_approved"
    asked = house.database.read(lambda conn: approvals.of_ticket(conn, house.tenant, ticket(house).id))
    assert [each.state for each in asked] == [ApprovalState.REJECTED]


def test_urgent_tickets_go_to_the_team_that_the_workflow_names(build):
    more = flow("escalate_if_needed", more='team = "engineering"\n')
    more = more.replace("then = [", 'then = [{ set_priority = "urgent" }, ')
    house = build(more=f'[[team]]\nkey = "engineering"\nagents = ["{LEA}"]\n{more}')
    opened(house)

    assert (ticket(house).assigned_team, ticket(house).status) == ("engineering", Status.ESCALATED)
    assert journal(house) == [("escalate_if_needed", "escalated"), (None, "finished")]


def test_what_the_desk_has_done_itself_is_no_task(build):
    house = build(more=RULE.format("customer"))
    house.carry(house.mail(f"Zoe <{ZOE}>", "Hello", "Hello."), sender=ZOE)
    (task,) = to(ticked(house), ANN)

    assert "categorize issue" in task.text
    assert journal(house)[:2] == [("validate_ticket", "holds"), ("categorize_issue", "task")]


@pytest.mark.parametrize(
    ("subject", "text", "category", "priority"),
    [
        ("Internet is down", "Nothing works.", "network_issue", "high"),
        ("A question", "The invoice has a charge that is not ours.", "billing_inquiry", "medium"),
        ("Bug", "The page is broken.", "technical_support", "medium"),
    ],
    ids=["network", "billing", "technical"],
)
def test_categorize_issue_reads_the_customers_words(build, subject, text, category, priority):
    house = build(more=flow("categorize_issue"))
    house.carry(house.mail(f"Zoe <{ZOE}>", subject, text), sender=ZOE)
    ticked(house)

    assert (ticket(house).category, ticket(house).priority.value) == (category, priority)
    assert journal(house)[0] == ("categorize_issue", "made good")


def test_task_is_a_note_that_the_customer_does_not_see(build):
    house = build(more=flow("analyze_issue"))
    sent = opened(house)

    notes = house.database.read(lambda conn: conversations.conversation(conn, ticket(house)).notes)
    assert len(notes) == 1
    assert to(sent, ZOE) == []


def test_task_that_cannot_be_done_ends_the_run(build):
    house = build(more=flow("analyze_issue", "verify_resolution"))
    (task,) = to(opened(house), ANN)
    sent = answer(house, task, "failed, no access")

    assert to(sent, ZOE) == []
    assert runs(house)[0].reason == "workflow.task_failed"


def test_any_other_note_leaves_a_task_where_it_is(build):
    house = build(more=flow("analyze_issue"))
    (task,) = to(opened(house), ANN)
    answer(house, task, "I am at it, not done yet.")

    assert runs(house)[0].awaits is Awaits.TASK


def test_a_workflow_under_way_is_not_begun_twice(build):
    again = (
        '[[rule]]\nname = "again"\non = ["ticket.message.added", "ticket.updated"]\nthen = [{ run_workflow = "own" }]\n'
    )
    house = build(more=flow("collect_diagnostics", "analyze_issue") + again)
    (question,) = to(opened(house), ZOE)
    answer(house, question, "Since noon.")

    states = [(run.state, run.reason) for run in runs(house)]
    assert states[0] == (RunState.RUNNING, "")
    assert set(states[1:]) == {(RunState.STOPPED, "workflow.running")}
    assert len(states) < 5


def test_closed_ticket_ends_its_run_in_silence(build):
    house = build(more=flow("verify_resolution").replace("then = [", 'then = [{ set_status = "closed" }, '))
    sent = opened(house)

    assert (to(sent, ZOE), to(sent, ANN)) == ([], [])
    assert runs(house)[0].reason == "workflow.ticket_ended"


def test_edited_desk_moves_no_run_that_is_under_way(build):
    house = build(more=flow("collect_diagnostics", "analyze_issue"))
    (question,) = to(opened(house), ZOE)
    desk = house.parts.configuration.path.parent / "desk.toml"
    desk.write_text(desk.read_text().replace('"collect_diagnostics", "analyze_issue"', '"verify_account"'))
    house.new_rules("")
    (task,) = to(answer(house, question, "Since noon."), ANN)

    assert "analyze issue" in task.text


def test_death_between_decision_and_commit_leaves_nothing_and_the_step_is_taken_once(build, monkeypatch):
    house = build(more=flow("collect_diagnostics", "analyze_issue"))
    house.carry(house.mail(f"Zoe <{ZOE}>", "Line is down"), sender=ZOE)
    before, sent = runs(house), house.outbox_count()

    class Killed(BaseException):
        pass

    def dies(*args: object) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        # The last write of a turn: all others are in its transaction by then.
        dying.setattr("mailgate.store.tickets.entries.add_system", dies)
        house.pass_time(MINUTE)
        with pytest.raises(BaseException):  # noqa: B017, PT011
            house.tick()
    assert (runs(house), house.outbox_count()) == (before, sent)

    assert len(to(ticked(house), ZOE)) == 1
    assert to(ticked(house), ZOE) == []
    assert [(run.step, run.awaits) for run in runs(house)] == [(0, Awaits.ANSWER)]


def test_journal_says_which_rule_began_it_and_what_was_heard(build):
    house = build(more=flow("verify_resolution"))
    (question,) = to(opened(house), ZOE)
    answer(house, question, "Yes")

    told = [event for event in house.journal(ticket(house).number) if event.kind is EventKind.UPDATED]
    begun = next(event for event in told if event.details.get("asked_for"))
    heard = next(event for event in told if event.details.get("heard"))
    assert (begun.cause.kind, begun.cause.ref, begun.details["workflow"]) == ("rule", "begin", "own")
    assert (heard.actor, heard.cause.kind, heard.details["heard"]) == (ZOE, "mail", "yes")
