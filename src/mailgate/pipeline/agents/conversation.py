"""``#new customer@example.com``: the agent's words begin a conversation with a customer."""

from __future__ import annotations

from dataclasses import replace

from mailgate.commands.forms import address_in
from mailgate.model.command import Command, CommandName, Finding
from mailgate.model.ticket import EntryKind
from mailgate.notify.agent_reply import Words as LetterWords
from mailgate.notify.subjects import clean_subject
from mailgate.notify.views import public_view
from mailgate.pipeline.agents.acting import entry, outgoing
from mailgate.pipeline.agents.beginning import Beginning, Begun, begin, finish
from mailgate.pipeline.agents.commanded import Commanded
from mailgate.pipeline.agents.note_guard import repeats_finding, repeats_note
from mailgate.pipeline.agents.words import Saying, public_saying, with_macros
from mailgate.pipeline.outbound.mailing import Post
from mailgate.pipeline.outcome import Outcome
from mailgate.store.database import Connection
from mailgate.store.outbound import conversations

#: An answered notice brings the other customer's subject with it.
_SUBJECT = "Write a subject of its own; the present one belongs to another ticket, or there is none."
_WORDS = "There are no words for the customer below it."


def begin_conversation(conn: Connection, commanded: Commanded, command: Command) -> Outcome:
    """The customer gets the words from the queue, as the first mail of a new ticket that waits for an answer."""
    turn, message = commanded.turn, commanded.situation.mail.message
    saying = public_saying(message, with_macros(commanded.reading, turn.desk), turn.agent, turn.queue, turn.desk)
    findings = [*_flaws(commanded, command, saying), *_repeats(conn, commanded, saying)]
    if findings or saying.words is None:
        return commanded.refuse(findings)
    new = Beginning(
        email=address_in(command.argument),
        name="",
        subject=clean_subject(message.subject),
        owed=False,
        situation=commanded.situation,
    )
    begun = begin(conn, commanded, new)
    if not isinstance(begun, Begun):
        return commanded.refuse(begun)
    there = replace(turn, ticket=begun.ticket)
    said = entry(there, saying.words, EntryKind.PUBLIC)
    post = Post(tools=turn.tools, desk=turn.desk, queue=turn.queue, ticket=begun.ticket, now=turn.now)
    words = LetterWords(saying.words.text, saying.words.html, saying.words.attachments)
    view = public_view(begun.ticket, turn.queue, turn.tools.server.public_url)
    addressing = post.to_customer(begun.contact.id)
    letter = post.letters.reply_to_customer(view, begun.contact, turn.queue, words, addressing)
    mail = post.sealed(letter, cause=turn.cause_key, row=turn.tools.rows(1)[0])
    return finish(commanded, begun, (said,), (mail,), "your words, without the command lines, were sent")


def _repeats(conn: Connection, commanded: Commanded, saying: Saying) -> list[Finding]:
    """An answered notice may bring along a note of the ticket that it tells of, which is another's."""
    turn = commanded.turn
    if saying.words is None:
        return []
    known = conversations.conversation(conn, turn.ticket, also=turn.quoted)
    said = outgoing(turn, saying.words)
    subject = clean_subject(commanded.situation.mail.message.subject)
    found = repeats_note(conn, replace(said, text=f"{subject}\n{said.text}"), known.notes)
    return [repeats_finding(found)] if found else []


def _flaws(commanded: Commanded, command: Command, saying: Saying) -> list[Finding]:
    subject = commanded.situation.mail.message.subject
    tagged = bool(commanded.situation.mail.pointers.numbers)
    found = [saying.finding] if saying.finding else []
    if saying.words is None and not found:
        found.append(Finding(code="new.no_words", written=command.written, sentence=_WORDS))
    if tagged or not clean_subject(subject):
        found.append(Finding(code="new.no_subject", written=command.written, sentence=_SUBJECT))
    if commanded.reading.asks(CommandName.NOTE):
        found.append(
            Finding(
                code="command.contradiction", written=command.written, sentence="#note and #new exclude each other."
            )
        )
    return found
