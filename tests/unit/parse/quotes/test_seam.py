"""The quote at the end of a text, found again in the HTML beside it."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from mailgate.parse.quotes.html import part_html
from mailgate.parse.quotes.seam import Seam, find_seam, quote_below
from mailgate.parse.quotes.segments import segment_text

WROTE = "On 16 Nov 2026, at 09:41, Ann <ann@example.com> wrote:"
TEXT = f"Yes, it\ndid.\n\n{WROTE}\n> Did it?\n> Ann\n"
SHOWN = WROTE.replace("<", "&lt;").replace(">", "&gt;")


def seam_of(text: str) -> Seam | None:
    return find_seam(text, segment_text(text)[0])


def quote_in(html: str, text: str = TEXT) -> str:
    seam = seam_of(text)
    assert seam is not None
    return "".join(node.html or "" for node in quote_below(seam, LexborHTMLParser(html)))


def test_quote_begins_where_the_text_of_both_says() -> None:
    html = f"<p>Yes, it did.</p>\n<div>\xa0</div><p>{SHOWN}</p><p>&gt; Did it?<br>&gt; Ann</p>\n"

    assert quote_in(html).strip() == f"<p>{SHOWN}</p><p>&gt; Did it?<br>&gt; Ann</p>"


def test_quote_without_marks_is_the_same() -> None:
    assert quote_in(f"<p>Yes, it did.</p><p>{SHOWN}</p><p>Did it?</p><p>Ann</p>").endswith("<p>Did it?</p><p>Ann</p>")


@pytest.mark.parametrize(
    "html",
    [
        f"<p>Yes, it did not.</p><p>{SHOWN}</p><p>Did it?</p><p>Ann</p>",
        f"<p>Yes, it did.</p><p>{SHOWN}</p><p>Did it?</p><p>Anna</p>",
        f"<p>Yes, it did.</p><p>{SHOWN}</p><p>Did it?</p><p>Ann</p><p>More.</p>",
        f"<p>Yes, it did. {SHOWN}</p><p>Did it?</p><p>Ann</p>",
        f"<p>Yes, it did.</p><p>{SHOWN}</p><p>Did it?</p><p>Ann<img src='cid:x'></p>",
        f"<p>Yes, it did.</p><p>{SHOWN}</p><blockquote>Did it?<br>Ann</blockquote>",
        "",
    ],
    ids=["other words above", "other words below", "more below", "one element", "picture", "marked quote", "nothing"],
)
def test_html_that_says_anything_else_is_read_for_itself(html: str) -> None:
    assert quote_in(html) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Yes, it did.\n",
        f"{TEXT}\nAnd once more.\n",
        f"{WROTE}\n> Did it?\n\nYes, it did.\n\n{WROTE}\n> And now?\n",
    ],
    ids=["no quote", "words below the quote", "two quotes"],
)
def test_text_with_words_below_a_quote_has_no_seam(text: str) -> None:
    assert seam_of(text) is None


def test_landmark_is_believed_where_the_text_of_both_meets_there() -> None:
    # By its own words the HTML would have a form of the author's above the landmark.
    own = "From: Berlin\nTo: Paris\nSubject: 2 tickets\nDate: 3 May"
    html = f"<p>{own.replace(chr(10), '<br>')}</p><div class=gmail_quote>{SHOWN}<blockquote>Did it?</blockquote></div>"
    seam = Seam(f"{own}\n\n", f"{WROTE}\n> Did it?\n")

    assert (
        part_html(html, seam).reply == f"<html><head></head><body><p>{own.replace(chr(10), '<br>')}</p></body></html>"
    )


def test_landmark_of_which_the_text_says_nothing_is_not_believed_for_it() -> None:
    html = f"<p>It goes:</p><div class=gmail_quote>{SHOWN}<blockquote>Did it?</blockquote></div>"

    assert part_html(html, Seam("It went:\n\n", f"{WROTE}\n> Did it?\n")) == part_html(html)
