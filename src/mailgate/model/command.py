"""What an agent or on-call asks for in a mail: commands, what is wrong with them, and what they came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from mailgate.model.plan import Change


class CommandName(StrEnum):
    """What can be asked for on a line at the top of a mail; the values are the words behind the ``#``."""

    CLOSE = "close"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    STATUS = "status"
    ASSIGN = "assign"
    TAKE = "take"
    PRIORITY = "priority"
    CATEGORY = "category"
    TAG = "tag"
    UNTAG = "untag"
    NOTE = "note"
    #: The words go to the customers of the open tickets below as well.
    CHILDREN = "children"
    SNOOZE = "snooze"
    MERGE = "merge"
    UNMERGE = "unmerge"
    SPLIT = "split"
    LINK = "link"
    UNLINK = "unlink"
    MACRO = "macro"
    SPAM = "spam"
    ESCALATE = "escalate"
    APPROVAL = "approval"
    WATCH = "watch"
    UNWATCH = "unwatch"
    SLA = "sla?"
    HELP = "help"
    UNDO = "undo"
    #: A conversation that we begin; its argument is the customer's address.
    NEW = "new"
    #: The forwarded mail below is a customer's.
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command line."""

    name: CommandName
    #: The line as the agent wrote it.
    written: str
    #: What stands behind the name: single blanks, plain quotes and dashes, no quotes around it; empty if nothing does.
    argument: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Why a command was not followed; one is enough that none of the mail's commands is, and no word is sent."""

    #: Stable code: ``command.unknown``, ``agent.ambiguous``, ``status.not_allowed``, ...
    code: str
    #: The line it is about, as written.
    written: str
    #: One sentence for the agent.
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text taken apart: ``block`` and ``words`` put together are the text, character by character."""

    #: Command lines with the blank lines around them.
    block: str
    #: What is said, beside the commands.
    words: str
    commands: tuple[Command, ...] = ()
    findings: tuple[Finding, ...] = ()

    def asks(self, *names: CommandName) -> bool:
        return any(command.name in names for command in self.commands)


@dataclass(frozen=True, slots=True, kw_only=True)
class Macro:
    """A saved answer: words for the customer, and the fields it sets."""

    #: Unique in the desk, whatever its case.
    name: str
    text: str = ""
    #: Values by field name, as ``Change`` has them; names of tags as a list.
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """Commands with every name replaced by what it stands for; where there are findings nothing of it is done."""

    #: In the order in which they are made, the status last.
    changes: tuple[Change, ...] = ()
    #: Addresses with the state they are to have, ``active`` or ``removed``.
    watchers: tuple[tuple[str, str], ...] = ()
    #: What macros say before the agent's own words.
    macro_text: str = ""
    #: Beyond the ticket's fields, as rules name them: ``start_escalation``, ``request_approval``.
    requests: tuple[tuple[str, object], ...] = ()
    findings: tuple[Finding, ...] = ()


class PageVerb(StrEnum):
    """How on-call answers a page."""

    ACK = "ack"
    SNOOZE = "snooze"
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAnswer:
    """The first line of an answer to a page, understood; with a ``finding`` nothing is done."""

    verb: PageVerb
    #: For ``snooze``.
    length: timedelta = timedelta(0)
    finding: Finding | None = None


class HeldVerb(StrEnum):
    """What an agent answers to the notice of a held mail."""

    ACCEPT = "accept"
    NEW = "new"
    SPAM = "spam"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAnswer:
    """One line of such an answer."""

    verb: HeldVerb
    written: str
    #: Inbox ids as written; none: the mail that the notice is about.
    mails: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inverse:
    """What takes an earlier command mail back, or why it cannot be."""

    changes: tuple[Change, ...] = ()
    watchers: tuple[tuple[str, str], ...] = ()
    #: Addresses to be taken off the list of spam senders.
    no_spam_senders: tuple[str, ...] = ()
    #: Stable code; empty when it can be taken back.
    reason: str = ""
    #: One sentence for the agent, with ``reason``.
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """The one answer to a mail with commands, as plain lines."""

    #: What was done, each with before and after; empty when nothing was.
    done: tuple[str, ...] = ()
    #: What was wrong; then nothing was done.
    problems: tuple[str, ...] = ()
    #: What was asked: promises, the list of commands.
    answers: tuple[str, ...] = ()
    #: ``14:30 CET``; empty when there is nothing to take back.
    undo_until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """A customer's mail inside an agent's; nothing in it proves anything, it only says whose matter it is."""

    #: Of the original author, lower-case.
    address: str
    name: str
    subject: str
    #: As the client wrote it, in any language; empty if it did not.
    date: str
    #: The original's words, with what it quoted itself.
    body: str
    #: What the agent wrote above it, command lines included.
    above: str = ""
    #: Without angle brackets; known only of a mail that was attached whole.
    message_id: str = ""
