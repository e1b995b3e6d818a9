"""What an agent says beside the commands of a mail, and to whom."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mailgate.model.command import CommandName, Finding, Reading
from mailgate.model.desk import Agent, Desk, Queue
from mailgate.model.message import Message, Segment, SegmentKind
from mailgate.notify.agent_reply import customer_words
from mailgate.notify.entity import shown_in
from mailgate.notify.reply_html import cut_behind
from mailgate.pipeline.agents.turn import Words

_FILES_ALONE = "Files are attached, but there are no words for the customer. Write some, or put #note on a line."

_NO_ANSWER = "Only an answer to the customer goes to the customers of the tickets below; there is none here."


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """The words without the command lines; None: nothing is said."""

    words: Words | None = None
    to_customer: bool = False
    #: And to the customers of the open tickets below.
    to_children: bool = False
    finding: Finding | None = None


def public_saying(message: Message, reading: Reading, agent: Agent, queue: Queue, desk: Desk) -> Saying:
    """For the customer. Nothing but blank lines sends nothing, and files without a word are asked about."""
    rest = _without_commands(message, reading)
    if not reading.words.strip():
        files = [item for item in message.attachments if not item.inline and not shown_in(message.html, item)]
        finding = Finding(code="command.files_alone", written="", sentence=_FILES_ALONE) if files else None
        return Saying(finding=finding)
    text, html, attachments = customer_words(rest, agent, queue, desk.agent_addresses)
    words = Words(text=text, html=html, attachments=attachments, message_id=message.message_id, key=message.key)
    return Saying(words=words, to_customer=True)


def below(saying: Saying, reading: Reading) -> Saying:
    """For the customers below as well, where ``#children`` asks for it; what is no answer goes to nobody there."""
    asked = next((command for command in reading.commands if command.name is CommandName.CHILDREN), None)
    if asked is None or saying.finding is not None:
        return saying
    if not saying.to_customer:
        return replace(saying, finding=Finding(code="command.no_answer", written=asked.written, sentence=_NO_ANSWER))
    return replace(saying, to_children=True)


def with_macros(reading: Reading, desk: Desk) -> Reading:
    """With the words of the macros that are called, above the agent's own; unknown ones are somebody else's finding."""
    called = (desk.macro(command.argument) for command in reading.commands if command.name is CommandName.MACRO)
    texts = [macro.text for macro in called if macro is not None and macro.text]
    if not texts:
        return reading
    return replace(reading, words="\n\n".join(part for part in (*texts, reading.words.strip()) if part))


def private_saying(message: Message, reading: Reading) -> Saying:
    """For colleagues: what stands behind ``#note``, then the other words."""
    behind = [command.argument for command in reading.commands if command.name is CommandName.NOTE]
    text = "\n\n".join(part for part in (*behind, reading.words.strip()) if part)
    if not text and not message.attachments:
        return Saying()
    return Saying(
        words=Words(
            text=text,
            full_text=message.text,
            attachments=message.attachments,
            message_id=message.message_id,
            key=message.key,
        )
    )


def _without_commands(message: Message, reading: Reading) -> Message:
    words = reading.words.strip()
    return replace(
        message,
        text=words,
        segments=(Segment(kind=SegmentKind.NEW, start=0, end=len(words)),),
        reply_html=cut_behind(message.reply_html, [command.written for command in reading.commands]),
    )
