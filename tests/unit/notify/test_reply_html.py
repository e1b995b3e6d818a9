"""Cutting an agent's HTML where the text is cut, and telling whether both say the same."""

from __future__ import annotations

import pytest

from mailgate.notify.reply_html import cut_before, cut_behind, part_saying, visible_text


def is_delimiter(line: str) -> bool:
    return line.strip() == "--"


@pytest.mark.parametrize(
    ("html", "cut"),
    [
        ("<div>Hello</div><div>-- </div><div>Ann</div>", "<div>Hello</div>"),
        ("<div>Hello<br>-- <br>Ann</div>", "<div>Hello</div>"),
        ("Hello<br>--<br>Ann", "Hello"),
        ("<p>Hello</p><p>--&nbsp;</p><p>Ann</p>", "<p>Hello</p>"),
        (
            "<div><p>Hello <b>you</b></p><div><span>-- </span><br>Ann</div></div>",
            "<div><p>Hello <b>you</b></p></div>",
        ),
        (
            "<table><tr><td>Hi</td></tr><tr><td>--</td></tr></table>",
            "<table><tr><td>Hi</td></tr></table>",
        ),
        ("<p>Hello -- you</p>", "<p>Hello -- you</p>"),
        ("<p>Hello</p>--", "<p>Hello</p>"),
        ("<p>-- </p>", ""),
        ("<div><img src=cid:a><p>--</p></div>", "<div><img src=cid:a></div>"),
        ('<p title="a > b">Hello</p>', '<p title="a > b">Hello</p>'),
        ('<img src="cid:a"><br>--<br>Ann', '<img src="cid:a">'),
        ("", ""),
        ("plain", "plain"),
    ],
)
def test_html_ends_before_the_line_and_closes_what_is_open(html: str, cut: str) -> None:
    assert cut_before(html, is_delimiter) == cut


def test_endless_blank_lines_are_cut_in_no_time() -> None:
    assert cut_before("Hello" + "<br> \n" * 200_000 + "--", is_delimiter) == "Hello"


def test_deep_html_is_cut_without_recursion() -> None:
    html = "<div>" * 20_000 + "Hello<br>--<br>Ann" + "</div>" * 20_000
    assert cut_before(html, is_delimiter) == "<div>" * 20_000 + "Hello" + "</div>" * 20_000


def test_markup_inside_a_word_does_not_part_it() -> None:
    assert visible_text("<p>w<b>or</b>d</p>next &amp; last") == "\nword\nnext & last"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hello <b>you</b></p>", "Hello *you*"),
        ("<p>See <a href='https://x.test/a'>this page</a></p>", "See this page <https://x.test/a>"),
        ("<p>See <a href='https://x.test/a'>this page</a></p>", "See this page<https://x.test/a>"),
        (
            '<p>Mail <a href="mailto:kim@client.test">kim@client.test</a></p>',
            "Mail kim@client.test <mailto:kim@client.test>",
        ),
        ("<ol><li>One</li><li>Two</li></ol>", "1. One\n2. Two"),
        ('<p>Look</p><img src="cid:a">', "Look\n[image: logo.png]\n[cid:a]"),
        ("<p>Grüße&nbsp;aus Köln</p>", "Grüße aus\nKöln"),
        ("", ""),
    ],
)
def test_page_that_says_the_same_is_taken_whole(html: str, text: str) -> None:
    assert part_saying(html, text, is_delimiter) == html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hello secret</p>", "Hello"),
        ("<p>Hello</p>", "Hello you"),
        ("<p>Hello Hello</p>", "Hello"),
        ("<p>Before</p><p>Hello</p>", "Hello"),
        ("<p>Pay 5000 now</p>", "Pay 1000 now"),
    ],
)
def test_other_words_are_noticed(html: str, text: str) -> None:
    assert part_saying(html, text, is_delimiter) == ""


@pytest.mark.parametrize(
    "rest",
    [
        "<br><hr><p>From: Kim</p><p>It burns.</p>",
        "<div><div><b>Von:</b> Kim<br></div></div><div>It burns.</div>",
        "<p>Hello</p>",
        "<p>-- </p><img src='cid:logo'>",
        "<br>--<br><img src='cid:logo'>",
    ],
)
def test_page_ends_where_the_text_ended(rest: str) -> None:
    page = "<div><p>Hello <b>you</b></p><img src='cid:a'>"
    cut = part_saying(f"{page}{rest}</div>", "Hello you", is_delimiter)
    assert cut.startswith(page)
    assert visible_text(cut).split() == ["Hello", "you"]
    assert "logo" not in cut


@pytest.mark.parametrize(
    ("html", "rest"),
    [
        ("<div>#close</div><div><b>Hello</b></div>", "<div><b>Hello</b></div>"),
        ("<div>#close<br>#tag\u00a0a<br><br><b>Hello</b></div>", "<div><b>Hello</b></div>"),
        ('<div class="x"><p>#close</p><p>Hello</p></div>', '<div class="x"><p>Hello</p></div>'),
        ("<p>Hello</p><p>#close</p>", "<p>Hello</p><p>#close</p>"),
        ("<p>#close</p>", ""),
        ("", ""),
    ],
)
def test_first_lines_are_cut_away_and_what_was_open_stays_open(html, rest):
    assert cut_behind(html, ["#close", "#tag a"]) == rest
