"""``#customer``: whoever wrote the mail that an agent forwards becomes the customer of a new ticket."""

from __future__ import annotations

from dataclasses import replace

from mailgate.commands.forwarded import attached, forwarded, is_handed_on
from mailgate.commands.grammar import read_commands
from mailgate.model.command import Command, CommandName, Finding, Forwarded
from mailgate.model.identity import Sender, Tier
from mailgate.model.match import Effect
from mailgate.model.message import Author, Message, Segment, SegmentKind
from mailgate.model.ticket import EntryKind
from mailgate.notify.subjects import clean_subject
from mailgate.parse.message import parse_message
from mailgate.pipeline.agents.acting import entry
from mailgate.pipeline.agents.beginning import Beginning, Begun, begin, finish
from mailgate.pipeline.agents.commanded import Commanded
from mailgate.pipeline.agents.turn import Words
from mailgate.pipeline.customers.mail_entry import customer_entry
from mailgate.pipeline.outbound.mailing import Post
from mailgate.pipeline.outbound.notices import tell_lead, tell_of_new_ticket
from mailgate.pipeline.outcome import Outcome
from mailgate.pipeline.situation import Situation
from mailgate.store.database import Connection

_MAIL_TYPES = ("message/rfc822", "message/global")
_NONE = (
    "No forwarded mail with its author's address was found. Forward it with its From line, or attach it whole; or"
    " begin with #new and the customer's address."
)
_HANDED_ON = (
    "This is a forwarded mail of {}. Write #customer on its first line to open a ticket for its author, or #note to"
    " keep it as a note here; to answer this ticket's customer, reply instead of forwarding."
)


def handed_on_unsaid(commanded: Commanded) -> tuple[Finding, ...]:
    """Words above a forwarded mail are hardly meant for the ticket's customer: the agent is asked what they are."""
    reading, situation = commanded.reading, commanded.situation
    said = reading.asks(CommandName.NOTE, CommandName.NEW, CommandName.CUSTOMER)
    if situation.decided.effect is not Effect.AGENT_REPLY or said or reading.findings or not reading.words.strip():
        return ()
    original = is_handed_on(situation.mail.message)
    sentence = _HANDED_ON.format(original.address) if original else ""
    return (Finding(code="forward.unsaid", written="", sentence=sentence),) if original else ()


def forward_in(conn: Connection, commanded: Commanded, command: Command) -> Outcome:
    """The forwarded words open a ticket of their author; the agent's own words above become a note on it.

    Nothing in a forwarded mail is proven, so it makes nobody verified, gets no acknowledgement and touches no ticket
    that exists.
    """
    situation = commanded.situation
    found = _found(situation)
    if found is None:
        return commanded.refuse((Finding(code="forward.none", written=command.written, sentence=_NONE),))
    inner, original = found
    reading = read_commands(original.above)
    commanded = replace(commanded, reading=reading)
    if reading.findings or not reading.asks(CommandName.CUSTOMER):
        return commanded.refuse(reading.findings or (_unplaced(command),))
    as_customer = _as_customer(situation, original, inner)
    subject = clean_subject(original.subject)
    new = Beginning(email=original.address, name=original.name, subject=subject, owed=True, situation=as_customer)
    begun = begin(conn, commanded, new)
    if not isinstance(begun, Begun):
        return commanded.refuse(begun)
    turn = replace(commanded.turn, ticket=begun.ticket)
    first = customer_entry(as_customer.mail, begun.ticket.id, turn.tools, turn.now)
    # The agent's Message-ID would stand in our answers to the customer.
    first = replace(first, entry=replace(first.entry, message_id=original.message_id))
    note = _note(commanded)
    said = (first, *((entry(turn, note, EntryKind.INTERNAL),) if note else ()))
    post = Post(tools=turn.tools, desk=turn.desk, queue=turn.queue, ticket=begun.ticket, now=turn.now)
    mails = tell_of_new_ticket(post, as_customer.mail.message, cause=turn.cause_key)
    mails = (*mails, *tell_lead(post, begun.settled, cause=turn.cause_key))
    return finish(commanded, begun, said, mails, "nothing was sent to the customer")


def _found(situation: Situation) -> tuple[Message | None, Forwarded] | None:
    """A mail that is attached whole says more than a block in the text."""
    message = situation.mail.message
    for item in message.attachments:
        if item.type in _MAIL_TYPES:
            inner = parse_message(item.content, situation.tools.server.limits.parse)
            original = attached(inner, message.new_text)
            if original is not None:
                return inner, original
    inline = forwarded(message.text)
    return None if inline is None else (None, inline)


def _unplaced(command: Command) -> Finding:
    return Finding(code="forward.above", written=command.written, sentence="Put it above the forwarded mail.")


def _as_customer(situation: Situation, original: Forwarded, inner: Message | None) -> Situation:
    """The mail as if its author had written to us, with nothing proven."""
    mail, message = situation.mail, situation.mail.message
    whole = inner or message
    text = original.body or "(no text)"
    shown = replace(
        message,
        author=Author(address=original.address, name=original.name, clean=True),
        subject=original.subject,
        text=text,
        html=inner.html if inner else "",
        reply_html=inner.reply_html if inner else "",
        segments=inner.segments
        if inner and inner.text == text
        else (Segment(kind=SegmentKind.NEW, start=0, end=len(text)),),
        attachments=whole.attachments,
    )
    sender = Sender(address=original.address, name=original.name, tier=Tier.WEAK, reason="forwarded")
    return replace(situation, mail=replace(mail, message=shown, sender=sender))


def _note(commanded: Commanded) -> Words | None:
    behind = [each.argument for each in commanded.reading.commands if each.name is CommandName.NOTE]
    text = "\n\n".join(part for part in (*behind, commanded.reading.words.strip()) if part)
    return Words(text=text) if text else None
