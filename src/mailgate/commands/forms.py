"""Every command: how it may be written, what stands behind it, and the sentence that explains it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from mailgate.commands.when import parse_when
from mailgate.model.command import CommandName


class Behind(StrEnum):
    """What stands behind the name of a command."""

    NOTHING = "nothing"
    SOMETHING = "something"
    ANYTHING = "anything or nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    name: CommandName
    behind: Behind
    #: As an agent may write it, for the list of commands.
    example: str
    #: What it does, for the list of commands.
    does: str
    #: Other words for it.
    aliases: tuple[str, ...] = ()
    #: Neither words nor other commands stand beside it.
    alone: bool = False


_N, _S, _A = Behind.NOTHING, Behind.SOMETHING, Behind.ANYTHING

FORMS: tuple[Form, ...] = (
    Form(
        name=CommandName.CLOSE,
        behind=_A,
        example="#close",
        does="the ticket is closed; with children, or with keep, where tickets are below it",
        aliases=("closed",),
    ),
    Form(
        name=CommandName.RESOLVE,
        behind=_A,
        example="#resolve",
        does="the ticket is resolved",
        aliases=("resolved", "solve", "solved"),
    ),
    Form(name=CommandName.REOPEN, behind=_N, example="#reopen", does="the ticket is open again", aliases=("open",)),
    Form(name=CommandName.STATUS, behind=_S, example="#status in progress", does="any other status"),
    Form(
        name=CommandName.ASSIGN,
        behind=_S,
        example="#assign bob",
        does="give it to an agent, to me, to none, or to a team (team:front)",
    ),
    Form(
        name=CommandName.TAKE,
        behind=_N,
        example="#take",
        does="it is yours, unless somebody else has it",
        aliases=("claim", "mine"),
    ),
    Form(
        name=CommandName.PRIORITY,
        behind=_S,
        example="#priority high",
        does="critical, urgent, high, medium or low",
        aliases=("prio",),
    ),
    Form(name=CommandName.CATEGORY, behind=_S, example="#category billing", does="set the category"),
    Form(name=CommandName.TAG, behind=_S, example="#tag refund vip", does="add tags", aliases=("tags",)),
    Form(name=CommandName.UNTAG, behind=_S, example="#untag vip", does="remove tags"),
    Form(name=CommandName.NOTE, behind=_A, example="#note", does="the words below are a note, not an answer"),
    Form(
        name=CommandName.CHILDREN,
        behind=_N,
        example="#children",
        does="the words below go to the customers of the open tickets below this one, too",
    ),
    Form(
        name=CommandName.SNOOZE,
        behind=_S,
        example="#snooze 2d",
        does="put it off: 2h, 2d, tomorrow, until 2026-12-01, until fri 14:30, off",
    ),
    Form(
        name=CommandName.MERGE,
        behind=_S,
        example="#merge 2026-11-00042",
        does="it becomes part of that ticket; of another customer's with other-customer behind it",
    ),
    Form(
        name=CommandName.UNMERGE,
        behind=_S,
        example="#unmerge 2026-11-00042",
        does="that ticket is one of its own again",
        alone=True,
    ),
    Form(
        name=CommandName.SPLIT,
        behind=_A,
        example="#split",
        does="the customer's last message, or those of the given ids, become a ticket of their own",
        alone=True,
    ),
    Form(
        name=CommandName.LINK,
        behind=_S,
        example="#link parent 2026-11-00042",
        does="parent, child, blocks, blocked-by, duplicates, related or follow-up",
        alone=True,
    ),
    Form(
        name=CommandName.UNLINK,
        behind=_S,
        example="#unlink parent 2026-11-00042",
        does="they have nothing to do with each other any more",
        alone=True,
    ),
    Form(name=CommandName.MACRO, behind=_S, example="#macro refund", does="what the macro of that name does"),
    Form(
        name=CommandName.SPAM,
        behind=_N,
        example="#spam",
        does="the ticket is spam, and so is its sender's mail from now on",
    ),
    Form(
        name=CommandName.ESCALATE,
        behind=_A,
        example="#escalate",
        does="on-call is told, as the ticket's escalation policy has it, or the one that you name",
    ),
    Form(
        name=CommandName.APPROVAL,
        behind=_S,
        example="#approval lead@example.com refund 500?",
        does="ask somebody, or team:lead, for a yes; until then the ticket cannot be resolved",
    ),
    Form(name=CommandName.WATCH, behind=_A, example="#watch", does="watch it, or have an address watch it"),
    Form(name=CommandName.UNWATCH, behind=_A, example="#unwatch", does="stop watching it"),
    Form(name=CommandName.SLA, behind=_N, example="sla?", does="what was promised, and until when", aliases=("sla",)),
    Form(name=CommandName.HELP, behind=_N, example="#help", does="this list", aliases=("?", "commands")),
    Form(
        name=CommandName.UNDO,
        behind=_N,
        example="undo",
        does="take your last commands on this ticket back, within 30 minutes",
        alone=True,
    ),
    Form(
        name=CommandName.NEW,
        behind=_S,
        example="#new customer@example.com",
        does="the words below begin a conversation with that customer",
    ),
    Form(
        name=CommandName.CUSTOMER,
        behind=_N,
        example="#customer",
        does="whoever wrote the forwarded mail below becomes the customer of a new ticket",
        aliases=("fwd", "forward"),
    ),
)

BY_NAME: dict[CommandName, Form] = {form.name: form for form in FORMS}
BY_WORD: dict[str, Form] = {word: form for form in FORMS for word in (form.name.value, *form.aliases)}
#: Words that are offered when somebody mistyped one.
OFFERED = tuple(form.name.value for form in FORMS)

#: ``dot-atom`` on both sides (RFC 5322 section 3.2.3): anything rarer is asked about rather than written to.
_ADDRESS = re.compile(r"[a-z0-9!#$%&*+/=?^_`{|}~'-]+(?:\.[a-z0-9!#$%&*+/=?^_`{|}~'-]+)*@(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}")
#: RFC 5321 section 4.5.3.1.3, without the angle brackets.
_ADDRESS_LENGTH = 254
_SURROUNDED = re.compile(r"(?:mailto:)?<?([^\s<>]+)>?(?: ?<mailto:[^\s<>]*>)?", re.IGNORECASE)


def address_in(argument: str) -> str:
    """The one mail address that an argument is, lower-case, without what clients make of it; empty if it is none."""
    match = _SURROUNDED.fullmatch(argument.split("[")[0].strip()) if len(argument) < 3 * _ADDRESS_LENGTH else None
    found = match[1].lower().rstrip(".,;") if match else ""
    return found if len(found) <= _ADDRESS_LENGTH and _ADDRESS.fullmatch(found) else ""


def children_said(argument: str) -> str | None:
    """What stands behind ``#close`` about the tickets below: ``close``, ``keep``, or nothing; None: something else."""
    return {"": "", "children": "close", "keep": "keep", "alone": "keep"}.get(argument.casefold())


def flaw(form: Form, argument: str) -> str:
    """Why the argument does not fit the command, as a code; empty when it does as far as its form tells."""
    if form.behind is _N and argument:
        return "command.argument_unwanted"
    if form.behind is _S and not argument:
        return "command.argument_missing"
    if form.name is CommandName.SNOOZE and argument.casefold() != "off" and parse_when(argument) is None:
        return "command.bad_duration"
    if form.name is CommandName.NEW and not address_in(argument):
        return "command.bad_address"
    ends = form.name in (CommandName.CLOSE, CommandName.RESOLVE)
    if ends and argument and children_said(argument) is None:
        return "command.argument_unwanted"
    watches = form.name in (CommandName.WATCH, CommandName.UNWATCH)
    if watches and argument and argument.casefold() != "me" and not address_in(argument):
        return "command.bad_address"
    return ""
