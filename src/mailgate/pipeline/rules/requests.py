"""What rules ask for beyond a ticket's fields: notes, watchers, notices. What cannot be done is said in the journal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from mailgate.config.approval_file import terms_of
from mailgate.model.desk import Agent
from mailgate.model.event import Event, EventKind
from mailgate.model.outbound import OutboundMail
from mailgate.model.plan import Request
from mailgate.model.recording import NewEntry
from mailgate.model.ticket import AuthorType, Entry, EntryAuthor, EntryKind
from mailgate.model.workflow import WorkflowRun
from mailgate.notify.recipients import step_recipients
from mailgate.pipeline.approvals.requests import requested
from mailgate.pipeline.escalations.beginning_runs import run_to_begin
from mailgate.pipeline.rules.errand import CarriedOut, Errand
from mailgate.pipeline.rules.links import link
from mailgate.pipeline.rules.mails import forwarded, to_address, to_customer
from mailgate.pipeline.workflows.named import workflow_named


def carry_out(requests: Sequence[Request], errand: Errand) -> CarriedOut:
    """Turn requests into what is recorded with the ticket as it will stand, in their order.

    A request that nothing here can fulfil becomes a ``rule.failed`` event with the code ``action.not_available``; one
    that reaches nobody, ``action.nobody``; one that no machine may fulfil now, ``action.silent``.
    """
    done = []
    for request in requests:
        each = _HANDLERS.get(request.name, _not_available)(request, errand)
        done.append(each)
        if each.clockwork is not None:
            errand = replace(errand, clockwork=each.clockwork)
    told = {agent.email: (agent, rule) for each in reversed(done) for agent, rule in each.told}
    return CarriedOut(
        entries=tuple(entry for each in done for entry in each.entries),
        watchers=tuple({email: state for each in done for email, state in each.watchers}.items()),
        told=tuple(reversed(told.values())),
        mails=_each_once([mail for each in done for mail in each.mails]),
        events=tuple(event for each in done for event in each.events),
        approvals=tuple(approval for each in done for approval in each.approvals),
        runs=tuple(run for each in done for run in each.runs),
        links=tuple(dict.fromkeys(its for each in done for its in each.links)),
        clockwork=errand.clockwork if any(each.clockwork is not None for each in done) else None,
    )


def _each_once(mails: list[OutboundMail]) -> tuple[OutboundMail, ...]:
    """One row a cause and recipient; a rule that names somebody twice tells once."""
    return tuple({(mail.cause, mail.recipient.lower()): mail for mail in mails}.values())


def _add_note(request: Request, errand: Errand) -> CarriedOut:
    text = str(request.value)
    entry = Entry(
        id=errand.tools.rows(1)[0],
        ticket_id=errand.ticket.id,
        kind=EntryKind.INTERNAL,
        author=EntryAuthor(type=AuthorType.SYSTEM, email="", name=request.cause.ref),
        text=text,
        html="",
        full_text=text,
        created_at=errand.now,
    )
    added = errand.event(EventKind.NOTE_ADDED, request, message=entry.id)
    return CarriedOut(entries=(NewEntry(entry=entry),), events=(added,))


def _add_watchers(request: Request, errand: Errand) -> CarriedOut:
    return _watchers(request, errand, "active")


def _remove_watchers(request: Request, errand: Errand) -> CarriedOut:
    return _watchers(request, errand, "removed")


def _watchers(request: Request, errand: Errand, state: str) -> CarriedOut:
    """Of an agent the own address, whichever was written; no address of the desk itself watches."""
    named = [agent.email if (agent := errand.desk.agent(email)) else email.lower() for email in _texts(request.value)]
    ours = [email for email in named if state == "active" and errand.tools.book.owns(email)]
    emails = [email for email in named if email not in ours]
    events = [errand.failed(request, "watch.own_address", email) for email in ours]
    if emails:
        events.append(errand.event(EventKind.UPDATED, request, field="watchers", **{state: emails}))
    return CarriedOut(watchers=tuple((email, state) for email in emails), events=tuple(events))


def _notify(request: Request, errand: Errand) -> CarriedOut:
    """Agents get the notice of what happened, each once; the customer and all others a mail of its own."""
    told: list[tuple[Agent, str]] = []
    mails: list[OutboundMail] = []
    failed: list[Event] = []
    for target in _texts(request.value):
        found = _people(target, errand)
        if not found:
            failed.append(errand.failed(request, "action.nobody", target))
        elif target == "customer" and errand.silence:
            failed.append(errand.failed(request, "action.silent", errand.silence))
        elif target == "customer":
            mails.append(to_customer(errand, request))
        else:
            told += [(each, request.cause.ref) for each in found if isinstance(each, Agent)]
            mails += [to_address(errand, request, each) for each in found if isinstance(each, str)]
    return CarriedOut(told=tuple(told), mails=tuple(mails), events=tuple(failed))


def _people(target: str, errand: Errand) -> tuple[Agent | str, ...]:
    """Everybody that a target stands for."""
    desk, ticket = errand.desk, errand.ticket
    if target == "customer":
        return (ticket.customer_email,) if ticket.customer_email else ()
    if target == "watchers":
        return tuple(desk.agent(email) or email for email in errand.watchers)
    if target.startswith("team:") and (team := desk.team(target.removeprefix("team:"))):
        return tuple(agent for email in team.agents if (agent := desk.agent(email)))
    return step_recipients((target,), ticket, desk, errand.on_duty if target.startswith("oncall") else {})


def _reply(request: Request, errand: Errand) -> CarriedOut:
    """Words to the customer: a macro's or the rule's own. Never to a machine, for it would answer."""
    text = _words(request.value, errand)
    if not text:
        return CarriedOut(events=(errand.failed(request, "action.not_available", request.value),))
    if not errand.ticket.customer_email:
        return CarriedOut(events=(errand.failed(request, "action.nobody", "customer"),))
    if errand.silence:
        return CarriedOut(events=(errand.failed(request, "action.silent", errand.silence),))
    mail = to_customer(errand, request, text)
    sent = errand.event(EventKind.UPDATED, request, reply="sent", recipient=mail.recipient)
    return CarriedOut(mails=(mail,), events=(sent,))


def _words(value: object, errand: Errand) -> str:
    if isinstance(value, dict) and "text" in value:
        return str(value["text"])
    macro = errand.desk.macro(str(value["macro"] if isinstance(value, dict) else value))
    return macro.text if macro else ""


def _forward(request: Request, errand: Errand) -> CarriedOut:
    mails = [forwarded(errand, request, address.lower()) for address in _texts(request.value)]
    if None in mails:
        return CarriedOut(events=(errand.failed(request, "action.nothing_to_forward", request.value),))
    sent = tuple(mail for mail in mails if mail is not None)
    event = errand.event(EventKind.UPDATED, request, forwarded=[mail.recipient for mail in sent])
    return CarriedOut(mails=sent, events=(event,))


def _start_escalation(request: Request, errand: Errand) -> CarriedOut:
    """The run begins with the next tick of the clock; one that is under way is not begun twice."""
    policy = errand.desk.escalation(str(request.value))
    if policy is None:
        return CarriedOut(events=(errand.failed(request, "action.not_available", request.value),))
    begin = run_to_begin(errand.tools, errand.ticket, policy.key, run="rule", now=errand.now)
    clockwork = replace(errand.clockwork, deadlines=(*errand.clockwork.deadlines, begin))
    event = errand.event(EventKind.UPDATED, request, escalation=policy.key, asked_for=True)
    return CarriedOut(clockwork=clockwork, events=(event,))


def _request_approval(request: Request, errand: Errand) -> CarriedOut:
    """Who is asked, and told so, with the next tick of the clock."""
    try:
        terms = terms_of(request.value)
    except ValueError as error:
        return CarriedOut(events=(errand.failed(request, "action.bad_terms", str(error)),))
    approval = requested(errand.tools, errand.ticket, terms, by=request.cause.ref, now=errand.now)
    event = errand.event(EventKind.UPDATED, request, approval=approval.id, what=terms.what)
    return CarriedOut(approvals=(approval,), events=(event,))


def _run_workflow(request: Request, errand: Errand) -> CarriedOut:
    """The first step is taken with the next tick of the clock."""
    workflow = workflow_named(errand.tools, errand.desk, str(request.value))
    if workflow is None:
        return CarriedOut(events=(errand.failed(request, "action.not_available", request.value),))
    run = WorkflowRun(
        id=errand.tools.rows(1)[0],
        tenant=errand.ticket.tenant,
        ticket_id=errand.ticket.id,
        workflow=workflow.key,
        steps=workflow.steps,
        started_by=request.cause.ref,
        started_at=errand.now,
        due_at=errand.now,
    )
    event = errand.event(EventKind.UPDATED, request, workflow=workflow.key, run=run.id, asked_for=True)
    return CarriedOut(runs=(run,), events=(event,))


def _log(request: Request, errand: Errand) -> CarriedOut:
    return CarriedOut(events=(errand.event(EventKind.UPDATED, request, log=str(request.value)),))


def _nothing(request: Request, errand: Errand) -> CarriedOut:
    return CarriedOut()


def _not_available(request: Request, errand: Errand) -> CarriedOut:
    return CarriedOut(events=(errand.failed(request, "action.not_available", request.value),))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list | tuple) else (str(value),)


_HANDLERS: dict[str, Callable[[Request, Errand], CarriedOut]] = {
    "add_note": _add_note,
    "add_watchers": _add_watchers,
    "remove_watchers": _remove_watchers,
    "notify": _notify,
    "reply": _reply,
    "forward": _forward,
    "start_escalation": _start_escalation,
    "request_approval": _request_approval,
    "run_workflow": _run_workflow,
    "link": link,
    "log": _log,
    # The way to assign is asked for beforehand, see ``assigning``.
    "assign": _nothing,
}
