from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from mailgate.parse.html.guard import defused
from mailgate.parse.html.text import html_to_text


def test_ordinary_html_is_left_alone() -> None:
    html = "<p>a <b>b</b></p>" * 100

    assert defused(html, set()) is html


def test_long_and_wide_html_is_left_as_it_is() -> None:
    html = "<table>" + "<tr><td><a href='x'><b>cell</b></a><br></td></tr>" * 2_000 + "</table>"
    defects: set[str] = set()

    assert defused(html, defects) == html
    assert defects == set()


@pytest.mark.parametrize(
    ("html", "defect"),
    [
        ("<div>" * 20_000 + "deep" + "</div>" * 20_000, "limit:html_depth"),
        ("<blockquote>" * 80_000 + "deep", "limit:html_depth"),
        ("".join(f"<font size={number}><p>deep" for number in range(20_000)), "limit:html_formatting"),
        ("".join(f"<b id={number}><p></x></x>deep" for number in range(20_000)), "limit:html_formatting"),
        ("<font size=1>" * 16 + "<p>deep" * 100_000, "limit:html_formatting"),
        ("<p " + " ".join(f"a{number}=b" for number in range(20_000)) + ">deep", "limit:html_attributes"),
    ],
)
def test_bombs_lose_their_tags_and_keep_their_text(html: str, defect: str) -> None:
    defects: set[str] = set()

    small = defused(html, defects)

    nodes = sum(1 for _ in LexborHTMLParser(small).root.traverse(include_text=True))
    assert nodes < 600_000
    assert "deep" in html_to_text(small)
    assert defect in defects


def test_closing_tags_without_partner_do_not_open_the_way_deeper() -> None:
    html = "<div></b></i></u>" * 20_000 + "deep"

    assert defused(html, set()).count("<div>") <= 250


@pytest.mark.parametrize("before", [0, 1, 4_094, 4_095, 4_096, 8_191, 8_192, 10_000])
@pytest.mark.parametrize("behind", [0, 3_000])
def test_shortest_long_tag_is_seen_wherever_it_stands(before: int, behind: int) -> None:
    attributes = "".join(f" a{number}=b" for number in range(100))
    tag = f"<p{attributes} c='{'x' * (8_192 - len(attributes) - 4)}'>"
    defects: set[str] = set()

    defused(f"{'x' * before}{tag}{'x' * behind}<br>", defects)

    assert defects == {"limit:html_attributes"}
