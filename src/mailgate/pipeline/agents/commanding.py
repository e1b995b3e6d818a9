"""An agent's mail with commands: all of them are done and the words go their way, or nothing happens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mailgate.commands.forms import children_said
from mailgate.commands.grammar import read_commands
from mailgate.commands.resolve import Scene, resolve
from mailgate.commands.transcript import done, listed
from mailgate.commands.undo import COMMAND, WINDOW
from mailgate.errors import Refused
from mailgate.model.clockwork import Clockwork
from mailgate.model.command import CommandName, Finding, Reading, Resolved, Transcript
from mailgate.model.mark import SpamSender
from mailgate.model.match import Effect
from mailgate.model.plan import Change
from mailgate.model.recording import Recording
from mailgate.model.ticket import Contact, Ticket
from mailgate.notify.agent_reply import own_text
from mailgate.pipeline.agents.acting import do, leave_note, outgoing, say
from mailgate.pipeline.agents.commanded import Commanded, numbers
from mailgate.pipeline.agents.conversation import begin_conversation
from mailgate.pipeline.agents.fanning import say_to_all
from mailgate.pipeline.agents.forwarding_in import forward_in, handed_on_unsaid
from mailgate.pipeline.agents.joining import JOINING, join
from mailgate.pipeline.agents.note_guard import repeats_finding, repeats_note
from mailgate.pipeline.agents.requests import wanted
from mailgate.pipeline.agents.taking_back import take_back
from mailgate.pipeline.agents.turn import Act, AgentTurn
from mailgate.pipeline.agents.words import Saying, below, private_saying, public_saying, with_macros
from mailgate.pipeline.held.spam_teaching import listed_for_ticket
from mailgate.pipeline.outcome import Outcome
from mailgate.pipeline.promises.sentences import promises
from mailgate.pipeline.situation import Situation
from mailgate.store.clock import clockworks
from mailgate.store.database import Connection
from mailgate.store.outbound import conversations
from mailgate.store.tickets import contacts, tickets

#: Only with the sender's own token, believed; a mail that a person released is no more than its words.
_PROVEN = ("agent.own_token", "page.own_token")
#: Whatever else is written for one is no name of a ticket, and the database need not be asked.
_REF = re.compile(r"#?[A-Za-z0-9_-]{1,40}")
#: Commands that open a ticket of their own.
_BEGINNINGS = (CommandName.NEW, CommandName.CUSTOMER)
_ONE_WATCHER = "Name one new watcher a mail."
_OURS = "{email} is an address of this desk, and cannot watch: what it is sent would come back as a customer's."


def follow_commands(conn: Connection, situation: Situation, turn: AgentTurn) -> Outcome | None:
    """Do what the command lines of an agent's mail ask for, and answer with a transcript; None when it has none."""
    if situation.decided.reason not in _PROVEN:
        return None
    reading = read_commands(own_text(situation.mail.message, turn.agent, turn.queue))
    commanded = Commanded(situation=situation, turn=turn, reading=reading)
    if unsaid := handed_on_unsaid(commanded):
        return commanded.refuse(unsaid)
    if not reading.commands and not reading.findings:
        return None
    begins = next((command for command in reading.commands if command.name in _BEGINNINGS), None)
    if begins is not None and turn.desk.agent(turn.agent.email) is None:
        return commanded.refuse(resolve((begins,), _scene(conn, commanded, speaks=False)).findings)
    if begins is not None and begins.name is CommandName.CUSTOMER:
        # Below its line stands somebody else's mail, whose lines are nobody's commands.
        return forward_in(conn, commanded, begins)
    if reading.findings:
        return commanded.refuse(reading.findings)
    if begins is not None:
        return begin_conversation(conn, commanded, begins)
    if reading.asks(CommandName.UNDO):
        return take_back(conn, commanded)
    if reading.asks(*JOINING):
        return join(conn, commanded)
    return _follow(conn, commanded)


def _follow(conn: Connection, commanded: Commanded) -> Outcome:
    turn, reading = commanded.turn, commanded.reading
    saying = _saying(commanded)
    resolved = resolve(reading.commands, _scene(conn, commanded, speaks=saying.to_customer))
    contact, findings = _watcher(conn, turn, resolved)
    findings += [*([saying.finding] if saying.finding else []), *resolved.findings, *_repeats(conn, turn, saying)]
    if findings:
        return commanded.refuse(findings)
    if saying.words is None and not (resolved.changes or resolved.watchers or resolved.requests):
        answers = _answers(commanded, clockworks.of_ticket(conn, turn.ticket.id))
        return commanded.answer_only(Transcript(answers=answers), "agent.asked")
    watched = commanded.watched(resolved.watchers, COMMAND)
    spam = _spam_sender(conn, turn) if reading.asks(CommandName.SPAM) else None
    also = wanted(turn, turn.ticket, resolved.requests)
    act = Act(
        changes=resolved.changes,
        watchers=resolved.watchers,
        contact=contact,
        events=(*watched, *commanded.spam_noted(None, spam.email, COMMAND)) if spam else watched,
        spam_senders=(spam,) if spam else (),
        deadlines=also.deadlines,
        approvals=also.approvals,
        children=_children(reading),
    )
    try:
        recording = _carried_out(conn, turn, saying, act)
    except Refused as refused:
        return commanded.refuse([Finding(code=refused.code, written="", sentence=_told(refused))])
    transcript = _transcript(commanded, recording, saying, resolved.changes, conn)
    transcript = replace(transcript, done=(*also.lines, *transcript.done))
    return commanded.finish(recording, transcript, "agent.commands")


def _children(reading: Reading) -> str:
    ends = (command for command in reading.commands if command.name in (CommandName.CLOSE, CommandName.RESOLVE))
    return next((said for command in ends if (said := children_said(command.argument))), "")


def _told(refused: Refused) -> str:
    told = f"{refused}."
    return f"{told} Write #close children, or #close keep." if refused.code == "children.open" else told


def _saying(commanded: Commanded) -> Saying:
    turn, message = commanded.turn, commanded.situation.mail.message
    reading = with_macros(commanded.reading, turn.desk)
    public = commanded.situation.decided.effect is Effect.AGENT_REPLY and not reading.asks(CommandName.NOTE)
    if not public:
        return below(private_saying(message, reading), reading)
    return below(public_saying(message, reading, turn.agent, turn.queue, turn.desk), reading)


def _scene(conn: Connection, commanded: Commanded, *, speaks: bool) -> Scene:
    turn = commanded.turn
    merges = [command.argument for command in commanded.reading.commands if command.name is CommandName.MERGE]
    named = [argument.partition(" ")[0] for argument in merges]
    found = {ref: ticket for ref in named if (ticket := tickets.by_ref(conn, turn.desk.tenant, ref)) is not None}
    living = tickets.living(conn, turn.desk.tenant, {ticket.id for ticket in found.values()})
    return Scene(
        desk=turn.desk,
        ticket=turn.ticket,
        agent=turn.agent,
        now=turn.now,
        cause=commanded.cause(COMMAND),
        speaks=speaks,
        macros={macro.name: macro for macro in turn.desk.macros},
        tickets={ref: living[ticket.id] for ref, ticket in found.items() if ticket.id in living},
    )


def _watcher(conn: Connection, turn: AgentTurn, resolved: Resolved) -> tuple[Contact | None, list[Finding]]:
    """The record of a watcher that nobody heard of yet; agents need none."""
    tenant = turn.desk.tenant
    ours = [email for email, state in resolved.watchers if state == "active" and turn.tools.book.owns(email)]
    if ours:
        return None, [Finding(code="watch.own_address", written="", sentence=_OURS.format(email=ours[0]))]
    strange = [
        email
        for email, state in resolved.watchers
        if state == "active" and not turn.desk.agent(email) and not contacts.by_email(conn, tenant, email)
    ]
    if len(strange) > 1:
        return None, [Finding(code="watch.one_at_a_time", written="", sentence=_ONE_WATCHER)]
    if not strange:
        return None, []
    return Contact(id=turn.tools.rows(1)[0], tenant=tenant, email=strange[0], name="", stored=False), []


def _repeats(conn: Connection, turn: AgentTurn, saying: Saying) -> list[Finding]:
    """All or nothing: where the words cannot go out, no command is followed."""
    if saying.words is None or not saying.to_customer:
        return []
    known = conversations.conversation(conn, turn.ticket, also=turn.quoted)
    found = repeats_note(conn, outgoing(turn, saying.words), known.notes)
    return [repeats_finding(found)] if found else []


def _spam_sender(conn: Connection, turn: AgentTurn) -> SpamSender | None:
    return listed_for_ticket(conn, turn.tools, turn.ticket, turn.agent.email, turn.now)


def _carried_out(conn: Connection, turn: AgentTurn, saying: Saying, act: Act) -> Recording:
    if saying.words is None:
        return do(conn, turn, act)
    if not saying.to_customer:
        return leave_note(conn, turn, saying.words, act)
    speak = say_to_all if saying.to_children else say
    return speak(conn, turn, saying.words, act)


def _transcript(
    commanded: Commanded, recording: Recording, saying: Saying, asked: Sequence[Change], conn: Connection
) -> Transcript:
    turn = commanded.turn
    # What an answer to the customer does to the status, nobody asked for.
    wishes = [each for each in asked if not (saying.to_customer and each.field == "status")]
    told = done(
        [event for event in recording.events if event.cause.kind == COMMAND],
        wishes,
        said=_said(turn.seen(turn.ticket), saying, sum(bool(each.entries) for each in recording.beside)),
        timezone=turn.desk.timezone,
        numbers=numbers(conn, recording),
        undo_until=turn.now + WINDOW,
    )
    return replace(told, answers=_answers(commanded, recording.clockwork))


def _said(ticket: Ticket, saying: Saying, below: int) -> str:
    if saying.words is None:
        return "nothing was sent to the customer"
    if saying.to_customer:
        also = f" and to the customers of {below} tickets below" if below else ""
        return f"your words, without the command lines, were sent to {ticket.customer_email}{also}"
    return "your words were kept as a note; nothing was sent to the customer"


def _answers(commanded: Commanded, clockwork: Clockwork) -> tuple[str, ...]:
    reading, turn = commanded.reading, commanded.turn
    told = promises(clockwork, turn.desk, turn.now) if reading.asks(CommandName.SLA) else ()
    return (*told, *(listed() if reading.asks(CommandName.HELP) else ()))
