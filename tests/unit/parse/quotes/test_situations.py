"""Mails by situation: where the new words stand in them, and that none is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Tell = Callable[..., Any]

ANN = "On 16 Nov 2026, at 09:41, Ann Lee <ann@example.com> wrote:"


def test_segments_cover_the_text_without_gap(tell: Tell) -> None:
    told = tell(f"\n\nYes.\n\n--\nBob\n\n{ANN}\n> Is it?\n\nNo.\n\n")
    assert [part.start for part in told.segments] == [0, *[part.end for part in told.segments[:-1]]]
    assert told.segments[-1].end == len(told.text)


def test_answer_above_the_quote(tell: Tell) -> None:
    told = tell(f"Yes.\n\n{ANN}\n\n> Is it?\n> Ann\n")
    assert (told.new, told.quote) == ("Yes.", f"{ANN}\n\n> Is it?\n> Ann")


def test_answer_below_the_quote(tell: Tell) -> None:
    assert tell(f"{ANN}\n> Is it?\n> Ann\n\nYes, it is.\n").new == "Yes, it is."


def test_answer_glued_below_the_quote(tell: Tell) -> None:
    assert tell(f"{ANN}\n> Is it? \nyes, it is").new == "yes, it is"


def test_answers_between_the_quotes(tell: Tell) -> None:
    told = tell(f"Hi Ann,\n\n{ANN}\n> Which size?\n\nForty.\n\n> Which colour?\nred\n> And when?\n\nToday.\n\nBob\n")
    assert [line for line in told.new.split("\n") if line] == ["Hi Ann,", "Forty.", "red", "Today.", "Bob"]


def test_answers_between_unattributed_quotes(tell: Tell) -> None:
    told = tell("Hi,\n\n> Which size?\n\nForty.\n\n> Which colour?\n\nRed.\n")
    assert [line for line in told.new.split("\n") if line] == ["Hi,", "Forty.", "Red."]


def test_long_inline_answer_in_lower_case_is_not_taken_for_a_wrapped_line(tell: Tell) -> None:
    told = tell(
        f"{ANN}\n> Would you like to have the red one, or do you prefer the blue one of the two?\nthe blue"
        f" one\n> Thanks\n"
    )
    assert told.new == "the blue one"


def test_wrapped_ends_of_quoted_lines_are_quoted(tell: Tell) -> None:
    quoted = (
        "> We have looked at the parcel that you sent to us on Monday and we think that\nit is damaged\n> Please send\n"
    )
    assert tell(f"I will.\n\n{ANN}\n{quoted}").new == "I will."


def test_nested_quotes(tell: Tell) -> None:
    told = tell(f"Third.\n\n{ANN}\n> Second.\n>\n> On 15 Nov 2026, at 09:41, Bob <bob@example.com> wrote:\n>> First.\n")
    assert told.new == "Third."


def test_quote_without_marks_or_header_is_new(tell: Tell) -> None:
    text = "Second.\n\nFirst, which no sign tells to be quoted."
    assert tell(text).new == text


def test_trailing_marks_without_header_are_quoted(tell: Tell) -> None:
    assert tell("Yes.\n\n> Is it?\n> Ann\n").new == "Yes."


def test_header_inside_the_marks(tell: Tell) -> None:
    assert tell(f"Yes.\n\n> {ANN}\n>\n> Is it?\n").new == "Yes."


def test_hotmail_marks_the_fields(tell: Tell) -> None:
    assert (
        tell(
            "Yes.\n\n> Subject: Parcel\n> From: ann@example.com\n> To: desk@example.com\n> Date: Mon\n>\n> Is it?\n"
        ).new
        == "Yes."
    )


def test_attribution_at_the_very_end(tell: Tell) -> None:
    assert tell(f"Yes.\n\n{ANN}\n").new == "Yes."


def test_thread_of_several_clients(tell: Tell) -> None:
    text = (
        f"Fourth.\n\n{ANN}\n\nThird.\n\nFrom: Bob <bob@example.com>\nSent: Sunday, 15 November 2026 09:41\nTo: Ann\n"
        "Subject: Parcel\n\nSecond.\n\n> On 14 Nov 2026, at 09:41, Kim <kim@example.com> wrote:\n> First.\n"
    )
    assert tell(text).new == "Fourth."


def test_separator_and_fields_and_marks_with_an_answer_below(tell: Tell) -> None:
    text = (
        "-----Original Message-----\nFrom: Ann <ann@example.com>\nSent: 16 November 2026\nTo: Bob\nSubject:"
        " Parcel\n\n"
        "> Is it?\n\nYes, it is.\n"
    )
    assert tell(text).new == "Yes, it is."


class TestForwarded:
    BLOCK = (
        "From: Ann <ann@example.com>\nDate: Mon, 16 Nov 2026\nSubject: Parcel\nTo: <bob@example.com>\n\nWhere is it?"
    )

    def test_forward_with_nothing_above_is_new(self, tell: Tell) -> None:
        text = f"---------- Forwarded message ---------\n{self.BLOCK}"
        assert tell(text).new == text

    def test_forward_below_a_comment_is_quoted(self, tell: Tell) -> None:
        assert tell(f"Please answer.\n\n---------- Forwarded message ---------\n{self.BLOCK}").new == "Please answer."

    def test_forward_below_a_phones_line_is_new(self, tell: Tell) -> None:
        assert "Where is it?" in tell(f"Sent from my iPhone\n\nBegin forwarded message:\n\n{self.BLOCK}").new

    def test_marked_forward_below_a_phones_line_is_new(self, tell: Tell) -> None:
        marked = "".join(f"> {line}\n" for line in self.BLOCK.split("\n"))
        assert "Where is it?" in tell(f"Sent from my iPhone\n\nBegin forwarded message:\n\n{marked}").new

    def test_forward_below_a_signature_is_new(self, tell: Tell) -> None:
        text = f"Mit freundlichen Grüßen\nBob Example\nExample GmbH\n+49 30 1234567\n\n{self.BLOCK}"
        assert tell(text).new.endswith("Where is it?")

    def test_only_the_first_mail_of_a_forwarded_thread_is_new(self, tell: Tell) -> None:
        told = tell(f"{self.BLOCK}\n\nOn 15 Nov 2026, at 09:41, Bob <bob@example.com> wrote:\n> It is on its way.\n")
        assert told.new.endswith("Where is it?")

    def test_signature_of_a_forwarded_mail_is_told(self, tell: Tell) -> None:
        assert tell(f"{self.BLOCK}\n\nRegards,\nAnn").signature == "Regards,\nAnn"


class TestNeverLost:
    """The situations in which desks lost answers: FreeScout #349, #2633, #3580 and #5624 among them."""

    def test_answer_in_an_unmarked_quote_with_nothing_above(self, tell: Tell) -> None:
        text = f"{ANN}\n\nIs it?\n\nYes, it is!\n"
        assert "Yes, it is!" in tell(text).new

    def test_answer_below_a_quote_that_repeats_a_marker(self, tell: Tell) -> None:
        text = f"{ANN}\n> --- Reply above this line ---\n>\n> Is it?\n\nYes, it is!\n"
        assert tell(text).new == "Yes, it is!"

    def test_marker_as_the_first_line(self, tell: Tell) -> None:
        assert "Yes, it is!" in tell("--- Reply above this line ---\n\nYes, it is!\n").new

    def test_header_words_in_the_customers_own_text(self, tell: Tell) -> None:
        text = (
            "The mail began with\n\nFrom: nobody\n\nand I do not know why. On Monday it wrote: nothing.\n\nWhat is it?"
        )
        assert tell(text).new == text

    def test_announced_answers_in_an_unmarked_quote_stay_open(self, tell: Tell) -> None:
        older = "From: Bob <b@example.com>\nSent: Monday 2\nTo: A\nSubject: X\n\nOld\n"
        told = tell(f"My answers are inline.\n\n{ANN}\n\nWhich size?\nForty\n\n{older}")
        assert "Forty" in told.new
        assert "Old" not in told.new

    @pytest.mark.parametrize("words", ["My replies are in red.", "Antworten im Text.", "Mes réponses en rouge."])
    def test_coloured_answers_stay_open(self, tell: Tell, words: str) -> None:
        assert "Forty" in tell(f"{words}\n\n{ANN}\n\nWhich size? Forty\n").new

    def test_word_of_a_colour_alone_opens_nothing(self, tell: Tell) -> None:
        assert tell(f"I want the one in red.\n\n{ANN}\n\nWhich colour?\n").new == "I want the one in red."

    def test_mail_that_the_author_introduces_stays_open_with_what_is_below(self, tell: Tell) -> None:
        mail = "From: X <x@example.org>\nSent: Monday 16\nTo: me\nSubject: Win\n\nClick here."
        assert tell(f"I got this mail:\n\n{mail}\n\nIs it spam?").new.endswith("Is it spam?")

    def test_words_cited_between_quotation_marks_stay_open(self, tell: Tell) -> None:
        assert tell(f'Hello,\n\n{ANN}\n"We will refund."\n\nThat did not happen.').new.endswith("That did not happen.")

    def test_quote_only(self, tell: Tell) -> None:
        assert tell("> When will you fix it?").new == "> When will you fix it?"

    def test_quote_of_several_levels_only(self, tell: Tell) -> None:
        assert tell(f"> {ANN}\n>> When?\n").new != ""

    def test_attribution_and_quote_only(self, tell: Tell) -> None:
        assert "Is it?" in tell(f"{ANN}\n> Is it?\n").new

    def test_thumb(self, tell: Tell) -> None:
        assert tell(f"👍\n\n{ANN}\n> Is it?\n").new == "👍"

    def test_rule_only(self, tell: Tell) -> None:
        assert tell("-----\n").segments[0].kind == "new"

    @pytest.mark.parametrize("text", ["", "\n", "   \n\n"])
    def test_no_words_at_all(self, tell: Tell, text: str) -> None:
        told = tell(text)
        assert (told.new, told.quote, told.language) == ("", "", "")


class TestAuthorsOwnMarks:
    """``>`` that quotes no mail."""

    def test_cited_error(self, tell: Tell) -> None:
        text = "It says:\n\n> Error 42: no paper\n\nWhat can I do?"
        assert tell(text).new == text

    def test_cited_error_at_the_end(self, tell: Tell) -> None:
        text = "It says:\n> Error 42: no paper"
        assert tell(text).new == text

    def test_python_prompt(self, tell: Tell) -> None:
        text = "I tried\n\n>>> import parcel\n>>> parcel.open()\nTraceback\n\nin vain."
        assert tell(text).new == text

    def test_markdown_quote_between_words(self, tell: Tell) -> None:
        text = "The manual says\n\n> Do not open.\n> Ever.\n\nbut I did."
        assert tell(text).new == text

    def test_arrow_in_code(self, tell: Tell) -> None:
        text = "if a > b:\n    return a -> b\n        > deep"
        assert tell(text).new == text

    def test_line_escaped_by_an_mbox(self, tell: Tell) -> None:
        text = ">From the beginning it was broken.\nPlease help."
        assert tell(text).new == text


class TestHtmlBesideTheText:
    HEADER = "On 16 Nov 2026, at 09:41, Ann Lee &lt;ann@example.com&gt; wrote:"

    def test_answer_below_an_unmarked_quote_is_opened(self, tell: Tell) -> None:
        text = f"Hi.\n\n{ANN}\n\nWhich size do you need?\n\nForty, as I said before.\n"
        quote = f"<div>{self.HEADER}</div><blockquote>Which size do you need?</blockquote>"
        html = f"<p>Hi.</p>{quote}<p>Forty, as I said before.</p>"
        assert tell(text, html).new == "Hi.\n\nForty, as I said before."

    def test_landmark_folds_what_the_text_does_not_tell(self, tell: Tell) -> None:
        text = "Hi.\n\nXyzzy: Ann Lee\nPlugh: Monday\n\nWhich size do you need?\n"
        quote = '<div id="divRplyFwdMsg">Xyzzy: Ann Lee<br>Plugh: Monday</div><div>Which size do you need?</div>'
        html = f"<p>Hi.</p><hr>{quote}"
        assert tell(text, html).new == "Hi."

    def test_html_of_other_words_changes_nothing(self, tell: Tell) -> None:
        text = f"Hi.\n\n{ANN}\n\nWhich size?\n"
        assert tell(text, "<blockquote>Other</blockquote><p>words</p>").new == tell(text).new
