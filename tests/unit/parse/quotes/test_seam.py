"""The quote at the end of a text, found again in the HTML beside it."""

from __future__ import annotations

import pytest

from mailgate.parse.html.safe import safe_html
from mailgate.parse.quotes.html import reply_html
from mailgate.parse.quotes.seam import Seam, find_seam, reply_above
from mailgate.parse.quotes.segments import segment_text

WROTE = "On 16 Nov 2026, at 09:41, Ann <ann@example.com> wrote:"
TEXT = f"Yes, it\ndid.\n\n{WROTE}\n> Did it?\n> Ann\n"
SHOWN = WROTE.replace("<", "&lt;").replace(">", "&gt;")


def seam_of(text: str) -> Seam | None:
    return find_seam(text, segment_text(text)[0])


def reply_in(html: str, text: str = TEXT) -> str:
    seam = seam_of(text)
    assert seam is not None
    return reply_above(seam, safe_html(html))


@pytest.mark.parametrize(
    "quote",
    [
        f"<p>{SHOWN}</p><p>&gt; Did it?<br>&gt; Ann</p>\n",
        f"<div><div dir=ltr>{SHOWN}</div><blockquote>Did it?<br>Ann</blockquote></div>",
        f"{SHOWN}<br>Did it?<br>Ann",
        f"<div>\n<blockquote>{SHOWN}<p>Did it?</p><p>Ann</p></blockquote></div>\n<br>",
    ],
    ids=["marked", "in elements of its own", "in none", "deeper"],
)
def test_reply_ends_where_the_text_of_both_begins_to_quote(quote: str) -> None:
    own = '<p title="a &gt; <b>">Yes, <b>it</b> did.</p>\n<div>\xa0</div>'

    assert reply_in(own + quote) == safe_html(own)


@pytest.mark.parametrize(
    "html",
    [
        f"<p>Yes, it did not.</p><p>{SHOWN}</p><p>Did it?</p><p>Ann</p>",
        f"<p>Yes, it did.</p><p>{SHOWN}</p><p>Was it?</p><p>Ann</p>",
        f"<p>Yes, it did.</p><p>{SHOWN}</p><p>Did it?</p><p>Ann</p><p>More.</p>",
        f"<p>Yes, it did. {SHOWN}</p><p>Did it?</p><p>Ann</p>",
        f"<p>Yes, it did.</p><p>{SHOWN}</p><p>Did it?</p><p>Ann<img src='cid:x'></p>",
        f"<table><tr><td>Yes, it did.</td><td>{SHOWN}<p>Did it?</p><p>Ann</p></td></tr></table>",
        "",
    ],
    ids=["other words above", "other words below", "more below", "one element", "picture", "table", "nothing"],
)
def test_html_that_says_anything_else_is_not_cut(html: str) -> None:
    assert reply_in(html) == ""


def test_attribute_that_says_the_same_is_not_cut() -> None:
    # Cut there, the reply would end in an attribute that is still open.
    asked = "Did it arrive in one piece, and was the invoice for the printer in the box as well?"
    html = safe_html(f"<p>Yes.</p><p title='{SHOWN} {asked}'></p><p>{asked}</p>")

    assert reply_above(Seam('Yes.\n<p title="\n', f"{WROTE}\n> {asked}\n"), html) == ""


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

    assert reply_html(html, seam) == f"<html><head></head><body><p>{own.replace(chr(10), '<br>')}</p></body></html>"


def test_landmark_of_which_the_text_says_nothing_is_not_believed_for_it() -> None:
    html = f"<p>It goes:</p><div class=gmail_quote>{SHOWN}<blockquote>Did it?</blockquote></div>"

    assert reply_html(html, Seam("It went:\n\n", f"{WROTE}\n> Did it?\n")) == reply_html(html)
