"""The command lines at the top of an agent's text.

Only lines above the first other line are commands. A wrong guess would send a command to a customer or swallow an
answer, so a line that may be either is a finding: nothing is done, nothing is sent, and the agent is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailgate.commands.forms import BY_NAME, BY_WORD, Form, flaw
from mailgate.commands.lines import is_blank, plain, unquoted
from mailgate.commands.nearest import nearest
from mailgate.commands.sentences import of_form, unknown
from mailgate.lifecycle.statuses import parse_priority, parse_status
from mailgate.model.command import Command, CommandName, Finding, Reading
from mailgate.model.ticket import Priority, Status

#: ``#close``, ``#Prio:high``, ``# close``; two signs are a heading, a digit behind the sign counts something.
_MARKED = re.compile(r"#(?P<space> ?)(?P<word>[^\W\d_][^\s:=.,;!]*|\?)[:=.,;!]* ?(?P<argument>.*)")
_KEYED = re.compile(r"(?P<key>status|priority|prio|macro) ?[:=] ?(?P<value>.+)", re.IGNORECASE)
#: Without the sign only what nobody begins a mail with.
_BARE = {"undo": CommandName.UNDO, "sla?": CommandName.SLA}
_FULL_STOP = ".,;!"
#: A value of more words than this is prose; so is a heading's, which may be a command with a blank too many.
_VALUE_WORDS = 4
_HEADING_WORDS = 2
#: A longer line is no command but a note; nothing else is looked for in it.
_LONGEST = 500
_PAGE = 20_000
#: No person writes more commands in one mail.
_MOST = 30
#: What stands before the items of a list.
_BULLETS = "-*+>\u2022\u00b7 "


@dataclass(frozen=True, slots=True)
class _Line:
    """What one line is: a command, a finding, or, with neither, words."""

    command: Command | None = None
    finding: Finding | None = None


_WORDS = _Line()


def read_commands(text: str) -> Reading:
    """Take the command lines off the top of ``text``, an agent's new words without quotes and signature.

    Blank lines may stand between them. A line behind the first other one that is a whole valid command is a finding
    too: it was meant to be followed, or it was not meant for the customer.
    """
    commands: list[Command] = []
    findings: list[Finding] = []
    place = end = 0
    for raw in text.split("\n"):
        if not is_blank(raw):
            line = _line(raw)
            if line is _WORDS:
                break
            if len(commands) + len(findings) == _MOST:
                findings.append(of_form("command.too_many", BY_NAME[CommandName.HELP], raw.strip()))
                break
            commands += [line.command] if line.command else []
            findings += [line.finding] if line.finding else []
        place += len(raw) + 1
        end = min(place, len(text)) if commands or findings else 0
    block, words = text[:end], text[end:]
    if not commands and not findings:
        return Reading(block="", words=text, findings=_below(text))
    findings += _together(commands, words)
    return Reading(block=block, words=words, commands=tuple(commands), findings=(*findings, *_below(words)))


def _line(raw: str) -> _Line:
    # Of a line that is a whole page nothing but its beginning is worth the time.
    line = plain(raw if len(raw) <= _PAGE else raw[: _LONGEST * 2])
    if len(line) > _LONGEST:
        return _long(raw.strip(), line)
    if name := _BARE.get(line.casefold().rstrip(_FULL_STOP)):
        return _Line(command=Command(name=name, written=raw.strip()))
    if match := _KEYED.fullmatch(line):
        return _keyed(raw.strip(), match["key"].casefold(), match["value"])
    match = _MARKED.fullmatch(line)
    return _marked(raw.strip(), match) if match else _WORDS


def _long(written: str, line: str) -> _Line:
    match = _MARKED.fullmatch(line)
    if match is None or match["space"]:
        return _WORDS
    form = _form(match)
    if form is not None and form.name is CommandName.NOTE and len(written) <= _PAGE:
        return _marked(written, match)
    return _Line(finding=of_form("command.too_long", form or BY_NAME[CommandName.HELP], written))


def _form(match: re.Match[str]) -> Form | None:
    word = match["word"].casefold()
    return BY_WORD.get(word) or BY_WORD.get(word.rstrip("?"))


def _marked(written: str, match: re.Match[str]) -> _Line:
    form, argument = _form(match), unquoted(match["argument"].strip())
    if match["space"]:
        # Markdown writes headings so, and a telephone's keyboard puts the blank there by itself.
        short = len(argument.split()) <= _HEADING_WORDS
        spaced = form is not None and short and not flaw(form, _trimmed(form, argument))
        return _Line(finding=of_form("command.spaced", form, written)) if form and spaced else _WORDS
    if form is None:
        return _Line(finding=unknown(match["word"], written))
    argument = _trimmed(form, argument)
    if _names_another(form, argument):
        return _Line(finding=of_form("command.several_on_a_line", form, written))
    if code := flaw(form, argument):
        return _Line(finding=of_form(code, form, written))
    return _Line(command=Command(name=form.name, written=written, argument=argument))


def _trimmed(form: Form, argument: str) -> str:
    """A full stop that closes the line is no part of a name, but of a note's words."""
    return argument if form.name is CommandName.NOTE else argument.rstrip(_FULL_STOP).rstrip()


def _names_another(form: Form, argument: str) -> bool:
    if form.name is CommandName.NOTE:
        return False
    return any(word.startswith("#") and word[1:].casefold() in BY_WORD for word in argument.split())


def _keyed(written: str, key: str, value: str) -> _Line:
    """``Status: resolved``. The sign is missing, so only a value that exists makes it a command, a slip of one asks."""
    name = BY_WORD[key].name
    if len(value.split()) > _VALUE_WORDS:
        return _WORDS
    value = unquoted(value.rstrip(_FULL_STOP).rstrip())
    if name is CommandName.MACRO:
        return _Line(command=Command(name=name, written=written, argument=value))
    known = [each.value for each in (Status if name is CommandName.STATUS else Priority)]
    valid = parse_status(value) if name is CommandName.STATUS else parse_priority(value)
    if valid is not None:
        return _Line(command=Command(name=name, written=written, argument=value))
    if near := nearest(value.replace(" ", "_"), known):
        sentence = f"There is no {name.value} {value!r}. Did you mean #{name.value} {near}?"
        return _Line(finding=Finding(code=f"{name.value}.unknown", written=written, sentence=sentence))
    return _WORDS


def _together(commands: list[Command], words: str) -> list[Finding]:
    """What stands beside a command that has to stand alone."""
    beside = len(commands) > 1 or not is_blank(words)
    return [
        of_form("command.alone", BY_NAME[command.name], command.written)
        for command in commands
        if beside and BY_NAME[command.name].alone
    ]


def _below(words: str) -> tuple[Finding, ...]:
    """Whole valid commands among the words, the first few."""
    found: list[Finding] = []
    for raw in words.split("\n"):
        if len(found) == 3:
            break
        if "#" not in raw and "\uff03" not in raw and "\ufe5f" not in raw:
            continue
        match = _MARKED.fullmatch(plain(raw).lstrip(_BULLETS)) if len(raw) <= _LONGEST else None
        line = _marked(raw.strip(), match) if match and not match["space"] else _WORDS
        if line.command is not None:
            found.append(of_form("command.below_words", BY_NAME[line.command.name], line.command.written))
    return tuple(found)
