"""What an agent is told of a command line that could not be followed, by code."""

from __future__ import annotations

from mailgate.commands.forms import OFFERED, Form
from mailgate.commands.nearest import advice, shown
from mailgate.model.command import Finding

_OF_FORM = {
    "command.argument_missing": "Something is missing behind it. Write for example: {example}",
    "command.argument_unwanted": "Nothing may stand behind it on its line. Write: {example}",
    "command.bad_duration": "This is no time. Write for example: #snooze 2h, #snooze 2d, #snooze until 2026-12-01",
    "command.bad_address": "This is no mail address. Write for example: {name} customer@example.com",
    "command.several_on_a_line": "Two commands stand on one line. Write each on a line of its own.",
    "command.too_long": "This line is too long for a command. To say it to the customer, put any other line above it.",
    "command.too_many": "These are more commands than one mail may have. Send them in several.",
    "command.alone": "It has to stand alone: no other command and no words beside it.",
    "command.below_words": (
        "This looks like a command, but stands below other words. Put it on a line of its own at the top; if it is part"
        " of what you want to say, write it in another way."
    ),
    "command.spaced": (
        "This may be a command or a heading. For the command write {example} without a blank behind the sign; for a"
        " heading put any other line above it."
    ),
    "command.contradiction": "Two commands ask for different things: {example}. Keep one of them.",
}


def of_form(code: str, form: Form, written: str, *, example: str = "") -> Finding:
    """A finding about a known command; ``example`` replaces the one of its form."""
    name = form.name.value
    sentence = _OF_FORM[code].format(example=example or form.example, name=f"#{name}")
    return Finding(code=code, written=written, sentence=sentence)


def unknown(word: str, written: str) -> Finding:
    """No command has that name, and it may have been one."""
    told = advice(word, OFFERED, before="#") if len(word) > 1 else ""
    if not told.startswith("Did"):
        told = "#help lists them all."
    sentence = f"There is no command #{shown(word)}. {told} To say it to the customer, put any other line above it."
    return Finding(code="command.unknown", written=written, sentence=sentence)
