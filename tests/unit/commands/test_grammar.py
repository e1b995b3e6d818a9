"""What is a command, what is an agent's word, and what is asked about."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailgate.commands.forms import FORMS
from mailgate.commands.grammar import read_commands
from mailgate.model.command import CommandName as Name


@pytest.mark.parametrize(
    ("line", "name", "argument"),
    [
        ("#close", Name.CLOSE, ""),
        ("#CLOSE.", Name.CLOSE, ""),
        ("  #close  ", Name.CLOSE, ""),
        ("\u00a0\ufeff#close", Name.CLOSE, ""),
        ("#cl\u200bose", Name.CLOSE, ""),
        ("\uff03close", Name.CLOSE, ""),
        ("#close\r", Name.CLOSE, ""),
        ("#resolved", Name.RESOLVE, ""),
        ("#assign bob", Name.ASSIGN, "bob"),
        ("#Assign \u201cBob Bay\u201d", Name.ASSIGN, "Bob Bay"),
        ("#assign: team:front", Name.ASSIGN, "team:front"),
        ("#prio high", Name.PRIORITY, "high"),
        ("#prio=high", Name.PRIORITY, "high"),
        ("#status in\u2011progress", Name.STATUS, "in-progress"),
        ("#tag refund,  vip", Name.TAG, "refund, vip"),
        ("#snooze 2d", Name.SNOOZE, "2d"),
        ("#snooze until 2026\u201312\u201301", Name.SNOOZE, "until 2026-12-01"),
        ("#merge 2026-11-00042", Name.MERGE, "2026-11-00042"),
        ("#new Cora@Customers.test", Name.NEW, "Cora@Customers.test"),
        ("#note He called, see #close.", Name.NOTE, "He called, see #close."),
        ("#sla", Name.SLA, ""),
        ("#sla?", Name.SLA, ""),
        ("sla?", Name.SLA, ""),
        ("SLA?", Name.SLA, ""),
        ("#?", Name.HELP, ""),
        ("Undo", Name.UNDO, ""),
        ("Status: resolved", Name.STATUS, "resolved"),
        ("priority: HIGH", Name.PRIORITY, "HIGH"),
        ("Macro: refund", Name.MACRO, "refund"),
    ],
)
def test_a_line_at_the_top_is_a_command(line, name, argument):
    read = read_commands(f"{line}\n")
    assert [(command.name, command.argument) for command in read.commands] == [(name, argument)]
    assert read.findings == ()
    assert read.words == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hello Cora,\n\nall is well.",
        "#1 problem is the paper",
        "#123 was your order",
        "# Status of your order\n\nIt is on its way.",
        "## Close the lid",
        "Status: we are looking into it right now",
        "Priority: yours",
        "undo the last change, please",
        "Resolve it by turning it off.",
        "help",
        "sla? What is that?",
        "\\#close",
        "I closed #42 and #43",
        "use #close, it is a command",
    ],
)
def test_words_stay_words(text):
    read = read_commands(text)
    assert (read.commands, read.findings) == ((), ())
    assert read.words == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("#clsoe", "command.unknown"),
        ("#thankful for your patience", "command.unknown"),
        ("#C++ is a language", "command.unknown"),
        ("#close/resolve", "command.unknown"),
        ("#close the door", "command.argument_unwanted"),
        ("#assign", "command.argument_missing"),
        ("#snooze soon", "command.bad_duration"),
        ("#snooze 0h", "command.bad_duration"),
        ("#snooze 99999w", "command.bad_duration"),
        ("#new cora", "command.bad_address"),
        ("#new cora@customers.test, dave@customers.test", "command.bad_address"),
        ("#new c\u00f6ra@customers.test", "command.bad_address"),
        ("#note " + "x" * 30_000, "command.too_long"),
        ("#watch everybody", "command.bad_address"),
        ("#close #tag done", "command.several_on_a_line"),
        ("#tag done #close", "command.several_on_a_line"),
        ("# close\n\nBye", "command.spaced"),
        ("Hello\n\n#close", "command.below_words"),
        ("- #close\n- #assign me", "command.below_words"),
        ("undo\n\nThat was wrong", "command.alone"),
        ("#undo\n#close", "command.alone"),
        ("Status: resovled", "status.unknown"),
        ("#close " + "x" * 600, "command.too_long"),
    ],
)
def test_what_may_be_either_is_asked_about(text, code):
    assert code in [finding.code for finding in read_commands(text).findings]


def test_an_unknown_command_names_the_nearest():
    (finding,) = read_commands("#priorty high\n\nHello").findings
    assert "Did you mean #priority?" in finding.sentence
    assert finding.written == "#priorty high"


def test_commands_end_at_the_first_other_line():
    read = read_commands("\n#close\n\n#tag done\n\nDear Cora,\nit is done.\n")
    assert [command.name for command in read.commands] == [Name.CLOSE, Name.TAG]
    assert read.block == "\n#close\n\n#tag done\n\n"
    assert read.words == "Dear Cora,\nit is done.\n"


def test_a_mail_has_a_bounded_number_of_commands():
    assert read_commands("#tag a\n" * 30).findings == ()
    many = read_commands("#clsoe\n" * 50_000)
    assert [finding.code for finding in many.findings].count("command.unknown") == 30
    assert many.findings[30].code == "command.too_many"
    assert many.block + many.words == "#clsoe\n" * 50_000


def test_words_in_front_make_all_of_it_words():
    assert read_commands("It is #1 of\n#3 things").commands == ()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_example_of_the_list_is_a_valid_command(form):
    read = read_commands(form.example)
    assert [command.name for command in read.commands] == [form.name]
    assert read.findings == ()


_PIECES = st.sampled_from(
    [
        "#close",
        "#note x",
        "# close",
        "undo",
        "sla?",
        "\u00a0",
        "\u2028",
        "\ufeff",
        "\u202e#close",
        "#",
        "##",
        "Hi",
        "#1",
    ]
)
_LINES = st.lists(st.one_of(_PIECES, st.text(max_size=40)), max_size=12)


@settings(max_examples=400, deadline=None)
@given(_LINES.map("\n".join))
def test_no_character_is_lost_whatever_the_text(text):
    read = read_commands(text)
    assert read.block + read.words == text


@settings(max_examples=200, deadline=None)
@given(_LINES.map("\n".join))
def test_no_line_that_is_a_command_is_left_among_the_words_without_a_finding(text):
    read = read_commands(text)
    alone = [line for line in read.words.split("\n") if line.strip() in ("#close", "#note x")]
    assert not alone or read.findings


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=100, max_size=100))
def test_ten_thousand_odd_lines_are_read(lines):
    for line in lines:
        read_commands(f"#{line}")
        read_commands(line)
